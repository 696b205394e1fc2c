/** What only a real connection can show: cut bodies, silence, certificates, proxies, keep-alive. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/faults.ts';
import { privateAuthority } from './support/certificates.ts';
import { aCall, anExchange, testClient } from './support/client.ts';
import { serveProxy } from './support/proxy.ts';
import { deadEnd, serve, serveRaw, serveSecurely } from './support/servers.ts';

const ONCE = { night: { attempts: 1 }, live: { attempts: 1 } };
const failureOf = async (run: Promise<unknown>): Promise<Fault> => {
  const [outcome] = await Promise.allSettled([run]);
  if (outcome?.status !== 'rejected' || !(outcome.reason instanceof Fault)) throw new Error('a fault was expected');
  return outcome.reason;
};
const headOf = (length: number): string => `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;
/** RFC 9112 §6.3: nobody is told how long it will be. */
const UNTIL_CLOSED = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n';
/** RFC 9112 §9.3: of this version the connection closes without being announced. */
const OF_OLD = 'HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n';

describe('a connection that fails', () => {
  test('where nobody listens is busy, and nothing was sent', async () => {
    const { http } = testClient({ baseUrl: await deadEnd(), patience: ONCE });
    expect(await failureOf(http.exchange(anExchange({ repeatable: false }), aCall()))).toMatchObject({
      kind: 'busy',
      code: 'connection-refused',
    });
  });

  test.each([
    { how: 'before any answer', reply: '' },
    { how: 'in the middle of the head', reply: 'HTTP/1.1 200 OK\r\nContent-Ty' },
    { how: 'in the middle of the body', reply: `${headOf(100)}{"code":` },
    { how: 'in the middle of a body that ends with the connection', reply: `${UNTIL_CLOSED}{"code":` },
    { how: 'before a body that ends with the connection', reply: UNTIL_CLOSED },
    { how: 'in the middle of a body of HTTP/1.0', reply: `${OF_OLD}{"code":` },
    { how: 'before a body of HTTP/1.0', reply: OF_OLD },
    { how: 'in the middle of a chunked body', reply: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{"code":\r\n' },
  ])('cut $how is never a short answer', async ({ reply }) => {
    const baseUrl = await serveRaw((socket) => socket.once('data', () => socket.end(reply)));
    const { http } = testClient({ baseUrl, patience: ONCE });
    expect(await failureOf(http.exchange(anExchange(), aCall()))).toMatchObject({ kind: 'busy', code: 'connection-cut' });
    expect(await failureOf(http.exchange(anExchange({ repeatable: false }), aCall()))).toMatchObject({ kind: 'uncertain' });
  });

  test('reset when it is used once more is no word of the counterpart: the same goes out anew, signed anew, on another', async () => {
    let connections = 0;
    const baseUrl = await serveRaw((socket) => {
      connections += 1;
      // Answers once, and is forgotten by whatever stands between.
      socket.once('data', () => {
        socket.write(`${headOf(2)}{}`);
        socket.once('data', () => socket.resetAndDestroy());
      });
    });
    const { http, taken, events } = testClient({ baseUrl, patience: ONCE });
    let signed = 0;
    const exchange = anExchange({ headers: () => ({ 'x-signed': String(++signed) }) });
    for (const _ of [1, 2]) expect(await http.exchange(exchange, aCall())).toMatchObject({ status: 200 });
    expect([connections, signed, taken.length]).toEqual([2, 3, 3]);
    expect(events.map(({ outcome, attempt }) => [outcome, attempt])).toEqual([
      ['answered', 1],
      ['answered', 1],
    ]);
  });

  test('closed after a whole answer of no announced length is an answer; after one that never was JSON it is none', async () => {
    const [whole, ofOld, html] = await Promise.all(
      [`${UNTIL_CLOSED}{"code":"1"}`, `${OF_OLD}{"code":"1"}`, `${UNTIL_CLOSED}<html>`].map((reply) =>
        serveRaw((socket) => socket.once('data', () => socket.end(reply))),
      ),
    );
    const asked = (baseUrl = ''): Promise<unknown> => testClient({ baseUrl, patience: ONCE }).http.exchange(anExchange(), aCall());
    expect(await asked(whole)).toMatchObject({ body: { code: '1' } });
    expect(await asked(ofOld)).toMatchObject({ body: { code: '1' } });
    expect(await failureOf(asked(html))).toMatchObject({ kind: 'broken', code: 'not-json' });
  });

  test.each([204, 403])('closed after a %i without a body has said all there is', async (status) => {
    const head = `HTTP/1.1 ${status} Whatever\r\nConnection: close\r\n\r\n`;
    const baseUrl = await serveRaw((socket) => socket.once('data', () => socket.end(head)));
    const { http } = testClient({ baseUrl, patience: ONCE });
    expect(await http.exchange(anExchange({ answers: [403] }), aCall())).toMatchObject({ status, body: undefined });
  });

  test('cut once is repeated, and the second answer counts', async () => {
    let calls = 0;
    const baseUrl = await serve((_request, response) => {
      calls += 1;
      if (calls > 1) return void response.end('{"code":"1"}');
      response.writeHead(200, { 'content-length': 100 });
      response.write('{"code":', () => response.destroy());
    });
    const { http, events } = testClient({ baseUrl });
    expect(await http.exchange(anExchange(), aCall())).toMatchObject({ body: { code: '1' } });
    expect(events.map(({ code }) => code)).toEqual(['connection-cut', null]);
  });

  test.each([
    { how: 'before it answers', reply: '' },
    { how: 'in the middle of an answer', reply: `${headOf(100)}{"code":` },
  ])('that falls silent $how is given up', async ({ reply }) => {
    const baseUrl = await serveRaw((socket) => socket.once('data', () => socket.write(reply)));
    const { http } = testClient({ baseUrl, patience: { night: { attempts: 1, stallMs: 40, attemptMs: 60_000 } } });
    expect(await failureOf(http.exchange(anExchange(), aCall()))).toMatchObject({ kind: 'busy', code: 'stalled' });
  });

  test('that trickles on for ever is given up too', async () => {
    const baseUrl = await serveRaw((socket) =>
      socket.once('data', () => {
        socket.write(headOf(10_000));
        const trickle = setInterval(() => socket.write(' '), 10);
        socket.once('close', () => clearInterval(trickle));
      }),
    );
    const { http } = testClient({ baseUrl, patience: { night: { attempts: 1, stallMs: 60_000, attemptMs: 80 } } });
    expect(await failureOf(http.exchange(anExchange(), aCall()))).toMatchObject({ kind: 'busy', code: 'timed-out' });
  });

  test('whose caller gives up is dropped in the middle of the answer', async () => {
    const controller = new AbortController();
    const baseUrl = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{"code":', () => controller.abort());
    });
    const { http, events } = testClient({ baseUrl });
    expect(await failureOf(http.exchange(anExchange(), aCall('live', controller.signal)))).toMatchObject({
      kind: 'busy',
      code: 'deadline-passed',
    });
    expect(events).toHaveLength(1);
  });
});

describe('an answer', () => {
  test('without end is cut off at the limit, not collected', async () => {
    let sent = 0;
    const baseUrl = await serve((_request, response) => {
      const more = (): void => {
        if (response.destroyed) return;
        sent += 65_536;
        if (response.write(Buffer.alloc(65_536, 0x20))) setImmediate(more);
        else response.once('drain', more);
      };
      more();
    });
    const { http } = testClient({ baseUrl, maxAnswerBytes: 200_000 });
    expect(await failureOf(http.exchange(anExchange(), aCall()))).toMatchObject({ kind: 'broken', code: 'answer-too-large' });
    expect(sent).toBeLessThan(50_000_000);
  });

  test('is measured unpacked: a small file that unpacks to a huge one is refused', async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000, 0x20));
    const baseUrl = await serve((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    const { http } = testClient({ baseUrl, maxAnswerBytes: 1_000_000 });
    expect(bomb.length).toBeLessThan(10_000);
    expect(await failureOf(http.exchange(anExchange(), aCall()))).toMatchObject({ kind: 'broken', code: 'answer-too-large' });
  });

  test('that is compressed is unpacked, and one compressed and cut is not a short answer', async () => {
    const packed = gzipSync(JSON.stringify({ rows: Array.from({ length: 500 }, (_, index) => index * 7919) }));
    const whole = await serve((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed));
    expect((await testClient({ baseUrl: whole }).http.exchange(anExchange(), aCall())).body).toMatchObject({ rows: expect.any(Array) });
    const cut = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': packed.length });
      response.write(packed.subarray(0, packed.length - 40), () => response.destroy());
    });
    expect(await failureOf(testClient({ baseUrl: cut, patience: ONCE }).http.exchange(anExchange(), aCall()))).toMatchObject({
      kind: 'busy',
      code: 'connection-cut',
    });
  });
});

