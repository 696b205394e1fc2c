import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type Api, openApi, type ProblemBody, problemIn } from '../support/api.ts';
import { idNumberOf } from '../support/nights-town.ts';

let api: Api;
let client: { readonly authorization: string };
beforeAll(async () => {
  api = await openApi({ withoutNight: true });
}, 120_000);
afterAll(() => api.close());
beforeEach(async () => {
  api.anotherMinute();
  client = await api.clientAs('asks');
});

const JSON_TYPE = { 'content-type': 'application/json' };
const SUBJECT = { idNumber: idNumberOf(4), name: '赵试甲' };
const GOOD = { subject: SUBJECT, purpose: 'hardship-screening' };
const post = (body: string | Buffer, headers: Readonly<Record<string, string>> = JSON_TYPE): Promise<Answer> =>
  api.ask({ method: 'POST', path: '/v1/verify-identity', headers: { ...client, ...headers }, body });
const send = (json: unknown): Promise<Answer> => api.ask({ method: 'POST', path: '/v1/verify-identity', headers: client, json });
const fieldsOf = ({ json }: Answer): readonly string[] => (json as ProblemBody).fields ?? [];

describe('a body', () => {
  it.each([
    { given: { ...GOOD, purpose: 'curiosity' }, code: 'field-invalid', fields: ['/purpose'] },
    { given: { ...GOOD, maxAgeSeconds: '60' }, code: 'field-invalid', fields: ['/maxAgeSeconds'] },
    { given: { ...GOOD, maxAgeSeconds: -1 }, code: 'field-invalid', fields: ['/maxAgeSeconds'] },
    { given: { ...GOOD, checks: [] }, code: 'field-invalid', fields: ['/checks'] },
    { given: { ...GOOD, checks: ['living', 'living'] }, code: 'field-invalid', fields: ['/checks'] },
    {
      given: { ...GOOD, subject: { ...SUBJECT, idNumber: Number(SUBJECT.idNumber.slice(0, 17)) } },
      code: 'field-invalid',
      fields: ['/subject/idNumber'],
    },
    { given: { ...GOOD, subject: { ...SUBJECT, idNumber: '440305198807040012' } }, code: 'field-invalid', fields: ['/subject/idNumber'] },
    { given: { ...GOOD, subject: { ...SUBJECT, name: ' ' } }, code: 'field-invalid', fields: ['/subject/name'] },
    { given: { ...GOOD, subject: { ...SUBJECT, name: '名'.repeat(101) } }, code: 'field-invalid', fields: ['/subject/name'] },
    { given: { ...GOOD, subject: { ...SUBJECT, idType: 'foreign-pr' } }, code: 'field-invalid', fields: ['/subject/idType'] },
    { given: { ...GOOD, subject: { idNumber: SUBJECT.idNumber } }, code: 'field-missing', fields: ['/subject/name'] },
    { given: { ...GOOD, subject: [SUBJECT] }, code: 'field-invalid', fields: ['/subject'] },
    { given: [GOOD], code: 'field-invalid', fields: ['/'] },
    { given: null, code: 'field-invalid', fields: ['/'] },
    { given: { ...GOOD, subject: { ...SUBJECT, WangXiaoming: 1 } }, code: 'field-unknown', fields: ['/subject'] },
  ])('that says $given is refused by its place: $code $fields', async ({ given, code, fields }) => {
    const answer = await send(given);
    expect([answer.status, problemIn(answer), fieldsOf(answer)]).toEqual([400, code, fields]);
  });

  it('never has its own words repeated to it, and is told which fields there are', async () => {
    const answer = await send({ ...GOOD, [SUBJECT.idNumber]: SUBJECT.name, 'Zhao-Shijia': 1 });
    expect(answer.text).not.toMatch(new RegExp(`${SUBJECT.idNumber}|${SUBJECT.name}|Zhao-Shijia`));
    expect((answer.json as ProblemBody).detail).toBe(
      'There is a field that is not known here; known are: subject, purpose, checks, freshness, maxAgeSeconds.',
    );
  });

  it.each(['__proto__', 'constructor', 'prototype'])('with %s in it is refused, and changes nothing', async (key) => {
    const body = JSON.stringify(GOOD).replace('{', `{"${key}": {"polluted": true},`);
    expect(problemIn(await post(body))).toBe('field-unknown');
    expect(problemIn(await post(JSON.stringify(GOOD).replace('"subject":{', `"subject":{"${key}": {"name": "x"},`)))).toBe('field-unknown');
    expect('polluted' in {}).toBe(false);
    expect(problemIn(await api.ask({ path: `/healthz?${key}=1` }))).toBe('field-unknown');
  });

  it.each([
    { body: '{"subject":', why: 'cut off' },
    { body: `${'['.repeat(8_000)}${']'.repeat(8_000)}`, why: 'nested beyond sense', code: 'body-unreadable' },
    { body: JSON.stringify(GOOD).replace('{', '{"purpose":"mutual-aid-claim",'), why: 'saying one thing twice', code: 'body-unreadable' },
    { body: '', why: 'empty' },
    { body: Buffer.concat([Buffer.from('{"subject":{"name":"'), Buffer.from([0xff, 0xc3, 0x28]), Buffer.from('"}}')]), why: 'not UTF-8' },
    { body: Buffer.from(JSON.stringify(GOOD), 'utf16le'), why: 'UTF-16 that says it is UTF-8' },
  ])('that is $why is refused whole', async ({ body, code }) => {
    const answer = await post(body);
    expect([400, 415]).toContain(answer.status);
    expect(['body-unreadable', 'media-type', code]).toContain(problemIn(answer));
  });

  it('larger than any such request is refused before it is read', async () => {
    const answer = await post(JSON.stringify({ ...GOOD, padding: 'x'.repeat(20_000) }));
    expect([answer.status, problemIn(answer)]).toEqual([413, 'body-too-large']);
  });

  it.each<{ readonly headers: Readonly<Record<string, string>>; readonly body?: Buffer }>([
    { headers: {} },
    { headers: { 'content-type': 'text/plain' } },
    { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    { headers: { 'content-type': 'application/problem+json' } },
    { headers: { 'content-type': 'application/json; charset=gbk' } },
    { headers: { 'content-type': 'application/json; charset=utf-16le' } },
    { headers: { 'content-type': 'application/json; charset=utf-8; charset=gbk' } },
    { headers: { 'content-type': 'application/json; charset=utf-8; Charset="UTF-8"' } },
    { headers: { 'content-type': 'application/json; charset=' } },
    { headers: { 'content-type': 'application/json; charset=utf-8x' } },
    { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: gzipSync(JSON.stringify(GOOD)) },
    { headers: { ...JSON_TYPE, 'content-encoding': 'br' } },
    { headers: { ...JSON_TYPE, 'content-encoding': 'made-up' } },
  ])('sent as $headers is refused for its kind', async ({ headers, body }) => {
    const answer = await post(body ?? JSON.stringify(GOOD), headers);
    expect([answer.status, problemIn(answer)]).toEqual([415, 'media-type']);
  });

  it.each(['utf-8', 'UTF-8', 'utf8', 'UTF8', '"Utf-8"'])('in UTF-8 that says so as %s is read', async (charset) => {
    expect((await post(JSON.stringify(GOOD), { 'content-type': `application/json; charset=${charset}` })).status).toBe(200);
    expect((await post(JSON.stringify(GOOD), { 'content-type': `application/json;CHARSET=${charset}` })).status).toBe(200);
  });

  it.each([
    { headers: { 'content-type': 'text/plain' }, says: 'The body must be application/json.' },
    {
      headers: { 'content-type': 'application/json; charset=utf-8; charset=gbk' },
      says: 'The content type names more than one charset; UTF-8 is the only one.',
    },
    { headers: { 'content-type': 'application/json; charset=gbk' }, says: 'The body must be in UTF-8.' },
    { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, says: 'The body must not be compressed.' },
  ])('sent as $headers is told what is wrong with that', async ({ headers, says }) => {
    expect(((await post(JSON.stringify(GOOD), headers)).json as ProblemBody).detail).toBe(says);
  });
});

describe('parameters', () => {
  const runs = async (query: string): Promise<Answer> =>
    api.ask({ path: `/v1/runs?${query}`, headers: { cookie: (await api.operatorAs(['viewer'])).cookie } });

  it.each([
    'limit=0',
    'limit=101',
    'limit=many',
    'limit=',
    'limit=1.5',
    'limit=1&limit=2',
    'cursor=run-1&cursor=run-2',
    'cursor=%00',
    'cursor=a%20b',
  ])('%s is refused', async (query) => {
    const answer = await runs(query);
    expect([answer.status, problemIn(answer)]).toEqual([400, 'field-invalid']);
    // By its name, as every parameter is: a pointer leads into a body.
    expect(fieldsOf(answer)).toEqual([query.split('=')[0]]);
  });

  it('wrong in the path or a header are named alike', async () => {
    const malformed = await api.ask({ path: '/v1/verify-identity/no-id', headers: client });
    const missing = await api.ask({ path: '/v1/verify-identity/0f8fad5b-d9cb-469f-a165-70867728950e', headers: client });
    expect([fieldsOf(malformed), fieldsOf(missing)]).toEqual([['verificationId'], ['verificationId']]);
    expect(fieldsOf(await post(JSON.stringify(GOOD), { ...JSON_TYPE, 'idempotency-key': 'a b' }))).toEqual(['Idempotency-Key']);
  });

  it('unknown ones are refused, also where no body or query is expected', async () => {
    const unknown = await runs('page=2');
    expect([problemIn(unknown), fieldsOf(unknown)]).toEqual(['field-unknown', []]);
    expect(problemIn(await runs('limit=5&runId=run-2026-11-01'))).toBe('field-unknown');
    expect(problemIn(await api.ask({ path: '/healthz?verbose=1' }))).toBe('field-unknown');
  });

  it('that belong into a header are not taken from the query', async () => {
    const answer = await api.ask({ method: 'POST', path: '/v1/verify-identity?Idempotency-Key=k', headers: client, json: GOOD });
    expect(problemIn(answer)).toBe('field-unknown');
  });

  it('that belong into the path are not taken from the query', async () => {
    const { cookie } = await api.operatorAs(['viewer']);
    const answer = await api.ask({ path: '/v1/runs/run-2026-11-01?runId=run-2026-11-02', headers: { cookie } });
    expect(problemIn(answer)).toBe('field-unknown');
  });

  it('an id has one spelling', async () => {
    for (const id of ['0f8fad5b-d9cb-469f-a165-70867728950E', 'urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e', '-'.repeat(36), '%00'])
      expect(problemIn(await api.ask({ path: `/v1/verify-identity/${id}`, headers: client }))).toBe('field-invalid');
    const unknown = await api.ask({ path: '/v1/verify-identity/0f8fad5b-d9cb-469f-a165-70867728950e', headers: client });
    expect([unknown.status, problemIn(unknown)]).toEqual([404, 'no-such-verification']);
    // As the contract names it.
    expect((unknown.json as ProblemBody).title).toBe('没有此核验');
  });
});

describe('a path', () => {
  it.each(['/v1', '/v1/runs/', '/v2/runs', '/V1/RUNS', '/.env', '/docs/../../etc/passwd', '/v1/verify-identity/batch/7'])(
    '%s leads nowhere',
    async (path) => {
      const answer = await api.ask({ path });
      expect([answer.status, problemIn(answer)]).toEqual([404, 'no-such-route']);
    },
  );

  it("that cannot be decoded is refused as the caller's", async () => {
    const answer = await api.ask({ path: '/v1/verify-identity/%E0%A4%A', headers: client });
    expect([answer.status, problemIn(answer)]).toEqual([400, 'path-unreadable']);
  });

  it.each([
    { method: 'DELETE', path: '/v1/runs', allow: 'GET, HEAD, POST' },
    { method: 'PATCH', path: '/v1/session', allow: 'GET, HEAD, POST, DELETE' },
    { method: 'POST', path: '/healthz', allow: 'GET, HEAD' },
    { method: 'OPTIONS', path: '/v1/verify-identity', allow: 'POST' },
  ])('$method $path is not one of what one may do there: $allow', async ({ method, path, allow }) => {
    const answer = await api.ask({ method, path });
    expect([answer.status, problemIn(answer), answer.headers['allow']]).toEqual([405, 'method-not-allowed', allow]);
  });
});

describe('every answer', () => {
  it('carries what keeps a browser from being misled, a trace, and nothing about what we are made of', async () => {
    const page = { frame: 'SAMEORIGIN', policy: "default-src 'self'" };
    const answer = { frame: 'DENY', policy: "default-src 'none'; frame-ancestors 'none'" };
    for (const [path, { frame, policy }] of Object.entries({
      '/healthz': page,
      '/docs': page,
      '/nothing-here': page,
      '/v1/runs': answer,
    })) {
      const { headers, text } = await api.ask({ path });
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': frame,
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
        'strict-transport-security': expect.stringContaining('max-age'),
        'content-security-policy': expect.stringContaining(policy),
        'x-trace-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      expect(Object.keys(headers)).not.toContain('x-powered-by');
      expect(text).not.toMatch(/node_modules|\.ts:\d| {4}at /);
    }
  });

  it.each(['/v1/connectors', '/v1/connectors/civil-affairs/calls', '/v1/drops', '/v1/fingerprints', '/v1/clients'])(
    'from a list that has no pages says so: %s',
    async (path) => {
      const { cookie } = await api.operatorAs(['viewer', 'administrator']);
      expect((await api.ask({ path, headers: { cookie } })).json).toEqual({ items: expect.any(Array), nextCursor: null });
    },
  );

  it('to a fault of ours says where to look and nothing else', async () => {
    const { cookie } = await api.operatorAs(['viewer']);
    await api.context.pool.query('alter table run rename to run_away');
    try {
      const answer = await api.ask({ path: '/v1/runs', headers: { cookie } });
      expect([answer.status, problemIn(answer)]).toEqual([500, 'unexpected']);
      expect(answer.text).not.toMatch(/run_away|relation|select|node_modules|\.ts/);
    } finally {
      await api.context.pool.query('alter table run_away rename to run');
    }
  });
});
