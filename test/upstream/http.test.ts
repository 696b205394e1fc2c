/** What a counterpart may answer, at the socket (nock): what is tried again, what is not, and what is said of it. */
import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Instant, instantOf } from '../../src/domain/period.ts';
import { Fault } from '../../src/faults.ts';
import { createCallTally } from '../../src/upstream/call-tally.ts';
import { parseClosedHours } from '../../src/upstream/closed-hours.ts';
import type { Call, Exchange } from '../../src/upstream/connector.ts';
import { aCall, anExchange, testClient } from './support/client.ts';
import { testClock } from './support/clock.ts';

const BASE = 'http://gateway.test/city';

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

const gateway = () => nock('http://gateway.test').post('/city/ask');
const failureOf = async (run: Promise<unknown>): Promise<Fault> => {
  const [outcome] = await Promise.allSettled([run]);
  if (outcome?.status !== 'rejected' || !(outcome.reason instanceof Fault)) throw new Error('a fault was expected');
  return outcome.reason;
};
const ask = (client: ReturnType<typeof testClient>, exchange: Partial<Exchange> = {}, call: Call = aCall()) =>
  client.http.exchange(anExchange(exchange), call);

describe('an answer', () => {
  test('is handed over with its status, its headers in lower case and its parsed body', async () => {
    gateway().reply(200, { held: true }, { 'X-Trace': 'abc' });
    const client = testClient({ baseUrl: `${BASE}/` });
    expect(await ask(client)).toMatchObject({ status: 200, headers: { 'x-trace': 'abc' }, body: { held: true } });
    expect(client.events).toEqual([
      {
        source: 'civil-affairs',
        operation: 's_test',
        outcome: 'answered',
        code: null,
        detail: null,
        sent: true,
        httpStatus: 200,
        attempt: 1,
        durationMs: 0,
      },
    ]);
  });

  test.each([
    { given: '\uFEFF{"held":true}', want: { held: true }, why: 'a byte order mark is let pass' },
    { given: '', want: undefined, why: 'no body is no body' },
    { given: ' \n', want: undefined, why: 'nor is white space' },
    { given: '{"xm":"张三"}', want: { xm: '张三' }, why: 'UTF-8' },
  ])('is read as JSON: $why', async ({ given, want }) => {
    gateway().reply(200, given);
    expect((await ask(testClient({ baseUrl: BASE }))).body).toEqual(want);
  });

  test('is remembered by when it came; a refusal or an outage is none', async () => {
    const client = testClient({ baseUrl: BASE });
    expect(client.http.answeredAt('s_test')).toBeNull();
    gateway().reply(200, {});
    await ask(client);
    const at = client.clock.now();
    expect(client.http.answeredAt('s_test')).toBe(at);
    gateway().times(4).reply(503);
    await failureOf(ask(client));
    expect(client.clock.now()).toBeGreaterThan(at);
    expect(client.http.answeredAt('s_test')).toBe(at);
  });

  describe('in one of its services', () => {
    const feed: Partial<Exchange> = { operation: 's_feed', path: '/feed' };
    const feedFails = () => nock('http://gateway.test').post('/city/feed').reply(503);
    const ONE_ATTEMPT = { patience: { night: { attempts: 1 } } };

    test('is none for whoever waits for another that fails meanwhile', async () => {
      const client = testClient({ baseUrl: BASE, ...ONE_ATTEMPT });
      gateway().times(3).reply(200, {});
      await ask(client);
      const failsSince = client.clock.now() + 60_000;
      for (let minute = 0; minute < 2; minute += 1) {
        client.clock.advance(60_000);
        feedFails();
        await failureOf(ask(client, feed));
        await ask(client);
      }
      expect(client.http.answeredAt('s_feed')).toBe(failsSince);
      expect(client.http.answeredAt('s_test')).toBe(client.clock.now());
    });

    test('is one for whoever waits for another that has failed long before, and fails again only now', async () => {
      const client = testClient({ baseUrl: BASE, ...ONE_ATTEMPT });
      gateway().reply(200, {});
      feedFails();
      await failureOf(ask(client, feed));
      client.clock.advance(3_600_000);
      await ask(client);
      const at = client.clock.now();
      client.clock.advance(1_000);
      feedFails();
      await failureOf(ask(client, feed));
      expect(client.http.answeredAt('s_feed')).toBe(at);
    });
  });

  test('with a status the exchange knows is an answer, not a fault', async () => {
    gateway().reply(409, { type: 'version-conflict' });
    expect(await ask(testClient({ baseUrl: BASE }), { answers: [409] })).toMatchObject({ status: 409, body: { type: 'version-conflict' } });
  });

  test('takes its question below the base URL, with a query that is escaped', async () => {
    nock('http://gateway.test').get('/city/feed').query({ cursor: 'a+b&c=', limit: '1000' }).reply(200, {});
    const query = { cursor: 'a+b&c=', limit: '1000' };
    expect(await ask(testClient({ baseUrl: BASE }), { method: 'GET', path: '/feed', query, headers: () => ({}) })).toMatchObject({
      status: 200,
    });
  });
});

