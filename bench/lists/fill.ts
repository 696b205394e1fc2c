/** Sixty nights of work as a city leaves them: a million units with their attempts, what failed, what healed, and who was looked at. */
import type pg from 'pg';
import { addDays, type Day } from '../../src/domain/period.ts';
import { keepRun } from '../../test/support/kept-jobs.ts';

const RUNS = 60;
const OF_A_RUN = 16_667;
const LAST = '2026-10-31' as Day;
/** Entries of the ledger besides: of as many other looks, at five people each. */
const OTHER_LOOKS = 100_000;

export interface Filled {
  readonly work: number;
  readonly failed: number;
  readonly recovered: number;
  readonly attempts: number;
}

/** What failed, skewed as causes are: of the first a third, of the last few. */
const CAUSES = [
  ['social-security', 'busy', 'unreachable', null, null, 'The source does not answer.'],
  ['medical-insurance', 'broken', 'refused', '-1', '第#条记录未查询到', 'The authority refuses.'],
  ['medical-insurance', 'busy', 'rate-limited', '429', '系统繁忙,请#后再试', 'The authority asks to slow down.'],
  ['civil-affairs', 'busy', 'closed-hours', null, null, 'The source is closed at this hour.'],
  ['civil-affairs', 'denied', 'signature-refused', '1003', '签名错误', 'The authority refuses the signature.'],
  ['aid-system', 'broken', 'body-refused', '422', 'field # is missing', 'The aid system refuses the application.'],
  ['aid-system', 'uncertain', 'no-answer', null, null, 'Sent, and no answer came.'],
  [null, 'bug', 'unexpected', null, null, 'An unexpected error; see the log by its trace.'],
  ['social-security', 'broken', 'page-empty', null, null, 'A page before the end of its window holds no rows.'],
  ['medical-insurance', 'broken', 'answer-unreadable', null, null, 'The answer is no JSON.'],
  ['civil-affairs', 'busy', 'timeout', null, null, 'The source did not answer in time.'],
  ['social-security', 'denied', 'approval-missing', 'B0401', '授权已过期', 'The approval has expired.'],
] as const;

export const fill = async (pool: pg.Pool): Promise<Filled> => {
  const runs: string[] = [];
  for (let nth = 0; nth < RUNS; nth += 1) runs.push(await keepRun(pool, addDays(LAST, nth - RUNS + 1)));
  await pool.query(
    `insert into cause (fingerprint, source, kind, code, authority_code, message, detail, failures, first_seen, last_seen)
     select lpad(to_hex(n), 8, 'c'), c ->> 0, c ->> 1, c ->> 2, c ->> 3, c ->> 4, c ->> 5, 100000 / n, now() - interval '60 days', now() - interval '1 minute' * n
       from jsonb_array_elements($1::jsonb) with ordinality as given (c, n)`,
    [JSON.stringify(CAUSES)],
  );
  await pool.query(
    `insert into cause_hour select fingerprint, date_trunc('hour', now()) - interval '1 hour' * n, 40 + n from cause, generate_series(0, 23) n`,
  );
  for (const [nth, runId] of runs.entries()) await fillRun(pool, { runId, daysAgo: RUNS - nth, isLast: nth === RUNS - 1 });
  await fillAttempts(pool);
  await fillLedger(pool);
  for (const table of ['work', 'work_attempt', 'ledger_subject', 'ledger_entry', 'cause', 'cause_hour', 'run'])
    await pool.query(`vacuum analyze ${table}`);
  const { rows } = await pool.query<Filled>(
    `select count(*)::int as work, count(*) filter (where state = 'failed')::int as failed, count(*) filter (where recovered)::int as recovered,
            (select count(*)::int from work_attempt) as attempts from work`,
  );
  return rows[0] as Filled;
};

