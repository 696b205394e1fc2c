/**
 * A database of the version before, brought to this version while that version's processes go on. What they ask is written here as they asked it: their
 * code is not there any more (`npm run bench -- upgrade` runs it).
 */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPool } from '../../src/storage/database.ts';
import { migrate, readMigrations } from '../../src/storage/migrate.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';

/** The last migration of the version before. */
const BEFORE = 20;
const MIGRATIONS = new URL('../../src/storage/migrations/', import.meta.url);

let folder: string;
let database: TestDatabase;
let processes: pg.Pool;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huzheng-before-'));
  for (const { name } of (await readMigrations()).slice(0, BEFORE))
    await cp(new URL(`${name}.sql`, MIGRATIONS), join(folder, `${name}.sql`));
  database = await createEmptyDatabase();
  await migrate(database.pool, pathToFileURL(`${folder}/`));
  await database.pool.query(CITY);
  // A statement that waits for a lock longer than a caller would wait for an answer fails, and so does the test.
  const url = new URL(database.url);
  url.searchParams.set('lock_timeout', '1500');
  processes = openPool({ connectionString: url.href }, 8);
}, 60_000);
afterEach(async () => {
  await processes.end();
  await database.drop();
  await rm(folder, { recursive: true });
});

/** A thousand people with what is read of them, a run, and its work. */
const CITY = `
  insert into person select gen_random_uuid(), '\\x00' from generate_series(1, 1000);
  insert into person_lookup select sha256(person_key::text::bytea), person_key from person;
  insert into member (member_id, person_key) select 'member-' || row_number() over (), person_key from person;
  insert into permission select person_key, '{}', '{assistance}' from person;
  insert into coverage select person_key, 'assistance', now(), now() from person;
  insert into record (person_key, dataset, record_key, version, current, ended, known_run, seen_run, fingerprint, content, sealed, grades)
    select p.person_key, d, p.person_key::text, 1, true, false, 'run-2026-11-01', 'run-2026-11-01', '\\x00', '{}', '\\x00', '{}'
      from person p, unnest('{members,assistance}'::text[]) d;
  insert into run (run_id, date, ordinal, status, phase, business_at, window_to, wait_until, options, rule_set, started_at)
    values ('run-2026-11-01', '2026-11-01', 1, 'running', 'readings', now(), now(), now(), '{}', 'sandbox-city', now());
  insert into reading (run_id, dataset, kind, state, started_at, from_beginning, as_of) values ('run-2026-11-01', 'assistance', 'nightly', 'complete', now(), true, now());
  insert into work (work_id, run_id, pass, step, dataset, unit, params, state)
    select gen_random_uuid(), 'run-2026-11-01', 1, 'look-up', 'family', n::text, '{}', 'ready' from generate_series(1, 2000) n;`;

interface Statement {
  /** As the version before named it, where it did: then it is planned once, and goes on under the new schema. */
  readonly name?: string;
  readonly text: string;
}

/** What a question about a person reads, and what a night writes. */
const STATEMENTS: readonly Statement[] = [
  {
    name: 'roster-hits',
    text: `select distinct on (m.person_key) l.id_digest, m.person_key, m.member_id, p.wrapped_key, r.content, r.version, r.sealed, coalesce(a.datasets, '{}') as permitted
             from person_lookup l join member m on m.person_key = l.person_key and m.left_on is null
             join person p on p.person_key = m.person_key join record r on r.person_key = m.person_key and r.dataset = 'members' and r.current
             left join permission a on a.person_key = m.person_key where l.id_digest in (select id_digest from person_lookup limit 5)`,
  },
  {
    name: 'permissions-of',
    text: `select person_key, purposes from permission where person_key in (select person_key from person limit 5)`,
  },
  {
    name: 'coverage-of',
    text: `select person_key, array_agg(dataset) from coverage where covered_at is not null group by person_key limit 5`,
  },
  {
    name: 'last-complete',
    text: `select distinct on (dataset) dataset, as_of, watermark from reading where state = 'complete' order by dataset, as_of desc`,
  },
  {
    text: `with claimed as (update work set state = 'running', heartbeat_at = now(), fault = null
                             where work_id = (select work_id from work where state = 'ready' limit 1 for update skip locked) returning *),
                noted as (insert into work_attempt (work_id, attempt, started_at) select work_id, attempt, now() from claimed on conflict do nothing)
           select work_id, run_id, unit, attempt from claimed`,
  },
  { text: `update record set seen_run = 'run-2026-11-02' where person_key = (select person_key from person order by random() limit 1)` },
  { text: `update permission set purposes = '{}' where person_key = (select person_key from person order by random() limit 1)` },
  { text: `update run set wait_until = now() where run_id = 'run-2026-11-01'` },
  { text: `update reading set fetched = fetched + 1 where run_id = 'run-2026-11-01'` },
];

/** Asks again and again until it is over; answers how often each was answered. */
const goOnUntil = async (over: Promise<unknown>): Promise<readonly number[]> => {
  let isOver = false;
  void over.finally(() => {
    isOver = true;
  });
  const answered = STATEMENTS.map(() => 0);
  const ask = async (index: number): Promise<void> => {
    for (let once = true; once || !isOver; once = false) {
      await processes.query(STATEMENTS[index] ?? { text: '' });
      answered[index] = (answered[index] ?? 0) + 1;
    }
    // And after it: the plan that was made before.
    await processes.query(STATEMENTS[index] ?? { text: '' });
  };
  await Promise.all(STATEMENTS.map((_, index) => ask(index)));
  return answered;
};

describe('a database of the version before', () => {
  it('comes to this version while its processes read and write: nothing fails, and nobody waits long for a lock', async () => {
    for (const statement of STATEMENTS) await processes.query(statement);
    const migrating = migrate(database.pool);
    const answered = await goOnUntil(migrating);
    expect((await migrating).length).toBe((await readMigrations()).length - BEFORE);
    expect(answered.filter((times) => times === 0)).toEqual([]);
  }, 120_000);

  it('waits for whoever reads long, without letting others wait behind it', async () => {
    await writeFile(
      join(folder, '0021-of-test.sql'),
      'alter table work add column of_test text; alter table member add column of_test text;',
    );
    const reader = await database.pool.connect();
    await reader.query('begin');
    await reader.query('lock table work, member in access share mode');
    let isMigrated = false;
    const migrating = migrate(database.pool, pathToFileURL(`${folder}/`)).finally(() => {
      isMigrated = true;
    });
    for (let round = 0; round < 20; round += 1) await Promise.all(STATEMENTS.map((statement) => processes.query(statement)));
    expect(isMigrated).toBe(false);
    await reader.query('commit');
    reader.release();
    expect(await migrating).toEqual(['0021-of-test']);
  }, 120_000);

  it('would not come through with a migration that keeps a table to itself for long: that is caught here', async () => {
    await writeFile(join(folder, '0021-of-test.sql'), 'alter table work add column of_test text; select pg_sleep(4);');
    const migrating = migrate(database.pool, pathToFileURL(`${folder}/`));
    await expect(goOnUntil(migrating)).rejects.toMatchObject({ code: '55P03' });
    await migrating;
  }, 120_000);

  it('that this version has migrated is refused to a process of the version before that starts; those under way go on', async () => {
    await migrate(database.pool);
    await expect(migrate(database.pool, pathToFileURL(`${folder}/`))).rejects.toMatchObject({ kind: 'conflict', code: 'schema-newer' });
    for (const statement of STATEMENTS) await processes.query(statement);
  }, 120_000);
});
