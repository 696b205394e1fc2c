/** Sign-in, secrets, refusals and pages, at the socket (`interfaces.md` §1). */
import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { signatureOf } from '../../../connectors/civil-affairs/sign.ts';
import { instantOf } from '../../../src/domain/period.ts';
import { Fault } from '../../../src/faults.ts';
import { NO_DICTIONARY } from '../../../src/upstream/connector.ts';
import { aCall } from '../../upstream/support/client.ts';
import {
  answered,
  type Connected,
  connected,
  gateway,
  issuesSecrets,
  lookupReader,
  SETTINGS,
  service,
  subject,
  windowReader,
} from './gateway.ts';

const SID = 's_civil_assistance';
const FOREVER = 4_000_000_000_000;
const NOW = Date.parse('2026-11-23T02:00:00Z');
const WINDOW = { from: instantOf(NOW - 86_400_000), to: instantOf(NOW - 300_000), offset: 0, limit: 1000 };

beforeAll(() => {
  nock.disableNetConnect();
});
afterEach(() => {
  nock.cleanAll();
});
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

const faultOf = async (run: Promise<unknown>): Promise<Fault> => {
  const [outcome] = await Promise.allSettled([run]);
  if (outcome?.status !== 'rejected' || !(outcome.reason instanceof Fault)) throw new Error('a fault was expected');
  return outcome.reason;
};

const pageFrom = (connection = connected(), request = WINDOW) => windowReader(connection.client, 'assistance').page(request, aCall());

describe('a call', () => {
  test('is signed, and asks for the window in Shanghai time', async () => {
    issuesSecrets(FOREVER, 'secret-1');
    const sign = signatureOf('secret-1', { rid: SETTINGS.rid, sid: SID, rtime: NOW });
    const headers = { gjgxjhpt_rid: SETTINGS.rid, gjgxjhpt_sid: SID, gjgxjhpt_rtime: String(NOW), gjgxjhpt_sign: sign };
    nock('http://civil-affairs.test', { reqheaders: headers })
      .post(`/gateway/services/${SID}`, {
        access_key: SETTINGS.accessKey,
        request_id: 'request-1',
        timestamp: '2026-11-23 10:00:00',
        version: '1.0',
        format: 'json',
        biz_content: JSON.stringify({ cd_time_from: '2026-11-22 10:00:00', cd_time_to: '2026-11-23 09:55:00', start: 0, length: 1000 }),
      })
      .reply(200, answered([{ UUID: '1' }], 4711));
    expect(await pageFrom()).toEqual({ rows: [{ UUID: '1' }], total: 4711 });
  });

  test('that is repeated is signed anew, with a request id of its own', async () => {
    issuesSecrets(FOREVER, 'secret-1');
    const ids: unknown[] = [];
    const collects = (body: Record<string, unknown>): boolean => ids.push(body['request_id']) > 0;
    service(SID, collects).reply(503, '');
    service(SID, collects).reply(200, answered([]));
    const connection = connected();
    await pageFrom(connection);
    expect(new Set(ids)).toEqual(new Set(['request-1', 'request-2']));
    expect(connection.taken).toEqual(Array.from({ length: 3 }, () => `civil-affairs:${SID}`));
  });

  test('answered with more than we take at once is asked for again with half the rows, and so is the next', async () => {
    issuesSecrets(FOREVER, 'secret-1');
    const lengths: number[] = [];
    const asksFor = ({ biz_content }: Record<string, unknown>): boolean => lengths.push(JSON.parse(String(biz_content)).length) > 0;
    service(SID, asksFor).reply(200, answered([{ UUID: '1', photo: 'x'.repeat(17 * 1024 * 1024) }], 2));
    service(SID, asksFor)
      .times(2)
      .reply(200, answered([{ UUID: '1' }], 2));
    const connection = connected();
    for (const _ of [1, 2]) expect(await pageFrom(connection)).toEqual({ rows: [{ UUID: '1' }], total: 2 });
    expect([...new Set(lengths)]).toEqual([1000, 500]);
  });

  test.each([0, '0', 200])('succeeds where the service says %j', async (code) => {
    issuesSecrets(FOREVER, 'secret-1');
    service(SID).reply(200, { ...answered([]), biz_data: { code, rows: [], recordcount: '0' } });
    expect(await pageFrom()).toEqual({ rows: [], total: 0 });
  });
});