describe('a refusal', () => {
  const refusal = { source: 'civil-affairs', operation: 's_test', code: 'E7', message: '参数错误 张三' };
  const read = (): never => {
    throw new Fault('broken', { code: 'refused', detail: 'The call was refused.', authority: refusal });
  };

  test.each([
    { given: 'somebody may have been asked about', exchange: {}, message: null },
    { given: 'nobody was asked about', exchange: { aboutNobody: true }, message: '参数错误 张三' },
  ])(
    'is kept for operators with its code and our sentence, in the words of the counterpart only where nobody can be named: $given',
    async ({ exchange, message }) => {
      gateway().reply(200, {});
      const client = testClient({ baseUrl: BASE });
      expect((await failureOf(ask(client, { ...exchange, read }, aCall('live')))).authority).toEqual(refusal);
      const tally = createCallTally(client.clock.now);
      for (const event of client.events) tally.add(event);
      expect(tally.take().standings[0]?.fault).toEqual({
        operation: 's_test',
        kind: 'broken',
        code: 'refused',
        detail: 'The call was refused.',
        authority: { httpStatus: null, code: 'E7', message },
      });
    },
  );
});

describe('a counterpart that is busy is asked again', () => {
  test.each([502, 503, 504])('after HTTP %i, with pauses that grow', async (status) => {
    gateway().twice().reply(status, 'upstream gone');
    gateway().reply(200, {});
    const client = testClient({ baseUrl: BASE });
    await ask(client);
    expect(client.clock.slept).toEqual([188, 375]);
    expect(client.events.map(({ outcome, httpStatus, attempt }) => [outcome, httpStatus, attempt])).toEqual([
      ['busy', status, 1],
      ['busy', status, 2],
      ['answered', 200, 3],
    ]);
  });

  test.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE'])('after %s', async (code) => {
    gateway().replyWithError(Object.assign(new Error(code), { code }));
    gateway().reply(200, {});
    await expect(ask(testClient({ baseUrl: BASE }))).resolves.toMatchObject({ status: 200 });
  });

  test('every attempt signs anew and draws from the quota anew', async () => {
    gateway().matchHeader('x-nonce', 'n1').reply(503, '');
    gateway().matchHeader('x-nonce', 'n2').reply(503, '');
    gateway().matchHeader('x-nonce', 'n3').reply(200, {});
    let signed = 0;
    const headers = (): Record<string, string> => {
      signed += 1;
      return { 'x-nonce': `n${signed}` };
    };
    const client = testClient({ baseUrl: BASE });
    await ask(client, { headers, quotaKey: 's_test' });
    expect(nock.isDone()).toBe(true);
    expect(client.taken).toEqual(['civil-affairs:s_test', 'civil-affairs:s_test', 'civil-affairs:s_test']);
  });

  test('when the protocol says so inside a good answer', async () => {
    gateway().reply(200, { code: '1429' });
    gateway().reply(200, { code: '1' });
    const client = testClient({ baseUrl: BASE });
    const read: Exchange['read'] = ({ body }) => {
      if (JSON.stringify(body).includes('1429')) throw new Fault('busy', { code: 'quota-used-up', detail: 'Used up.', retryAfterMs: 3000 });
    };
    expect(await ask(client, { read })).toMatchObject({ body: { code: '1' } });
    expect(client.clock.slept).toEqual([3000]);
  });

  test('only so often; then the last reason is thrown, with the words an operator needs', async () => {
    gateway().times(4).reply(503, '440305199001010018 张三');
    const client = testClient({ baseUrl: BASE });
    const fault = await failureOf(ask(client));
    expect(fault).toMatchObject({
      kind: 'busy',
      code: 'unavailable',
      authority: { source: 'civil-affairs', operation: 's_test', httpStatus: 503 },
    });
    expect(JSON.stringify([fault, fault.message, client.events])).not.toMatch(/4403|张三/);
    expect(client.events).toHaveLength(4);
  });
});

