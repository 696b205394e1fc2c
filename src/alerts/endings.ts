/**
 * What ends on a day, unless somebody renews it: written bases, certificates, rules and thresholds, approvals and keys. What has a successor ends for
 * nobody. Pure.
 */
import { X509Certificate } from 'node:crypto';
import { addDays, type Day, dayAt, instantOf } from '../domain/period.ts';
import type { Source } from '../domain/sources.ts';
import type { WrittenBasis } from '../pipeline/2-normalise/permission.ts';

export type EndingKind = 'written-basis' | 'certificate' | 'authority' | 'rule-set' | 'threshold' | 'approval' | 'key';

export interface Ending {
  readonly kind: EndingKind;
  /** What a person calls it. */
  readonly name: string;
  readonly source: Source | null;
  /** The last day on which it holds. */
  readonly lastDay: Day;
}

/** The end of each dataset, purpose and recipient that something allows, but for the ends that another document goes on from. */
export const endingsOfBases = (bases: readonly WrittenBasis[]): readonly Ending[] =>
  bases.flatMap((basis) => {
    const { dataset, purpose, recipient, document, to } = basis;
    if (to === null) return [];
    const alike = bases.filter((one) => one !== basis && one.dataset === dataset && one.purpose === purpose && one.recipient === recipient);
    const goesOn = alike.some((one) => one.from <= addDays(to, 1) && (one.to === null || one.to > to));
    return goesOn
      ? []
      : [{ kind: 'written-basis' as const, name: `${document} (${dataset}, ${purpose}, ${recipient})`, source: null, lastDay: to }];
  });

/** A dated value of one threshold. */
export interface DatedValue {
  readonly from: Day;
  readonly to: Day | null;
}

export interface RulesInTime {
  /** `id@version`. */
  readonly name: string;
  readonly from: Day;
  /** The day before the next rule set judges; null: none is to follow. */
  readonly until: Day | null;
  readonly validTo: Day | null;
  readonly thresholds: Readonly<Record<string, readonly DatedValue[]>>;
}

/** Where rules, or one of their thresholds, end before what follows them begins. A threshold without a value today is a gap, and no end. */
export const endingsOfRules = (rules: RulesInTime, today: Day): readonly Ending[] => {
  const { name, validTo, until } = rules;
  const on = rules.from > today ? rules.from : today;
  const isMissed = (lastDay: Day | null): lastDay is Day => lastDay !== null && (until === null || lastDay < until);
  if (isMissed(validTo)) return [{ kind: 'rule-set', name, source: null, lastDay: validTo }];
  return Object.entries(rules.thresholds).flatMap(([threshold, values]) => {
    const lastDay = lastCovered(values, on);
    return isMissed(lastDay) ? [{ kind: 'threshold' as const, name: `${threshold} (${name})`, source: null, lastDay }] : [];
  });
};

/** The last day from that one on without a gap; null: open, or there is no value on it. */
const lastCovered = (values: readonly DatedValue[], on: Day): Day | null => {
  const holding = values.filter(({ from, to }) => from <= on && (to === null || to >= on));
  const ends = holding.map(({ to }) => to);
  if (ends.length === 0 || ends.includes(null)) return null;
  const last = ends.reduce((a, b) => ((a ?? '') > (b ?? '') ? a : b)) as Day;
  const next = addDays(last, 1);
  return values.some(({ from, to }) => from <= next && (to === null || to >= next)) ? lastCovered(values, next) : last;
};

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** A certificate and its chain: it is good until the first of them ends. */
export const endingOfCertificate = (name: string, pem: string): readonly Ending[] =>
  earliest('certificate', { name, source: null }, certificatesIn(pem));

/** Authorities that are trusted: of several of one name the one that lasts longest counts. */
export const endingOfAuthorities = (name: string, source: Source | null, pem: string): readonly Ending[] => {
  const bySubject = Map.groupBy(certificatesIn(pem), ({ subject }) => subject);
  return earliest(
    'authority',
    { name, source },
    [...bySubject.values()].map((alike) => alike.reduce((a, b) => (a.lastDay > b.lastDay ? a : b))),
  );
};

interface Certificate {
  readonly subject: string;
  readonly lastDay: Day;
}

const certificatesIn = (pem: string): readonly Certificate[] =>
  (pem.match(BLOCK) ?? []).map((block) => {
    const { subject, validTo } = new X509Certificate(block);
    // Good up to a moment within its last day: that day has to be begun with another one.
    return { subject, lastDay: addDays(dayAt(instantOf(Date.parse(validTo))), -1) };
  });

const earliest = (
  kind: EndingKind,
  { name, source }: Pick<Ending, 'name' | 'source'>,
  certificates: readonly Certificate[],
): readonly Ending[] =>
  certificates.length === 0
    ? []
    : [{ kind, name, source, lastDay: certificates.reduce((a, b) => (a.lastDay < b.lastDay ? a : b)).lastDay }];
