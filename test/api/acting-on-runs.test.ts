import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addDays, type Day, HOUR, instantOf, MINUTE, startOf } from '../../src/domain/period.ts';
import { Fault } from '../../src/faults.ts';
import { startEngine } from '../../src/jobs/engine.ts';
import { retryJobs } from '../../src/jobs/retry-jobs.ts';
import { type Answer, type Api, NIGHT, openApi, problemIn } from '../support/api.ts';
import { ALL, acting, refusal } from '../support/failed-nights.ts';
import { performReady } from '../support/nights.ts';

let api: Api;
let operator: Readonly<Record<string, string>>;
let date: Day = NIGHT;
beforeAll(async () => {
  api = await openApi();
}, 120_000);
afterAll(() => api.close());
beforeEach(async () => {
  date = addDays(date, 1);
  api.clock.set(instantOf(Date.parse(startOf(addDays(date, 1))) + HOUR));
  const { cookie } = await api.operatorAs(['operator']);
  operator = { cookie, origin: api.server.url };
});

const post = (path: string, json: object): Promise<Answer> => api.ask({ method: 'POST', path, json, headers: operator });
const WHY = { why: '部门通知系统升级' };
const query = async <T extends object>(sql: string): Promise<readonly T[]> => (await api.context.pool.query<T>(sql)).rows;
const lastEntry = async (act: string) =>
  (
    await query<object>(
      `select outcome, array_to_string(sources, ',') as sources, particulars from ledger_entry where act = '${act}' order by seq desc limit 1`,
    )
  )[0];
const finish = (night: Day) => api.nights.reconcile(night);

describe('starting a run', () => {
  it('opens that of a date; asked for again it goes on, and says that nobody works here', async () => {
    const started = await post('/v1/runs', { date, full: true, ...WHY });
    expect([started.status, started.json]).toMatchObject([
      202,
      { run: { runId: `run-${date}`, status: 'running' }, how: 'new', worker: false },
    ]);
    expect(await lastEntry('run-opened')).toMatchObject({ outcome: 'new', particulars: { run: `run-${date}`, full: true, ...WHY } });
    expect((await post('/v1/runs', { date, ...WHY })).json).toMatchObject({ how: 'resumed' });
    expect((await finish(date)).run.status).toBe('completed');
  });

  it('is today’s where no date is said, and is done by the worker that is about', async () => {
    const today = addDays(date, 1);
    date = today;
    const engine = await startEngine(api.context);
    const started = await post('/v1/runs', WHY);
    expect(started.json).toMatchObject({ run: { date: today }, worker: true });
    await engine?.stop();
    expect((await post('/v1/runs', WHY)).json).toMatchObject({ how: 'resumed', worker: false });
    await finish(today);
  });

  it.each([
    { given: 'a day that has not come', body: { date: '2030-01-01', ...WHY }, want: 'date-in-future' },
    { given: 'a day on which nothing judges', body: { date: '2019-12-31', ...WHY }, want: 'no-active-rule-set' },
    { given: 'a day that there is not', body: { date: '2026-02-30', ...WHY }, want: 'field-invalid' },
    { given: 'no reason', body: {}, want: 'field-missing' },
    { given: 'the roster alone', body: { source: 'aid-system', ...WHY }, want: 'field-invalid' },
  ])('is refused for $given', async ({ body, want }) => {
    expect(problemIn(await post('/v1/runs', body))).toBe(want);
  });
});

