/** A gateway of medical insurance on a real socket: slow to answer, and refusing above its published rate. And an HTTP client with the real quota. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setInterval as every, setTimeout as sleepFor } from 'node:timers/promises';
import type pg from 'pg';
import { onTestFinished } from 'vitest';
import { SECOND } from '../../src/domain/period.ts';
import { reserveSlot } from '../../src/storage/quota.ts';
import { createUpstreamHttp, type UpstreamClient } from '../../src/upstream/http.ts';
import { sharedQuota } from '../../src/upstream/shared-quota.ts';

const baseInfoOf = (certno: string): object => ({ psn_no: `1${certno}`, psn_cert_type: '01', certno, psn_name: '某某' });
const OUTPUTS: Readonly<Record<string, (data: Record<string, unknown>) => object>> = {
  '9001': () => ({ signinoutb: { sign_time: '2026-11-23 10:00:00', sign_no: 'S1' } }),
  '1901': ({ type }) => ({ list: [{ type, value: '01', label: '普通人员' }] }),
  '1101': ({ certno }) => ({ baseinfo: baseInfoOf(String(certno)), insuinfo: [], idetinfo: [] }),
  '1101B': ({ list }) => ({
    list: (list as readonly { readonly certno: string }[]).map(({ certno }) => ({ certno, infcode: 0, baseinfo: baseInfoOf(certno) })),
  }),
};

export interface SlowGateway {
  readonly url: string;
  /** Answered, the refused ones not counted. */
  readonly calls: () => number;
  readonly refused: () => number;
}

/** Gone when the test is over. */
export const startSlowGateway = async ({
  answersInMs,
  perSecond,
}: {
  readonly answersInMs: number;
  readonly perSecond: number;
}): Promise<SlowGateway> => {
  const came: number[] = [];
  let refused = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const at = performance.now();
    const text = (await request.toArray()).join('');
    const isTooMuch = came.filter((earlier) => earlier > at - SECOND).length >= perSecond;
    if (isTooMuch) refused += 1;
    else came.push(at);
    const output = OUTPUTS[request.url?.split('/').at(-1) ?? '']?.(JSON.parse(text).input.data);
    await sleepFor(answersInMs);
    response.writeHead(isTooMuch ? 429 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ infcode: 0, err_msg: '', output }));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls: () => came.length, refused: () => refused };
};

const sleep = async (ms: number, signal: AbortSignal): Promise<void> => void (await sleepFor(ms, undefined, { signal }));

/** With the quota that all processes share in that database. */
export const clientWithin = (pool: pg.Pool, baseUrl: string): UpstreamClient => {
  const quota = sharedQuota({ now: Date.now, reserve: (lane, spacingMs) => reserveSlot(pool, lane, spacingMs), sleep });
  const http = createUpstreamHttp(
    { source: 'medical-insurance', baseUrl },
    { now: Date.now, random: Math.random, quota, pauseOf: async () => null, sleep, announced: async () => [], observe: () => undefined },
  );
  onTestFinished(http.close);
  return http;
};

/** Begins so many, evenly spaced; all their answers. */
export const atRate = async <T>(perSecond: number, count: number, act: (nth: number) => Promise<T>): Promise<readonly T[]> => {
  const begun: Promise<T>[] = [];
  for await (const _ of every(SECOND / perSecond)) {
    const one = act(begun.length);
    // One that fails before all have begun is told of at the end, and not as nobody's.
    one.catch(() => undefined);
    if (begun.push(one) === count) break;
  }
  return Promise.all(begun);
};
