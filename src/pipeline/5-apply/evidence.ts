/** Evidence as forms cite it: records of the dossier, and what screening's facts rest on. */
import { type Dataset, sourceOf, type Testimony } from '../../domain/sources.ts';
import type { CanonicalRecord, Dossier } from '../2-normalise/types.ts';
import type { Evidence } from '../3-verify/types.ts';
import type { Fact, Facts } from '../4-screen/types.ts';

export const rosterOf = ({ memberId }: Dossier): readonly Evidence[] => [
  { source: 'aid-system', dataset: 'members', recordKey: memberId, version: 1, asOf: null },
];

export const citing = (dossier: Dossier, records: readonly CanonicalRecord[]): readonly Evidence[] =>
  records.map(({ dataset, recordKey, version }) => {
    const reading = dossier.readings[dataset];
    return { source: sourceOf(dataset), dataset, recordKey, version, asOf: reading.state === 'read' ? reading.asOf : null };
  });

type KnownFact = Extract<Fact, { state: 'known' }>;

export const knownFact = (facts: Facts, name: string): KnownFact | null => {
  const fact = facts[name];
  return fact?.state === 'known' ? fact : null;
};

/** The records of one dataset that a fact rests on: what screening counted, and nothing else. */
export const recordsBehind = <D extends Testimony>(
  dossier: Dossier,
  dataset: D,
  fact: { readonly evidence: readonly Evidence[] } | null,
): readonly CanonicalRecord<D>[] => {
  const keys = keysOf(fact?.evidence ?? [], dataset);
  return dossier.records[dataset].filter(({ recordKey }) => keys.has(recordKey));
};

const keysOf = (evidence: readonly Evidence[], dataset: Dataset): ReadonlySet<string> =>
  new Set(evidence.filter((item) => item.dataset === dataset).map(({ recordKey }) => recordKey));
