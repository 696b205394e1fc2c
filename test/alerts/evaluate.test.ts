import { describe, expect, it } from 'vitest';
import type { Channel, MessageKind, RuleName } from '../../src/alerts/alert.ts';
import { evaluate } from '../../src/alerts/evaluate.ts';
import { nightHours } from '../../src/alerts/night-hours.ts';
import { lookOnce } from '../../src/alerts/watch.ts';
import type { AlertConfig } from '../../src/config/alerts.ts';
import type { Config } from '../../src/config.ts';
import type { Context } from '../../src/context.ts';
import { addDays, type Day, dayAt, epochOf, HOUR, instantOf, MINUTE, startOf } from '../../src/domain/period.ts';
import type { Dataset } from '../../src/domain/sources.ts';
import { sourceOf } from '../../src/domain/sources.ts';
import { Fault } from '../../src/faults.ts';
import { moveOn } from '../../src/jobs/phases.ts';
import { membersBehind } from '../../src/storage/alert-readings.ts';
import { isAnybodyLooking, lastLook, openLookout } from '../../src/storage/alerts.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { findRun } from '../../src/storage/runs.ts';
import { pauseSource } from '../../src/storage/source-pauses.ts';
import { markCity } from '../../src/storage/synthetic-city.ts';
import { addCalls } from '../../src/storage/upstream-calls.ts';
import { parseClosedHours } from '../../src/upstream/closed-hours.ts';
import { type Nights, nightsOfThisFile, performReady, TESTER, until } from '../support/nights.ts';
import { settleTown, type Town } from '../support/nights-town.ts';
import { settingsWith } from './situations.ts';

const alerts = (file: object = {}): AlertConfig => ({
  settings: settingsWith(file),
  webhook: { url: 'http://127.0.0.1:9/', secret: null },
  mail: null,
  publicUrl: null,
});
const startNights = nightsOfThisFile();

/** The database's own clock is behind: what it stamped is put where the test's clock stands. */
const TONIGHT = addDays(dayAt(instantOf(Date.now())), 3);
const ONE_IN_THE_MORNING = epochOf(startOf(TONIGHT)) + HOUR;

const AWAY = { source: 'civil-affairs', operation: '1101B' } as const;
const DOWN = new Fault('busy', { code: 'unavailable', detail: 'The counterpart is unavailable (HTTP 503).', authority: AWAY });
const CLOSED = new Fault('busy', { code: 'closed-hours', detail: 'A planned wait.', authority: AWAY, retryAfterMs: HOUR });
const DATASETS: readonly Dataset[] = ['assistance', 'death', 'family'];

interface Watching {
  readonly nights: Nights;
  readonly town: Town;
  readonly runId: string;
}

interface Plan {
  readonly minutes: number;
  readonly everyMinutes?: number;
  /** Why civil affairs does not answer in that minute; null: it does. */
  readonly trouble: (minute: number) => Fault | null;
}

/** A night, minute by minute: what is due is done, calls are handed in as the HTTP client does, and somebody looks. */
const watchNight = async (
  { nights: { context, clock }, town, runId }: Watching,
  { minutes, everyMinutes = 1, trouble }: Plan,
): Promise<void> => {
  for (let minute = 0; minute < minutes; minute += everyMinutes) {
    const fault = trouble(minute);
    for (const dataset of DATASETS) town.troubles[dataset] = () => fault;
    const before = town.questions.length;
    await performReady(context);
    await moveOn(runId, context.pool);
    await handIn(town.questions.slice(before), fault, context);
    await evaluate(context, null);
    clock.forward(everyMinutes * MINUTE);
    await context.pool.query(`update work set not_before = null where state = 'ready'`);
  }
};

const handIn = async (questions: Town['questions'], fault: Fault | null, { pool, clock }: Context): Promise<void> => {
  const at = clock();
  const minute = instantOf(Math.floor(epochOf(at) / MINUTE) * MINUTE);
  const asked = Map.groupBy(questions, ({ dataset }) => sourceOf(dataset));
  const counts = [...asked].map(([source, { length }]) => {
    const outcome = source === 'civil-affairs' && fault !== null ? fault.code : 'answered';
    return { source, minute, operation: 'read', outcome, sent: outcome !== 'closed-hours', calls: length, totalMs: length, maxMs: 1 };
  });
  await inTransaction(pool, (tx) => addCalls(tx, { counts, standings: [], process: 'test', circuits: {}, at }));
  await pool.query(`update work_attempt set ended_at = $1 where ended_at < $2`, [at, instantOf(ONE_IN_THE_MORNING)]);
};

