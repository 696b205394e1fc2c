// One counterpart on a real socket: keep-alive HTTP, and the transport faults of `--faults`.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../clock.ts';
import type { Fault, FaultSchedule } from '../faults.ts';
import { Dice, hashText } from '../random.ts';
import type { Tally } from '../tally.ts';
import { type Answer, type Counterpart, type Mood, type Received, retryAfter } from './exchange.ts';

const LARGEST_BODY_BYTES = 8 * 1024 * 1024;
const KEEP_ALIVE_MS = 75_000;

export interface Serving {
  readonly counterpart: Counterpart;
  readonly schedule: FaultSchedule;
  readonly tally: Tally;
  readonly clock: Clock;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** No answer is sent sooner after its question. */
  readonly answersInMs: number;
}

export interface Served {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const read = async (request: IncomingMessage): Promise<Received> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LARGEST_BODY_BYTES) throw new RangeError('body too large');
  }
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers,
    text: Buffer.concat(chunks).toString('utf8'),
  };
};

const MOODS: Partial<Record<Fault['kind'], Mood>> = { badrecord: 'badrecord', empty: 'empty', forget: 'forget', refuse: 'refuse' };

const answerOf = ({ counterpart, tally }: Serving, received: Received, mood: Mood): Answer => {
  try {
    return counterpart.answer(received, mood);
  } catch (error) {
    tally.crashed();
    return { status: 500, body: { message: `the sandbox itself failed: ${error instanceof Error ? error.message : 'unknown'}` } };
  }
};

/** 502, 503, 504 and 429 in turn; a 504 means the work was done and only its answer was lost. */
const brokenAnswer = (call: number, nowMs: number): Answer => {
  const status = [503, 502, 504, 429][call % 4] ?? 503;
  const headers = status === 503 || status === 429 ? retryAfter(1, nowMs, call >> 2) : {};
  return { status, headers, body: { message: `fault on purpose: HTTP ${status}` } };
};

/** 2 to 30 seconds, mostly short. */
const stallMs = (call: number): number => Math.round(2000 + new Dice(hashText(`stall ${call}`)).next() ** 3 * 28_000);

const send = (response: ServerResponse, { status, body, headers }: Answer, cut: boolean): void => {
  const payload = Buffer.from(JSON.stringify(body), 'utf8');
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': payload.length, ...headers });
  if (!cut) {
    response.end(payload);
    return;
  }
  // Half the promised bytes, then the connection goes: a reader must not take it for an answer.
  response.write(payload.subarray(0, Math.floor(payload.length / 2)), () => response.socket?.destroy());
};

class Stalls {
  readonly #under = new Set<AbortController>();

  /** Waits unless the caller hangs up or the sandbox closes first. */
  async hold(clock: Clock, ms: number, response: ServerResponse): Promise<void> {
    const stall = new AbortController();
    this.#under.add(stall);
    response.once('close', () => stall.abort());
    await clock.wait(ms, stall.signal);
    this.#under.delete(stall);
  }

  end(): void {
    for (const stall of this.#under) stall.abort();
  }
}

const handle = async (serving: Serving, stalls: Stalls, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { counterpart, schedule, tally, clock, answersInMs } = serving;
  const readyAt = clock.now() + answersInMs;
  const { source } = counterpart;
  const received = await read(request);
  tally.called(source, counterpart.operationOf(received));
  const fault = schedule.next();
  if (fault) tally.faulted(source, fault.kind);
  if (fault?.kind === 'down') {
    request.socket.resetAndDestroy();
    return;
  }
  const broken = fault?.kind === 'error' ? brokenAnswer(fault.call, clock.now()) : undefined;
  const mood = (fault && MOODS[fault.kind]) ?? 'plain';
  const answer = !broken || broken.status === 504 ? answerOf(serving, received, mood) : broken;
  if (fault?.kind === 'slow') await stalls.hold(clock, stallMs(fault.call), response);
  if (readyAt > clock.now()) await stalls.hold(clock, readyAt - clock.now(), response);
  if (!response.destroyed) send(response, broken ?? answer, fault?.kind === 'cut');
};

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });

/** Serves until closed. Rejects with the system's error, for instance EADDRINUSE, if it cannot listen. */
export const serve = async (serving: Serving): Promise<Served> => {
  const stalls = new Stalls();
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    // The caller hung up mid-body, or sent one too large to read: nobody is left to answer.
    handle(serving, stalls, request, response).catch(() => response.destroy());
  });
  await listen(server, serving.port, serving.host);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${serving.host.includes(':') ? `[${serving.host}]` : serving.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        stalls.end();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
