/** Stands before a counterpart, counts what it is asked, and puts nonsense in the place of some answers. What was asked has mostly been done all the same. */
import { once } from 'node:events';
import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Source } from '../../../src/domain/sources.ts';

export const NONSENSE = ['not-json', 'wrong-types', 'too-large', 'wrong-signature'] as const;
export type Nonsense = (typeof NONSENSE)[number];

export interface GoBetween {
  readonly port: number;
  /** Calls so far. */
  readonly calls: () => number;
  /** So many answers from now on. */
  readonly spoil: (how: Nonsense, answers: number) => void;
  readonly close: () => Promise<void>;
}

interface Said {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export const standBefore = async (source: Source, url: string): Promise<GoBetween> => {
  const spoiling: Nonsense[] = [];
  let calls = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    calls += 1;
    const how = spoiling.shift();
    const { status, headers, body } = how === 'wrong-signature' ? REFUSALS[source] : spoilt(how, await passOn(request, url));
    response.writeHead(status, { ...headers, 'content-length': body.length }).end(body);
  };
  const server = createServer((request, response) => void answer(request, response).catch(() => request.socket.resetAndDestroy()));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    calls: () => calls,
    spoil: (how, answers) => void spoiling.push(...Array.from({ length: answers }, () => how)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** Rejects where the counterpart hangs up, also in the middle of its answer: the caller is then hung up on too. */
const passOn = async (request: IncomingMessage, url: string): Promise<Said> => {
  const { method, headers } = request;
  const asked = ask(new URL(request.url ?? '/', url), { method, headers, agent: false });
  request.pipe(asked);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const body = Buffer.concat(await response.toArray());
  return { status: response.statusCode ?? 0, headers: response.headers, body };
};

const spoilt = (how: Exclude<Nonsense, 'wrong-signature'> | undefined, said: Said): Said => {
  switch (how) {
    case undefined:
      return said;
    case 'not-json':
      return { status: 200, headers: { 'content-type': 'text/html' }, body: Buffer.from('<html><title>登录</title></html>') };
    case 'wrong-types':
      return { ...said, body: Buffer.from(JSON.stringify(turned(JSON.parse(said.body.toString()), 0))) };
    case 'too-large':
      return { ...said, body: Buffer.concat([PADDING, said.body]) };
  }
};

/** More than is read of any answer (`MAX_ANSWER_BYTES`), and JSON all the same. */
const PADDING = Buffer.alloc(17 * 1024 * 1024, ' ');

/** Every value inside another kind of value: it still parses, and nothing in it is what the interface says. */
const turned = (value: unknown, depth: number): unknown => {
  if (Array.isArray(value)) return { list: value.length };
  if (typeof value === 'object' && value !== null)
    return depth > 1 ? [] : Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, turned(inner, depth + 1)]));
  return [value === null];
};

const json = (status: number, body: object): Said => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: Buffer.from(JSON.stringify(body)),
});

/** Each in its own words. */
const REFUSALS: Readonly<Record<Source, Said>> = {
  'civil-affairs': json(200, { code: '1001', msg: '签名错误', sign: '', biz_data: null }),
  'medical-insurance': json(401, { errcode: '401', errmsg: '签名校验失败：wrong-signature' }),
  'social-security': json(403, { code: 'A0301', message: '签名校验失败：wrong-signature' }),
  'aid-system': json(401, { type: 'about:blank', title: 'unauthorized', status: 401 }),
};
