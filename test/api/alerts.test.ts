import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { evaluate } from '../../src/alerts/evaluate.ts';
import type { components } from '../../src/api/contract.ts';
import { type Api, openApi, problemIn, toNow } from '../support/api.ts';

type Page = components['schemas']['AlertPage'];

let api: Api;
beforeAll(async () => {
  api = await openApi({
    variables: { HUZHENG_ALERT_WEBHOOK: 'http://127.0.0.1:9/', HUZHENG_PUBLIC_URL: 'https://huzheng.example' },
    withoutNight: true,
  });
  toNow(api.clock);
  const { pool, clock } = api.context;
  const opened = [
    ['11111111-1111-4111-8111-111111111111', 'disk-filling', 'disk', 'firing'],
    ['22222222-2222-4222-8222-222222222222', 'concerns-open', 'concerns', 'final'],
    ['33333333-3333-4333-8333-333333333333', 'night-late', 'night', 'recovered'],
    ['44444444-4444-4444-8444-444444444444', 'source-failing', 'civil-affairs', 'pending'],
  ];
  for (const [alertId, rule, subject, state] of opened)
    await pool.query(
      `insert into alert (alert_id, rule, subject, source, state, since, changed_at, value, threshold, facts)
       values ($1, $2, $3, case when $2 = 'source-failing' then $3 end, $4, $5, $5, 7, 1, '{"free": 7, "applications": 7}')`,
      [alertId, rule, subject, state, clock()],
    );
  await pool.query(
    `insert into alert_message (message_id, channel, alert_id, kind, content, written_at, next_at, attempts, fault)
     values ('55555555-5555-4555-8555-555555555555', 'webhook', '11111111-1111-4111-8111-111111111111', 'fail', '{}', $1, $1, 2, 'http-500')`,
    [clock()],
  );
}, 120_000);
afterAll(() => api.close());
beforeEach(() => api.anotherMinute());

const get = async (path: string, roles: Parameters<Api['operatorAs']>[0] = ['viewer']) =>
  api.ask({ path, headers: { cookie: (await api.operatorAs(roles)).cookie } });
const rulesIn = async (path: string): Promise<readonly string[]> => ((await get(path)).json as Page).items.map(({ rule }) => rule);

describe('alerts', () => {
  it('say what happened, what to do, where, and who was told', async () => {
    const { items } = (await get('/v1/alerts?state=firing')).json as Page;
    expect(items).toEqual([
      {
        alertId: '11111111-1111-4111-8111-111111111111',
        rule: 'disk-filling',
        subject: 'disk',
        source: null,
        state: 'firing',
        since: expect.any(String),
        changedAt: expect.any(String),
        text: { zh: '磁盘只剩 7 MB。', en: 'Only 7 MB are left on the disk.' },
        todo: expect.objectContaining({ en: expect.stringContaining('Nothing that was saved is lost') }),
        page: '/console/morning',
        value: 7,
        threshold: 1,
        notified: [
          {
            messageId: '55555555-5555-4555-8555-555555555555',
            kind: 'fail',
            channel: 'webhook',
            outcome: 'waiting',
            at: null,
            attempts: 2,
            fault: 'http-500',
          },
        ],
      },
    ]);
  });

  it('are listed by state; what nobody was told of is in no list', async () => {
    expect(await rulesIn('/v1/alerts')).toEqual(['disk-filling', 'concerns-open', 'night-late']);
    expect(await rulesIn('/v1/alerts?state=open')).toEqual(['disk-filling', 'concerns-open']);
    expect(await rulesIn('/v1/alerts?state=final')).toEqual(['concerns-open']);
    expect(await rulesIn('/v1/alerts?state=recovered')).toEqual(['night-late']);
  });

  it('go on from page to page, and a cursor that is none is refused', async () => {
    const first = (await get('/v1/alerts?limit=2')).json as Page;
    expect(first.items).toHaveLength(2);
    const rest = (await get(`/v1/alerts?limit=2&cursor=${first.nextCursor}`)).json as Page;
    expect([rest.items.map(({ rule }) => rule), rest.nextCursor]).toEqual([['night-late'], null]);
    for (const cursor of ['none', '99999999-9999-4999-8999-999999999999'])
      expect(problemIn(await get(`/v1/alerts?cursor=${cursor}`))).toBe('cursor-unknown');
  });

  it('are for those who work here, not for auditors, systems and strangers', async () => {
    for (const role of ['viewer', 'operator', 'rule-keeper', 'administrator'] as const)
      expect((await get('/v1/alerts', [role])).status, role).toBe(200);
    expect(problemIn(await get('/v1/alerts', ['auditor']))).toBe('not-allowed');
    expect(problemIn(await api.ask({ path: '/v1/alerts', headers: await api.clientAs('a-system') }))).toBe('not-allowed');
    expect(problemIn(await api.ask({ path: '/v1/alerts' }))).toBe('not-signed-in');
  });

  it('are counted, and what did not arrive', async () => {
    const { text } = await api.ask({ path: '/metrics' });
    expect(text).toContain('huzheng_alerts{state="firing"} 1');
    expect(text).toContain('huzheng_alerts{state="final"} 1');
    expect(text).toContain('huzheng_alert_messages{channel="webhook",outcome="waiting"} 1');
  });

  it('that have passed are open no more, and those of which nobody can say stay', async () => {
    await evaluate(api.context, null);
    expect(await rulesIn('/v1/alerts?state=open')).toEqual(['disk-filling']);
  });
});
