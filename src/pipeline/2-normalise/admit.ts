/**
 * Decides what becomes of each row of a page: accepted as a new version, unchanged, a duplicate, about nobody here, withheld, or
 * quarantined. Pure: the roster, what is known and the keyed digest arrive as arguments; saving is the job's.
 */
import type { RecordGrades } from '../../domain/grade.ts';
import type { IdNumber } from '../../domain/id-number.ts';
import type { Day, Instant } from '../../domain/period.ts';
import type { Testimony } from '../../domain/sources.ts';
import { gradeAgainstRoster, type RosterStatement } from './grade.ts';

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

export interface KnownVersion {
  readonly personKey: string;
  readonly recordKey: string;
  readonly version: number;
  readonly current: boolean;
  readonly ended: boolean;
  readonly changedAt: Instant | null;
  readonly fingerprint: string;
  readonly seenRun: string;
}

export interface AdmittedVersion {
  readonly personKey: string;
  readonly recordKey: string;
  readonly version: number;
  readonly current: boolean;
  readonly ended: boolean;
  readonly changedAt: Instant | null;
  readonly fingerprint: string;
  readonly content: object | null;
  readonly sealed: object | null;
  readonly grades: RecordGrades | null;
  readonly stated: DraftRow['stated'];
  readonly household: string | null;
}

export interface Admission {
  readonly counts: {
    readonly accepted: number;
    readonly unchanged: number;
    readonly offRoster: number;
    readonly withheld: number;
    readonly duplicate: number;
  };
  readonly versions: readonly AdmittedVersion[];
  readonly seen: readonly { readonly personKey: string; readonly recordKey: string; readonly version: number }[];
}

export interface AdmissionTable {
  readonly runId: string;
  /** A key is one record of the whole dataset (feeds), or only of one person (lookups). */
  readonly keysAre: 'global' | 'personal';
  readonly roster: ReadonlyMap<IdNumber, RosterEntry>;
  readonly known: readonly KnownVersion[];
  /** Keyed digest of the whole row in canonical JSON, hex. */
  readonly fingerprint: (row: object) => string;
}

type Column = keyof Admission['counts'];

/** Rows in the order the source sent them; a later row of the same page sees what an earlier one did. */
export const admit = (dataset: Testimony, rows: readonly DraftRow[], table: AdmissionTable): Admission => {
  const ledger = openLedger(table);
  for (const row of rows) ledger.count(decide(row, { dataset, table, ledger }));
  return ledger.close();
};

interface Decision {
  readonly dataset: Testimony;
  readonly table: AdmissionTable;
  readonly ledger: Ledger;
}

const decide = (row: DraftRow, { dataset, table, ledger }: Decision): Column => {
  const fingerprint = onlyOnce(() => table.fingerprint({ dataset, ...row, subject: null }));
  if (row.subject === null) return endByKey(row, fingerprint, ledger);
  const entry = table.roster.get(row.subject);
  const column = entry === undefined ? 'offRoster' : entry.permitted ? keep(row, { entry, fingerprint, ledger }) : 'withheld';
  const isNews = column !== 'unchanged' && column !== 'duplicate';
  if (table.keysAre === 'global' && isNews)
    releaseOthers(row, { personKey: column === 'accepted' ? (entry?.personKey ?? null) : null, fingerprint, ledger });
  return column;
};

/** Most rows of a city are about nobody here and need none. */
const onlyOnce = (make: () => string): (() => string) => {
  let made: string | null = null;
  return () => (made ??= make());
};

/** Accepted, unless this very row is known: then it was seen before, in this run or in an earlier one. */
const keep = (
  row: DraftRow,
  { entry, fingerprint, ledger }: { readonly entry: RosterEntry; readonly fingerprint: () => string; readonly ledger: Ledger },
): Column => {
  const versions = ledger.versionsOf(row.recordKey).filter((known) => known.personKey === entry.personKey);
  // A source without change times may return to an earlier state; one with change times repeats an old row only as history.
  const same = versions.find((known) => known.fingerprint === fingerprint() && (known.current || row.changedAt !== null));
  if (same !== undefined) return ledger.see(same);
  const states = row.stated.name !== null || row.stated.birthDate !== null || row.stated.employer !== null;
  const grades = states ? gradeAgainstRoster(row.stated, entry.statement()) : NOTHING_STATED;
  ledger.add(
    { ...row, personKey: entry.personKey, fingerprint: fingerprint(), grades: row.content === null ? null : grades },
    isNewest(row, versions),
  );
  return 'accepted';
};

/** A `D` row that states only its key (`interfaces.md` §1): it ends whatever was accepted under that key. */
const endByKey = (row: DraftRow, fingerprint: () => string, ledger: Ledger): Column => {
  const versions = ledger.versionsOf(row.recordKey);
  const same = versions.find((known) => known.fingerprint === fingerprint());
  if (same !== undefined) return ledger.see(same);
  const holders = versions.filter((known) => known.current && !known.ended && isNewest(row, [known]));
  for (const holder of holders) ledger.end(holder, row, fingerprint());
  return holders.length > 0 ? 'accepted' : 'offRoster';
};

