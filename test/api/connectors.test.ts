import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { components } from '../../src/api/contract.ts';
import { addDays, HOUR, type Instant, instantOf, MINUTE, startOf } from '../../src/domain/period.ts';
import type { Source } from '../../src/domain/sources.ts';
import { Fault } from '../../src/faults.ts';
import type { Role } from '../../src/security/caller.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { addCalls, type HandedIn } from '../../src/storage/upstream-calls.ts';
import { createCallTally } from '../../src/upstream/call-tally.ts';
import type { UpstreamEvent } from '../../src/upstream/settings.ts';
import { type Api, NIGHT, openApi, problemIn } from '../support/api.ts';
import { performReady } from '../support/nights.ts';

type Schemas = components['schemas'];

const CLOSED = {
  CIVIL_AFFAIRS_CLOSED: '22:00-06:00',
  CIVIL_AFFAIRS_BASE_URL: 'https://civil.example:8443/secret-path',
  CIVIL_AFFAIRS_PROXY_URL: 'http://reader:S3CRET@proxy.example:3128',
};
const KEYS = { CIVIL_AFFAIRS_RID: 'rid', CIVIL_AFFAIRS_APPKEY: 'HIDDEN-APPKEY', CIVIL_AFFAIRS_ACCESS_KEY: 'HIDDEN-ACCESS-KEY' };

let api: Api;
beforeAll(async () => {
  api = await openApi({ variables: { ...CLOSED, ...KEYS } });
}, 120_000);
afterAll(() => api.close());
beforeEach(async () => {
  await api.context.pool.query('delete from upstream_call; delete from upstream_standing; delete from maintenance');
  api.clock.set(TEN);
  api.anotherMinute();
});

/** Ten in the morning after the night. */
const TEN = instantOf(Date.parse(startOf(addDays(NIGHT, 1))) + 10 * HOUR);

const as = async (role: Role) => (await api.operatorAs([role])).cookie;
const get = async (path: string, role: Role = 'viewer') => api.ask({ path, headers: { cookie: await as(role) } });
const connectors = async (): Promise<Readonly<Record<string, Schemas['Connector']>>> => {
  const { items } = (await get('/v1/connectors')).json as Schemas['ConnectorList'];
  return Object.fromEntries(items.map((one) => [one.source, one]));
};

const event = (traits: Partial<UpstreamEvent> & { readonly source: Source }): UpstreamEvent => ({
  operation: 's_test',
  outcome: 'answered',
  code: null,
  detail: null,
  sent: true,
  httpStatus: 200,
  attempt: 1,
  durationMs: 100,
  ...traits,
});
const DOWN = { outcome: 'busy', code: 'unavailable', detail: 'The counterpart is unavailable (HTTP 503).', httpStatus: 503 } as const;

/** What a process tells after these calls, each a minute after the one before, the last now. */
const handIn = (events: readonly UpstreamEvent[], told: Partial<HandedIn> = {}): Promise<void> => {
  let at = api.clock.now() - (events.length - 1) * MINUTE;
  const tally = createCallTally(() => at);
  for (const one of events) {
    tally.add(one);
    at += MINUTE;
  }
  return inTransaction(api.context.pool, (tx) =>
    addCalls(tx, { ...tally.take(), process: 'work night-1/17', circuits: {}, at: api.context.clock(), ...told }),
  );
};

