/** The words of admission: what comes in, what is known, and what is to be saved. */
import type { RecordGrades } from '../../domain/grade.ts';
import type { IdNumber } from '../../domain/id-number.ts';
import type { Day, Instant } from '../../domain/period.ts';
import type { RosterStatement } from './grade.ts';

/** A row's reading, as a connector gives it: the shape of `src/upstream/connector.ts`, seen from the core. */
export interface DraftRow {
  readonly recordKey: string;
  readonly subject: IdNumber | null;
  readonly changedAt: Instant | null;
  readonly ended: boolean;
  readonly content: object | null;
  readonly sealed: object | null;
  readonly stated: {
    readonly name: string | null;
    readonly birthDate: Day | null;
    readonly employer: { readonly name: string | null; readonly uscc: string | null } | null;
  };
  readonly household: string | null;
}

export interface RosterEntry {
  readonly personKey: string;
  readonly permitted: boolean;
  /** Opened only where a row states something to compare with. */
  readonly statement: () => RosterStatement;
}

/** One version of one record of one person. */
export interface VersionRef {
  readonly personKey: string;
  readonly recordKey: string;
  readonly version: number;
}

/** Of each record of a person exactly one version is current. */
export interface KnownVersion extends VersionRef {
  readonly current: boolean;
  readonly ended: boolean;
  readonly changedAt: Instant | null;
  readonly fingerprint: string;
  readonly seenRun: string;
  readonly grades: RecordGrades | null;
}

export interface AdmittedVersion extends Omit<KnownVersion, 'seenRun'> {
  readonly content: object | null;
  readonly sealed: object | null;
  readonly stated: DraftRow['stated'];
  readonly household: string | null;
}

/** The columns of the books that admission decides. */
export type Column = 'accepted' | 'unchanged' | 'offRoster' | 'withheld' | 'duplicate';

export interface Admission {
  readonly counts: Readonly<Record<Column, number>>;
  readonly versions: readonly AdmittedVersion[];
  readonly seen: readonly VersionRef[];
  /** Known versions that compare anew with a corrected roster. */
  readonly regraded: readonly (VersionRef & { readonly grades: RecordGrades })[];
}

export interface AdmissionTable {
  readonly runId: string;
  /** A key is one record of the whole dataset (feeds), or only of one person (lookups). */
  readonly keysAre: 'global' | 'personal';
  readonly roster: ReadonlyMap<IdNumber, RosterEntry>;
  /** Of people who have left, by the person key: what was known of them stays as it was then. */
  readonly left: ReadonlyMap<IdNumber, string>;
  readonly known: readonly KnownVersion[];
  /** Keyed digest of the whole row in canonical JSON, hex. */
  readonly fingerprint: (row: object) => string;
  /** Of these rows it was made before. */
  readonly made?: ReadonlyMap<DraftRow, string>;
}
