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
  const byKey = Map.groupBy(known, ({ recordKey }) => recordKey);
  const added = new Map<string, AdmittedVersion>();
  const seen = new Map<string, VersionRef>();
  const regraded = new Map<string, VersionRef & { readonly grades: RecordGrades }>();
  const counts: Record<Column, number> = { accepted: 0, unchanged: 0, offRoster: 0, withheld: 0, duplicate: 0 };

  const versionsOf: Ledger['versionsOf'] = (recordKey) => byKey.get(recordKey) ?? [];
  const change = (ref: VersionRef, traits: Partial<KnownVersion>): void => {
    byKey.set(
      ref.recordKey,
      versionsOf(ref.recordKey).map((one) => (keyOf(one) === keyOf(ref) ? { ...one, ...traits } : one)),
    );
  };
  const supersede = (version: KnownVersion): void => {
    change(version, { current: false });
    const fresh = added.get(keyOf(version));
    if (fresh !== undefined) added.set(keyOf(version), { ...fresh, current: false });
  };
  const add: Ledger['add'] = (addition, current) => {
    const own = versionsOf(addition.recordKey).filter(({ personKey }) => personKey === addition.personKey);
    if (current) for (const earlier of own.filter((one) => one.current)) supersede(earlier);
    const admitted = { ...addition, version: Math.max(0, ...own.map(({ version }) => version)) + 1, current };
    const { content: _, sealed: __, stated: ___, household: ____, ...version } = admitted;
    added.set(keyOf(admitted), admitted);
    byKey.set(addition.recordKey, [...versionsOf(addition.recordKey), { ...version, seenRun: runId }]);
  };
  return {
    versionsOf,
    see: (version) => {
      seen.set(keyOf(version), version);
      change(version, { seenRun: runId });
      return version.seenRun === runId ? 'duplicate' : 'unchanged';
    },
    regrade: ({ personKey, recordKey, version }, grades) => {
      regraded.set(keyOf({ personKey, recordKey, version }), { personKey, recordKey, version, grades });
      change({ personKey, recordKey, version }, { grades });
    },
    add,
    end: ({ personKey, recordKey }, by) =>
      add(
        { personKey, recordKey, ended: true, ...by, content: null, sealed: null, grades: null, stated: NO_STATEMENT, household: null },
        true,
      ),
    count: (column) => {
      counts[column] += 1;
    },
    close: () => ({ counts, versions: [...added.values()], seen: [...seen.values()], regraded: [...regraded.values()] }),
  };
};