describe('the list of counterparts', () => {
  it('says of each how far every dataset was read, by whom no call has been made yet', async () => {
    const found = await connectors();
    expect(Object.keys(found)).toEqual(['civil-affairs', 'medical-insurance', 'social-security', 'aid-system']);
    expect(found['medical-insurance']).toMatchObject({
      title: '医保',
      host: null,
      health: 'unknown',
      because: 'never-called',
      breaker: null,
      paused: null,
      quota: { perSecond: 20, reservedForLive: 5, callsLastMinute: 0 },
      lastError: null,
    });
    const { datasets = [] } = found['social-security'] ?? {};
    expect(datasets.map(({ dataset }) => dataset)).toEqual(['participation', 'contributions', 'unemployment', 'work-injury']);
    expect(datasets[0]).toMatchObject({
      state: 'complete',
      lastRun: 'run-2026-11-01',
      watermark: { kind: 'cursor', to: null },
      failedJobs: 0,
    });
    expect(datasets[0]?.lagSeconds).toBe(Math.round((api.clock.now() - Date.parse(datasets[0]?.asOf ?? '')) / 1000));
  });

  it('shows the host and the closed hours, and nothing that opens a door', async () => {
    api.clock.set(instantOf(Date.parse(TEN) + 13 * HOUR));
    const { text } = await get('/v1/connectors');
    expect(JSON.parse(text).items[0]).toMatchObject({
      host: 'civil.example:8443',
      health: 'closed',
      because: 'closed-hours',
      closedHours: '22:00-06:00',
      opensAt: '2026-11-02T22:00:00.000Z',
    });
    expect(text).not.toMatch(/S3CRET|reader|proxy|HIDDEN|appkey|secret-path/i);
  });

  it('says why the last call failed in the words of the counterpart, whose circuit is open, and what was sent in the last hour', async () => {
    const authority = { source: 'medical-insurance', operation: '1101B', httpStatus: 503, code: '-1', message: '系统维护' };
    const refused = event({ source: 'medical-insurance', operation: '1101B', ...DOWN, authority });
    const turnedAway = event({
      source: 'medical-insurance',
      outcome: 'busy',
      code: 'circuit-open',
      detail: 'Left alone.',
      sent: false,
      httpStatus: null,
    });
    await handIn([event({ source: 'medical-insurance' }), refused, refused, turnedAway], {
      circuits: { 'medical-insurance': { circuit: 'open' } },
    });
    expect((await connectors())['medical-insurance']).toMatchObject({
      health: 'failing',
      because: 'circuit-open',
      breaker: { circuit: 'open', process: 'work night-1/17' },
      calls: { lastHour: 3, failedLastHour: 2, notSentLastHour: 1 },
      quota: { callsLastMinute: 1 },
      lastError: {
        operation: '1101B',
        kind: 'busy',
        code: 'unavailable',
        detail: 'The counterpart is unavailable (HTTP 503).',
        authority: { httpStatus: 503, code: '-1', message: '系统维护' },
      },
    });
  });

  it('that an operator has paused is paused, whatever its calls came to', async () => {
    const cookie = await as('operator');
    await handIn([event({ source: 'aid-system', ...DOWN })]);
    const act = (path: string, why: string) => api.ask({ method: 'POST', path, headers: { cookie }, json: { why } });
    expect((await act('/v1/connectors/aid-system/pause', '对方要求暂停')).status).toBe(200);
    expect((await connectors())['aid-system']).toMatchObject({
      health: 'paused',
      because: 'paused',
      paused: { why: '对方要求暂停', until: null },
    });
    expect((await act('/v1/connectors/aid-system/resume', '已恢复')).status).toBe(200);
    expect((await connectors())['aid-system']).toMatchObject({ health: 'failing', because: 'calls-fail', paused: null });
  });

  it('adds up what several processes hand in, and keeps the last error when another one is answered', async () => {
    await handIn([event({ source: 'social-security', ...DOWN })], { process: 'work a/1' });
    await handIn([event({ source: 'social-security' }), event({ source: 'social-security' })], { process: 'serve b/2' });
    expect((await connectors())['social-security']).toMatchObject({
      health: 'ok',
      because: 'calls-answered',
      calls: { lastHour: 3, failedLastHour: 1 },
      breaker: { circuit: 'closed', process: 'serve b/2' },
      lastError: { code: 'unavailable' },
    });
  });

  it('says what failed of a dataset, by how many jobs, and that its lag grows', async () => {
    const before = (await connectors())['civil-affairs']?.datasets[0];
    await api.nights.reconcile(addDays(NIGHT, 1));
    api.people.town.troubles.assistance = () => new Fault('busy', { code: 'unreachable', detail: 'The source does not answer.' });
    await api.nights.reconcile(addDays(NIGHT, 2));
    delete api.people.town.troubles.assistance;
    const after = (await connectors())['civil-affairs']?.datasets[0];
    expect(before).toMatchObject({ dataset: 'assistance', state: 'complete', failedJobs: 0 });
    expect(after).toMatchObject({ dataset: 'assistance', state: 'failed', lastRun: 'run-2026-11-03', failedJobs: 1 });
    expect(after?.lagSeconds).toBeGreaterThan(24 * 3600);
  });
});