describe('Retry-After', () => {
  test('is waited for in the process while it is short', async () => {
    gateway().reply(429, '', { 'Retry-After': '2' });
    gateway().reply(200, {});
    const client = testClient({ baseUrl: BASE });
    await ask(client);
    expect(client.clock.slept).toEqual([2000]);
  });

  test('beyond the patience of the call is thrown at once, so that the work row waits', async () => {
    gateway().reply(429, '', { 'Retry-After': '600' });
    const client = testClient({ baseUrl: BASE });
    expect(await failureOf(ask(client))).toMatchObject({ kind: 'busy', code: 'quota-used-up', retryAfterMs: 600_000 });
    expect(client.clock.slept).toEqual([]);
  });

  test("as a date means the distance from the answer's own date", async () => {
    gateway().reply(503, '', { Date: 'Mon, 23 Nov 2026 02:01:00 GMT', 'Retry-After': 'Mon, 23 Nov 2026 02:01:05 GMT' });
    gateway().reply(200, {});
    const client = testClient({ baseUrl: BASE });
    await ask(client);
    expect(client.clock.slept).toEqual([5000]);
  });

  test('of a second is too long for a live call', async () => {
    gateway().reply(503, '', { 'Retry-After': '1' });
    expect(await failureOf(ask(testClient({ baseUrl: BASE }), {}, aCall('live')))).toMatchObject({ kind: 'busy', retryAfterMs: 1000 });
  });

  test('of a used-up quota pauses that quota for every other call, and no other quota', async () => {
    gateway().reply(429, '', { 'Retry-After': '600' });
    const client = testClient({ baseUrl: BASE });
    await failureOf(ask(client, { quotaKey: 'a' }));
    client.clock.advance(100_000);
    expect(await failureOf(ask(client, { quotaKey: 'a' }))).toMatchObject({ code: 'quota-used-up', retryAfterMs: 500_000 });
    gateway().reply(200, {});
    expect(await ask(client, { quotaKey: 'b' })).toMatchObject({ status: 200 });
    client.clock.advance(500_000);
    gateway().reply(200, {});
    expect(await ask(client, { quotaKey: 'a' })).toMatchObject({ status: 200 });
  });

  describe('of a used-up quota holds back also who was already waiting for a turn', () => {
    /** Everybody but the first waits for a turn until the first was refused. */
    const whileOthersQueue = async (retryAfter: string, others: readonly Call[]) => {
      gateway().reply(429, '', { 'Retry-After': retryAfter });
      gateway().times(others.length).reply(200, {});
      const clock = testClock();
      const start = clock.now();
      const happened: string[] = [];
      const happens = (what: string): number => happened.push(`${what} at ${clock.now() - start}`);
      const refused = Promise.withResolvers<void>();
      const take = async (): Promise<void> => {
        if (happened.length > 0) await refused.promise;
        happens('turn');
      };
      const tools = { ...clock, quota: { take }, observe: () => refused.resolve() };
      const client = testClient({ baseUrl: BASE, patience: { night: { attempts: 1 } } }, tools);
      const body = (): string => {
        happens('sent');
        return '{}';
      };
      const first = failureOf(ask(client, { body }));
      const outcomes = Promise.allSettled(others.map((call) => ask(client, { body }, call)));
      await first;
      return { outcomes: await outcomes, happened, clock };
    };

    test('until the pause is over, and then lets each wait for a new turn', async () => {
      const { outcomes, happened } = await whileOthersQueue('3', [aCall()]);
      expect(outcomes).toMatchObject([{ status: 'fulfilled' }]);
      expect(happened).toEqual(['turn at 0', 'sent at 0', 'turn at 0', 'turn at 3000', 'sent at 3000']);
    });

    test('however many there are', async () => {
      const { happened } = await whileOthersQueue(
        '3',
        Array.from({ length: 19 }, () => aCall()),
      );
      const sent = happened.filter((what) => what.startsWith('sent'));
      expect(sent).toEqual(['sent at 0', ...Array.from({ length: 19 }, () => 'sent at 3000')]);
    });

    test('and turns away whose patience is shorter than the pause', async () => {
      const { outcomes, happened, clock } = await whileOthersQueue('3', [aCall('live')]);
      expect(outcomes).toMatchObject([{ status: 'rejected', reason: { kind: 'busy', code: 'quota-used-up', retryAfterMs: 3000 } }]);
      expect(happened).toEqual(['turn at 0', 'sent at 0', 'turn at 0']);
      expect(clock.slept).toEqual([]);
    });
  });

  test('a pause learned before the clock was put back does not last as long as the clock was put back by', async () => {
    gateway().reply(429, '', { 'Retry-After': '600' });
    gateway().reply(200, {});
    const client = testClient({ baseUrl: BASE });
    await failureOf(ask(client));
    client.clock.advance(-3_600_000);
    expect(await ask(client)).toMatchObject({ status: 200 });
  });

  test('that is nearly over is waited out by the next call', async () => {
    gateway().reply(429, '', { 'Retry-After': '600' });
    const client = testClient({ baseUrl: BASE });
    await failureOf(ask(client));
    client.clock.advance(596_000);
    gateway().reply(200, {});
    await ask(client);
    expect(client.clock.slept).toEqual([4000]);
  });
});

