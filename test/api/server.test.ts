import { once } from 'node:events';
import { Agent } from 'node:http';
import { request as openTls } from 'node:https';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { listen, type RunningServer } from '../../src/api/server.ts';
import type { Config } from '../../src/config.ts';
import { SECOND } from '../../src/domain/period.ts';
import { Fault } from '../../src/faults.ts';
import { type Api, begin, openApi, problemIn, read } from '../support/api.ts';
import { idNumberOf } from '../support/nights-town.ts';
import { privateAuthority } from '../upstream/support/certificates.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi({ withoutNight: true });
}, 120_000);
afterAll(() => api.close());

const serverOf = (http: Partial<Config['http']>): Promise<RunningServer> => {
  const { context } = api;
  return listen({ ...context, config: { ...context.config, http: { ...context.config.http, ...http } } });
};

/** Well before a server loses its patience with answers that are under way, on a slow machine as well. */
const SOON_MS = 8_000;

/** The aid system's answer to whoever asks for the roster waits until it is let go. */
const holdRoster = (): { readonly asked: Promise<null>; readonly letGo: () => void } => {
  const [held, asked] = [Promise.withResolvers<null>(), Promise.withResolvers<null>()];
  api.people.town.troubles.members = () => {
    asked.resolve(null);
    return held.promise;
  };
  onTestFinished(() => void delete api.people.town.troubles.members);
  return { asked: asked.promise, letGo: () => held.resolve(null) };
};

describe('leaving', () => {
  it('what was begun is answered, and nothing new is taken', async () => {
    const server = await serverOf({});
    const client = await api.clientAs('asks-late');
    const { asked, letGo } = holdRoster();
    const question = { subject: { idNumber: idNumberOf(700), name: '某某' }, purpose: 'hardship-screening' };
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const answer = begin(server.url, { method: 'POST', path: '/v1/verify-identity', headers: client, json: question }, agent).then(read);
    await asked;
    const closed = server.close();
    await expect(begin(server.url, { path: '/healthz' })).rejects.toThrow('ECONNREFUSED');
    letGo();
    expect(await answer).toMatchObject({ status: 200, headers: { connection: 'close' }, json: { outcome: 'not-found' } });
    const startedAt = performance.now();
    await closed;
    expect(performance.now() - startedAt).toBeLessThan(SOON_MS);
  });

  it('of a batch what was begun is answered, and of the rest it is said that it was not', async () => {
    const server = await serverOf({});
    const client = await api.clientAs('asks-for-many');
    const { asked, letGo } = holdRoster();
    const requests = Array.from({ length: 130 }, (_, index) => ({
      subject: { idNumber: idNumberOf(710 + index), name: `某${'甲乙丙丁戊己庚辛壬癸'[index % 10]}` },
      purpose: 'hardship-screening',
    }));
    const question = { method: 'POST', path: '/v1/verify-identity/batch', headers: client, json: { requests } };
    const answer = begin(server.url, question).then(read);
    await asked;
    const closed = server.close();
    letGo();
    const { status, json } = await answer;
    const { results } = json as { readonly results: readonly { readonly outcome?: string; readonly type?: string }[] };
    const told = results.map(({ outcome, type }) => outcome ?? type);
    const notBegun = Array.from({ length: 30 }, () => 'urn:huzheng:problem:ledger-closed');
    expect([status, told]).toEqual([200, [...Array.from({ length: 100 }, () => 'not-found'), ...notBegun]]);
    await closed;
  });

  it('a live question is waited for as long as its deadline is set to last', async () => {
    const { context } = api;
    const server = await listen({ ...context, config: { ...context.config, liveDeadlineMs: 60 * SECOND } });
    const client = await api.clientAs('waits-long');
    const { asked, letGo } = holdRoster();
    const json = { subject: { idNumber: idNumberOf(850), name: '某某' }, purpose: 'hardship-screening', freshness: 'live' };
    const answer = begin(server.url, { method: 'POST', path: '/v1/verify-identity', headers: client, json }).then(read);
    await asked;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const closed = server.close();
    vi.advanceTimersByTime(60 * SECOND);
    letGo();
    expect(await answer).toMatchObject({ status: 200, json: { outcome: 'not-found' } });
    await closed;
  });

  it('a connection that says nothing holds nobody up', async () => {
    const server = await serverOf({});
    const { port } = new URL(server.url);
    const silent = connect(Number(port), '127.0.0.1');
    await once(silent, 'connect');
    const gone = once(silent, 'close');
    const startedAt = performance.now();
    await server.close();
    expect(performance.now() - startedAt).toBeLessThan(SOON_MS);
    await gone;
  });

  it('a port that is taken is said to be, in one line', async () => {
    const server = await serverOf({});
    onTestFinished(server.close);
    const thrown: unknown = await serverOf({ port: Number(new URL(server.url).port) }).catch((fault: unknown) => fault);
    expect(thrown).toBeInstanceOf(Fault);
    expect(thrown).toMatchObject({ kind: 'conflict', code: 'port-in-use' });
  });
});

