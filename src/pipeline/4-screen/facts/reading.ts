/** What every fact shares: whether a dataset may be relied on tonight, and the evidence a record makes. */
import { type Day, dayAt, daysBetween } from '../../../domain/period.ts';
import { ASKED_AFTER, sourceOf, type Testimony } from '../../../domain/sources.ts';
import type { CanonicalRecord, Dossier } from '../../2-normalise/types.ts';
import type { Check, Evidence, Finding, Verification } from '../../3-verify/types.ts';
import type { Bound, Fact, UnknownFactReason } from '../types.ts';

/** What reading facts needs to be told: how old a reading may be, in days by dataset, and the division the city is. */
export interface ReadingPolicy {
  readonly freshness: Readonly<Record<Testimony, number>>;
  readonly region: string;
}

export const NONE: Fact = { state: 'none' };
type Unknown = Extract<Fact, { state: 'unknown' }>;
export const unknown = (reason: UnknownFactReason): Unknown => ({ state: 'unknown', reason });
export const known = (value: string | number | boolean, evidence: readonly Evidence[], bound: Bound = 'exact'): Fact => ({
  state: 'known',
  value,
  bound,
  evidence,
});

/** The records of a dataset, or why they say nothing tonight. */
export type Readable<D extends Testimony> =
  | { readonly ok: true; readonly asOf: Day; readonly records: readonly CanonicalRecord<D>[] }
  | { readonly ok: false; readonly fact: Unknown };

export const readable = <D extends Testimony>(dossier: Dossier, dataset: D, { freshness }: ReadingPolicy): Readable<D> => {
  const reading = dossier.readings[dataset];
  switch (reading.state) {
    case 'not-yet-read':
      return { ok: false, fact: unknown(isAskable(dossier, dataset) ? 'not-yet-read' : 'no-source') };
    case 'withheld':
      return { ok: false, fact: unknown('withheld') };
    case 'failed':
      return { ok: false, fact: unknown('source-failed') };
    case 'stale':
      return { ok: false, fact: unknown('stale') };
    case 'read': {
      const asOf = dayAt(reading.asOf);
      const isFresh = daysBetween(asOf, dossier.on) <= freshness[dataset];
      return isFresh ? { ok: true, asOf, records: dossier.records[dataset] } : { ok: false, fact: unknown('stale') };
    }
  }
};

const ASKED_BY_PERSON: ReadonlySet<Testimony> = new Set(ASKED_AFTER.person);

/** Of whom medical insurance does not know it cannot be asked, however many nights pass. */
const isAskable = ({ readings, records }: Dossier, dataset: Testimony): boolean =>
  !ASKED_BY_PERSON.has(dataset) || readings.person.state !== 'read' || records.person.length > 0;

export const evidenceOf = (dossier: Dossier, records: readonly CanonicalRecord[]): readonly Evidence[] =>
  records.map(({ dataset, recordKey, version }) => {
    const reading = dossier.readings[dataset];
    return { source: sourceOf(dataset), dataset, recordKey, version, asOf: reading.state === 'read' ? reading.asOf : null };
  });

/** The roster's row. It has one version here: what of it matters stands in the form itself. */
export const rosterEvidence = ({ memberId }: Dossier): readonly Evidence[] => [
  { source: 'aid-system', dataset: 'members', recordKey: memberId, version: 1, asOf: null },
];

export const findingOf = ({ findings }: Verification, check: Check): Finding | undefined =>
  findings.find((finding) => finding.check === check);

/** What the sources who say `match`, or who say otherwise, rest on. */
export const evidenceFor = (finding: Finding, holds: boolean): readonly Evidence[] =>
  finding.statements
    .filter(({ result }) => (holds ? result === 'match' || result === 'similar' : result === 'mismatch'))
    .flatMap(({ evidence }) => evidence);

/** The most hopeful reason first: what the next night may mend is named before what only the member can change. */
const REASONS = ['source-failed', 'not-yet-read', 'stale', 'no-such-code', 'not-stated', 'withheld'] as const;

/**
 * Why a finding says nothing; null where it does: a source that was read to its end without the person (`not-held`) is an answer, and so is
 * everything that holds or does not.
 */
export const silenceOf = (finding: Finding | undefined): UnknownFactReason | null => {
  if (finding === undefined) return 'no-source';
  if (finding.verdict === 'conflicting') return 'conflicting';
  if (finding.verdict === 'stale') return 'stale';
  if (finding.holds !== null || finding.statements.some(({ result }) => result === 'not-held')) return null;
  return REASONS.find((reason) => finding.statements.some((statement) => statement.reason === reason)) ?? 'no-source';
};