const begin = async (config: Partial<Config>, waitMs: number): Promise<Watching> => {
  const { town } = settleTown();
  const nights = startNights(town, config);
  nights.clock.set(instantOf(ONE_IN_THE_MORNING));
  const { run } = await nights.openToday(TONIGHT, { waitMs });
  return { nights, town, runId: run.runId };
};

interface Told {
  readonly rule: RuleName;
  readonly kind: MessageKind;
  readonly channel: Channel;
  readonly subject: string;
  readonly zh: string;
}

const toldIn = async ({ pool }: Context): Promise<readonly Told[]> => {
  const { rows } = await pool.query<Told>(
    `select a.rule, m.kind, m.channel, a.subject, m.content -> 'text' ->> 'zh' as zh from alert_message m join alert a on a.alert_id = m.alert_id order by m.ordinal`,
  );
  return rows;
};
const shortOf = async (context: Context): Promise<readonly string[]> =>
  (await toldIn(context)).map(({ rule, subject, kind }) => `${rule} ${subject} ${kind}`);
const statusOf = async ({ nights, runId }: Watching) => (await findRun(nights.context.pool, runId))?.status;

describe('a night', () => {
  it('with one authority down for an hour is told once, and its recovery once', async () => {
    const night = await begin({ alerts: alerts() }, 120 * MINUTE);
    await watchNight(night, { minutes: 120, trouble: (minute) => (minute < 60 ? DOWN : null) });
    expect(await statusOf(night)).toBe('completed');
    const told = await toldIn(night.nights.context);
    expect(told.map(({ rule, kind }) => `${rule} ${kind}`)).toEqual(['source-failing fail', 'source-failing recovered']);
    expect(told.map(({ zh }) => zh)).toEqual([
      expect.stringMatching(/^民政最近 10 分钟 \d+ 次调用失败 \d+ 次（服务不可用）。涉及至多 \d+ 名会员。$/),
      '民政已恢复应答。',
    ]);
  });

  it('with one authority down for some minutes is told to nobody', async () => {
    const night = await begin({ alerts: alerts() }, 120 * MINUTE);
    await watchNight(night, { minutes: 40, trouble: (minute) => (minute < 8 ? DOWN : null) });
    expect(await statusOf(night)).toBe('completed');
    expect(await toldIn(night.nights.context)).toEqual([]);
  });

  it('that gives an authority up says so once, for the source alone, and hears of it when an operator has retried', async () => {
    const night = await begin({ alerts: alerts() }, 30 * MINUTE);
    const { nights, runId } = night;
    await watchNight(night, { minutes: 90, trouble: () => DOWN });
    expect(await statusOf(night)).toBe('incomplete');
    const given = ['source-failing civil-affairs fail', 'source-failing civil-affairs final'];
    expect(await shortOf(nights.context)).toEqual(given);
    nights.clock.forward(6 * HOUR);
    await nights.openToday(TONIGHT, { waitMs: 30 * MINUTE });
    await watchNight({ ...night, runId }, { minutes: 40, trouble: () => null });
    expect(await statusOf(night)).toBe('completed');
    expect(await shortOf(nights.context)).toEqual([...given, 'source-failing civil-affairs recovered']);
  });

  it('that failed stays told while a run of another source is whole, and is over with one that reads it again', async () => {
    const { town } = settleTown();
    const nights = startNights(town, { alerts: alerts() });
    const [first, another, whole] = [22, 23, 24].map((date) => `2026-11-${date}` as Day) as [Day, Day, Day];
    const openAlerts = async () =>
      (await nights.context.pool.query(`select rule, state from alert where state in ('firing', 'final')`)).rows as readonly object[];
    town.troubles.family = () => DOWN;
    await nights.reconcile(first);
    await evaluate(nights.context, null);
    const told = await openAlerts();
    expect(told).toContainEqual({ rule: 'night-unfinished', state: 'final' });
    delete town.troubles.family;
    await nights.reconcile(another, { source: 'medical-insurance' });
    await evaluate(nights.context, null);
    expect(await openAlerts()).toEqual(told);
    expect((await shortOf(nights.context)).filter((one) => one.startsWith('night-unfinished'))).toEqual(['night-unfinished night final']);
    await nights.reconcile(whole);
    await evaluate(nights.context, null);
    expect(await openAlerts()).not.toContainEqual(expect.objectContaining({ rule: 'night-unfinished' }));
  });

  it('is about a number of members once a roster has said who is one, and about nobody who could be counted before', async () => {
    const { town } = settleTown();
    const nights = startNights(town);
    const { pool } = nights.context;
    expect([await membersBehind(pool, ['members']), await membersBehind(pool, ['family'])]).toEqual([null, null]);
    await nights.reconcile(TONIGHT);
    expect([await membersBehind(pool, ['members']), await membersBehind(pool, ['family'])]).toEqual([5, 4]);
  });

  it('that waits for closed hours to end is told to nobody, however long', async () => {
    const http = { baseUrl: 'http://civil.example', proxyUrl: undefined, caPem: undefined, closed: parseClosedHours('00:00-09:00') };
    const counterparts = {
      civilAffairs: { http, settings: { rid: '', appkey: '', accessKey: '' } },
      medicalInsurance: null,
      socialSecurity: null,
      aidSystem: null,
    };
    const night = await begin({ alerts: alerts({ 'work-waiting': { minutes: 60 } }), counterparts }, 120 * MINUTE);
    await watchNight(night, { minutes: 9 * 60, everyMinutes: 20, trouble: (minute) => (minute < 8 * 60 ? CLOSED : null) });
    expect(await statusOf(night)).toBe('completed');
    expect(await toldIn(night.nights.context)).toEqual([]);
  });

  it('during which an operator has paused the authority is told to nobody', async () => {
    const night = await begin({ alerts: alerts() }, 120 * MINUTE);
    const { pool, clock } = night.nights.context;
    await inTransaction(pool, (tx) =>
      pauseSource(tx, { source: 'civil-affairs', by: `command:${TESTER.id}`, why: '对方检修', since: clock(), until: null }),
    );
    await watchNight(night, { minutes: 60, trouble: () => DOWN });
    expect(await toldIn(night.nights.context)).toEqual([]);
  });

  it('that does not begin at its hour is told, and that it began', async () => {
    const { town } = settleTown();
    const nights = startNights(town, { alerts: alerts() });
    const due = nightHours('0 1 * * *');
    await nights.reconcile('2026-11-22' as Day);
    nights.clock.set(instantOf(ONE_IN_THE_MORNING + 14 * MINUTE));
    await evaluate(nights.context, due);
    const onlyLate = async () => (await shortOf(nights.context)).filter((one) => one.startsWith('night-late'));
    expect(await onlyLate()).toEqual([]);
    nights.clock.forward(MINUTE);
    await evaluate(nights.context, due);
    await evaluate(nights.context, due);
    expect(await onlyLate()).toEqual(['night-late night fail']);
    await nights.openToday(TONIGHT);
    await evaluate(nights.context, due);
    expect(await onlyLate()).toEqual(['night-late night fail', 'night-late night recovered']);
  });
});