describe('calls over time', () => {
  const calls = async (query: string) => (await get(`/v1/connectors/civil-affairs/calls${query}`)).json as Schemas['CallList'];

  it('has a line for every step, also without a call, with what became of each call', async () => {
    await handIn([
      event({ source: 'civil-affairs', durationMs: 300 }),
      event({ source: 'civil-affairs', ...DOWN }),
      event({ source: 'civil-affairs' }),
    ]);
    const { items } = await calls('?step=1h');
    expect(items).toHaveLength(25);
    expect(items.at(-1)).toEqual({
      at: '2026-11-02T02:00:00.000Z',
      calls: expect.any(Number),
      failed: expect.any(Number),
      notSent: 0,
      meanMs: expect.any(Number),
      maxMs: expect.any(Number),
      byCode: expect.any(Object),
    });
    expect(items.reduce((sum, one) => sum + one.calls, 0)).toBe(3);
    expect(items.reduce((sum, one) => sum + one.failed, 0)).toBe(1);
    expect(items.find(({ failed }) => failed > 0)?.byCode).toEqual({ unavailable: 1 });
    expect(items[0]).toMatchObject({ calls: 0, meanMs: null, maxMs: null, byCode: {} });
  });

  it('by the day begin at midnight in Shanghai', async () => {
    const { items } = await calls('?step=1d&from=2026-10-30T10:00:00%2B08:00&to=2026-11-02T10:00:00%2B08:00');
    expect(items.map(({ at }) => at)).toEqual(
      ['2026-10-29', '2026-10-30', '2026-10-31', '2026-11-01'].map((day) => `${day}T16:00:00.000Z`),
    );
  });

  it.each([
    { query: '?from=2026-11-02T10:00:00%2B08:00&to=2026-11-02T09:00:00%2B08:00', field: 'to' },
    { query: '?from=2026-01-01T00:00:00%2B08:00', field: 'step' },
    { query: '?step=7m', field: 'step' },
  ])('are not answered for $query', async ({ query, field }) => {
    const answer = await get(`/v1/connectors/civil-affairs/calls${query}`);
    expect([problemIn(answer), (answer.json as { fields?: unknown }).fields]).toEqual(['field-invalid', [field]]);
  });

  it('are of a counterpart there is', async () => {
    expect(problemIn(await get('/v1/connectors/tax-office/calls'))).toBe('field-invalid');
  });
});

