/** What the later steps read: canonical records, how far each dataset has been read, and one person's dossier of both. */
import type { CanonicalContent, CanonicalSealed, MembersContent } from '../../domain/canonical.ts';
import type { RecordGrades } from '../../domain/grade.ts';
import type { Day, Instant } from '../../domain/period.ts';
import type { Authority, Testimony } from '../../domain/sources.ts';

/** One record of a person as it is known now. `sealed` is opened only for the step that needs it (apply), else null. */
export interface CanonicalRecord<D extends Testimony = Testimony> {
  readonly dataset: D;
  readonly recordKey: string;
  /** Counts what has been known of this record: 1, 2, 3 … Evidence names it. */
  readonly version: number;
  readonly changedAt: Instant | null;
  readonly content: CanonicalContent[D];
  readonly sealed: CanonicalSealed[D] | null;
  readonly grades: RecordGrades;
  /** Keyed digests of the source's own copies; a live answer has none. */
  readonly digests?: Readonly<Record<string, string>>;
}

/**
 * How far a dataset speaks for this person (`interfaces.md`, "Common to all"): as of the end of its last complete reading.
 * `not-yet-read`: a feed's earlier rows were dropped before the person was on the roster or had agreed; catch-up reading will tell.
 * `stale`: read, and longer ago than whoever asks will have. `failed`: it was never read to its end. `withheld`: neither consent nor written basis.
 */
export type Reading =
  | { readonly state: 'read'; readonly asOf: Instant }
  | { readonly state: 'stale'; readonly asOf: Instant }
  | { readonly state: 'not-yet-read' }
  | { readonly state: 'failed' }
  | { readonly state: 'withheld' };

export type RecordsByDataset = { readonly [D in Testimony]: readonly CanonicalRecord<D>[] };
export type ReadingsByDataset = Readonly<Record<Testimony, Reading>>;

/** All that may be used about one member for one purpose: what is withheld for the purpose is not in it. */
export interface Dossier {
  readonly memberId: string;
  readonly member: MembersContent;
  readonly bornOn: Day;
  readonly sex: 'male' | 'female';
  /** The business day: date D of the run, or today of a live verification. */
  readonly on: Day;
  readonly records: RecordsByDataset;
  readonly readings: ReadingsByDataset;
  /** What authorities that were just asked said of the name alone, without a row that could bear it. Left out: none was asked. */
  readonly gradedAlone?: GradedAlone;
}

export type GradedAlone = Readonly<Partial<Record<Authority, Pick<RecordGrades, 'name' | 'birthDate'> & { readonly asOf: Instant }>>>;
