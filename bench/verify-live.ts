/** Live verify-identity end to end: a hundred different people a second, authorities that answer in 200 ms, within their quotas. */
import { median, type Report } from './figures.ts';
import { load } from './load.ts';
import { askOf } from './verify/asking.ts';
import { slowAuthorities } from './verify/slow-authorities.ts';
import { setStage } from './verify/stage.ts';

const ANSWERS_IN_MS = 200;
const PER_SECOND = 100;
const SECONDS = 30;
const CONNECTIONS = 100;
const MOST_P99_MS = 300;

interface Told {
  readonly sources: readonly { readonly source: string; readonly status: string; readonly latencyMs: number }[];
}

export const verifyLive = async (): Promise<Report> => {
  const stage = await setStage({ members: 2_000, clients: 8, counterparts: slowAuthorities(ANSWERS_IN_MS) });
  const ask = askOf(stage, 'live');
  const latencies = new Map<string, number[]>();
  const heard = (body: string): void => {
    for (const { source, status, latencyMs } of (JSON.parse(body) as Told).sources) {
      const key = `${source} ${status}`;
      latencies.set(key, [...(latencies.get(key) ?? []), latencyMs]);
    }
  };
  const round = (from: number, seconds: number) =>
    load({
      port: stage.api.port,
      connections: CONNECTIONS,
      seconds,
      perSecond: PER_SECOND,
      heard,
      next: (nth) => ask(from + nth),
    });
  // Signed in and warmed up, as a service is that has run for a while.
  await round(0, 10);
  latencies.clear();
  const { perSecond, p50Ms, p99Ms, refused, answers } = await round(1_000, SECONDS);
  const bySource = Object.fromEntries([...latencies].toSorted().map(([key, all]) => [key, { answers: all.length, p50Ms: median(all) }]));
  const figures = { answersInMs: ANSWERS_IN_MS, perSecond, answers, refused, p50Ms, p99Ms, bySource };
  const text = [
    `live verify-identity, ${Math.round(perSecond)} a second, authorities that answer in ${ANSWERS_IN_MS} ms: p50 ${p50Ms.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms, ${refused} of ${answers} refused`,
    ...Object.entries(bySource).map(([key, { answers: many, p50Ms: p50 }]) => `  ${key}: ${many}, p50 ${p50} ms`),
  ].join('\n');
  return { text, ratio: p99Ms / MOST_P99_MS, figures, isGood: p99Ms < MOST_P99_MS && refused === 0 };
};
