/**
 * The report that `huzheng rules backtest --out` writes and `rules activate --backtest` keeps: exactly these properties, so that nothing else is kept
 * with an activation.
 */

import { faultOfWords } from '../domain/kept-words.ts';
import type { BacktestNight } from '../pipeline/4-screen/backtest/job.ts';
import type { Change, Gains } from '../pipeline/4-screen/compare.ts';
import type { Outcomes } from '../pipeline/4-screen/outcomes.ts';

export interface BacktestReport {
  readonly draft: { readonly id: string; readonly version: string; readonly digest: string };
  readonly nights: readonly BacktestNight[];
  readonly seconds: number;
  readonly peopleASecond: number;
  readonly peakMiB: number;
}

/** Whether it is one, with a night at least, and nothing besides. */
export const isBacktestReport = (value: unknown): value is BacktestReport => aReport(value);

type Is<T> = (value: unknown) => value is T;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every property of the type, and no other. */
const anObject =
  <T extends object>(properties: { readonly [K in keyof T]-?: Is<T[K]> }): Is<T> =>
  (value): value is T => {
    const all = Object.entries<Is<unknown>>(properties);
    return (
      isObject(value) &&
      Object.keys(value).length === all.length &&
      all.every(([name, is]) => Object.hasOwn(value, name) && is(value[name]))
    );
  };
const aList =
  <T>(is: Is<T>): Is<readonly T[]> =>
  (value): value is readonly T[] =>
    Array.isArray(value) && value.every(is);
const byName =
  <T>(is: Is<T>): Is<Readonly<Record<string, T>>> =>
  (value): value is Readonly<Record<string, T>> =>
    isObject(value) && Object.entries(value).every(([name, one]) => aName(name) && is(one));
const written =
  <T extends string>(pattern: RegExp): Is<T> =>
  (value): value is T =>
    typeof value === 'string' && pattern.test(value);

const LONGEST_NAME = 100;
/** Of a rule set, an edition, a rule, a district as its roster writes it. */
const aName: Is<string> = (value): value is string =>
  typeof value === 'string' && value.length <= LONGEST_NAME && faultOfWords(value) === null;
const aCount: Is<number> = (value): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

const changes = anObject<Readonly<Record<Change, number>>>({
  'newly-flagged': aCount,
  dropped: aCount,
  unjudged: aCount,
  reclassified: aCount,
});
const gains = anObject<Gains>({ gained: aCount, lost: aCount });
const outcomes = anObject<Outcomes>({
  screened: aCount,
  flagged: aCount,
  leads: aCount,
  nearMiss: aCount,
  leaving: aCount,
  cannotJudge: aCount,
  byClass: byName(aCount),
});
const judged = anObject<BacktestNight['active']>({ id: aName, version: aName, outcomes });
const keys = aList(written<string>(/^[0-9a-f-]{36}$/));

const aNight = anObject<BacktestNight>({
  run: anObject<BacktestNight['run']>({ id: aName, date: written(/^\d{4}-\d{2}-\d{2}$/) }),
  active: judged,
  draft: judged,
  people: aCount,
  gone: aCount,
  changes,
  byDistrict: byName(changes),
  byProgramme: byName(gains),
  byRule: byName(gains),
  examples: anObject<BacktestNight['examples']>({ 'newly-flagged': keys, dropped: keys, unjudged: keys, reclassified: keys }),
});

const aReport = anObject<BacktestReport>({
  draft: anObject<BacktestReport['draft']>({ id: aName, version: aName, digest: written(/^[0-9a-f]{64}$/) }),
  nights: (value): value is readonly BacktestNight[] => aList(aNight)(value) && value.length > 0,
  seconds: aCount,
  peopleASecond: aCount,
  peakMiB: aCount,
});
