/** Records and their versions: what was known when. Pages are merged by set-based statements, one each for a page. */
import type { RecordGrades } from '../domain/grade.ts';
import type { Instant } from '../domain/period.ts';
import type { Dataset, Testimony } from '../domain/sources.ts';
import type { KnownVersion } from '../pipeline/2-normalise/admission.ts';
import type { Db, Tx } from './database.ts';
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

/** One page of a dataset is merged at a time, so that two page ranges never give one record the same version. */
export const holdDataset = async (tx: Tx, dataset: Dataset): Promise<void> => {
  // A thousand rows by key, in a table that may just have grown from nothing: never by scanning it.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('huzheng:dataset:' || $1, 0)), set_config('enable_seqscan', 'off', true)`, [
    dataset,
  ]);
};

const KNOWN = `r.person_key as "personKey", r.record_key as "recordKey", r.version, r.current, r.ended, r.changed_at as "changedAt", encode(r.fingerprint, 'hex') as fingerprint, r.seen_run as "seenRun", r.grades`;

/** All versions of the records with these keys, whoever they are about: a later row may name another person. */
export const versionsByKey = async (tx: Tx, dataset: Dataset, recordKeys: readonly string[]): Promise<readonly KnownVersion[]> => {
  const { rows } = await tx.query<KnownVersion>(
    `select ${KNOWN} from record c join record r on r.person_key = c.person_key and r.dataset = c.dataset and r.record_key = c.record_key
      where c.dataset = $1 and c.record_key = any($2::text[]) and c.current`,
    [dataset, recordKeys],
  );
  return rows;
};

/** All versions of all records of a dataset about these people: a lookup answers for whole people. */
export const versionsOfPeople = async (tx: Tx, dataset: Dataset, personKeys: readonly string[]): Promise<readonly KnownVersion[]> => {
  const { rows } = await tx.query<KnownVersion>(`select ${KNOWN} from record r where r.person_key = any($2::uuid[]) and r.dataset = $1`, [
    dataset,
    personKeys,
  ]);
  return rows;
};

export const insertVersions = async (tx: Tx, runId: string, versions: readonly NewVersion[]): Promise<void> => {
  if (versions.length === 0) return;
  await markRead(tx, runId, versions);
  const superseding = versions.filter((version) => version.current && version.version > 1);
  if (superseding.length > 0)
    await tx.query(
      `update record r set current = false from unnest($1::uuid[], $2::text[], $3::text[]) as n (person_key, dataset, record_key)
      where r.person_key = n.person_key and r.dataset = n.dataset and r.record_key = n.record_key and r.current`,
      [
        superseding.map((version) => version.personKey),
        superseding.map((version) => version.dataset),
        superseding.map((version) => version.recordKey),
      ],
    );
  await tx.query(
    `insert into record (person_key, dataset, record_key, version, current, ended, changed_at, known_run, seen_run, fingerprint, content, sealed, grades, digests)
     select person_key, dataset, record_key, version, current, ended, changed_at, $1, $1, decode(fingerprint, 'hex'), content, sealed, grades, digests
       from unnest($2::uuid[], $3::text[], $4::text[], $5::int[], $6::bool[], $7::bool[], $8::timestamptz[], $9::text[], $10::jsonb[], $11::bytea[], $12::jsonb[], $13::jsonb[])
         as n (person_key, dataset, record_key, version, current, ended, changed_at, fingerprint, content, sealed, grades, digests)`,
    [
      runId,
      versions.map((version) => version.personKey),
      versions.map((version) => version.dataset),
      versions.map((version) => version.recordKey),
      versions.map((version) => version.version),
      versions.map((version) => version.current),
      versions.map((version) => version.ended),
      versions.map((version) => version.changedAt),
      versions.map((version) => version.fingerprint),
      versions.map((version) => (version.content === null ? null : JSON.stringify(version.content))),
      versions.map((version) => version.sealed),
      versions.map((version) => (version.grades === null ? null : JSON.stringify(version.grades))),
      versions.map((version) => JSON.stringify(version.digests)),
    ],
  );
};

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

const RECORD = `person_key as "personKey", dataset, record_key as "recordKey", version, changed_at as "changedAt", content, sealed, grades, digests`;

/** Everything that holds now about these people, the roster's own rows apart. */
export const currentRecordsOf = async (db: Db, personKeys: readonly string[]): Promise<readonly StoredRecord[]> => {
  const { rows } = await db.query<StoredRecord>({
    name: 'current-records-of',
    text: `select ${RECORD} from record where person_key = any($1::uuid[]) and current and not ended and dataset <> 'members' order by person_key, dataset, record_key`,
    values: [personKeys],
  });
  return rows;
};

/** Whether any record of the dataset is kept at all. */
export const isDatasetHeld = async (db: Db, dataset: Dataset): Promise<boolean> => {
  const { rows } = await db.query(`select from record where dataset = $1 and current limit 1`, [dataset]);
  return rows.length > 0;
};

/** Person numbers by which medical insurance is asked: sealed, with the place that answers. */
export const insuredRecords = async (db: Db, personKeys: readonly string[]): Promise<readonly StoredRecord[]> => {
  const { rows } = await db.query<StoredRecord>(
    `select ${RECORD} from record where person_key = any($1::uuid[]) and dataset = 'person' and current and not ended`,
    [personKeys],
  );
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
  await markDue(tx, regraded.map(keyOf));
  await tx.query(
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
};

const keyOf = ({ personKey }: { readonly personKey: string }): string => personKey;