describe('TLS', () => {
  const ours = privateAuthority();
  const theirs = privateAuthority();
  const get = (server: RunningServer, own: { readonly key?: string; readonly cert?: string; readonly maxVersion?: 'TLSv1.1' } = {}) =>
    new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
      const { port } = new URL(server.url);
      const asked = openTls({ host: '127.0.0.1', port, path: '/healthz', ca: ours.caPem, agent: false, ...own }, (response) => {
        read(response).then(resolve, reject);
      });
      asked.on('error', reject);
      asked.end();
    });

  it('is spoken where there is a certificate, and plain HTTP is not', async () => {
    const server = await serverOf({ tls: { certificate: ours.cert, key: ours.key, clientAuthority: null }, isSecure: true });
    onTestFinished(server.close);
    expect(server.url).toMatch(/^https:/);
    expect((await get(server)).text).toBe('{"status":"ok"}');
    await expect(begin(server.url, { path: '/healthz' })).rejects.toThrow();
    await expect(get(server, { maxVersion: 'TLSv1.1' })).rejects.toThrow();
  });

  it('mutual: a caller without a certificate of our authority is not even heard', async () => {
    const server = await serverOf({ tls: { certificate: ours.cert, key: ours.key, clientAuthority: ours.caPem }, isSecure: true });
    onTestFinished(server.close);
    expect((await get(server, { key: ours.key, cert: ours.cert })).status).toBe(200);
    await expect(get(server)).rejects.toThrow();
    await expect(get(server, { key: theirs.key, cert: theirs.cert })).rejects.toThrow();
  });
});

describe('a slow or broken caller', () => {
  const sent = async (bytes: string | Buffer): Promise<string> => {
    const socket = connect(Number(new URL(api.server.url).port), '127.0.0.1');
    socket.end(bytes);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('latin1');
  };

  it.each([
    { why: 'no HTTP at all', bytes: 'hello\r\n\r\n' },
    {
      why: 'a smuggled second length',
      bytes: 'POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    },
    { why: 'two lengths', bytes: 'POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd' },
    { why: 'a header without an end', bytes: `GET /healthz HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(40_000)}\r\n\r\n` },
    { why: 'no host', bytes: 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n' },
    { why: 'an expectation, and nothing', bytes: 'POST /healthz HTTP/1.1\r\nHost: a\r\nExpect: x\r\nConnection: close\r\n\r\n' },
  ])('$why is refused with 4xx, and the next caller is served', async ({ bytes }) => {
    const answer = await sent(bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer).toMatch(/urn:huzheng:problem:(request-unreadable|headers-too-large|field-invalid|media-type|method-not-allowed)/);
    expect((await api.ask({ path: '/healthz' })).status).toBe(200);
  });

  it.each([
    { why: 'says that more will come than is allowed', rest: 'Content-Length: 1000000000\r\n\r\n{' },
    { why: 'sends more than is allowed, and says of no end', rest: `Transfer-Encoding: chunked\r\n\r\n8000\r\n${'x'.repeat(0x8000)}\r\n` },
  ])('who $why is refused at once, and not listened to any further', async ({ rest }) => {
    const { authorization } = await api.clientAs('talks-on');
    const socket = connect(Number(new URL(api.server.url).port), '127.0.0.1');
    socket.write(
      `POST /v1/verify-identity HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\n${rest}`,
    );
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString('latin1')).toMatch(/^HTTP\/1\.1 413 [\s\S]*urn:huzheng:problem:body-too-large/);
  });

  it.each([
    { to: '/v1/runs', status: 405, problem: 'method-not-allowed' },
    { to: 'elsewhere.test:443', status: 404, problem: 'no-such-route' },
  ])(
    'who wants to be connected through us to $to is answered as for any method that is none of ours, and no further',
    async ({ to, status, problem }) => {
      const socket = connect(Number(new URL(api.server.url).port), '127.0.0.1');
      socket.write(`CONNECT ${to} HTTP/1.1\r\nHost: a\r\n\r\nand more`);
      const chunks: Buffer[] = [];
      for await (const chunk of socket) chunks.push(chunk as Buffer);
      const answer = Buffer.concat(chunks).toString('latin1');
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} [\\s\\S]*Connection: close[\\s\\S]*urn:huzheng:problem:${problem}`));
      expect((await api.ask({ path: '/healthz' })).status).toBe(200);
    },
  );

  it('who asks for a whole address without a path asks for where the console is (RFC 9112 §3.2.2)', async () => {
    expect(await sent('GET http://a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 302 [\s\S]*Location: \/console\//,
    );
  });

  it.each(['x://', 'http://?a', '*', 'x://a/healthz'])(
    'who asks for %s, which is no path, is told that it leads nowhere',
    async (target) => {
      expect(await sent(`GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1\.1 404 [\s\S]*urn:huzheng:problem:no-such-route/,
      );
    },
  );

  it('whose body is cut off is told so, as soon as no more can come', async () => {
    const { authorization } = await api.clientAs('cut-off');
    for (const rest of [
      'Content-Length: 100\r\n\r\n{"subject":',
      'Transfer-Encoding: chunked\r\n\r\n20\r\n{"subject":',
      'Content-Length: 100\r\n\r\n',
    ]) {
      const head = `POST /v1/verify-identity HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\n`;
      const answer = await sent(`${head}${rest}`);
      expect(answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*urn:huzheng:problem:body-unreadable/);
      expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
      expect(answer.toLowerCase()).toContain('connection: close');
    }
  });

  it('who goes away in the middle of a body costs nothing but the request', async () => {
    const { authorization } = await api.clientAs('goes-away');
    const head = `POST /v1/verify-identity HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`;
    await sent(head);
    const answer = await api.ask({ method: 'POST', path: '/v1/verify-identity', headers: { authorization }, json: {} });
    expect(problemIn(answer)).toBe('field-missing');
  });
});
