/**
 * Decides what becomes of each row of a page: accepted as a new version, unchanged, a duplicate, about nobody here, withheld, or
 * quarantined. Pure: the roster, what is known and the keyed digest arrive as arguments; saving is the job's.
 */
import type { RecordGrades } from '../../domain/grade.ts';
import type { Instant } from '../../domain/period.ts';
import type { Testimony } from '../../domain/sources.ts';
import type { Admission, AdmissionTable, Column, DraftRow, KnownVersion, RosterEntry } from './admission.ts';
import { type Ledger, openLedger } from './admission-ledger.ts';
import { gradeAgainstRoster } from './grade.ts';

/** Rows in the order the source sent them; a later row of the same page sees what an earlier one did. */
export const admit = (dataset: Testimony, rows: readonly DraftRow[], table: AdmissionTable): Admission => {
  const ledger = openLedger(table);
  for (const row of rows) {
    const fingerprint = onlyOnce(() => table.made?.get(row) ?? table.fingerprint(saidBy(dataset, row)));
    ledger.count(decide({ row, fingerprint, table, ledger }));
  }
  return ledger.close();
};

/** What a row's fingerprint is of: all it says, whoever it is about. */
const saidBy = (dataset: Testimony, row: DraftRow): object => ({ dataset, ...row, subject: null });

/** Fingerprints of the rows that may be kept, for whoever will have others wait for them while these are admitted. */
export const fingerprintsOf = (
  dataset: Testimony,
  rows: readonly DraftRow[],
  { roster, fingerprint }: Pick<AdmissionTable, 'roster' | 'fingerprint'>,
): ReadonlyMap<DraftRow, string> =>
  new Map(
    rows
      .filter(({ subject }) => subject !== null && roster.get(subject)?.permitted === true)
      .map((row) => [row, fingerprint(saidBy(dataset, row))]),
  );

interface Decision {
  readonly row: DraftRow;
  readonly fingerprint: () => string;
  readonly table: AdmissionTable;
  readonly ledger: Ledger;
}

/** Most rows of a city are about nobody here and need none. */
const onlyOnce = (make: () => string): (() => string) => {
  let made: string | null = null;
  return () => (made ??= make());
};

const decide = (decision: Decision): Column => {
  const { row, table } = decision;
  if (row.subject === null) return endByKey(decision);
  const entry = table.roster.get(row.subject);
  if (entry?.permitted === true) return keep(decision, entry);
  settleRivals(decision, entry === undefined ? (table.left.get(row.subject) ?? null) : null);
  return entry === undefined ? 'offRoster' : 'withheld';
};

/** Accepted, unless this very row is known: then it was seen before, in this run or in an earlier one. */
const keep = (decision: Decision, entry: RosterEntry): Column => {
  const { row, fingerprint, ledger } = decision;
  const { personKey } = entry;
  const versions = ledger.versionsOf(row.recordKey).filter((known) => known.personKey === personKey);
  const same = versions.find((known) => known.fingerprint === fingerprint() && isStillKnown(known, versions, row));
  if (same !== undefined) {
    if (lostAGrade(same.grades, row)) ledger.regrade(same, gradesOf(row, entry));
    if (same.current) settleRivals(decision, personKey);
    return ledger.see(same);
  }
  const { subject: _, ...said } = row;
  ledger.add(
    { ...said, personKey, fingerprint: fingerprint(), grades: row.content === null ? null : gradesOf(row, entry) },
    isNewest(row, versions),
  );
  settleRivals(decision, personKey);
  return 'accepted';
};

/**
 * A source without change times may return to an earlier state; one with change times repeats an old row only as history. Of rows of one
 * moment the later arrival stands, every time they are read.
 */
const isStillKnown = (known: KnownVersion, versions: readonly KnownVersion[], row: DraftRow): boolean =>
  known.current || (row.changedAt !== null && !isNewest(row, versions));

const gradesOf = (row: DraftRow, entry: RosterEntry): RecordGrades => {
  const { name, birthDate, employer } = row.stated;
  return name === null && birthDate === null && employer === null ? NOTHING_STATED : gradeAgainstRoster(row.stated, entry.statement());
};
const NOTHING_STATED: RecordGrades = { name: 'not-stated', birthDate: 'not-stated', employer: 'not-stated' };

/** A correction of the roster took a grade away that only the row itself can give back (`design.md`, "Storage"). */
const lostAGrade = (grades: RecordGrades | null, { stated }: DraftRow): boolean =>
  grades !== null && (['name', 'birthDate', 'employer'] as const).some((value) => stated[value] !== null && grades[value] === 'not-stated');

/** A `D` row that states only its key (`interfaces.md` §1), or one about nobody whom a roster can name: it ends whatever was accepted under that key. */
const endByKey = ({ row, fingerprint, ledger }: Decision): Column => {
  const versions = ledger.versionsOf(row.recordKey);
  const holders = versions.filter((known) => known.current && !known.ended && isNewest(row, [known]));
  for (const holder of holders) ledger.end(holder, { changedAt: row.changedAt, fingerprint: fingerprint() });
  if (holders.length > 0) return 'accepted';
  const same = versions.find((known) => known.fingerprint === fingerprint());
  return same === undefined ? 'offRoster' : ledger.see(same);
};

/**
 * A later row with the same key replaces the earlier, also when it is about somebody else (`interfaces.md` §1): whoever else holds the key
 * loses it; and where another person's row is the later one, this one is history on arrival. `personKey` null: nobody here holds it now. Of somebody
 * who has left the row is dropped, and takes nothing from them either.
 */
const settleRivals = ({ row, table, ledger }: Decision, personKey: string | null): void => {
  if (table.keysAre === 'personal') return;
  const current = ledger.versionsOf(row.recordKey).filter((known) => known.current);
  const takeAway = (holder: KnownVersion, changedAt: Instant | null): void =>
    ledger.end(holder, { changedAt, fingerprint: takenAway({ ...holder, changedAt }, table) });
  const rivals = current.filter((known) => known.personKey !== personKey);
  for (const rival of rivals) if (!rival.ended && isNewest(row, [rival])) takeAway(rival, row.changedAt);
  const own = current.find((known) => known.personKey === personKey && !known.ended);
  const later = own && rivals.find((rival) => !isNewest(own, [rival]));
  if (own && later) takeAway(own, later.changedAt);
};

/** Never that of a row: the row that took it away may one day be this person's again, when they consent or join. */
const takenAway = ({ recordKey, changedAt }: Pick<KnownVersion, 'recordKey' | 'changedAt'>, { fingerprint }: AdmissionTable): string =>
  fingerprint({ takenAway: recordKey, changedAt });

const isNewest = (row: Pick<DraftRow, 'changedAt'>, versions: readonly KnownVersion[]): boolean =>
  versions.every((known) => !known.current || row.changedAt === null || known.changedAt === null || row.changedAt >= known.changedAt);
