import { createHmac } from 'node:crypto';
import { appendFileSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { leavesOf } from '../../src/sandbox/aid-system/application-body.ts';
import { signCallback } from '../../src/sandbox/aid-system/callbacks.ts';
import { AidSystemClient, application, asList, asObject, type Json } from './client.ts';
import { DATE, sandboxes, testClock } from './running.ts';

const start = sandboxes();
const ID = '5f0e0a4e-0000-5000-8000-000000000001';
const MEMBER = 'M0000001';

describe('sign-in', () => {
  test.each([
    { changed: { secret: 'wrong' }, status: 401, error: 'invalid_client' },
    { changed: { form: 'grant_type=password' }, status: 400, error: 'unsupported_grant_type' },
  ])('a token request with $changed is $error', async ({ changed, status, error }) => {
    const reply = await new AidSystemClient(await start()).requestToken(changed);
    expect([reply.status, reply.body['error']]).toEqual([status, error]);
  });

  test('an expired token is 401', async () => {
    const clock = testClock();
    const sandbox = await start({ clock });
    const client = new AidSystemClient(sandbox);
    const { body } = await client.requestToken();
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 60 });
    expect((await client.call('GET', '/v1/members')).status).toBe(200);
    clock.advance(60_000);
    expect((await client.call('GET', '/v1/members')).status).toBe(401);
  });
});

describe('the roster', () => {
  test('pages together are every member, newest entry last', async () => {
    const client = new AidSystemClient(await start({ members: 500 }));
    const [whole, paged] = [await client.readRoster(), await client.readRoster(33)];
    const updates = whole.map(({ updatedAt }) => Date.parse(String(updatedAt)));
    expect(paged).toEqual(whole);
    expect(new Set(whole.map(({ memberId }) => memberId)).size).toBe(500);
    expect(updates).toEqual([...updates].sort((one, other) => one - other));
  });

  test('consents vary: nearly all consent to everything, some without health, to some sources, to nothing, or no longer', async () => {
    const roster = await new AidSystemClient(await start({ members: 4000 })).readRoster();
    const now = Date.parse(`${DATE}T00:00:00+08:00`);
    const kinds = Object.groupBy(roster, ({ consents }) => {
      const [consent] = asList(consents);
      if (!consent) return 'none';
      if (Date.parse(String(consent['expiresAt'])) < now) return 'expired';
      if (consent['includesHealth'] !== true) return 'without-health';
      return Array.isArray(consent['sources']) && consent['sources'].length === 3 ? 'full' : 'some-sources';
    });
    const share = (kind: keyof typeof kinds) => (kinds[kind]?.length ?? 0) / roster.length;
    expect(share('full')).toBeGreaterThan(0.9);
    for (const kind of ['none', 'expired', 'without-health', 'some-sources'] as const) expect(share(kind)).toBeGreaterThan(0.005);
  });

  test('members have policies, aid files, households and forms of employment; some have left', async () => {
    const roster = await new AidSystemClient(await start({ members: 2000 })).readRoster();
    const insured = roster.filter(({ mutualAid }) => mutualAid !== null).length / roster.length;
    expect(insured).toBeGreaterThan(0.55);
    expect(insured).toBeLessThan(0.65);
    expect(roster.filter(({ aidFile }) => aidFile !== null).length).toBeGreaterThan(20);
    expect(roster.filter(({ household }) => household === null).length).toBeGreaterThan(100);
    expect(roster.filter(({ leftOn }) => leftOn !== null).length).toBeGreaterThan(10);
    expect(new Set(roster.map(({ employmentForm }) => employmentForm)).size).toBe(6);
    expect(roster.every(({ mobile }) => /^1400\d{7}$/.test(String(mobile)))).toBe(true);
  });

  test('a page over 1000 is 400', async () => {
    expect((await new AidSystemClient(await start()).call('GET', '/v1/members?limit=1001')).status).toBe(400);
  });
});

