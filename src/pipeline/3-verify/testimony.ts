/** Turns what a source's records say into a statement, or says why the source cannot be heard. */
import type { Instant } from '../../domain/period.ts';
import { type Authority, sourceOf, type Testimony } from '../../domain/sources.ts';
import type { CanonicalRecord } from '../2-normalise/types.ts';
import { compareText } from './current.ts';
import type { Heard, Hearing } from './hear.ts';
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

const SILENCES: ReadonlySet<SourceState> = new Set(['absent', 'not-stated']);

/** Why silence cannot be taken for an answer; null when it can. What is withheld beside something heard was never going to be asked. */
const hindrance = (states: readonly Hearing['state'][]): Exclude<Hearing['state'], 'heard'> | null => {
  const missed = states.find((state) => state !== 'heard' && state !== 'withheld');
  if (missed !== undefined) return missed;
  return states.includes('heard') ? null : 'withheld';
};

const evidenceOf = ({ hearings }: Heard, { dataset, recordKey, version }: CanonicalRecord): Evidence => ({
  source: sourceOf(dataset),
  dataset,
  recordKey,
  version,
  asOf: hearings[dataset].asOf,
});

/** In the order of dataset and key, so that the same facts are the same statement however they were stored. */
const byDatasetAndKey = (a: CanonicalRecord, b: CanonicalRecord): number =>
  compareText(a.dataset, b.dataset) || compareText(a.recordKey, b.recordKey);

/** A statement is no fresher than the oldest reading it rests on. */
export const earliest = (instants: readonly (Instant | null)[]): Instant | null =>
  instants.filter((at) => at !== null).toSorted()[0] ?? null;

/** Of these, the datasets that were read at all, each once. */
const readAmong = ({ hearings }: Heard, datasets: readonly Testimony[]): readonly Testimony[] =>
  [...new Set(datasets)].filter((dataset) => hearings[dataset].asOf !== null);

/** What the source states. Its silence counts only where every dataset was heard. */
export const testify = (heard: Heard, { check, source, datasets }: Witness, { state, value, records = [] }: Saying): Statement => {
  const { hearings } = heard;
  const hindered = SILENCES.has(state) ? hindrance(datasets.map((dataset) => hearings[dataset].state)) : null;
  const spoken = hindered === null ? records.toSorted(byDatasetAndKey) : [];
  const restsOn = readAmong(heard, spoken.length > 0 ? spoken.map(({ dataset }) => dataset) : datasets);
  return {
    source,
    ...RESULTS[check][hindered ?? state],
    value: hindered === null ? (value ?? null) : null,
    asOf: earliest(restsOn.map((dataset) => hearings[dataset].asOf)),
    restsOn,
    evidence: spoken.map((record) => evidenceOf(heard, record)),
  };
};
