/** How far each dataset had been read by the night that judged a case last: the one that closed it, or the last that is over, or tonight where tonight opened it. */
import type { Context } from '../../context.ts';
import { DATASETS, type Dataset } from '../../domain/sources.ts';
import type { ListedCase } from '../../storage/case-lists.ts';
import { readingsKnownTo } from '../../storage/readings.ts';
import { lastClosedRun } from '../../storage/runs.ts';
import type { ReadingDates } from './dated-evidence.ts';

type Judged = Pick<ListedCase<unknown>, 'closedRun' | 'openedRun' | 'isOfTonight'>;

const EVERY_DATASET = Object.keys(DATASETS) as Dataset[];

export const readingDates = async (
  cases: readonly Judged[],
  { pool }: Pick<Context, 'pool'>,
): Promise<(judged: Judged) => ReadingDates> => {
  const last = (await lastClosedRun(pool))?.runId ?? null;
  const judgedIn = ({ closedRun, openedRun, isOfTonight }: Judged): string => closedRun ?? (isOfTonight ? openedRun : (last ?? openedRun));
  const known = await readingsKnownTo(pool, [...new Set(cases.map(judgedIn))], EVERY_DATASET);
  return (judged) => known.get(judgedIn(judged)) ?? new Map();
};
