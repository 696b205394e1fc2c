/**
 * The four counterparts in a process of their own, whose CPU is theirs: `node bench/reconcile/counterparts.ts MEMBERS DATE NEWS_NIGHTS FOLDER`. Prints
 * its address as a line of JSON once the pages stand in the folder; progress goes to stderr. Signatures are not read and no quota is kept.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cityOf } from './city/city.ts';
import { applicationReply, type Reply, tokenReply } from './served/aid-system.ts';
import { civilAnswer, secretAnswer } from './served/civil-affairs.ts';
import { medicalAnswer } from './served/medical-insurance.ts';
import { dictionaryAnswer, feedAnswer, membersAnswer, personCheckAnswer } from './served/social-security.ts';
import { type Served, settle } from './served/state.ts';

/** What a bench asks of its counterparts; no part of `interfaces.md`. */
export interface Figures {
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  /** By operation, since the figures were asked for last. */
  readonly calls: Readonly<Record<string, number>>;
  readonly bytes: number;
  readonly applications: number;
}

export const APPKEY = 'test-appkey';

const [members, date = '', newsNights, folder = ''] = process.argv.slice(2);
const progress = (line: string): void => void process.stderr.write(`counterparts: ${line}\n`);

const textOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
};

const ok = (body: Buffer | string): Reply => ({ status: 200, body: Buffer.from(body) });

const figuresOf = (served: Served): Figures => {
  const { user, system } = process.cpuUsage();
  const figures = {
    cpuSeconds: (user + system) / 1e6,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    calls: Object.fromEntries(served.calls),
    bytes: served.bytes,
    applications: served.applications.size,
  };
  served.calls.clear();
  served.bytes = 0;
  return figures;
};

interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
}

const control = (served: Served, { url }: Asked): Reply => {
  const night = url.searchParams.get('night');
  if (night !== null) served.night = Number(night);
  return ok(JSON.stringify(figuresOf(served)));
};

/** The operation, by which calls are counted, and how it is answered. */
const routeOf = (served: Served, asked: Asked): readonly [string, () => Reply | Promise<Reply>] => {
  const { method, url, body } = asked;
  const [, first = '', second = '', third = '', fourth = ''] = url.pathname.split('/');
  switch (`${first}/${second}`) {
    case 'gateway/secret':
      return ['secret', () => ok(secretAnswer(APPKEY))];
    case 'gateway/services':
      return [third, async () => ok(await civilAnswer(served, third, body))];
    case 'ebus/ybxx':
      return [third, () => ok(medicalAnswer(served, third, body))];
    case 'si/v1':
      if (third === 'dictionary') return ['dictionary', () => ok(dictionaryAnswer())];
      if (third === 'check') return ['check', () => ok(personCheckAnswer(body))];
      return [third, async () => ok(await feedAnswer(served, third as Parameters<typeof feedAnswer>[1], url.searchParams))];
    case 'oauth2/token':
      return ['token', tokenReply];
    case 'v1/members':
      return ['members', async () => ok(await membersAnswer(served, url.searchParams))];
    case 'v1/prefilled-applications':
      return [
        fourth === 'withdrawal' ? 'withdrawal' : method === 'PUT' ? 'deliver' : 'status',
        () => applicationReply(served, { method, applicationId: third, isWithdrawal: fourth === 'withdrawal', body }),
      ];
    default:
      return ['bench', () => control(served, asked)];
  }
};

const answer = async (served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { method = 'GET', url = '/' } = request;
  const [operation, reply] = routeOf(served, {
    method,
    url: new URL(url, 'http://bench'),
    body: method === 'GET' ? '' : await textOf(request),
  });
  const { status, body } = await reply();
  served.calls.set(operation, (served.calls.get(operation) ?? 0) + 1);
  served.bytes += body.length;
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length }).end(body);
};

const served = await settle(cityOf({ members: Number(members), date, newsNights: Number(newsNights) }), folder, progress);
const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  answer(served, request, response).catch((thrown: unknown) => {
    progress(`${request.method} ${request.url?.split('?')[0]}: ${String(thrown)}`);
    response.writeHead(500).end();
  });
}).listen(0, '127.0.0.1');
await once(server, 'listening');
process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })}\n`);
process.once('SIGTERM', () => {
  server.closeAllConnections();
  server.close();
});
