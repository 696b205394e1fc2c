/**
 * Which night judged a case last, and how far each dataset had been read by then: the one that closed it, or the last before those that could not
 * judge it, or the last that is over, or tonight where tonight opened it.
 */
import type { Context } from '../../context.ts';
import { DATASETS, type Dataset } from '../../domain/sources.ts';
import type { ListedCase } from '../../storage/case-lists.ts';
import { nightsOfUnjudged } from '../../storage/case-nights.ts';
import { readingsKnownTo } from '../../storage/readings.ts';
import { lastClosedRun } from '../../storage/runs.ts';
import { together } from '../../together.ts';
import type { ReadingDates } from './dated-evidence.ts';
import { type Unjudged, unjudgedIn } from './unjudged.ts';

type Judged = Pick<ListedCase<unknown>, 'personKey' | 'caseId' | 'closedRun' | 'openedRun' | 'isOfTonight'>;

export interface Judgement {
  /** Null: the last night judged it. */
  readonly unjudged: Unjudged | null;
  readonly dates: ReadingDates;
}

const EVERY_DATASET = Object.keys(DATASETS) as Dataset[];

export const lastJudgements = async (cases: readonly Judged[], { pool }: Pick<Context, 'pool'>): Promise<(judged: Judged) => Judgement> => {
  const [lastRun, nights] = await together([lastClosedRun(pool), nightsOfUnjudged(pool, cases)]);
  const byCase = Map.groupBy(nights, ({ caseId }) => caseId);
  const unjudgedOf = ({ caseId }: Judged): Unjudged | null => unjudgedIn(byCase.get(caseId) ?? []);
  const judgedIn = (judged: Judged): string | null => {
    const { closedRun, openedRun, isOfTonight } = judged;
    const unjudged = unjudgedOf(judged);
    if (unjudged !== null) return unjudged.judgedRun;
    return closedRun ?? (isOfTonight ? openedRun : (lastRun?.runId ?? openedRun));
  };
  const known = await readingsKnownTo(pool, [...new Set(cases.flatMap((judged) => judgedIn(judged) ?? []))], EVERY_DATASET);
  return (judged) => ({ unjudged: unjudgedOf(judged), dates: known.get(judgedIn(judged) ?? '') ?? new Map() });
};
