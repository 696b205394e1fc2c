/** A closed loop of so many connections: each asks, waits for the whole answer, and asks again. */
import { Agent, request } from 'node:http';

export interface Ask {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Load {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly answers: number;
  /** Answers other than 200. */
  readonly refused: number;
}

export interface LoadPlan {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  readonly next: (nth: number) => Ask;
  /** At most so many begin in a second; unlimited if left out. */
  readonly perSecond?: number;
  /** Each answer's body. */
  readonly heard?: (body: string) => void;
}

export const load = async ({ port, connections, seconds, next, perSecond, heard }: LoadPlan): Promise<Load> => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies: number[] = [];
  let [begun, refused] = [0, 0];
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  const turn = async (): Promise<void> => {
    while (performance.now() < endsAt) {
      const nth = begun++;
      if (perSecond !== undefined) await until(startedAt + (nth * 1000) / perSecond);
      const askedAt = performance.now();
      if ((await statusOf(next(nth), { port, agent, heard })) !== 200) refused += 1;
      latencies.push(performance.now() - askedAt);
    }
  };
  await Promise.all(Array.from({ length: connections }, turn));
  const tookSeconds = (performance.now() - startedAt) / 1000;
  agent.destroy();
  const ordered = latencies.toSorted((a, b) => a - b);
  const at = (share: number): number => ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * share))] ?? Number.NaN;
  return { perSecond: ordered.length / tookSeconds, p50Ms: at(0.5), p99Ms: at(0.99), answers: ordered.length, refused };
};

const until = (at: number): Promise<void> => {
  const waitMs = at - performance.now();
  return waitMs <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, waitMs));
};

interface Asking {
  readonly port: number;
  readonly agent: Agent;
  readonly heard: LoadPlan['heard'];
}

const statusOf = ({ method, path, headers, body }: Ask, { port, agent, heard }: Asking): Promise<number> =>
  new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const asked = request({ host: '127.0.0.1', port, agent, method, path, headers: { ...headers, ...length } }, (response) => {
      const status = response.statusCode ?? 0;
      const parts: Buffer[] = [];
      if (heard === undefined) response.resume();
      else response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        if (status === 200) heard?.(Buffer.concat(parts).toString());
        resolve(status);
      });
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
