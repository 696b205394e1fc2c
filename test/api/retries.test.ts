import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addDays, type Day } from '../../src/domain/period.ts';
import type { Role } from '../../src/security/caller.ts';
import { type Answer, type Api, NIGHT, openApi, problemIn } from '../support/api.ts';
import { refusal } from '../support/failed-nights.ts';

interface RetryBody {
  readonly retryId: string;
  readonly state: string;
  readonly jobs: number;
  readonly fingerprint: string | null;
}

let api: Api;
let date = NIGHT;
beforeAll(async () => {
  api = await openApi();
}, 120_000);
afterAll(() => api.close());
beforeEach(() => api.anotherMinute());

const as = async (...roles: readonly Role[]) => ({ cookie: (await api.operatorAs(roles)).cookie, origin: api.server.url });
const post = async (path: string, json: object, headers?: Readonly<Record<string, string>>): Promise<Answer> =>
  api.ask({ method: 'POST', path, json, headers: headers ?? (await as('operator')) });
const get = async (path: string, roles: readonly Role[] = ['viewer']): Promise<Answer> => api.ask({ path, headers: await as(...roles) });
const WHY = { why: '民政系统已恢复' };

/** A night of its own in which asking about families failed. */
const failedNight = async (): Promise<Day> => {
  date = addDays(date, 1);
  api.people.town.troubles.family = () => refusal('系统繁忙');
  expect((await api.nights.reconcile(date)).run.status).toBe('incomplete');
  delete api.people.town.troubles.family;
  return date;
};
const entries = async (act: string) => {
  const { rows } = await api.context.pool.query<{ actor: string; outcome: string; trace: string; particulars: Record<string, unknown> }>(
    `select actor, outcome, trace, particulars from ledger_entry where act = $1 order by seq`,
    [act],
  );
  return rows;
};

