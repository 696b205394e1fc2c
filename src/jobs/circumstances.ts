/**
 * What holds for the whole city and may change what is found of everybody, although nothing about them does: the rules, the month, how far each
 * dataset can be relied on, and our own code. Where any of it differs from what somebody was last judged under, they are judged again. Pure.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.ts';
import { type Day, dayAt, daysBetween, endOf, type Instant, monthOf } from '../domain/period.ts';
import { TESTIMONIES, type Testimony } from '../domain/sources.ts';
import { isStale } from '../pipeline/3-verify/freshness.ts';
import { policyYearOf } from '../pipeline/4-screen/exclusive-protection.ts';
import type { RuleSet } from '../pipeline/4-screen/rule-set.ts';
import type { Circumstances } from '../storage/agenda-opening.ts';

export interface Surroundings {
  readonly on: Day;
  /** As the run names it: a digest of all its files. */
  readonly ruleSetDigest: string;
  readonly ruleSet: RuleSet;
  readonly readings: ReadonlyMap<string, { readonly asOf: Instant }>;
  /** Of the code that judges. */
  readonly code: string;
}

export const circumstancesOf = ({ on, ruleSetDigest, ruleSet, readings, code }: Surroundings): Circumstances => {
  const stated = {
    'rule-set': ruleSetDigest,
    /** Dated values begin and end. */
    thresholds: digestOf(ruleSet.thresholds),
    'policy-year': String(policyYearOf(ruleSet)),
    /** Contributions, benefits and completed months are counted by it: every month's turn moves what is recent. */
    month: monthOf(on),
    'contributions-month': monthOfReading(readings.get('contributions')?.asOf),
    ...Object.fromEntries(
      TESTIMONIES.map((dataset) => [`reading-of-${dataset}`, standingOf(dataset, readings.get(dataset)?.asOf, ruleSet)]),
    ),
    code,
  };
  return { stated, digest: digestOf(stated) };
};

const monthOfReading = (asOf: Instant | undefined): string => (asOf === undefined ? 'never' : monthOf(dayAt(asOf)));

/** As verification and as screening count: the one by whole days to the evening, the other by the calendar. */
const standingOf = (dataset: Testimony, asOf: Instant | undefined, { on, freshness }: RuleSet): string => {
  if (asOf === undefined) return 'never';
  const isStaleToScreening = daysBetween(dayAt(asOf), on) > freshness[dataset];
  return `${isStale(dataset, asOf, endOf(on)) ? 'stale' : 'fresh'}-${isStaleToScreening ? 'stale' : 'fresh'}`;
};

const digestOf = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');