describe('a secret', () => {
  test("is asked for with the appkey's signature", async () => {
    const sign = signatureOf(SETTINGS.appkey, { rid: SETTINGS.rid, sid: 's_civil_check', rtime: NOW });
    const asked = gateway().post('/gateway/secret', { rid: SETTINGS.rid, sid: 's_civil_check', rtime: String(NOW), sign });
    asked.reply(200, { code: '1', msg: 'success', data: { secret: 'N0KvUyhjh+OIaI0laZCwqg==', secretEndTime: String(FOREVER) } });
    await expect(connected().client.signIn(aCall())).resolves.toBeUndefined();
  });

  test('is fetched once for callers who come together', async () => {
    issuesSecrets(FOREVER, 'secret-1');
    service(SID).times(5).reply(200, answered([]));
    const connection = connected();
    await Promise.all(Array.from({ length: 5 }, () => pageFrom(connection)));
    expect(connection.events.filter(({ operation }) => operation === 'secret')).toHaveLength(1);
  });

  test('is one for each service', async () => {
    issuesSecrets(FOREVER, 'secret-1', 'secret-2');
    service(SID).reply(200, answered([]));
    service('s_civil_death').reply(200, answered([]));
    const connection = connected();
    await pageFrom(connection);
    await windowReader(connection.client, 'death').page(WINDOW, aCall());
    expect(connection.events.filter(({ operation }) => operation === 'secret')).toHaveLength(2);
  });

  test('is kept until shortly before it ends', async () => {
    issuesSecrets(NOW + 20 * 60_000, 'secret-1');
    issuesSecrets(FOREVER, 'secret-2');
    service(SID).times(3).reply(200, answered([]));
    const connection = connected();
    await pageFrom(connection);
    connection.clock.advance(18 * 60_000);
    await pageFrom(connection);
    expect(connection.events.filter(({ operation }) => operation === 'secret')).toHaveLength(1);
    connection.clock.advance(90_000);
    await pageFrom(connection);
    expect(connection.events.filter(({ operation }) => operation === 'secret')).toHaveLength(2);
  });

  test('that has expired is fetched again, and the call repeated with it', async () => {
    issuesSecrets(FOREVER, 'secret-1', 'secret-2');
    service(SID).reply(200, { code: '1002', msg: 'secret 已失效' });
    const sign = signatureOf('secret-2', { rid: SETTINGS.rid, sid: SID, rtime: NOW });
    nock('http://civil-affairs.test', { reqheaders: { gjgxjhpt_sign: sign } })
      .post(`/gateway/services/${SID}`)
      .reply(200, answered([]));
    expect(await pageFrom()).toEqual({ rows: [], total: 0 });
  });

  test('that expires again at once is a fault, not a loop', async () => {
    issuesSecrets(FOREVER, 'secret-1', 'secret-2');
    service(SID).twice().reply(200, { code: '1002', msg: 'secret 已失效' });
    const connection = connected();
    expect(await faultOf(pageFrom(connection))).toMatchObject({
      kind: 'broken',
      code: 'secret-expired',
      authority: { code: '1002', message: 'secret 已失效' },
    });
    expect(connection.events).toHaveLength(4);
  });

  test.each([
    { given: { secret: 'N0KvUyhjh+OIaI0laZCwqg==', secretEndTime: 'soon' }, why: 'ends nobody knows when' },
    { given: { secret: 'AAAAAAAAAAAAAAAAAAAAAA==', secretEndTime: FOREVER }, why: 'our appkey does not open' },
    { given: null, why: 'is not there' },
  ])('that $why is refused', async ({ given }) => {
    gateway().post('/gateway/secret').reply(200, { code: '1', msg: 'success', data: given });
    expect(await faultOf(pageFrom())).toMatchObject({ kind: 'broken', code: 'secret-unreadable' });
  });

  test('that does not say when it ends is used until the bureau calls it expired', async () => {
    gateway()
      .post('/gateway/secret')
      .reply(200, { code: '1', msg: 'success', data: { secret: 'N0KvUyhjh+OIaI0laZCwqg==' } });
    service(SID).reply(200, answered([]));
    await expect(pageFrom()).resolves.toEqual({ rows: [], total: 0 });
  });

  test('fetched for a caller who gave up is fetched again for one who did not', async () => {
    const controller = new AbortController();
    const givesUp = (): boolean => {
      controller.abort();
      return true;
    };
    gateway().post('/gateway/secret', givesUp).delay(60_000).reply(200, {});
    issuesSecrets(FOREVER, 'secret-2');
    service(SID).reply(200, answered([]));
    const connection = connected();
    const first = windowReader(connection.client, 'assistance').page(WINDOW, aCall('live', controller.signal));
    const second = pageFrom(connection);
    expect(await faultOf(first)).toMatchObject({ code: 'deadline-passed' });
    expect(await second).toEqual({ rows: [], total: 0 });
    nock.abortPendingRequests();
  });

  test("that somebody else is fetching is not waited for beyond one's own patience", async () => {
    gateway().post('/gateway/secret').delay(60_000).reply(200, {});
    const connection = connected();
    const [other, own] = [new AbortController(), new AbortController()];
    const night = windowReader(connection.client, 'assistance').page(WINDOW, aCall('night', other.signal));
    const live = windowReader(connection.client, 'assistance').page(WINDOW, aCall('live', own.signal));
    own.abort();
    expect(await faultOf(live)).toMatchObject({ kind: 'busy', code: 'deadline-passed' });
    other.abort();
    await faultOf(night);
    nock.abortPendingRequests();
  });
});