describe('connections', () => {
  test('are kept and used again, but what must not be repeated gets one of its own', async () => {
    const ports: (number | undefined)[] = [];
    const baseUrl = await serve((request, response) => {
      ports.push(request.socket.remotePort);
      response.end('{}');
    });
    const { http } = testClient({ baseUrl });
    for (const repeatable of [true, true, false, true]) await http.exchange(anExchange({ repeatable }), aCall());
    expect([ports[1], ports[3]]).toEqual([ports[0], ports[0]]);
    expect(ports[2]).not.toBe(ports[0]);
  });

  test('carry the request as it was written: its text, its own headers, our name', async () => {
    const seen: { readonly headers: NodeJS.Dict<string | string[]>; readonly body: string }[] = [];
    const baseUrl = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.once('end', () => {
        seen.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
        response.end('{}');
      });
    });
    const { http } = testClient({ baseUrl });
    await http.exchange(
      anExchange({ body: () => '{"XM":"张三"}', headers: () => ({ 'content-type': 'application/json; charset=utf-8', 'X-Sign': 'abc' }) }),
      aCall(),
    );
    expect(seen).toMatchObject([
      {
        body: '{"XM":"张三"}',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'x-sign': 'abc',
          'user-agent': 'huzheng',
          accept: 'application/json',
        },
      },
    ]);
  });
});

