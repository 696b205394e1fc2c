/** How far each dataset has been read, and what of it, or of its source, stands as failed. */
import type { Instant } from '../domain/period.ts';
import type { Dataset, Source } from '../domain/sources.ts';
import { type Db, one } from './database.ts';
import type { Reading } from './readings.ts';

/** The last reading of a dataset by night, complete or not. */
export type LastReading = Pick<Reading, 'dataset' | 'runId' | 'state' | 'fetched'> & { readonly startedAt: Instant };

export const lastReadings = async (db: Db): Promise<ReadonlyMap<Dataset, LastReading>> => {
  const { rows } = await db.query<LastReading>(
    `select distinct on (dataset) dataset, run_id as "runId", state, fetched, started_at as "startedAt"
       from reading where kind = 'nightly' order by dataset, started_at desc`,
  );
  return new Map(rows.map((row) => [row.dataset, row]));
};

/** Units that stand as failed, by dataset. */
export const failedByDataset = async (db: Db): Promise<ReadonlyMap<Dataset, number>> => {
  const { rows } = await db.query<{ dataset: Dataset; jobs: number }>(
    `select dataset, count(*)::int as jobs from work where state = 'failed' and dataset is not null group by dataset`,
  );
  return new Map(rows.map(({ dataset, jobs }) => [dataset, jobs]));
};

/** Units that stand as failed, of all that a source is asked. */
export const failedOfSource = async (db: Db, source: Source): Promise<number> => {
  const { rows } = await db.query<{ jobs: number }>(`select count(*)::int as jobs from work where state = 'failed' and source = $1`, [
    source,
  ]);
  return one(rows).jobs;
};