describe('a planned closure', () => {
  const plan = async (traits: object = {}, role: Role = 'operator') =>
    api.ask({
      method: 'POST',
      path: '/v1/maintenance',
      headers: { cookie: await as(role) },
      json: { source: 'social-security', from: hours(-1), to: hours(2), why: '人社局系统升级公告', ...traits },
    });
  const end = async (maintenanceId: string, role: Role = 'operator') =>
    api.ask({ method: 'DELETE', path: `/v1/maintenance/${maintenanceId}`, headers: { cookie: await as(role) } });
  const hours = (from: number): Instant => instantOf(api.clock.now() + from * HOUR);
  const list = async (query = '') => (await get(`/v1/maintenance${query}`)).json as Schemas['MaintenancePage'];
  const recorded = async (act: string): Promise<readonly unknown[]> =>
    (await api.context.pool.query('select particulars from ledger_entry where act = $1 order by seq', [act])).rows.map(
      ({ particulars }) => particulars,
    );

  it('closes the counterpart by plan, is on record, and ends when it is taken back', async () => {
    const answer = await plan();
    expect(answer.status, answer.text).toBe(201);
    const planned = answer.json as Schemas['Maintenance'];
    expect(planned).toMatchObject({ state: 'under-way', why: '人社局系统升级公告', by: expect.stringMatching(/^operator:/) });
    expect((await connectors())['social-security']).toMatchObject({
      health: 'closed',
      because: 'maintenance',
      opensAt: planned.to,
      maintenance: { maintenanceId: planned.maintenanceId },
    });
    expect((await end(planned.maintenanceId)).status).toBe(204);
    expect((await connectors())['social-security']).toMatchObject({ health: 'unknown', maintenance: null, opensAt: null });
    expect(problemIn(await end(planned.maintenanceId))).toBe('maintenance-over');
    for (const act of ['maintenance-planned', 'maintenance-ended'])
      expect((await recorded(act)).at(-1)).toMatchObject({ maintenance: planned.maintenanceId, from: '2026-11-02/09:01' });
  });

  it('that ends early makes what waited for it due at once, and nothing else', async () => {
    const authority = { source: 'civil-affairs', operation: 's_test' };
    const closed = new Fault('busy', { code: 'closed-hours', detail: 'A planned wait.', authority, retryAfterMs: 2 * HOUR });
    const { town } = api.people;
    town.troubles.assistance = () => closed;
    town.troubles.participation = () => new Fault('busy', { code: 'unavailable', detail: 'Down.', retryAfterMs: 30 * MINUTE });
    const opened = await api.nights.open(addDays(NIGHT, 3), { waitMs: 3 * HOUR });
    const planned = (await plan({ source: 'civil-affairs' })).json as Schemas['Maintenance'];
    await performReady(api.context);
    const waiting = async (): Promise<readonly string[]> =>
      (await api.context.pool.query(`select dataset from work where state = 'ready' and not_before > now() order by dataset`)).rows.map(
        ({ dataset }) => dataset,
      );
    expect(await waiting()).toEqual(['assistance', 'participation']);
    expect((await end(planned.maintenanceId)).status).toBe(204);
    expect(await waiting()).toEqual(['participation']);
    delete town.troubles.assistance;
    delete town.troubles.participation;
    expect((await api.nights.finish(opened)).run.status).toBe('completed');
  });

  it('that has not begun is as if it had never been planned', async () => {
    const { maintenanceId } = (await plan({ from: hours(1) })).json as Schemas['Maintenance'];
    expect((await connectors())['social-security']).toMatchObject({ health: 'unknown', maintenance: { maintenanceId, state: 'to-come' } });
    expect((await end(maintenanceId)).status).toBe(204);
    expect((await list('?state=all')).items).toEqual([]);
    expect(problemIn(await end(maintenanceId))).toBe('no-such-maintenance');
  });

  it('is listed until it is over, page by page', async () => {
    for (const from of [1, 2, 3]) await plan({ from: hours(from), to: hours(from + 1) });
    await plan({ source: 'civil-affairs' });
    expect((await list('?source=civil-affairs')).items).toHaveLength(1);
    const first = await list('?limit=3');
    const rest = await list(`?limit=3&cursor=${first.nextCursor}`);
    expect([...first.items, ...rest.items].map(({ from }) => from)).toEqual([hours(3), hours(2), hours(1), hours(-1)].map(String));
    expect(rest.nextCursor).toBeNull();
    api.clock.forward(150 * MINUTE);
    expect((await list()).items).toHaveLength(2);
    expect((await list('?state=all')).items).toHaveLength(4);
  });

  it.each([
    { what: 'ends before it begins', given: () => ({ to: hours(-2) }), field: '/to' },
    { what: 'is over already', given: () => ({ from: hours(-5), to: hours(-2) }), field: '/to' },
    { what: 'lasts for months', given: () => ({ to: hours(24 * 60) }), field: '/to' },
    { what: 'has a reason that could name somebody', given: () => ({ why: '联系 13800138000' }), field: '/why' },
    { what: 'has none', given: () => ({ why: ' ' }), field: '/why' },
    { what: 'is of nobody', given: () => ({ source: 'tax-office' }), field: '/source' },
  ])('is refused where it $what', async ({ given, field }) => {
    const answer = await plan(given());
    expect([problemIn(answer), (answer.json as { fields?: unknown }).fields]).toEqual(['field-invalid', [field]]);
  });

  it.each<{ readonly role: Role }>([{ role: 'viewer' }, { role: 'rule-keeper' }, { role: 'auditor' }, { role: 'administrator' }])(
    'is not for a $role to plan or to end',
    async ({ role }) => {
      const { maintenanceId } = (await plan()).json as Schemas['Maintenance'];
      expect([problemIn(await plan({}, role)), problemIn(await end(maintenanceId, role))]).toEqual(['not-allowed', 'not-allowed']);
    },
  );

  it('and the counterparts are nothing an auditor is shown', async () => {
    for (const path of ['/v1/connectors', '/v1/connectors/civil-affairs/calls', '/v1/maintenance'])
      expect(problemIn(await get(path, 'auditor'))).toBe('not-allowed');
  });
});
