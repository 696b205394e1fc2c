/**
 * The digest of a night's results: everything known and decided of every member, unsealed, in the order of member ids; without attempts,
 * ledger, wall clocks, versions counted, forms' expiry and ciphertext. Two runs that came to the same results have the same digest, however they got there.
 */
import { createHash } from 'node:crypto';
import { canonicalJson, without } from '../domain/canonical-json.ts';
import type { RecordVault } from '../security/record-vault.ts';
import type { Db } from './database.ts';
import { openMember } from './open-member.ts';
import { membersByKey, type StoredMember } from './people.ts';

const PAGE = 500;
const NOT_RESULTS = new Set(['asOf', 'version']);
/** Of a form: an application that was written anew and then as before expires later, and asks for the same. */
const OF_THE_NIGHT_THAT_WROTE_IT = new Set(['expiresAt']);

export const resultDigest = async (db: Db, vault: RecordVault): Promise<string> => {
  const hash = createHash('sha256');
  for (let after = ''; ; ) {
    const { rows } = await db.query<{ member_id: string; person_key: string }>(
      `select member_id, person_key from member where member_id > $1 order by member_id limit ${PAGE}`,
      [after],
    );
    const last = rows.at(-1);
    if (last === undefined) return hash.digest('hex');
    const people = await resultsOf(
      db,
      rows.map((row) => row.person_key),
      vault,
    );
    for (const row of rows) hash.update(canonicalJson(without({ memberId: row.member_id, ...people(row.person_key) }, NOT_RESULTS)));
    after = last.member_id;
  }
};

interface Row {
  readonly person_key: string;
  readonly result: object | string;
  readonly sealed: Buffer | null;
}

interface Part {
  readonly name: string;
  readonly sql: string;
}

/** Each part of a person's results, in key order. */
const PARTS: readonly Part[] = [
  // What nobody has to open is digested where it lies: of a member's records only a few are sealed.
  {
    name: 'records',
    sql: `select person_key, null as sealed,
                 to_jsonb(encode(sha256(convert_to(string_agg(concat_ws(' ', dataset, record_key, changed_at, content, grades), chr(10) order by dataset, record_key), 'UTF8')), 'hex')) as result
            from record where person_key = any($1::uuid[]) and current and not ended group by person_key`,
  },
  {
    name: 'record',
    sql: `select person_key, jsonb_build_object('dataset', dataset, 'recordKey', record_key, 'at', version) as result, sealed
            from record where person_key = any($1::uuid[]) and current and not ended and sealed is not null order by dataset, record_key`,
  },
  {
    name: 'finding',
    // What is the same for another purpose is kept there.
    sql: `select f.person_key, jsonb_build_object('purpose', f.purpose, 'content', coalesce(o.content, f.content)) as result, null as sealed
            from finding f left join finding o on o.person_key = f.person_key and o.current and to_jsonb(o.purpose) = f.content
           where f.person_key = any($1::uuid[]) and f.current order by f.purpose`,
  },
  {
    name: 'discrepancy',
    sql: `select person_key, jsonb_build_object('kind', kind, 'content', content) as result, null as sealed from discrepancy where person_key = any($1::uuid[]) and closed_run is null order by kind`,
  },
  {
    name: 'screening',
    sql: `select person_key, content as result, null as sealed from screening where person_key = any($1::uuid[]) and current`,
  },
  {
    name: 'case',
    sql: `select person_key, jsonb_build_object('episode', episode, 'content', content) as result, null as sealed from screening_case where person_key = any($1::uuid[]) and closed_run is null order by case_id`,
  },
  {
    name: 'concern',
    sql: `select person_key, jsonb_build_object('applicationId', application_id, 'kind', kind) as result, null as sealed from concern where person_key = any($1::uuid[]) and closed_run is null order by application_id, kind`,
  },
  // What was withdrawn is in effect nowhere: a night that had to correct itself came to the same as one that had not.
  {
    name: 'application',
    sql: `select a.person_key, jsonb_build_object('applicationId', a.application_id, 'programme', a.programme, 'state', a.state, 'holdReason', a.hold_reason, 'at', a.version) as result, v.sealed
            from application a left join application_version v on v.person_key = a.person_key and v.application_id = a.application_id and v.version = a.version
           where a.person_key = any($1::uuid[]) and a.state <> 'withdrawn' order by a.application_id`,
  },
];

const resultsOf = async (db: Db, personKeys: readonly string[], vault: RecordVault): Promise<(personKey: string) => object> => {
  const members = new Map((await membersByKey(db, personKeys)).map((member) => [member.personKey, member]));
  const parts = new Map<string, Map<string, (object | string)[]>>();
  for (const { name, sql } of PARTS) {
    const { rows } = await db.query<Row>(sql, [personKeys]);
    const opened = rows.map((row) => ({ personKey: row.person_key, result: opener(name, row, members.get(row.person_key), vault) }));
    parts.set(name, new Map([...Map.groupBy(opened, (row) => row.personKey)].map(([key, own]) => [key, own.map((row) => row.result)])));
  }
  return (personKey) => {
    const member = members.get(personKey);
    const roster = member === undefined ? null : openMember(member, vault);
    return { roster, ...Object.fromEntries(PARTS.map(({ name }) => [name, parts.get(name)?.get(personKey) ?? []])) };
  };
};

/** Opens what is sealed, so that equal values are equal whatever key sealed them. */
const opener = (name: string, row: Row, member: StoredMember | undefined, vault: RecordVault): object | string => {
  if (typeof row.result === 'string') return row.result;
  const { at, ...result } = row.result as {
    readonly at?: number;
    readonly dataset?: string;
    readonly recordKey?: string;
    readonly applicationId?: string;
  };
  if (row.sealed === null || member === undefined) return result;
  const place =
    name === 'record'
      ? { dataset: result.dataset ?? '', recordKey: result.recordKey ?? '' }
      : { dataset: 'application', recordKey: result.applicationId ?? '' };
  const opened = vault.open<{ readonly document?: object }>({ ...member, ...place, version: at ?? 0 }, row.sealed);
  return { ...result, opened: opened.document === undefined ? opened : without(opened.document, OF_THE_NIGHT_THAT_WROTE_IT) };
};