describe('a private certificate authority', () => {
  const authority = privateAuthority();
  const secure = () => serveSecurely(authority, (_request, response) => response.end('{"secure":true}'));

  test('is trusted where it is configured', async () => {
    const { http } = testClient({ baseUrl: await secure(), caPem: authority.caPem });
    expect(await http.exchange(anExchange(), aCall())).toMatchObject({ body: { secure: true } });
  });

  test('is refused where it is not, with the variable to set, and the counterpart is not taken to be down', async () => {
    const { http, events } = testClient({ baseUrl: await secure(), breaker: { opensAfter: 1, probesAfterMs: [500] } });
    const fault = await failureOf(http.exchange(anExchange({ repeatable: false }), aCall()));
    expect(fault).toMatchObject({ kind: 'broken', code: 'certificate-refused', message: expect.stringContaining('CA_FILE') });
    expect(events).toHaveLength(1);
    expect(http.state().circuit).toBe('closed');
  });

  test('is trusted behind a proxy as well; the proxy sees the address and no more, once for all calls', async () => {
    const baseUrl = await secure();
    const proxy = await serveProxy({ user: 'huzheng', password: 'p@ss/wörd' });
    const { http } = testClient({ baseUrl, proxyUrl: proxy.url, caPem: authority.caPem });
    for (let call = 0; call < 3; call += 1) expect(await http.exchange(anExchange(), aCall())).toMatchObject({ body: { secure: true } });
    expect(proxy.seen).toEqual([`CONNECT ${baseUrl.replace('https://', '')}`]);
  });

  test('does not vouch for another name behind a proxy', async () => {
    const baseUrl = (await secure()).replace('127.0.0.1', 'localhost');
    const { http } = testClient({ baseUrl, proxyUrl: (await serveProxy()).url, caPem: authority.caPem });
    expect(await failureOf(http.exchange(anExchange(), aCall()))).toMatchObject({ kind: 'broken', code: 'certificate-refused' });
  });

  test('is trusted for the proxy itself too', async () => {
    const proxy = await serveProxy({ user: 'huzheng', password: 's3cret', certificate: authority });
    const plain = await serve((_request, response) => response.end('{"secure":false}'));
    const trusting = { proxyUrl: proxy.url, caPem: authority.caPem };
    expect(await testClient({ baseUrl: await secure(), ...trusting }).http.exchange(anExchange(), aCall())).toMatchObject({
      body: { secure: true },
    });
    expect(await testClient({ baseUrl: plain, ...trusting }).http.exchange(anExchange(), aCall())).toMatchObject({
      body: { secure: false },
    });
  });
});

