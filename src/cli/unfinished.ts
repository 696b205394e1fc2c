/** Which runs and batches of retries are not over, and whether anybody works on them. */
import { isWorkerAbout } from '../storage/attendance.ts';
import type { Db } from '../storage/database.ts';
import { unfinishedRetry } from '../storage/retry-batches.ts';
import { unfinishedRuns } from '../storage/runs.ts';
import { findCity } from '../storage/synthetic-city.ts';
import type { Unfinished } from './unfinished-text.ts';

export const unfinishedIn = async (pool: Db): Promise<Unfinished> => ({
  runs: await unfinishedRuns(pool),
  retry: await unfinishedRetry(pool),
  worker: await isWorkerAbout(pool),
  cityOn: (await findCity(pool))?.date ?? null,
});
