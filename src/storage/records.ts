/** Records and their versions: what was known when. Pages are merged by set-based statements, one each for a page. */
import type { PersonContent } from '../domain/canonical.ts';
import type { RecordGrades } from '../domain/grade.ts';
import { type Instant, instantOf } from '../domain/period.ts';
import type { Dataset, Testimony } from '../domain/sources.ts';
import type { KnownVersion } from '../pipeline/2-normalise/admission.ts';
import { together } from '../together.ts';
import { byteaArray, hexArray, textArray } from './arrays.ts';
import { type Db, goByKeys, type Tx } from './database.ts';
import { markDue, markRead } from './due.ts';

export interface NewVersion {
  readonly personKey: string;
  readonly dataset: Dataset;
  readonly recordKey: string;
  readonly version: number;
  /** Newest of its record by the source's own change time. */
  readonly current: boolean;
  readonly ended: boolean;
  readonly changedAt: Instant | null;
  /** Hex. */
  readonly fingerprint: string;
  readonly content: object | null;
  readonly sealed: Buffer | null;
  readonly grades: RecordGrades | null;
  readonly digests: Readonly<Record<string, string>>;
}

export interface StoredRecord {
  readonly personKey: string;
  readonly dataset: Testimony;
  readonly recordKey: string;
  readonly version: number;
  readonly changedAt: Instant | null;
  readonly content: object;
  readonly sealed: Buffer | null;
  readonly grades: RecordGrades;
  readonly digests: Readonly<Record<string, string>>;
}

/**
 * One page of a dataset is merged at a time, so that two page ranges never give one record the same version. Lookups about different people (`beside`)
 * are merged side by side, and beside no one else.
 */
export const holdDataset = async (tx: Tx, dataset: Dataset, { beside = false }: { readonly beside?: boolean } = {}): Promise<void> => {
  const lock = beside ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  goByKeys(tx);
  await tx.query({
    name: beside ? 'hold-dataset-beside' : 'hold-dataset',
    text: `select ${lock}(hashtextextended('huzheng:dataset:' || $1, 0))`,
    values: [dataset],
  });
};

const KNOWN = `r.person_key as "personKey", r.record_key as "recordKey", r.version, r.current, r.ended, r.changed_at as "changedAt", encode(r.fingerprint, 'hex') as fingerprint, r.seen_run as "seenRun", r.grades`;

/** All versions of the records with these keys, whoever they are about: a later row may name another person. */
export const versionsByKey = async (tx: Tx, dataset: Dataset, recordKeys: readonly string[]): Promise<readonly KnownVersion[]> => {
  const { rows } = await tx.query<KnownVersion>({
    name: 'versions-by-key',
    text: `select ${KNOWN} from record c join record r on r.person_key = c.person_key and r.dataset = c.dataset and r.record_key = c.record_key
      where c.dataset = $1 and c.record_key = any($2::text[]) and c.current`,
    values: [dataset, textArray(recordKeys)],
  });
  return rows;
};

/** All versions of all records of a dataset about these people: a lookup answers for whole people. */
export const versionsOfPeople = async (tx: Tx, dataset: Dataset, personKeys: readonly string[]): Promise<readonly KnownVersion[]> => {
  const { rows } = await tx.query<KnownVersion>({
    name: 'versions-of-people',
    text: `select ${KNOWN} from record r where r.person_key = any($2::uuid[]) and r.dataset = $1`,
    values: [dataset, personKeys],
  });
  return rows;
};

/** On their way together: whatever the transaction asks from then on sees them. */
export const insertVersions = async (tx: Tx, runId: string, versions: readonly NewVersion[]): Promise<void> => {
  if (versions.length === 0) return;
  const superseding = versions.filter((version) => version.current && version.version > 1);
  await together([markRead(tx, runId, versions), supersede(tx, superseding), insert(tx, runId, versions)]);
};

const supersede = async (tx: Tx, superseding: readonly NewVersion[]): Promise<void> => {
  if (superseding.length === 0) return;
  await tx.query(
    `update record r set current = false from unnest($1::uuid[], $2::text[], $3::text[]) as n (person_key, dataset, record_key)
      where r.person_key = n.person_key and r.dataset = n.dataset and r.record_key = n.record_key and r.current`,
    [
      superseding.map((version) => version.personKey),
      superseding.map((version) => version.dataset),
      superseding.map((version) => version.recordKey),
    ],
  );
};

const insert = (tx: Tx, runId: string, versions: readonly NewVersion[]): Promise<unknown> =>
  tx.query({
    name: 'insert-versions',
    text: `insert into record (person_key, dataset, record_key, version, current, ended, changed_at, known_run, seen_run, fingerprint, content, sealed, grades, digests)
     select person_key::uuid, dataset, record_key, version, current, ended, changed_at::timestamptz, $1, $1, fingerprint, content::jsonb, sealed, grades::jsonb, digests::jsonb
       from unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::bool[], $7::bool[], $8::text[], $9::bytea[], $10::text[], $11::bytea[], $12::text[], $13::text[])
         as n (person_key, dataset, record_key, version, current, ended, changed_at, fingerprint, content, sealed, grades, digests)`,
    values: [
      runId,
      textArray(versions.map((version) => version.personKey)),
      textArray(versions.map((version) => version.dataset)),
      textArray(versions.map((version) => version.recordKey)),
      versions.map((version) => version.version),
      versions.map((version) => version.current),
      versions.map((version) => version.ended),
      textArray(versions.map((version) => version.changedAt)),
      hexArray(versions.map((version) => version.fingerprint)),
      textArray(versions.map((version) => (version.content === null ? null : JSON.stringify(version.content)))),
      byteaArray(versions.map((version) => version.sealed)),
      textArray(versions.map((version) => (version.grades === null ? null : JSON.stringify(version.grades)))),
      textArray(versions.map((version) => JSON.stringify(version.digests))),
    ],
  });