/** Units in the order a night writes them: the shape of a city of a million, a sixtieth of a million units. */
const fillRun = async (
  pool: pg.Pool,
  { runId, daysAgo, isLast }: { readonly runId: string; readonly daysAgo: number; readonly isLast: boolean },
) =>
  pool.query(
    `insert into work (work_id, run_id, pass, step, source, dataset, unit, params, about, members, state, attempt, fingerprint, fault, created_at, finished_at)
     select gen_random_uuid(), $1, 1, step, source, dataset, unit, params, about, case when state = 'done' then coalesce(about, 100) else 40 end, state,
            case when fingerprint is null then 1 else 2 + k % 3 end, fingerprint,
            case when state = 'failed' then (select jsonb_build_object('kind', kind, 'code', code, 'detail', detail) from cause c where c.fingerprint = d.fingerprint) end,
            now() - interval '1 day' * $2 + interval '0.7 second' * k, now() - interval '1 day' * $2 + interval '0.7 second' * k + interval '9 seconds'
       from (
         select u.*,
                case when $3 and k % 20 = 7 then 'ready' when $3 and k % 2000 = 9 then 'running' when h < 50 then 'failed' when h < 150 then 'done'
                     when h = 150 then 'overtaken' when h = 151 and k % 4 = 0 then 'cancelled' else 'done' end as state,
                case when not ($3 and k % 20 = 7) and h < 150 then lpad(to_hex(least(12, 1 + floor(power(abs(hashint4(k + 7)) % 1000 / 1000.0, 3) * 12)::int)), 8, 'c') end as fingerprint
           from (
             select k, abs(hashint4(k * 61 + $2)) % 1000 as h,
                    case when k = 0 then 'roster' when k = 1 then 'plan-readings' when k = 2 then 'retention' when k = 3 then 'close' when k < 100 then 'read-window'
                         when k < 300 then 'read-cursor' when k < 12000 then 'look-up' when k < 13024 then 'verify' when k < 14048 then 'screen'
                         when k < 15072 then 'apply' else 'deliver' end as step,
                    case when k = 0 then 'aid-system' when k between 4 and 99 then 'civil-affairs' when k between 100 and 299 then 'social-security'
                         when k between 300 and 11999 then 'medical-insurance' when k >= 15072 then 'aid-system' end as source,
                    case when k = 0 then 'members' when k between 4 and 9 then 'death' when k between 10 and 59 then 'assistance' when k between 60 and 99 then 'family'
                         when k between 100 and 199 then 'contributions' when k between 200 and 289 then 'participation' when k between 290 and 299 then 'work-injury'
                         when k between 300 and 6999 then 'person' when k between 7000 and 11799 then 'settlement' when k between 11800 and 11999 then 'registration' end as dataset,
                    case when k between 4 and 11999 then 'unit/' || k when k >= 15072 then gen_random_uuid() || '@1' when k >= 12000 then to_hex(k % 1024) || '-shard' else 'whole' end as unit,
                    case when k between 4 and 299 then jsonb_build_object('offset', k * 20000, 'window', jsonb_build_object('from', '2026-01-01', 'to', '2026-01-02'))
                         when k between 300 and 6999 then jsonb_build_object('from', lpad(to_hex((k - 300) * 641000::bigint), 8, '0') || '-0000-0000-0000-000000000000',
                                                                              'to', lpad(to_hex((k - 299) * 641000::bigint - 1), 8, '0') || '-ffff-ffff-ffff-ffffffffffff')
                         when k between 12000 and 15071 then jsonb_build_object('first', lpad(to_hex((k - 12000) % 1024 * 64), 4, '0'), 'last', lpad(to_hex((k - 12000) % 1024 * 64 + 63), 4, '0'))
                         when k >= 15072 then jsonb_build_object('personKey', gen_random_uuid(), 'version', 1) else '{}'::jsonb end as params,
                    case when k between 300 and 14999 then 100 when k >= 15072 then 1 end as about
               from generate_series(0, ${OF_A_RUN - 1}) k) u) d`,
    [runId, daysAgo, isLast],
  );

const fillAttempts = (pool: pg.Pool) =>
  pool.query(
    `insert into work_attempt (work_id, attempt, started_at, ended_at, outcome, fingerprint)
     select w.work_id, n, w.created_at + interval '2 seconds' * n, w.created_at + interval '2 seconds' * n + interval '1 second',
            case when n < w.attempt then 'retry' when w.state in ('done', 'failed') then w.state else 'lost' end, case when n < w.attempt or w.state = 'failed' then w.fingerprint end
       from work w cross join generate_series(1, w.attempt) n on conflict do nothing`,
  );

/** Every member was looked at by each unit about them, night after night; entries before the first one, which the chain knows nothing of. */
const fillLedger = async (pool: pg.Pool): Promise<void> => {
  await pool.query(
    `select ledger_enter_month(month) from generate_series(now() - interval '70 days', now() + interval '1 day', interval '10 days') month`,
  );
  const entry = `seq, at, actor, act, sources, outcome, trace, particulars, subjects, subjects_hash, previous, hash`;
  const rest = `'machine:look-up', 'work', '{}', 'done', work_id::text, '{}'::jsonb, 100, '\\x00', '\\x00', '\\x00'`;
  await pool.query(
    `insert into ledger_entry (${entry})
     select -row_number() over (order by created_at), created_at, ${rest} from (select work_id, created_at from work where state = 'done' order by work_id limit ${OTHER_LOOKS}) w`,
  );
  await pool.query(
    `insert into ledger_subject select substring(sha256((seq * 5 + n)::text::bytea) from 1 for 16), seq, at from ledger_entry cross join generate_series(0, 4) n where seq < 0`,
  );
};

/** A member whom every finished unit about them has looked at. */
export const lookAt = async (
  pool: pg.Pool,
  { personKey, subject }: { readonly personKey: string; readonly subject: string },
): Promise<void> => {
  await pool.query(
    `with looked as (
       insert into ledger_entry (seq, at, actor, act, sources, outcome, trace, particulars, subjects, subjects_hash, previous, hash)
       select -1000000 - row_number() over (order by created_at), created_at, 'machine:look-up', 'work', '{}', 'done', work_id::text, '{}'::jsonb, 1, '\\x00', '\\x00', '\\x00'
         from work where people @> $1::uuid and state = 'done' returning seq, at)
     insert into ledger_subject select decode($2, 'hex'), seq, at from looked`,
    [personKey, subject],
  );
  await pool.query('vacuum analyze ledger_subject, ledger_entry');
};