describe('a refusal in a good answer', () => {
  test.each([
    {
      answer: { code: '1001', msg: '签名错误' },
      want: {
        kind: 'denied',
        code: 'signature-refused',
        authority: { source: 'civil-affairs', operation: SID, code: '1001', message: '签名错误' },
      },
    },
    {
      answer: { code: '1003', msg: '440305198503122015 不存在' },
      want: { kind: 'broken', code: 'gateway-refused', authority: { code: '1003', message: '44*** 不存在' } },
    },
    {
      answer: { code: 1, msg: 'success', biz_data: { code: 0, rows: [], recordcount: 0 } },
      want: { kind: 'broken', code: 'gateway-refused' },
    },
    {
      answer: { code: '1', msg: 'success', biz_data: { code: 1, status: '数据库维护', rows: [], recordcount: 0 } },
      want: { kind: 'broken', code: 'service-refused', authority: { code: '1', message: 'success; 数据库维护' } },
    },
    {
      answer: { code: '1', msg: '参数 cd_time_from 有误', biz_data: { code: 500, status: 'error', rows: [] } },
      want: { kind: 'broken', code: 'service-refused', authority: { code: '500', message: '参数 cd_time_from 有误; error' } },
    },
    {
      answer: { code: '1', msg: 'success', biz_data: { code: '200', rows: [], recordcount: 0 } },
      want: { kind: 'broken', code: 'service-refused' },
    },
    { answer: { code: '1', msg: 'success', biz_data: null }, want: { kind: 'broken', code: 'answer-unreadable' } },
    { answer: { code: '1', msg: 'success', biz_data: { code: 0, recordcount: 0 } }, want: { kind: 'broken', code: 'rows-missing' } },
    { answer: ['code', '1'], want: { kind: 'broken', code: 'answer-unreadable' } },
    { answer: {}, want: { kind: 'broken', code: 'gateway-refused' } },
    { answer: { code: '440305198503122015 不存在' }, want: { kind: 'broken', authority: { code: '44*** 不存在' } } },
    { answer: { code: 'constructor' }, want: { kind: 'broken', code: 'gateway-refused', authority: { code: 'constructor' } } },
  ])('$want.code: $answer', async ({ answer, want }) => {
    issuesSecrets(FOREVER, 'secret-1');
    service(SID).reply(200, answer);
    const connection = connected();
    expect(await faultOf(pageFrom(connection))).toMatchObject(want);
    expect(connection.events).toHaveLength(2);
  });

  test.each([
    { of: 'a feed', sid: SID, ask: pageFrom, told: '参数错误 张三' },
    {
      of: 'a person',
      sid: 's_civil_check',
      ask: ({ client }: Connected) => client.ask(subject('440305198503122015'), aCall('live')),
      told: undefined,
    },
    {
      of: 'households',
      sid: 's_civil_family',
      ask: ({ client }: Connected) => lookupReader(client).batch({ subjects: [subject('440305198503122015')], window: null }, aCall()),
      told: undefined,
    },
  ])('is told to log and metrics in its own words only where nobody was asked about: $of', async ({ sid, ask, told }) => {
    issuesSecrets(FOREVER, 'secret-1');
    service(sid).reply(200, { code: '1003', msg: '参数错误 张三' });
    const connection = connected();
    expect(await faultOf(ask(connection))).toMatchObject({ code: 'gateway-refused', authority: { message: '参数错误 张三' } });
    const { operation, code, authority } = connection.events.at(-1) ?? {};
    expect([operation, code, authority?.code, authority?.message]).toEqual([sid, 'gateway-refused', '1003', told]);
  });

  test('of our sign-in is found out when the secret is asked for', async () => {
    gateway().post('/gateway/secret').reply(200, { code: '1001', msg: '签名错误' });
    expect(await faultOf(connected().client.signIn(aCall()))).toMatchObject({ kind: 'denied', code: 'signature-refused' });
  });

  test('for a quota used up is waited for as long as its words say', async () => {
    issuesSecrets(FOREVER, 'secret-1');
    service(SID).reply(200, { code: '1429', msg: '调用额度已用完，请 2 秒后重试（1429）' });
    service(SID).reply(200, answered([]));
    const connection = connected();
    await pageFrom(connection);
    expect(connection.clock.slept).toEqual([2000]);
  });

  test('for a quota used up for longer than there is time is asked about again in a day', async () => {
    issuesSecrets(FOREVER, 'secret-1');
    service(SID).reply(200, { code: '1429', msg: `请 ${'9'.repeat(400)} 秒后重试` });
    expect(await faultOf(pageFrom())).toMatchObject({ kind: 'busy', retryAfterMs: 86_400_000 });
  });

  test('for a quota used up for long is thrown, and pauses this service and no other', async () => {
    issuesSecrets(FOREVER, 'secret-1', 'secret-2');
    service(SID).reply(200, { code: '1429', msg: '请３６００秒后重试' });
    service('s_civil_death').reply(200, answered([]));
    const connection = connected();
    expect(await faultOf(pageFrom(connection))).toMatchObject({ kind: 'busy', code: 'quota-used-up', retryAfterMs: 3_600_000 });
    expect(await faultOf(pageFrom(connection))).toMatchObject({ kind: 'busy', code: 'quota-used-up', retryAfterMs: 3_600_000 });
    await windowReader(connection.client, 'death').page(WINDOW, aCall());
    expect(connection.events.map(({ code }) => code)).toEqual([null, 'quota-used-up', 'quota-used-up', null, null]);
  });
});