describe('data of a past day', () => {
  it('is behind, but for that of a synthetic city, in which nothing has happened since', async () => {
    const { town } = settleTown();
    const nights = startNights(town, { alerts: alerts() });
    const { pool } = nights.context;
    const date = '2026-11-02' as Day;
    await nights.reconcile(date);
    nights.clock.set(instantOf(ONE_IN_THE_MORNING));
    const told = async () => (await shortOf(nights.context)).filter((one) => one.startsWith('dataset-behind'));
    await inTransaction(pool, (tx) => markCity(tx, { members: 300, seed: 1, date }));
    await evaluate(nights.context, null);
    expect(await told()).toEqual([]);
    await pool.query(`delete from setting where name = 'synthetic-city'`);
    await evaluate(nights.context, null);
    expect(await told()).toContain('dataset-behind medical-insurance fail');
  });
});

describe('whoever looks', () => {
  const known = (lastDay: string) =>
    alerts({ expiry: { known: [{ kind: 'key', name: '医保网关令牌', source: 'medical-insurance', lastDay }] } });

  it('several at once are one', async () => {
    const { town } = settleTown();
    const nights = startNights(town, { alerts: known(addDays(TONIGHT, 7)) });
    nights.clock.set(instantOf(ONE_IN_THE_MORNING));
    await Promise.all(Array.from({ length: 8 }, () => evaluate(nights.context, null)));
    await evaluate(nights.context, null);
    expect(await toldIn(nights.context)).toMatchObject([
      { rule: 'expiry', kind: 'final', zh: `密钥“医保网关令牌”将于 ${addDays(TONIGHT, 7)} 到期（还有 7 天）。` },
    ]);
  });

  it('and dies before it is written has told nobody, and the next one tells it once', async () => {
    const { town } = settleTown();
    const nights = startNights(town, { alerts: known(addDays(TONIGHT, 1)) });
    nights.clock.set(instantOf(ONE_IN_THE_MORNING));
    let ids = 0;
    const uuid = (): string => {
      ids += 1;
      if (ids === 2) throw new Error('the process dies');
      return nights.context.uuid();
    };
    await expect(evaluate({ ...nights.context, uuid }, null)).rejects.toThrow('the process dies');
    expect((await nights.context.pool.query('select 1 from alert')).rowCount).toBe(0);
    await evaluate(nights.context, null);
    await evaluate(nights.context, null);
    expect(await shortOf(nights.context)).toEqual([`expiry key: 医保网关令牌: ${addDays(TONIGHT, 1)} final`]);
  });

  it('sees what waits for a person: rows in quarantine, work that nobody does', async () => {
    const { town } = settleTown();
    const nights = startNights(town, { alerts: alerts({ 'quarantine-full': { rows: 3 } }) });
    nights.clock.set(instantOf(ONE_IN_THE_MORNING));
    const { run } = await nights.openToday(TONIGHT);
    const { pool } = nights.context;
    const quarantined = (name: string) =>
      pool.query(
        `insert into quarantine (quarantine_id, fingerprint, dataset, position, reason, path, shape, first_run, last_run, created_at)
         values (gen_random_uuid(), convert_to($1, 'UTF8'), 'death', '{}', 'not-a-day', '/date', 'text', $2, $2, now())`,
        [name, run.runId],
      );
    for (const name of ['a', 'b', 'c']) await quarantined(name);
    await evaluate(nights.context, null);
    await quarantined('d');
    await evaluate(nights.context, null);
    expect(await toldIn(nights.context)).toMatchObject([
      {
        rule: 'quarantine-full',
        subject: 'death',
        kind: 'final',
        zh: '数据集“死亡登记”有 3 行无法读取，隔离待处理（同一行重复读到只计一次）。',
      },
      { rule: 'work-waiting', kind: 'fail', zh: '1 个作业等待处理，没有工作进程。' },
    ]);
    await pool.query(`update quarantine set state = 'replayed'`);
    await evaluate(nights.context, null);
    expect((await toldIn(nights.context)).length).toBe(2);
  });
});

describe('a command that looks once', () => {
  it('leaves it to whoever keeps looking, and looks itself as soon as that one is gone', async () => {
    const { nights, runId } = await begin({ alerts: alerts() }, 0);
    const { context, clock } = nights;
    await evaluate(context, null);
    const [lookedAt, told] = [context.clock(), await shortOf(context)];
    await context.pool.query(`update run set status = 'incomplete', finished_at = started_at where run_id = $1`, [runId]);
    clock.forward(MINUTE);
    const lookout = openLookout(context.line);
    await lookout.hold();
    await lookOnce(context);
    expect([await shortOf(context), await lastLook(context.pool)]).toEqual([told, lookedAt]);
    await context.pool.query(
      `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and mode = 'ShareLock' and database = (select oid from pg_database where datname = current_database())`,
    );
    await until(async () => !(await isAnybodyLooking(context.pool)));
    await lookOnce(context);
    expect(await shortOf(context)).toEqual([...told, 'night-unfinished night final']);
    expect(await lastLook(context.pool)).toBe(context.clock());
    await lookout.hold();
    expect(await isAnybodyLooking(context.pool)).toBe(true);
    await lookout.leave();
    await until(async () => !(await isAnybodyLooking(context.pool)));
  });
});