/** Unchanged rows are only noted as seen, so that a second sight in the same run is a duplicate. */
export const markSeen = async (
  tx: Tx,
  runId: string,
  dataset: Dataset,
  seen: readonly { readonly personKey: string; readonly recordKey: string; readonly version: number }[],
): Promise<void> => {
  if (seen.length === 0) return;
  await tx.query(
    `update record r set seen_run = $1 from unnest($3::uuid[], $4::text[], $5::int[]) as n (person_key, record_key, version)
      where r.person_key = n.person_key and r.dataset = $2 and r.record_key = n.record_key and r.version = n.version and r.seen_run <> $1`,
    [runId, dataset, seen.map((row) => row.personKey), seen.map((row) => row.recordKey), seen.map((row) => row.version)],
  );
};

/** As `json_build_array` writes a record. */
type RecordAsList = readonly [
  Testimony,
  recordKey: string,
  version: number,
  changedAt: string | null,
  content: object,
  grades: RecordGrades,
  digests: StoredRecord['digests'],
  sealed: string | null,
];

/**
 * Everything that holds now about these people, the roster's own rows apart; sealed parts only for whoever opens them. A person's records come as one
 * text: so many values, each read by itself, cost more than all that is made of them.
 */
export const currentRecordsOf = async (
  db: Db,
  personKeys: readonly string[],
  { opened }: { readonly opened: boolean },
): Promise<readonly StoredRecord[]> => {
  const { rows } = await db.query<{ personKey: string; records: readonly RecordAsList[] }>({
    name: opened ? 'current-records-opened' : 'current-records',
    text: `select person_key as "personKey", json_agg(json_build_array(dataset, record_key, version, changed_at, content, grades, digests,
                  ${opened ? `encode(sealed, 'hex')` : 'null'}) order by dataset, record_key) as records
             from record where person_key = any($1::uuid[]) and current and not ended and dataset <> 'members' group by person_key order by person_key`,
    values: [personKeys],
  });
  return rows.flatMap(({ personKey, records }) => records.map((record) => recordFrom(personKey, record)));
};

/** As a session in UTC writes it into JSON: to the second, as nearly all of them are, or with a fraction. */
const instantIn = (text: string): Instant =>
  TO_THE_SECOND.test(text) ? (`${text.slice(0, 19)}.000Z` as Instant) : instantOf(Date.parse(text));
const TO_THE_SECOND = /^.{19}\+00:00$/;

const recordFrom = (
  personKey: string,
  [dataset, recordKey, version, changedAt, content, grades, digests, sealed]: RecordAsList,
): StoredRecord => ({
  personKey,
  dataset,
  recordKey,
  version,
  changedAt: changedAt === null ? null : instantIn(changedAt),
  content,
  sealed: sealed === null ? null : Buffer.from(sealed, 'hex'),
  grades,
  digests,
});

/** Keys of the records of a dataset that these people have, or have had. */
export const recordKeysOf = async (db: Db, dataset: Dataset, personKeys: readonly string[]): Promise<readonly string[]> => {
  const { rows } = await db.query<{ recordKey: string }>(
    `select distinct record_key as "recordKey" from record where person_key = any($2::uuid[]) and dataset = $1`,
    [dataset, personKeys],
  );
  return rows.map(({ recordKey }) => recordKey);
};

/** Whether any record of the dataset is kept at all. */
export const isDatasetHeld = async (db: Db, dataset: Dataset): Promise<boolean> => {
  const { rows } = await db.query(`select from record where dataset = $1 and current limit 1`, [dataset]);
  return rows.length > 0;
};

/** By which medical insurance is asked about a person: their number is sealed. */
export interface InsuredRecord extends Pick<StoredRecord, 'personKey' | 'recordKey' | 'version' | 'sealed'> {
  /** That answers. */
  readonly place: PersonContent['place'];
}

export const insuredRecords = async (db: Db, personKeys: readonly string[]): Promise<readonly InsuredRecord[]> => {
  const { rows } = await db.query<InsuredRecord>({
    name: 'insured-records',
    text: `select person_key as "personKey", record_key as "recordKey", version, sealed, content ->> 'place' as place
       from record where person_key = any($1::uuid[]) and dataset = 'person' and current and not ended`,
    values: [personKeys],
  });
  return rows;
};

/** Re-grades what was compared with a name, employer or birth date that the roster has since corrected. */
export const regrade = async (
  tx: Tx,
  regraded: readonly {
    readonly personKey: string;
    readonly dataset: string;
    readonly recordKey: string;
    readonly version: number;
    readonly grades: RecordGrades;
  }[],
): Promise<void> => {
  if (regraded.length === 0) return;
  const marked = markDue(tx, regraded.map(keyOf));
  const changed = tx.query(
    `update record r set grades = n.grades from unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::jsonb[]) as n (person_key, dataset, record_key, version, grades)
      where r.person_key = n.person_key and r.dataset = n.dataset and r.record_key = n.record_key and r.version = n.version`,
    [
      regraded.map((row) => row.personKey),
      regraded.map((row) => row.dataset),
      regraded.map((row) => row.recordKey),
      regraded.map((row) => row.version),
      regraded.map((row) => JSON.stringify(row.grades)),
    ],
  );
  await together([marked, changed]);
};

const keyOf = ({ personKey }: { readonly personKey: string }): string => personKey;
