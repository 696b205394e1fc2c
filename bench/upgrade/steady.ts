/** Questions at fixed instants, whether or not earlier ones have been answered: who keeps silent for a second is seen to, by everybody who asked in it. */
import { Agent, request } from 'node:http';
import type { Ask } from '../load.ts';

export interface Answers {
  readonly asked: number;
  /** Sent once more, because the connection had stood idle and was closed under the question (RFC 9112 §9.3.1); their time counts from the beginning. */
  readonly again: number;
  /** Anything but 200, or no answer at all: what it was, and how often. */
  readonly errors: Readonly<Record<string, number>>;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly slowestMs: number;
}

export interface Steady {
  /** Of what was asked since the last time. */
  readonly soFar: () => Answers;
  /** Asks nobody any more, and waits for what was asked. */
  readonly stop: () => Promise<void>;
}

interface Answered {
  readonly ms: number;
  readonly again: boolean;
  /** Null: 200. */
  readonly error: string | null;
}

/** As a pool of callers has: who finds none free waits, and that is counted. */
const MOST_SOCKETS = 32;

export const askSteadily = ({
  perSecond,
  port,
  next,
}: {
  readonly perSecond: number;
  readonly port: () => number;
  readonly next: (nth: number) => Ask;
}): Steady => {
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_SOCKETS });
  let answered: Answered[] = [];
  const underWay = new Set<Promise<void>>();
  const startedAt = performance.now();
  let nth = 0;
  const askOne = async (dueAt: number): Promise<void> => {
    const ask = next(nth);
    const first = await errorOf(ask, { port: port(), agent });
    const again = first === CLOSED_WHILE_IDLE;
    const error = again ? await errorOf(ask, { port: port(), agent }) : first;
    answered.push({ ms: performance.now() - dueAt, again, error });
  };
  const timer = setInterval(() => {
    for (; startedAt + (nth * 1000) / perSecond <= performance.now(); nth += 1) {
      const asking = askOne(startedAt + (nth * 1000) / perSecond).finally(() => underWay.delete(asking));
      underWay.add(asking);
    }
  }, 5);
  return {
    soFar: () => {
      const taken = answered;
      answered = [];
      return answersOf(taken);
    },
    stop: async () => {
      clearInterval(timer);
      await Promise.all(underWay);
      agent.destroy();
    },
  };
};

export const answersOf = (answered: readonly Answered[]): Answers => {
  const ordered = answered.map(({ ms }) => ms).toSorted((one, other) => one - other);
  const at = (share: number): number => Math.round(ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * share))] ?? 0);
  const errors: Record<string, number> = {};
  for (const { error } of answered) if (error !== null) errors[error] = (errors[error] ?? 0) + 1;
  const again = answered.filter((one) => one.again).length;
  return { asked: answered.length, again, errors, p50Ms: at(0.5), p99Ms: at(0.99), slowestMs: Math.round(ordered.at(-1) ?? 0) };
};

const CLOSED_WHILE_IDLE = 'closed while idle';

const errorOf = ({ method, path, headers, body }: Ask, { port, agent }: { readonly port: number; readonly agent: Agent }) =>
  new Promise<string | null>((resolve) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const asked = request({ host: '127.0.0.1', port, agent, method, path, headers: { ...headers, ...length } }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode === 200 ? null : `HTTP ${response.statusCode}`));
      response.on('error', (fault) => resolve(fault.message));
    });
    asked.on('error', ({ code, message }: NodeJS.ErrnoException) =>
      resolve(code === 'ECONNRESET' && asked.reusedSocket ? CLOSED_WHILE_IDLE : (code ?? message)),
    );
    asked.end(body);
  });
