/** Turns what a source's records say into a statement, or says why the source cannot be heard. */
import type { Instant } from '../../domain/period.ts';
import { type Authority, sourceOf, type Testimony } from '../../domain/sources.ts';
import type { CanonicalRecord, Dossier } from '../2-normalise/types.ts';
import { compareText } from './current.ts';
import { isStale } from './freshness.ts';
import { RESULTS, type SourceState } from './results.ts';
import type { Check, Evidence, Statement } from './types.ts';

/** What the records say of a check: the state, and the records that put the source in it. */
export interface Saying {
  readonly state: SourceState;
  readonly value?: string;
  readonly records?: readonly CanonicalRecord[];
}

export interface Witness {
  readonly check: Check;
  readonly source: Authority;
  /** The datasets that would hold an answer: before all of them are heard, silence is only *unknown*. */
  readonly datasets: readonly Testimony[];
}

type HearingState = 'heard' | 'not-yet-read' | 'failed' | 'withheld' | 'stale';

const hearingOf = (dossier: Dossier, dataset: Testimony): HearingState => {
  const reading = dossier.readings[dataset];
  if (reading.state !== 'read') return reading.state;
  return isStale(dataset, reading, dossier.on) ? 'stale' : 'heard';
};

export const isHeard = (dossier: Dossier, dataset: Testimony): boolean => hearingOf(dossier, dataset) === 'heard';

/** Records that may be used tonight: a dataset that is stale or was not read to its end for this person contributes none. */
export const heard = <D extends Testimony>(dossier: Dossier, dataset: D): readonly CanonicalRecord<D>[] =>
  isHeard(dossier, dataset) ? dossier.records[dataset] : [];

/** Why silence cannot be taken for an answer; null when it can. What is withheld beside something heard was never going to be asked. */
const hindrance = (dossier: Dossier, datasets: readonly Testimony[]): Exclude<HearingState, 'heard'> | null => {
  const states = datasets.map((dataset) => hearingOf(dossier, dataset));
  const missed = states.find((state) => state !== 'heard' && state !== 'withheld');
  if (missed !== undefined) return missed;
  return states.includes('heard') ? null : 'withheld';
};

const SILENCES: ReadonlySet<SourceState> = new Set(['absent', 'not-stated']);

const asOfReading = (dossier: Dossier, dataset: Testimony): Instant | null => {
  const reading = dossier.readings[dataset];
  return reading.state === 'read' ? reading.asOf : null;
};

/** A statement is no fresher than the oldest reading it rests on. */
const earliest = (instants: readonly (Instant | null)[]): Instant | null => instants.filter((at) => at !== null).toSorted()[0] ?? null;

/** In the order of dataset and key, so that the same facts are the same statement however they were stored. */
const evidenceFrom = (dossier: Dossier, records: readonly CanonicalRecord[]): readonly Evidence[] =>
  records
    .toSorted((a, b) => compareText(a.dataset, b.dataset) || compareText(a.recordKey, b.recordKey))
    .map((record) => evidenceOf(dossier, record));

const evidenceOf = (dossier: Dossier, { dataset, recordKey, version }: CanonicalRecord): Evidence => ({
  source: sourceOf(dataset),
  dataset,
  recordKey,
  version,
  asOf: asOfReading(dossier, dataset),
});

/** What the source states. Its silence counts only where every dataset was heard. */
export const testify = (dossier: Dossier, { check, source, datasets }: Witness, { state, value, records = [] }: Saying): Statement => {
  const hindered = SILENCES.has(state) ? hindrance(dossier, datasets) : null;
  const meaning = RESULTS[check][hindered ?? state];
  const evidence = hindered === null ? evidenceFrom(dossier, records) : [];
  const asOf = earliest(evidence.length > 0 ? evidence.map((one) => one.asOf) : datasets.map((dataset) => asOfReading(dossier, dataset)));
  return { source, ...meaning, value: hindered === null ? (value ?? null) : null, asOf, evidence };
};
