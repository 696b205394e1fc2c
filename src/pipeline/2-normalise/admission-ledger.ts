/** What is known of records, growing row by row of a page, and what of it has to be saved in the end. */
import type { RecordGrades } from '../../domain/grade.ts';
import type { Instant } from '../../domain/period.ts';
import type { Admission, AdmissionTable, AdmittedVersion, Column, DraftRow, KnownVersion, VersionRef } from './admission.ts';

export type Addition = Omit<AdmittedVersion, 'version' | 'current'>;

export interface Ledger {
  readonly versionsOf: (recordKey: string) => readonly KnownVersion[];
  readonly see: (known: KnownVersion) => 'unchanged' | 'duplicate';
  readonly regrade: (known: KnownVersion, grades: RecordGrades) => void;
  /** The next version of the person's record; a current one supersedes the others. */
  readonly add: (addition: Addition, current: boolean) => void;
  /** The record holds no more, as a version of its own. */
  readonly end: (holder: KnownVersion, by: { readonly changedAt: Instant | null; readonly fingerprint: string }) => void;
  readonly count: (column: Column) => void;
  readonly close: () => Admission;
}

const keyOf = ({ personKey, recordKey, version }: VersionRef): string => `${personKey} ${recordKey} ${version}`;
const NO_STATEMENT: DraftRow['stated'] = { name: null, birthDate: null, employer: null };

export const openLedger = ({ runId, known }: AdmissionTable): Ledger => {
  const versions = versionsOf(known);
  const added = new Map<string, AdmittedVersion>();
  const seen = new Map<string, VersionRef>();
  const regraded = new Map<string, VersionRef & { readonly grades: RecordGrades }>();
  const counts: Record<Column, number> = { accepted: 0, unchanged: 0, offRoster: 0, withheld: 0, duplicate: 0 };

  const supersede = (version: KnownVersion): void => {
    versions.change(version, { current: false });
    const fresh = added.get(keyOf(version));
    if (fresh !== undefined) added.set(keyOf(version), { ...fresh, current: false });
  };
  const add: Ledger['add'] = (addition, current) => {
    const own = versions.of(addition.recordKey).filter(({ personKey }) => personKey === addition.personKey);
    if (current) for (const earlier of own.filter((one) => one.current)) supersede(earlier);
    const admitted = { ...addition, version: Math.max(0, ...own.map(({ version }) => version)) + 1, current };
    added.set(keyOf(admitted), admitted);
    versions.add(admitted, runId);
  };
  const end: Ledger['end'] = ({ personKey, recordKey }, by) =>
    add(
      { personKey, recordKey, ended: true, ...by, content: null, sealed: null, grades: null, stated: NO_STATEMENT, household: null },
      true,
    );
  const see: Ledger['see'] = (version) => {
    seen.set(keyOf(version), version);
    versions.change(version, { seenRun: runId });
    return version.seenRun === runId ? 'duplicate' : 'unchanged';
  };
  const regrade: Ledger['regrade'] = ({ personKey, recordKey, version }, grades) => {
    const ref = { personKey, recordKey, version };
    regraded.set(keyOf(ref), { ...ref, grades });
    versions.change(ref, { grades });
  };
  const count: Ledger['count'] = (column) => {
    counts[column] += 1;
  };
  const close: Ledger['close'] = () => ({
    counts,
    versions: [...added.values()],
    seen: [...seen.values()],
    regraded: [...regraded.values()],
  });
  return { versionsOf: versions.of, see, regrade, add, end, count, close };
};

/** The versions of each key, as they are known at this row of the page. */
const versionsOf = (known: readonly KnownVersion[]) => {
  const byKey = Map.groupBy(known, ({ recordKey }) => recordKey);
  const of = (recordKey: string): readonly KnownVersion[] => byKey.get(recordKey) ?? [];
  return {
    of,
    add: ({ content: _, sealed: __, stated: ___, household: ____, ...version }: AdmittedVersion, seenRun: string): void => {
      byKey.set(version.recordKey, [...of(version.recordKey), { ...version, seenRun }]);
    },
    change: (ref: VersionRef, traits: Partial<KnownVersion>): void => {
      byKey.set(
        ref.recordKey,
        of(ref.recordKey).map((one) => (keyOf(one) === keyOf(ref) ? { ...one, ...traits } : one)),
      );
    },
  };
};
