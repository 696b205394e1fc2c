/** What answers come to, counted. Pure. */
import type { Screened } from './types.ts';

export interface Outcomes {
  readonly screened: number;
  readonly flagged: number;
  readonly leads: number;
  readonly nearMiss: number;
  readonly leaving: number;
  /** Members of whom some rule of hardship could not be judged tonight, though it may another night. */
  readonly cannotJudge: number;
  readonly byClass: Readonly<Record<string, number>>;
}

/** Cases of every purpose are counted, as in the summary of a night; `cannotJudge` counts members. */
export const outcomesOf = (screened: readonly Screened[]): Outcomes => {
  const cases = screened.flatMap((one) => one.cases);
  const count = (kinds: readonly string[]): number => cases.filter(({ kind }) => kinds.includes(kind)).length;
  const flagged = cases.filter(({ kind }) => kind === 'suggested' || kind === 'lead');
  const classes = Map.groupBy(
    flagged.flatMap((one) => one.class ?? []),
    (name) => name,
  );
  return {
    screened: screened.length,
    flagged: flagged.length,
    leads: count(['lead']),
    nearMiss: count(['near-miss']),
    leaving: count(['leaving']),
    cannotJudge: screened.filter(({ standing }) => standing['hardship-screening'].state === 'cannot-judge').length,
    byClass: Object.fromEntries([...classes].map(([name, all]) => [name, all.length])),
  };
};

export const sumOfOutcomes = (a: Outcomes, b: Outcomes): Outcomes => ({
  screened: a.screened + b.screened,
  flagged: a.flagged + b.flagged,
  leads: a.leads + b.leads,
  nearMiss: a.nearMiss + b.nearMiss,
  leaving: a.leaving + b.leaving,
  cannotJudge: a.cannotJudge + b.cannotJudge,
  byClass: Object.fromEntries(
    [...new Set([...Object.keys(a.byClass), ...Object.keys(b.byClass)])]
      .toSorted()
      .map((name) => [name, (a.byClass[name] ?? 0) + (b.byClass[name] ?? 0)]),
  ),
});