describe('a prefilled application', () => {
  const steps = async (bodies: readonly Json[]): Promise<number[]> => {
    const client = new AidSystemClient(await start());
    const statuses: number[] = [];
    for (const body of bodies) statuses.push((await client.put(ID, body)).status);
    return statuses;
  };
  const reordered = (body: Json): Json => Object.fromEntries(Object.entries(body).reverse());

  test.each([
    { title: 'is new once', versions: [1], want: [201] },
    { title: 'may be sent again', versions: [1, 1], want: [201, 200] },
    { title: 'is replaced by a higher version', versions: [1, 2, 5], want: [201, 201, 201] },
    { title: 'is not replaced by a lower version', versions: [2, 1], want: [201, 409] },
  ])('$title', async ({ versions, want }) => {
    expect(await steps(versions.map((version) => application(MEMBER, { version })))).toEqual(want);
  });

  test('is the same whatever the order of its keys, and another with another value', async () => {
    const body = application(MEMBER);
    expect(await steps([body, reordered(body), { ...body, expiresAt: '2031-01-01T00:00:00Z' }])).toEqual([201, 200, 409]);
  });

  test('of an unknown member is 404', async () => {
    expect(await steps([application('M9999999')])).toEqual([404]);
  });

  const origin = { source: 'aid-system', dataset: 'members', recordKey: 'M1', asOf: '2026-03-14' };
  test.each([
    { changed: { version: 0 }, pointer: '/version' },
    { changed: { programme: 'lottery' }, pointer: '/programme' },
    { changed: { form: [] }, pointer: '/form' },
    { changed: { reasons: [{ code: 'x', text: { zh: '低保' } }] }, pointer: '/reasons' },
    { changed: { expiresAt: 'soon' }, pointer: '/expiresAt' },
    { changed: { form: { name: '张三', sex: null }, provenance: { '/name': [origin] } }, pointer: '/form/sex' },
    { changed: { form: { name: '张三' }, provenance: { '/name': [] } }, pointer: '/provenance/~1name' },
    { changed: { form: { name: '张三' }, provenance: { '/name': [{ ...origin, source: 'police' }] } }, pointer: '/provenance/~1name' },
    { changed: { form: { name: '张三' }, provenance: { '/name': [origin], '/age': [origin] } }, pointer: '/provenance/~1age' },
  ])('with a fault at $pointer is 422 and says so', async ({ changed, pointer }) => {
    const sandbox = await start();
    const { status, body } = await new AidSystemClient(sandbox).put(ID, application(MEMBER, changed));
    expect(status).toBe(422);
    expect(asList(body['errors']).map((error) => error['pointer'])).toContain(pointer);
    expect(sandbox.counts().applications.invalid).toBe(1);
  });

  test('names every field of a nested form', () => {
    expect(leavesOf({ a: { 'b/c': 1, d: [] }, e: [{ f: null }, 'g'] })).toEqual(['/a/b~1c', '/a/d', '/e/0/f', '/e/1']);
  });

  test('is asked about by id, or unknown', async () => {
    const client = new AidSystemClient(await start());
    await client.put(ID, application(MEMBER, { version: 3 }));
    expect((await client.call('GET', `/v1/prefilled-applications/${ID}`)).body).toEqual({ version: 3, status: 'awaiting-confirmation' });
    expect((await client.call('GET', '/v1/prefilled-applications/none')).status).toBe(404);
  });

  test('once a worker decided takes no version any more', async () => {
    const sandbox = await start();
    const client = new AidSystemClient(sandbox);
    await client.put(ID, application(MEMBER));
    await sandbox.decide({ applicationId: ID, status: 'declined', reasonCode: 'not-needed' });
    const statuses = [await client.put(ID, application(MEMBER)), await client.put(ID, application(MEMBER, { version: 2 }))].map(
      ({ status }) => status,
    );
    expect(statuses).toEqual([409, 409]);
    expect((await client.call('GET', `/v1/prefilled-applications/${ID}`)).body).toMatchObject({
      status: 'declined',
      reasonCode: 'not-needed',
      decidedAt: expect.any(String),
    });
    expect(sandbox.counts().applications).toMatchObject({ accepted: 1, conflicting: 2 });
  });

  test('nobody decided by its expiry is expired, by the city’s date', async () => {
    const sandbox = await start();
    const client = new AidSystemClient(sandbox);
    await client.put(ID, application(MEMBER, { expiresAt: '2026-03-13T00:00:00+08:00' }));
    expect((await client.call('GET', `/v1/prefilled-applications/${ID}`)).body['status']).toBe('expired');
    expect((await client.put(ID, application(MEMBER, { version: 2 }))).status).toBe(409);
    await expect(sandbox.decide({ applicationId: ID, status: 'confirmed' })).rejects.toThrow('cannot become confirmed');
  });

  test('can be withdrawn while it waits, again without effect, and not once confirmed', async () => {
    const sandbox = await start();
    const client = new AidSystemClient(sandbox);
    const withdraw = async (id: string, body: Json = { version: 1, reason: 'evidence corrected' }) =>
      (await client.call('POST', `/v1/prefilled-applications/${id}/withdrawal`, body)).status;
    const other = `${ID.slice(0, -1)}2`;
    await client.put(ID, application(MEMBER));
    await client.put(other, application(MEMBER));
    await sandbox.decide({ applicationId: other, status: 'confirmed' });
    expect([await withdraw(ID), await withdraw(ID), await withdraw(other), await withdraw('none')]).toEqual([200, 200, 409, 404]);
    expect(await withdraw(ID, { version: 1 })).toBe(422);
    expect(sandbox.applications().map(({ status }) => status)).toEqual(['withdrawn', 'confirmed']);
  });

  test('is confirmed before it is granted or refused', async () => {
    const sandbox = await start();
    await new AidSystemClient(sandbox).put(ID, application(MEMBER));
    await expect(sandbox.decide({ applicationId: ID, status: 'granted' })).rejects.toThrow(RangeError);
    await sandbox.decide({ applicationId: ID, status: 'confirmed' });
    await sandbox.decide({ applicationId: ID, status: 'granted' });
    expect(sandbox.applications()[0]?.status).toBe('granted');
  });

  test('is remembered across restarts, without its form, past a line torn by the crash', async () => {
    const stateFile = join(mkdtempSync(join(tmpdir(), 'sandbox-')), 'applications.jsonl');
    const before = await start({ stateFile });
    await new AidSystemClient(before).put(ID, application(MEMBER, { version: 2 }));
    appendFileSync(stateFile, '{"applicationId":"5f0e0a4e-0000');
    const after = await start({ stateFile });
    const client = new AidSystemClient(after);
    expect((await client.put(ID, application(MEMBER, { version: 2 }))).status).toBe(200);
    expect((await client.put(ID, application(MEMBER, { version: 3 }))).status).toBe(201);
    expect((await start({ stateFile })).applications()).toMatchObject([{ applicationId: ID, version: 3 }]);
    expect(JSON.stringify(after.applications())).not.toContain('张三');
  });
});

