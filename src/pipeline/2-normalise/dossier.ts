/** Puts together what may be used of one member for one purpose. Pure. */
import type { MembersContent } from '../../domain/canonical.ts';
import type { Day, Instant } from '../../domain/period.ts';
import { TESTIMONIES, type Testimony } from '../../domain/sources.ts';
import type { CanonicalRecord, Dossier, Reading, ReadingsByDataset, RecordsByDataset } from './types.ts';

export interface DossierMaterial {
  readonly memberId: string;
  readonly member: MembersContent;
  readonly bornOn: Day;
  readonly sex: 'male' | 'female';
  readonly on: Day;
  readonly records: readonly CanonicalRecord[];
  /** Datasets permitted for the purpose. */
  readonly permitted: readonly Testimony[];
  /** Datasets read for this very person. */
  readonly covered: ReadonlySet<Testimony>;
  /** Datasets of which a row about this very person could not be read. */
  readonly unreadable: ReadonlySet<Testimony>;
  /** The last complete reading of each dataset. */
  readonly asOf: ReadonlyMap<string, { readonly asOf: Instant }>;
}

export const dossierOf = (material: DossierMaterial): Dossier => {
  const { memberId, member, bornOn, sex, on } = material;
  const readings = Object.fromEntries(TESTIMONIES.map((dataset) => [dataset, readingOf(dataset, material)])) as ReadingsByDataset;
  return { memberId, member, bornOn, sex, on, readings, records: recordsOf(material, readings) };
};

/** Nobody takes a row that cannot be read for an absence: where it is all there is, the dataset has told nothing yet (decision 0032). */
const isSilent = (dataset: Testimony, { unreadable, records }: DossierMaterial): boolean =>
  unreadable.has(dataset) && !records.some((record) => record.dataset === dataset);

const readingOf = (dataset: Testimony, material: DossierMaterial): Reading => {
  const { permitted, covered, asOf } = material;
  if (!permitted.includes(dataset)) return { state: 'withheld' };
  const complete = asOf.get(dataset);
  if (complete === undefined) return { state: 'failed' };
  return covered.has(dataset) && !isSilent(dataset, material) ? { state: 'read', asOf: complete.asOf } : { state: 'not-yet-read' };
};

/**
 * Records of a dataset not read whole for this person say too little to be used: what is missing might change them. Nothing missing changes a death,
 * which once stated stays stated, as `src/pipeline/3-verify/hear.ts` has it of one that is stale; only without permission is it not used.
 */
const recordsOf = ({ records }: DossierMaterial, readings: ReadingsByDataset): RecordsByDataset => {
  const byDataset = Map.groupBy(records, ({ dataset }) => dataset);
  const of = <D extends Testimony>(dataset: D): readonly CanonicalRecord<D>[] => {
    const { state } = readings[dataset];
    const own = state === 'read' || (dataset === 'death' && state !== 'withheld') ? (byDataset.get(dataset) ?? []) : [];
    return own.filter((record): record is CanonicalRecord<D> => record.dataset === dataset);
  };
  return {
    assistance: of('assistance'),
    death: of('death'),
    family: of('family'),
    person: of('person'),
    settlement: of('settlement'),
    registration: of('registration'),
    participation: of('participation'),
    contributions: of('contributions'),
    unemployment: of('unemployment'),
    'work-injury': of('work-injury'),
  };
};
