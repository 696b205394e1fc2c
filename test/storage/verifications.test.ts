/** Answers that were kept for whoever had asked are found by way of the audit ledger, which holds everybody: by the keys of whom they are about, and no others. */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startOf } from '../../src/domain/period.ts';
import { openPool } from '../../src/storage/database.ts';
import { forgetAnswersAbout } from '../../src/storage/verifications.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { day } from '../support/dossiers.ts';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createDatabase();
  pool = openPool(database.line, 1);
  await pool.query(LEDGER);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** Three months; each of two thousand people is looked at fifteen times, and asked about in every tenth entry. */
const LEDGER = `
  select ledger_enter_month('2026-09-05'), ledger_enter_month('2026-10-05'), ledger_enter_month('2026-11-05');
  insert into ledger_entry (seq, at, actor, act, purpose, sources, outcome, particulars, subjects, subjects_hash, previous, hash)
    select n, timestamptz '2026-09-01' + n * interval '4 minutes', 'client:aid-system', case when n % 10 = 0 then 'verify-identity' else 'verify' end,
           case when n % 20 = 0 then 'hardship-screening' else 'mutual-aid-claim' end, '{}', 'match',
           case when n % 10 = 0 then jsonb_build_object('verificationId', md5(n::text)::uuid) else '{}' end, 1, '', '', '' from generate_series(1, 30000) n;
  insert into ledger_subject select substr(sha256((n % 2010)::text::bytea), 1, 16), n, timestamptz '2026-09-01' + n * interval '4 minutes' from generate_series(1, 30000) n;
  insert into verification (verification_id, client, request_digest, answered_at)
    select md5(n::text)::uuid, 'client:aid-system', '', timestamptz '2026-09-01' + n * interval '4 minutes' from generate_series(10, 30000, 10) n;`;

const subjectOf = (person: number): Buffer => createHash('sha256').update(String(person)).digest().subarray(0, 16);
const ABOUT = [{ subject: subjectOf(100), purpose: 'hardship-screening' as const }];

it('nobody is read but whom they are about, and nothing older than is kept', async () => {
  const plans: string[] = [];
  const explained = async (text: string, values: readonly unknown[]) => {
    await pool.query('begin');
    const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`explain (analyze, costs off, timing off, summary off) ${text}`, [
      ...values,
    ]);
    await pool.query('rollback');
    plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
    return { rowCount: 0 };
  };
  await forgetAnswersAbout({ query: explained } as never, ABOUT, startOf(day('2026-11-01')));
  expect(plans.join()).not.toMatch(/Seq Scan on (ledger|verification)/);
  expect(plans.join()).not.toContain('ledger_subject_2026_09');
});

it('those of the purpose go, or all of them; what was answered about others stays', async () => {
  const about = async (person: number): Promise<readonly string[]> => {
    const { rows } = await pool.query<{ purpose: string }>(
      `select e.purpose from ledger_subject s join ledger_entry e on e.seq = s.seq and e.at = s.at
         join verification v on v.verification_id = (e.particulars ->> 'verificationId')::uuid where s.subject = $1 order by e.seq`,
      [subjectOf(person)],
    );
    return rows.map(({ purpose }) => purpose);
  };
  const [before, other] = [await about(100), await about(110)];
  expect(new Set(before)).toEqual(new Set(['hardship-screening', 'mutual-aid-claim']));
  const forget = async (given: Parameters<typeof forgetAnswersAbout>[1]) => forgetAnswersAbout(pool as never, given, null);
  expect(await forget(ABOUT)).toBe(before.filter((purpose) => purpose === 'hardship-screening').length);
  expect(new Set(await about(100))).toEqual(new Set(['mutual-aid-claim']));
  await forget([{ subject: subjectOf(100), purpose: null }]);
  expect([await about(100), await about(110)]).toEqual([[], other]);
});