describe('callbacks', () => {
  const taken: { signature: string; body: string }[] = [];
  const answers = [500, 204];
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      taken.push({ signature: String(request.headers['x-huzheng-signature']), body: Buffer.concat(chunks).toString() });
      response.writeHead(answers.shift() ?? 204).end();
    });
  });
  afterAll(() => receiver.close());

  test('a decision is announced, signed, and again as the same event until taken', async () => {
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const { port } = receiver.address() as AddressInfo;
    const clock = testClock();
    const sandbox = await start({ clock });
    await new AidSystemClient(sandbox).put(ID, application(MEMBER, { version: 4 }));
    const callbackUrl = `http://127.0.0.1:${port}/v1/callbacks/aid-system`;
    const decided = await sandbox.decide({ applicationId: ID, status: 'confirmed', callbackUrl });
    expect(decided.taken).toBe(true);
    expect(taken.map(({ body }) => body)).toEqual([taken[0]?.body, taken[0]?.body]);
    expect(asObject(JSON.parse(taken[0]?.body ?? ''))).toMatchObject({
      eventId: decided.eventId,
      applicationId: ID,
      version: 4,
      status: 'confirmed',
    });
    const secret = sandbox.environment['AID_SYSTEM_CALLBACK_SECRET'] ?? '';
    const seconds = Math.floor(clock.now() / 1000);
    expect(taken[0]?.signature).toBe(
      `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${taken[0]?.body}`).digest('hex')}`,
    );
    expect(signCallback('secret', 1, '{}')).toMatch(/^t=1,v1=[\da-f]{64}$/);
  });

  test('nobody listening means not taken', async () => {
    const sandbox = await start();
    await new AidSystemClient(sandbox).put(ID, application(MEMBER));
    const decided = await sandbox.decide({ applicationId: ID, status: 'confirmed', callbackUrl: 'http://127.0.0.1:9/' });
    expect(decided.taken).toBe(false);
  });
});