describe('retries by API', () => {
  it('are previewed, begun with a reason, followed and healed; who did it and why stands in the ledger', async () => {
    const night = await failedNight();
    const preview = await post('/v1/jobs/retry/preview', { all: true });
    expect(preview.json).toMatchObject({
      ...{ jobs: 1, overtaken: 0, notFailed: 0, calls: 1, seconds: expect.any(Number), runs: [`run-${night}`], datasets: ['family'] },
    });
    const { canary } = preview.json as { readonly canary: string };
    const operator = await api.operatorAs(['operator']);
    const begun = await post('/v1/jobs/retry', { all: true, ...WHY }, { cookie: operator.cookie, origin: api.server.url });
    expect([begun.status, begun.json]).toMatchObject([
      202,
      { state: 'canary', jobs: 1, waiting: 1, canary, ...WHY, requestedBy: `operator:${operator.operatorId}` },
    ]);
    const { retryId } = begun.json as RetryBody;
    expect((await get('/v1/retries?state=open')).json).toMatchObject({ items: [{ retryId }] });
    expect((await api.nights.reconcile(night)).run.status).toBe('completed');
    expect((await get(`/v1/retries/${retryId}`)).json).toMatchObject({
      retry: { state: 'done', succeeded: 1, endedAt: expect.any(String) },
      jobs: [{ jobId: canary, state: 'succeeded' }],
    });
    expect(await entries('jobs-retried')).toEqual([
      {
        actor: `operator:${operator.operatorId}`,
        outcome: 'done',
        trace: begun.headers['x-trace-id'],
        particulars: { retry: retryId, jobs: 1, overtaken: 0, causes: 1, ...WHY },
      },
    ]);
  });

  it('of one job need no reason; stopped by hand they stay failed, and the act is on record', async () => {
    await failedNight();
    const { canary } = (await post('/v1/jobs/retry/preview', { all: true })).json as { readonly canary: string };
    // Nor a body at all, whatever kind it were of; where there is one, it is read.
    const bare = { method: 'POST', path: `/v1/jobs/${canary}/retry`, headers: await as('operator') };
    expect(problemIn(await api.ask({ ...bare, body: 'why=x' }))).toBe('media-type');
    expect(problemIn(await api.ask({ ...bare, json: { because: 'x' } }))).toBe('field-unknown');
    const begun = await api.ask(bare);
    expect([begun.status, begun.json]).toMatchObject([202, { why: null, jobs: 1 }]);
    const form = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '0' };
    expect(problemIn(await api.ask({ ...bare, headers: { ...bare.headers, ...form } }))).toBe('nothing-failed');
    for (const path of ['/v1/jobs/retry', '/v1/jobs/retry/preview', `/v1/retries/${(begun.json as RetryBody).retryId}/stop`])
      expect(problemIn(await api.ask({ ...bare, path }))).toBe('media-type');
    const { retryId } = begun.json as RetryBody;
    const again = await post(`/v1/jobs/${canary}/retry`, {});
    expect([problemIn(again), again.text]).toEqual(['nothing-failed', expect.stringContaining('GET /v1/jobs?state=failed')]);
    expect((await post(`/v1/retries/${retryId}/stop`, WHY)).json).toMatchObject({ state: 'stopped', untried: 1 });
    expect(problemIn(await post(`/v1/retries/${retryId}/stop`, WHY))).toBe('retry-over');
    expect(await entries('retry-stopped')).toMatchObject([{ particulars: { retry: retryId, ...WHY } }]);
  });

  it('page by page, the newest first, and by state', async () => {
    const first = (await get('/v1/retries?limit=1')).json as { readonly items: readonly RetryBody[]; readonly nextCursor: string };
    const second = (await get(`/v1/retries?limit=1&cursor=${first.nextCursor}`)).json as typeof first;
    expect([first.items[0]?.state, second.items[0]?.state]).toEqual(['stopped', 'done']);
    expect((await get('/v1/retries?state=done')).json).toMatchObject({ items: [{ retryId: second.items[0]?.retryId }] });
    expect(problemIn(await get(`/v1/retries?cursor=${api.context.uuid()}`))).toBe('cursor-unknown');
  });

  it.each([
    { given: 'no way of choosing', body: WHY, want: 'field-invalid' },
    { given: 'two ways', body: { all: true, fingerprint: 'abcdef01', ...WHY }, want: 'field-invalid' },
    {
      given: 'a source beside ids',
      body: { jobIds: ['00000000-0000-0000-0000-000000000000'], source: 'civil-affairs', ...WHY },
      want: 'field-invalid',
    },
    { given: 'no reason', body: { all: true }, want: 'field-missing' },
    { given: 'a number that may be somebody’s as a reason', body: { all: true, why: '张三 13800138000' }, want: 'field-invalid' },
    { given: 'a job that there is not', body: { jobIds: ['00000000-0000-0000-0000-000000000000'], ...WHY }, want: 'no-such-job' },
    { given: 'a cause that nothing failed of', body: { fingerprint: '00000000', ...WHY }, want: 'nothing-failed' },
  ])('are refused for $given', async ({ body, want }) => {
    expect(problemIn(await post('/v1/jobs/retry', body))).toBe(want);
  });

  it('of a batch that there is not are not found', async () => {
    expect(problemIn(await get(`/v1/retries/${api.context.uuid()}`))).toBe('no-such-retry');
    expect(problemIn(await post(`/v1/retries/${api.context.uuid()}/stop`, WHY))).toBe('no-such-retry');
  });
});

describe('who may act', () => {
  const id = '00000000-0000-0000-0000-000000000000';
  const ACTS = [
    { path: '/v1/jobs/retry', body: { all: true, ...WHY } },
    { path: `/v1/jobs/${id}/retry`, body: {} },
    { path: `/v1/retries/${id}/stop`, body: WHY },
    { path: '/v1/runs', body: WHY },
    { path: '/v1/runs/run-2026-11-01/cancel', body: WHY },
    { path: '/v1/connectors/civil-affairs/pause', body: WHY },
    { path: '/v1/connectors/civil-affairs/resume', body: WHY },
  ];
  const OTHERS: readonly Role[] = ['viewer', 'rule-keeper', 'auditor', 'administrator'];
  it.each(ACTS.flatMap((act) => OTHERS.map((role) => ({ ...act, role }))))('not a $role: $path', async ({ path, body, role }) => {
    const before = (await api.context.pool.query<{ seq: number }>('select seq from ledger_head')).rows[0]?.seq;
    const answer = await post(path, body, await as(role));
    expect([answer.status, problemIn(answer)]).toEqual([403, 'not-allowed']);
    expect((await api.context.pool.query<{ seq: number }>('select seq from ledger_head')).rows[0]?.seq).toBe(before);
  });

  it('an auditor sees no batches, whoever else works here does', async () => {
    expect((await get('/v1/retries', ['auditor'])).status).toBe(403);
    for (const role of ['viewer', 'operator', 'rule-keeper', 'administrator'] as const)
      expect((await get('/v1/retries', [role])).status).toBe(200);
  });
});