describe('cancelling a run', () => {
  it('gives up its work and keeps its books; the date may then be opened anew', async () => {
    await api.nights.open(date);
    const cancelled = await post(`/v1/runs/run-${date}/cancel`, WHY);
    expect([cancelled.status, cancelled.json]).toMatchObject([
      200,
      { status: 'cancelled', phase: 'closed', finishedAt: expect.any(String) },
    ]);
    expect(await query(`select distinct state from work where run_id = 'run-${date}'`)).toEqual([{ state: 'cancelled' }]);
    expect(await query(`select distinct state from reading where run_id = 'run-${date}'`)).toEqual([{ state: 'failed' }]);
    expect(await lastEntry('run-cancelled')).toMatchObject({ particulars: { run: `run-${date}`, jobs: 1, ...WHY } });
    const shown = await api.ask({ path: `/v1/runs/run-${date}`, headers: operator });
    expect(shown.json).toMatchObject({ summary: { run: { status: 'cancelled' }, books: expect.any(Array) } });
    expect(problemIn(await post(`/v1/runs/run-${date}/cancel`, WHY))).toBe('run-over');
    const next = await finish(date);
    expect([next.how, next.run.runId, next.run.status]).toEqual(['new', `run-${date}-2`, 'completed']);
  });

  it('fences whoever is at it: what they would save is refused, and nothing follows', async () => {
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<null>();
    api.people.town.troubles.members = () => {
      asked.resolve();
      return answer.promise;
    };
    await api.nights.open(date);
    const working = performReady(api.context);
    await asked.promise;
    expect((await post(`/v1/runs/run-${date}/cancel`, WHY)).status).toBe(200);
    answer.resolve(null);
    await working;
    delete api.people.town.troubles.members;
    expect(await query(`select state, a.outcome from work w join work_attempt a using (work_id) where run_id = 'run-${date}'`)).toEqual([
      { state: 'cancelled', outcome: 'lost' },
    ]);
    expect(await query(`select fetched from reading where run_id = 'run-${date}'`)).toEqual([{ fetched: 0 }]);
    expect((await finish(date)).run.status).toBe('completed');
  });

  it('that was over before and is made good is refused: its retries are stopped instead, and it stays as it was', async () => {
    api.people.town.troubles.family = () => refusal('系统繁忙');
    const night = await finish(date);
    const { retryId } = (await retryJobs(ALL, acting, api.context)).retry;
    expect(problemIn(await post(`/v1/runs/run-${date}/cancel`, WHY))).toBe('run-mended');
    expect((await post(`/v1/retries/${retryId}/stop`, WHY)).status).toBe(200);
    await performReady(api.context);
    expect(await query(`select status from run where run_id = 'run-${date}'`)).toEqual([{ status: night.run.status }]);
    expect(await query(`select distinct state from work where run_id = 'run-${date}' and state <> 'done'`)).toEqual([{ state: 'failed' }]);
    delete api.people.town.troubles.family;
    expect((await finish(date)).run.status).toBe('completed');
  });

  it('that there is not is not found', async () => {
    expect(problemIn(await post('/v1/runs/run-2020-01-01/cancel', WHY))).toBe('no-such-run');
  });
});

describe('pausing a source', () => {
  const paused = (retryAfterMs: number) =>
    new Fault('busy', {
      ...{ code: 'source-paused', detail: 'An operator has paused this source.', retryAfterMs },
      authority: { source: 'social-security', operation: 'page' },
    });

  it('stands until it is resumed, with who, why and until when; what waited for it is due at once', async () => {
    const until = instantOf(api.clock.now() + HOUR);
    const answer = await post('/v1/connectors/social-security/pause', { ...WHY, until });
    expect(answer.json).toMatchObject({ source: 'social-security', by: expect.stringMatching(/^operator:/), until, ...WHY });
    expect(await lastEntry('source-paused')).toMatchObject({ sources: 'social-security', particulars: { minutes: 60, ...WHY } });

    api.people.town.troubles.participation = () => paused(HOUR);
    await api.nights.open(date, { waitMs: 2 * HOUR });
    await performReady(api.context);
    expect(await query(`select 1 from work where state = 'ready' and not_before > now()`)).toHaveLength(1);
    delete api.people.town.troubles.participation;
    expect((await post('/v1/connectors/social-security/resume', WHY)).json).toEqual({ source: 'social-security', dueNow: 1 });
    expect(await query(`select 1 from work where state = 'ready' and not_before > now()`)).toEqual([]);
    await performReady(api.context);
    expect(await lastEntry('source-resumed')).toMatchObject({ sources: 'social-security', particulars: { jobs: 1, ...WHY } });
    expect((await finish(date)).run.status).toBe('completed');
    expect(await query(`select attempt from work where run_id = 'run-${date}' and dataset = 'participation'`)).toEqual([{ attempt: 2 }]);
  });

  it('lets a run wait as long as it waits for one that is down, and end incomplete', async () => {
    api.people.town.troubles.participation = () => paused(10 * MINUTE);
    const night = await api.nights.reconcile(date, { waitMs: 5 * MINUTE });
    delete api.people.town.troubles.participation;
    expect(night.run.status).toBe('incomplete');
    const [work] = await query<{ attempt: number }>(`select attempt from work where run_id = 'run-${date}' and dataset = 'participation'`);
    expect(work?.attempt).toBeGreaterThan(1);
    await api.nights.reconcile(date);
  });

  it('is refused for a time that has passed, and resuming what nobody paused', async () => {
    const until = instantOf(api.clock.now() - 1);
    expect(problemIn(await post('/v1/connectors/social-security/pause', { ...WHY, until }))).toBe('field-invalid');
    expect(problemIn(await post('/v1/connectors/social-security/resume', WHY))).toBe('not-paused');
    expect(problemIn(await post('/v1/connectors/nobody/pause', WHY))).toBe('field-invalid');
  });

  it('that has ended by itself is none any more', async () => {
    await post('/v1/connectors/aid-system/pause', { ...WHY, until: instantOf(api.clock.now() + MINUTE) });
    api.clock.forward(2 * MINUTE);
    expect(problemIn(await post('/v1/connectors/aid-system/resume', WHY))).toBe('not-paused');
  });
});