describe('what asking again cannot change is not asked again', () => {
  test.each([
    { status: 401, want: { kind: 'denied', code: 'not-signed-in' } },
    { status: 403, want: { kind: 'denied', code: 'not-allowed' } },
    { status: 407, want: { kind: 'denied', code: 'proxy-refused' } },
    { status: 302, want: { kind: 'broken', code: 'unexpected-status' } },
    { status: 404, want: { kind: 'broken', code: 'unexpected-status' } },
    { status: 500, want: { kind: 'broken', code: 'unexpected-status' } },
  ])('HTTP $status', async ({ status, want }) => {
    gateway().reply(status, { message: '440305199001010018 is unknown' }, { Location: 'http://elsewhere.test/' });
    const client = testClient({ baseUrl: BASE });
    const fault = await failureOf(ask(client));
    expect(fault).toMatchObject({ ...want, authority: { httpStatus: status } });
    expect(JSON.stringify(fault)).not.toContain('4403');
    expect(client.events).toHaveLength(1);
  });

  test.each([
    { given: '<html>gateway</html>', why: 'a page' },
    { given: '{"code":"1","rows":[', why: 'half an answer' },
    { given: Buffer.from([0x7b, 0x22, 0xd5, 0xc5, 0x22, 0x3a, 0x31, 0x7d]), why: 'GBK' },
  ])('an answer that is not JSON in UTF-8: $why', async ({ given }) => {
    gateway().reply(200, given);
    expect(await failureOf(ask(testClient({ baseUrl: BASE })))).toMatchObject({
      kind: 'broken',
      code: 'not-json',
      authority: { httpStatus: 200 },
    });
  });

  test('an answer beyond all measure', async () => {
    gateway().reply(200, JSON.stringify({ rows: 'x'.repeat(2000) }));
    expect(await failureOf(ask(testClient({ baseUrl: BASE, maxAnswerBytes: 1000 })))).toMatchObject({
      kind: 'broken',
      code: 'answer-too-large',
    });
  });

  test('a refusal the connector read out of it', async () => {
    gateway().reply(200, { code: '1001' });
    const refused = new Fault('denied', { code: 'signature-refused', detail: 'The signature is wrong.' });
    const client = testClient({ baseUrl: BASE });
    const read = (): never => {
      throw refused;
    };
    expect(await failureOf(ask(client, { read }))).toBe(refused);
    expect(client.events).toMatchObject([{ outcome: 'denied', code: 'signature-refused', httpStatus: 200 }]);
  });
});