test('a feed that is down keeps nobody from asking about a person, nor from the other services', async () => {
  issuesSecrets(FOREVER, 'secret-1', 'secret-2', 'secret-3');
  service(SID).times(5).reply(503, '');
  service('s_civil_death').reply(200, answered([]));
  service('s_civil_check').reply(200, answered([]));
  const connection = connected();
  for (let page = 0; page < 2; page += 1) await faultOf(pageFrom(connection));
  expect(await faultOf(pageFrom(connection))).toMatchObject({ code: 'circuit-open', authority: { operation: SID } });
  expect(await windowReader(connection.client, 'death').page(WINDOW, aCall())).toMatchObject({ rows: [] });
  expect(await connection.client.ask(subject('440305198503122015'), aCall('live'))).toMatchObject({ held: false });
});

describe('a page that contradicts itself is refused', () => {
  test.each([
    { rows: 0, recordcount: 5, want: 'page-empty', why: 'no rows before the end' },
    { rows: 3, recordcount: 2, want: 'record-count-too-small', why: 'more rows than the window holds' },
    { rows: 11, recordcount: 20, want: 'page-too-long', why: 'more rows than asked' },
    { rows: 1, recordcount: 'many', want: 'record-count-unreadable', why: 'a count that is none' },
  ])('$why', async ({ rows, recordcount, want }) => {
    issuesSecrets(FOREVER, 'secret-1');
    service(SID).reply(
      200,
      answered(
        Array.from({ length: rows }, () => ({})),
        recordcount,
      ),
    );
    expect(await faultOf(pageFrom(connected(), { ...WINDOW, limit: 10 }))).toMatchObject({ kind: 'broken', code: want });
  });

  test.each([undefined, null, ''])('but a count that is not stated (%j) is none', async (recordcount) => {
    issuesSecrets(FOREVER, 'secret-1');
    service(SID).reply(200, { code: '1', biz_data: { code: 0, rows: [{}], recordcount } });
    expect(await pageFrom()).toEqual({ rows: [{}], total: null });
  });

  test('but a short one is not, nor one beyond the end', async () => {
    issuesSecrets(FOREVER, 'secret-1');
    service(SID).reply(200, answered([{}, {}], 20));
    service(SID).reply(200, answered([], 20));
    const connection = connected();
    expect(await pageFrom(connection)).toMatchObject({ total: 20 });
    expect(await pageFrom(connection, { ...WINDOW, offset: 20 })).toEqual({ rows: [], total: 20 });
  });
});

test('households are looked up by number and name, without a count of records', async () => {
  issuesSecrets(FOREVER, 'secret-1');
  const asksForBoth = (body: Record<string, unknown>): boolean =>
    body['biz_content'] ===
    JSON.stringify({
      items: [
        { GMSFHM: '440305198503122015', XM: '测试员甲' },
        { GMSFHM: '44030519870623202X', XM: '测试员乙' },
      ],
    });
  service('s_civil_family', asksForBoth).reply(200, answered([{ GMSFHM: 'x' }], undefined));
  const reader = lookupReader(connected().client);
  const subjects = [subject('440305198503122015'), subject('44030519870623202X', '测试员乙')];
  expect(await reader.batch({ subjects, window: null }, aCall())).toEqual({ rows: [{ GMSFHM: 'x' }] });
  expect(reader).toMatchObject({ dataset: 'family', batchSize: 100, asks: 'subject' });
});

test('its labels are free text: it has no dictionary', async () => {
  expect(await connected().client.dictionary(aCall())).toBe(NO_DICTIONARY);
});