/** A later row with the same key replaces the earlier, also when it is about somebody else (`interfaces.md` §1). */
const releaseOthers = (
  row: DraftRow,
  { personKey, fingerprint, ledger }: { readonly personKey: string | null; readonly fingerprint: () => string; readonly ledger: Ledger },
): void => {
  const others = ledger.versionsOf(row.recordKey).filter((known) => known.current && !known.ended && known.personKey !== personKey);
  for (const other of others) if (isNewest(row, [other])) ledger.end(other, row, fingerprint());
};

const isNewest = (row: DraftRow, versions: readonly KnownVersion[]): boolean =>
  versions.every((known) => !known.current || row.changedAt === null || known.changedAt === null || row.changedAt >= known.changedAt);

const NOTHING_STATED: RecordGrades = { name: 'not-stated', birthDate: 'not-stated', employer: 'not-stated' };
const NO_STATEMENT: DraftRow['stated'] = { name: null, birthDate: null, employer: null };

type Addition = Omit<AdmittedVersion, 'version' | 'current'>;

interface Ledger {
  readonly versionsOf: (recordKey: string) => readonly KnownVersion[];
  readonly see: (known: KnownVersion) => 'unchanged' | 'duplicate';
  readonly add: (addition: Addition, current: boolean) => void;
  readonly end: (known: KnownVersion, row: DraftRow, fingerprint: string) => void;
  readonly count: (column: Column) => void;
  readonly close: () => Admission;
}

/** What is known, growing row by row, and what has to be saved in the end. */
const openLedger = ({ runId, known }: AdmissionTable): Ledger => {
  const byKey = new Map<string, KnownVersion[]>();
  for (const version of known) byKey.set(version.recordKey, [...(byKey.get(version.recordKey) ?? []), version]);
  const added: AdmittedVersion[] = [];
  const seen = new Map<string, KnownVersion>();
  const counts: Record<Column, number> = { accepted: 0, unchanged: 0, offRoster: 0, withheld: 0, duplicate: 0 };

  const replace = (recordKey: string, change: (version: KnownVersion) => KnownVersion): void => {
    byKey.set(recordKey, (byKey.get(recordKey) ?? []).map(change));
  };
  const add: Ledger['add'] = (addition, current) => {
    const { personKey, recordKey } = addition;
    const versions = (byKey.get(recordKey) ?? []).filter((version) => version.personKey === personKey);
    const version = Math.max(0, ...versions.map((one) => one.version)) + 1;
    if (current) {
      replace(recordKey, (one) => (one.personKey === personKey ? { ...one, current: false } : one));
      for (const [index, earlier] of added.entries())
        if (earlier.personKey === personKey && earlier.recordKey === recordKey) added[index] = { ...earlier, current: false };
    }
    const { content, sealed, grades, ended, changedAt, fingerprint, stated, household } = addition;
    added.push({ personKey, recordKey, version, current, ended, changedAt, fingerprint, content, sealed, grades, stated, household });
    byKey.set(recordKey, [
      ...(byKey.get(recordKey) ?? []),
      { personKey, recordKey, version, current, ended, changedAt, fingerprint, seenRun: runId },
    ]);
  };
  return {
    versionsOf: (recordKey) => byKey.get(recordKey) ?? [],
    see: (version) => {
      seen.set(`${version.personKey} ${version.recordKey} ${version.version}`, version);
      replace(version.recordKey, (one) =>
        one.personKey === version.personKey && one.version === version.version ? { ...one, seenRun: runId } : one,
      );
      return version.seenRun === runId ? 'duplicate' : 'unchanged';
    },
    add,
    end: (version, row, fingerprint) =>
      add(
        {
          personKey: version.personKey,
          recordKey: version.recordKey,
          ended: true,
          changedAt: row.changedAt,
          fingerprint,
          content: null,
          sealed: null,
          grades: null,
          stated: NO_STATEMENT,
          household: null,
        },
        true,
      ),
    count: (column) => {
      counts[column] += 1;
    },
    close: () => ({ counts, versions: added, seen: [...seen.values()] }),
  };
};

/** Records of people that a lookup answered about and no longer named: they hold no more. */
export const absentNow = (known: readonly KnownVersion[], answered: ReadonlySet<string>): readonly KnownVersion[] =>
  known.filter((version) => version.current && !version.ended && !answered.has(`${version.personKey} ${version.recordKey}`));

/** An answer that would take away this much at once is not believed before somebody has asked again (`design.md`, promise 2). */
const BELIEVABLE_LOSS = 0.3;
const FEW = 20;

export const isSuddenDrop = (batch: { readonly held: number; readonly gone: number }): boolean =>
  batch.held >= FEW && batch.gone > batch.held * BELIEVABLE_LOSS;

/** Datasets that know almost everybody: when they know none of many, they are failing. */
const KNOWS_ALMOST_EVERYONE: ReadonlySet<Testimony> = new Set(['person', 'family']);
export const isSuspiciouslyEmpty = (dataset: Testimony, batch: { readonly asked: number; readonly answered: number }): boolean =>
  KNOWS_ALMOST_EVERYONE.has(dataset) && batch.asked >= FEW && batch.answered === 0;