describe('a proxy', () => {
  test('forwards to a counterpart without TLS, to which our sign-in with the proxy is not passed on', async () => {
    const seen: (string | undefined)[] = [];
    const baseUrl = await serve((request, response) => {
      seen.push(request.url, request.headers.host, request.headers['proxy-authorization']);
      response.end('{"forwarded":true}');
    });
    const proxy = await serveProxy({ user: 'huzheng', password: 'p@ss' });
    const { http } = testClient({ baseUrl: `${baseUrl}/city`, proxyUrl: proxy.url });
    expect(await http.exchange(anExchange({ query: { limit: '1' } }), aCall())).toMatchObject({ body: { forwarded: true } });
    expect(proxy.seen).toEqual([`POST ${baseUrl}/city/ask?limit=1`]);
    expect(seen).toEqual(['/city/ask?limit=1', baseUrl.replace('http://', ''), undefined]);
  });

  test.each(['http', 'https'])('that does not know us is a denial that names the variable (%s counterpart)', async (scheme) => {
    const { url } = await serveProxy({ user: 'somebody', password: 'else' });
    const { http } = testClient({ baseUrl: `${scheme}://127.0.0.1:9`, proxyUrl: url.replace('somebody:else', 'huzheng:s3cret') });
    expect(await failureOf(http.exchange(anExchange(), aCall()))).toMatchObject({
      kind: 'denied',
      code: 'proxy-refused',
      message: expect.stringContaining('PROXY_URL'),
    });
  });

  test('that is not there is busy', async () => {
    const { http } = testClient({ baseUrl: 'https://gateway.test', proxyUrl: await deadEnd(), patience: ONCE });
    expect(await failureOf(http.exchange(anExchange({ repeatable: false }), aCall()))).toMatchObject({
      kind: 'busy',
      code: 'connection-refused',
    });
  });

  test('written wrongly is refused at start, without repeating its password', () => {
    const wrong = { baseUrl: 'https://gateway.test', proxyUrl: 'proxy.test:s3cret' };
    expect(() => testClient(wrong)).toThrow(expect.objectContaining({ kind: 'invalid', message: expect.not.stringContaining('s3cret') }));
  });
});

test('a cursor of any characters arrives as it was, also with a server for which a plus sign is no space', async () => {
  const sent: string[] = [];
  const baseUrl = await serve((request, response) => {
    sent.push(request.url ?? '');
    response.end('{}');
  });
  const cursor = ` a+b/c?d=%20&e#f"'<>\\^|~中😀${'x'.repeat(2000)}`;
  const { http } = testClient({ baseUrl: `${baseUrl}/city/` });
  await http.exchange(anExchange({ method: 'GET', path: '/feed', query: { cursor, limit: '7' }, headers: () => ({}) }), aCall());
  const raw = /^\/city\/feed\?cursor=([^&]*)&limit=7$/.exec(sent[0] ?? '')?.[1] ?? '';
  expect(decodeURIComponent(raw)).toBe(cursor);
  expect(new URLSearchParams(`cursor=${raw}`).get('cursor')).toBe(cursor);
});

test.each([301, 302, 307, 308])('a redirect (%i) is not followed: it would carry a signed request elsewhere', async (status) => {
  let followed = 0;
  const elsewhere = await serve((_, response) => {
    followed += 1;
    response.end('{}');
  });
  const baseUrl = await serve((_, response) => response.writeHead(status, { location: `${elsewhere}/ask` }).end());
  const { http } = testClient({ baseUrl, patience: ONCE });
  expect(await failureOf(http.exchange(anExchange(), aCall()))).toMatchObject({ kind: 'broken', code: 'unexpected-status' });
  expect(followed).toBe(0);
});
