/** Loads what may be used of members, purpose by purpose: the only place where records, permissions and readings come together, for every step after this. */
import type { CanonicalSealed, MembersSealed } from '../../../domain/canonical.ts';
import { birthDateOf, sexOf } from '../../../domain/id-number.ts';
import type { Day } from '../../../domain/period.ts';
import { PURPOSES, type Purpose, type Testimony } from '../../../domain/sources.ts';
import type { RecordVault } from '../../../security/record-vault.ts';
import type { Db } from '../../../storage/database.ts';
import { openMember } from '../../../storage/open-member.ts';
import type { StoredMember } from '../../../storage/people.ts';
import { type Permitted, permissionsOf } from '../../../storage/permissions.ts';
import { unreadableOf } from '../../../storage/quarantine.ts';
import { coverageOf, lastComplete } from '../../../storage/readings.ts';
import { currentRecordsOf, type StoredRecord } from '../../../storage/records.ts';
import { together } from '../../../together.ts';
import { type DossierMaterial, dossierOf } from '../dossier.ts';
import type { CanonicalRecord, Dossier } from '../types.ts';

export interface MemberFile {
  readonly stored: StoredMember;
  readonly roster: MembersSealed;
  /** Null: nothing may be used for it. Purposes that may use the very same share one dossier: what is made of it need not be made again. */
  readonly byPurpose: Readonly<Record<Purpose, Dossier | null>>;
  /** Household by keyed digest, from what may be used for hardship screening: the family record, else the assistance's. */
  readonly household: string | null;
}

export interface DossierSettings {
  readonly vault: RecordVault;
  readonly on: Day;
  /** Open the sealed parts too: only the step that fills forms needs them. */
  readonly opened: boolean;
}

export const memberFiles = async (db: Db, members: readonly StoredMember[], settings: DossierSettings): Promise<readonly MemberFile[]> => {
  const keys = members.map((member) => member.personKey);
  const [permissions, coverage, unreadable, asOf, records] = await together([
    permissionsOf(db, keys),
    coverageOf(db, keys),
    unreadableOf(db, keys),
    lastComplete(db),
    currentRecordsOf(db, keys, settings),
  ]);
  const ofPerson = Map.groupBy(records, (record) => record.personKey);
  return members.map((stored) => {
    const { personKey } = stored;
    const known: Known = {
      purposes: permissions.get(personKey) ?? {},
      covered: coverage.get(personKey) ?? new Set(),
      unreadable: unreadable.get(personKey) ?? new Set(),
      asOf,
      records: ofPerson.get(personKey) ?? [],
    };
    return fileOf(stored, known, settings);
  });
};

interface Known extends Pick<DossierMaterial, 'covered' | 'unreadable' | 'asOf'> {
  readonly purposes: Permitted;
  readonly records: readonly StoredRecord[];
}

const fileOf = (stored: StoredMember, { purposes, covered, unreadable, asOf, records }: Known, settings: DossierSettings): MemberFile => {
  const { memberId, content: member } = stored;
  const roster = openMember(stored, settings.vault);
  const canonical = records.map((record) => canonicalOf(record, stored, settings));
  const material = {
    memberId,
    member,
    bornOn: birthDateOf(roster.idNumber),
    sex: sexOf(roster.idNumber),
    on: settings.on,
    records: canonical,
    covered,
    unreadable,
    asOf,
  };
  const made = new Map<string, Dossier>();
  const dossier = (purpose: Purpose): Dossier | null => {
    const permitted = purposes[purpose];
    if (permitted === undefined) return null;
    const same = made.get(permitted.join());
    if (same !== undefined) return same;
    const own = dossierOf({ ...material, permitted: permitted as readonly Testimony[] });
    made.set(permitted.join(), own);
    return own;
  };
  const byPurpose = Object.fromEntries(PURPOSES.map((purpose) => [purpose, dossier(purpose)])) as MemberFile['byPurpose'];
  return { stored, roster, byPurpose, household: householdOf(records, purposes) };
};

const canonicalOf = (record: StoredRecord, owner: StoredMember, { vault, opened }: DossierSettings): CanonicalRecord => {
  const sealed =
    opened && record.sealed !== null
      ? vault.open<CanonicalSealed[Testimony]>(
          { ...owner, dataset: record.dataset, recordKey: record.recordKey, version: record.version },
          record.sealed,
        )
      : null;
  // What was stored under a dataset was that dataset's content: the schema was checked when it was made.
  return { ...record, sealed } as CanonicalRecord;
};

const householdOf = (records: readonly StoredRecord[], purposes: Permitted): string | null => {
  const permitted = purposes['hardship-screening'] ?? [];
  const digestIn = (dataset: Testimony): string | undefined =>
    permitted.includes(dataset)
      ? records.find((record) => record.dataset === dataset && record.digests['household'] !== undefined)?.digests['household']
      : undefined;
  return digestIn('family') ?? digestIn('assistance') ?? null;
};