describe('what must not be repeated blindly', () => {
  const delivery = { method: 'PUT', path: '/application', repeatable: false } as const;
  const door = () => nock('http://gateway.test').put('/city/application');

  test.each(['ECONNRESET', 'EPIPE'])('is uncertain after %s, and not sent a second time', async (code) => {
    door().replyWithError(Object.assign(new Error(code), { code }));
    const client = testClient({ baseUrl: BASE });
    expect(await failureOf(ask(client, delivery))).toMatchObject({
      kind: 'uncertain',
      code: 'answer-never-came',
      cause: { code: 'connection-cut' },
    });
    expect(client.events).toHaveLength(1);
  });

  test.each([500, 502, 503, 504])('is uncertain after HTTP %i: it may have done its work all the same', async (status) => {
    door().reply(status, '');
    expect(await failureOf(ask(testClient({ baseUrl: BASE }), delivery))).toMatchObject({
      kind: 'uncertain',
      authority: { httpStatus: status },
    });
  });

  test('is uncertain where the answer cannot be read', async () => {
    door().reply(201, '{"cut');
    expect(await failureOf(ask(testClient({ baseUrl: BASE }), delivery))).toMatchObject({ kind: 'uncertain', cause: { code: 'not-json' } });
  });

  test('is asked about when the counterpart wishes it', async () => {
    door().reply(503, '', { 'Retry-After': '90' });
    expect(await failureOf(ask(testClient({ baseUrl: BASE }), delivery))).toMatchObject({ kind: 'uncertain', retryAfterMs: 90_000 });
  });

  test('is answered by a status that says all by itself, whatever stands in its body', async () => {
    door().reply(409, '<h1>Conflict</h1>');
    const exchange = { ...delivery, answers: [409], bodyless: [201, 409] };
    expect(await ask(testClient({ baseUrl: BASE }), exchange)).toMatchObject({ status: 409, body: undefined });
  });

  test('may be sent again where it never left, or our quota was used up', async () => {
    door().replyWithError(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    door().reply(429, '', { 'Retry-After': '1' });
    door().reply(201, {});
    expect(await ask(testClient({ baseUrl: BASE }), delivery)).toMatchObject({ status: 201 });
  });
});

describe('a counterpart that fails again and again', () => {
  test('is left alone: the next call fails at once and says when to come back', async () => {
    gateway().times(3).reply(503, '');
    const client = testClient({ baseUrl: BASE, breaker: { opensAfter: 3, probesAfterMs: [500] } });
    expect(await failureOf(ask(client))).toMatchObject({ code: 'unavailable', retryAfterMs: 500 });
    expect(await failureOf(ask(client))).toMatchObject({
      kind: 'busy',
      code: 'circuit-open',
      retryAfterMs: 500,
      cause: { code: 'unavailable' },
    });
    expect(client.taken).toHaveLength(3);
    expect(client.http.state()).toEqual({ circuit: 'open', retryAfterMs: 500 });
    expect(client.events.at(-1)).toMatchObject({ outcome: 'busy', code: 'circuit-open', httpStatus: null, attempt: 1 });
  });

  describe('in one of its services', () => {
    const failing: Partial<Exchange> = { operation: 's_assistance', path: '/assistance' };
    const aClient = () => testClient({ baseUrl: BASE, breaker: { opensAfter: 3, probesAfterMs: [500] } });
    const downInAssistance = () => nock('http://gateway.test').post('/city/assistance').times(3).reply(503, '');

    test('is asked as ever in the others', async () => {
      downInAssistance();
      gateway().reply(200, {});
      const client = aClient();
      await failureOf(ask(client, failing));
      expect(await failureOf(ask(client, failing))).toMatchObject({ code: 'circuit-open', authority: { operation: 's_assistance' } });
      expect(await ask(client)).toMatchObject({ status: 200 });
      expect(client.http.state()).toEqual({ circuit: 'open', retryAfterMs: 500 });
    });

    test('is left alone in all that belongs to that service: what has a quota of its own', async () => {
      downInAssistance();
      const client = aClient();
      await failureOf(ask(client, { ...failing, quotaKey: 's_assistance' }));
      expect(await failureOf(ask(client, { operation: 'secret', quotaKey: 's_assistance' }))).toMatchObject({ code: 'circuit-open' });
    });

    test('is no longer said to be left alone where nobody has tried that one for a quarter of an hour', async () => {
      downInAssistance();
      gateway().reply(200, {});
      const client = aClient();
      await failureOf(ask(client, failing));
      client.clock.advance(15 * 60_000 + 1);
      await ask(client);
      expect(client.http.state()).toEqual({ circuit: 'closed', retryAfterMs: null });
    });
  });

  test.each([
    { why: 'a used-up quota', status: 429 },
    { why: 'a refusal', status: 403 },
    { why: 'a broken answer', status: 500 },
  ])('is not one that answers: $why does not count', async ({ status }) => {
    gateway().times(10).reply(status, '');
    const client = testClient({ baseUrl: BASE, breaker: { opensAfter: 2, probesAfterMs: [500] }, patience: { night: { attempts: 1 } } });
    for (let call = 0; call < 4; call += 1) await failureOf(ask(client));
    expect(client.http.state().circuit).toBe('closed');
  });
});

describe('a caller whose time is up', () => {
  const silent = () => gateway().delay(60_000).reply(200, {});
  const givesUpWith = (reason: unknown) => {
    const controller = new AbortController();
    const body = (): string => {
      setImmediate(() => controller.abort(reason));
      return '{"asked":true}';
    };
    return { body, call: aCall('live', controller.signal) };
  };

  test.each([
    { why: 'counts against the counterpart where a deadline passed', reason: new DOMException('late', 'TimeoutError'), want: 'open' },
    { why: 'says nothing of it where the caller lost interest', reason: new Error('shutting down'), want: 'closed' },
  ])('$why', async ({ reason, want }) => {
    silent();
    const client = testClient({ baseUrl: BASE, breaker: { opensAfter: 1, probesAfterMs: [500] } });
    const { body, call } = givesUpWith(reason);
    expect(await failureOf(ask(client, { body }, call))).toMatchObject({ kind: 'busy', code: 'deadline-passed' });
    expect(client.http.state().circuit).toBe(want);
    nock.abortPendingRequests();
  });
});

describe('a source that an operator has paused', () => {
  test.each([
    { given: 'until a time, is said to be free then', until: '2026-11-23T03:30:00.000Z' as Instant, retryAfterMs: 90 * 60_000 },
    { given: 'until somebody resumes it, is looked at again after ten minutes', until: null, retryAfterMs: 10 * 60_000 },
  ])('$given; nothing is sent and no quota drawn', async ({ until, retryAfterMs }) => {
    const client = testClient({ baseUrl: BASE }, { pauseOf: async (source) => (source === 'civil-affairs' ? { until } : null) });
    for (const priority of ['night', 'live'] as const)
      expect(await failureOf(ask(client, {}, aCall(priority)))).toMatchObject({ kind: 'busy', code: 'source-paused', retryAfterMs });
    expect([client.taken, client.clock.slept]).toEqual([[], []]);
  });

  test('is asked again as soon as it is resumed', async () => {
    let paused: { readonly until: null } | null = { until: null };
    const client = testClient({ baseUrl: BASE }, { pauseOf: async () => paused });
    await failureOf(ask(client));
    paused = null;
    gateway().reply(200, {});
    expect(await ask(client)).toMatchObject({ status: 200 });
  });
});

describe('closed hours', () => {
  test('are a planned wait: nothing is sent', async () => {
    // The test clock stands at 10:00 in Shanghai.
    const client = testClient({ baseUrl: BASE, closed: parseClosedHours('09:00-10:30') });
    expect(await failureOf(ask(client))).toMatchObject({ kind: 'busy', code: 'closed-hours', retryAfterMs: 30 * 60_000 });
    expect(client.taken).toEqual([]);
  });

  test('end by themselves', async () => {
    gateway().reply(200, {});
    const client = testClient({ baseUrl: BASE, closed: parseClosedHours('09:00-10:30') });
    client.clock.advance(30 * 60_000);
    expect(await ask(client)).toMatchObject({ status: 200 });
  });
});

describe('an announced closure', () => {
  const minutesFromNow = (minutes: number): Instant => instantOf(testClock().now() + minutes * 60_000);
  const closure = { from: minutesFromNow(-30), to: minutesFromNow(30) };

  test('is as closed hours are: nothing is sent, for nobody, and it is no failure', async () => {
    const client = testClient({ baseUrl: BASE, breaker: { opensAfter: 1, probesAfterMs: [500] } }, { announced: async () => [closure] });
    for (const priority of ['night', 'live'] as const)
      expect(await failureOf(ask(client, {}, aCall(priority)))).toMatchObject({
        kind: 'busy',
        code: 'closed-hours',
        retryAfterMs: 30 * 60_000,
        message: expect.stringContaining('maintenance'),
      });
    expect(client.taken).toEqual([]);
    expect(client.http.state().circuit).toBe('closed');
    expect(client.events).toMatchObject([{ sent: false }, { sent: false }]);
  });

  test('goes on into closed hours that follow it', async () => {
    // The test clock stands at 10:00 in Shanghai.
    const client = testClient({ baseUrl: BASE, closed: parseClosedHours('10:30-12:00') }, { announced: async () => [closure] });
    expect(await failureOf(ask(client))).toMatchObject({ retryAfterMs: 120 * 60_000 });
  });

  test('ends by itself, and where it is taken back', async () => {
    gateway().twice().reply(200, {});
    let announced = [closure];
    const client = testClient({ baseUrl: BASE }, { announced: async () => announced });
    announced = [];
    expect(await ask(client)).toMatchObject({ status: 200 });
    announced = [closure];
    client.clock.advance(30 * 60_000);
    expect(await ask(client)).toMatchObject({ status: 200 });
  });
});

describe('a caller that gave up', () => {
  test('has nothing sent for it', async () => {
    const client = testClient({ baseUrl: BASE });
    expect(await failureOf(ask(client, {}, aCall('live', AbortSignal.abort())))).toMatchObject({ kind: 'busy', code: 'deadline-passed' });
    expect(client.taken).toEqual([]);
  });

  test('during a pause learns what it was waiting for', async () => {
    gateway().reply(503, '');
    const controller = new AbortController();
    const sleep = (_ms: number, signal: AbortSignal): Promise<void> => {
      controller.abort();
      return Promise.reject(signal.reason);
    };
    const client = testClient({ baseUrl: BASE }, { sleep });
    expect(await failureOf(ask(client, {}, aCall('night', controller.signal)))).toMatchObject({ kind: 'busy', code: 'unavailable' });
  });

  test('while the quota was waited for is told that its time is over', async () => {
    const controller = new AbortController();
    const take = (_key: string, _priority: string, signal: AbortSignal): Promise<void> => {
      controller.abort();
      return Promise.reject(signal.reason);
    };
    const client = testClient({ baseUrl: BASE }, { quota: { take } });
    expect(await failureOf(ask(client, {}, aCall('live', controller.signal)))).toMatchObject({ kind: 'busy', code: 'deadline-passed' });
  });

  test('at the very door has not sent what must not be repeated, and knows it', async () => {
    const controller = new AbortController();
    const take = async (): Promise<void> => controller.abort();
    const client = testClient({ baseUrl: BASE }, { quota: { take } });
    expect(await failureOf(ask(client, { repeatable: false }, aCall('live', controller.signal)))).toMatchObject({
      kind: 'busy',
      code: 'deadline-passed',
    });
  });

  test('after something was sent that must not be repeated leaves it uncertain', async () => {
    const controller = new AbortController();
    const givesUp = (): boolean => {
      controller.abort();
      return true;
    };
    nock('http://gateway.test').put('/city/application', givesUp).delay(60_000).reply(201, {});
    const client = testClient({ baseUrl: BASE });
    const delivery = ask(client, { method: 'PUT', path: '/application', repeatable: false }, aCall('night', controller.signal));
    expect(await failureOf(delivery)).toMatchObject({ kind: 'uncertain', cause: { code: 'deadline-passed' } });
    nock.abortPendingRequests();
  });
});

test.each(['not a url', 'ftp://gateway.test', 'gateway.test'])('an address like %s is refused at start', (baseUrl) => {
  expect(() => testClient({ baseUrl })).toThrow(expect.objectContaining({ kind: 'invalid', code: 'base-url-unreadable' }));
});

test('a request that cannot be written is our mistake, not an outage', async () => {
  const client = testClient({ baseUrl: BASE });
  expect(await failureOf(ask(client, { headers: () => ({ 'not a name': 'x' }) }))).toMatchObject({
    kind: 'bug',
    code: 'request-malformed',
  });
  expect(client.http.state().circuit).toBe('closed');
});

test('what goes wrong on our side is ours, and is thrown as it is', async () => {
  const client = testClient({ baseUrl: BASE });
  const headers = (): never => {
    throw new TypeError('no key');
  };
  expect(await failureOf(ask(client, { headers }))).toMatchObject({ kind: 'bug', cause: expect.any(TypeError) });
});
