/** What an operator sees of a night in a collector: one tree from the tick to the deliveries, told by two processes, and nobody's name or number. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Day, dayAt, instantOf } from '../../src/domain/period.ts';
import { buildCity } from '../../src/sandbox/city/city.ts';
import { type Collector, openCollector, type SeenSpan, unconnected } from '../support/collector.ts';
import { personalOf } from '../support/personal-city.ts';
import { searcherOf } from '../support/personal-search.ts';
import type { Command } from './huzheng.ts';
import { openStage, variablesOf } from './stage.ts';

const stage = openStage();
let collector: Collector;
let spans: readonly SeenSpan[];
let answers: readonly Answers[];

/** The tick runs the date it fires on. */
const today: Day = dayAt(instantOf(Date.now()));
const CITY = { members: 60, seed: 7, date: today };

beforeAll(async () => {
  collector = await openCollector();
  const [home, theirs] = [await stage.madeHome(), await stage.home()];
  const options = ['--members', String(CITY.members), '--seed', String(CITY.seed), '--date', CITY.date];
  const environment = {
    ...(await variablesOf(stage.start(['sandbox', ...options], { home: theirs }))),
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-token=of%20the%20collector',
    OTEL_SERVICE_NAME: 'huzheng-test',
    HUZHENG_CRON: '* * * * * *',
    HUZHENG_PROBE_PORT: '0',
  };
  const worker = stage.start(['work'], { home, environment });
  await worker.says(/serviceStarted/);
  const schedule = stage.start(['schedule'], { home, environment });
  await worker.says(/runClosed/);
  answers = await Promise.all([worker, schedule].map((service) => askProbes(service)));
  for (const service of [schedule, worker]) {
    service.interrupt('SIGTERM');
    await service.ended;
  }
  spans = collector.spans();
}, 300_000);
afterAll(async () => {
  await stage.clear();
  await collector.close();
});

interface Answers {
  readonly alive: number;
  readonly ready: unknown;
  readonly metrics: string;
}

const askProbes = async (service: Command): Promise<Answers> => {
  const [, port] = /"port":(\d+)/.exec(await service.says(/serviceStarted/)) ?? [];
  const ask = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${port}${path}`);
  return {
    alive: (await ask('/healthz')).status,
    ready: await (await ask('/readyz')).json(),
    metrics: await (await ask('/metrics')).text(),
  };
};

describe('a worker and a schedule with a port for probes', () => {
  it('say that they live and are ready, and what each of them counts', () => {
    for (const { alive, ready } of answers) {
      expect(alive).toBe(200);
      expect(ready).toEqual({ status: 'ready', database: 'ok', missing: [] });
    }
    const [worker, schedule] = answers.map(({ metrics }) => metrics);
    expect(worker).toMatch(/huzheng_work_seconds_count\{step="verify",outcome="finished"\} [1-9]/);
    expect(worker).toMatch(/huzheng_deliveries_total\{programme="[\w-]+",outcome="delivered"\} [1-9]/);
    expect(schedule).toContain('huzheng_process_info{mode="schedule"} 1');
    expect(schedule).toContain('huzheng_run_status{status="completed"} 1');
  });
});

describe('a night over two processes', () => {
  it('is one tree from the tick to the deliveries', () => {
    const night = spans.filter(({ traceId }) => traceId === spans.find(({ name }) => name === 'run')?.traceId);
    expect(unconnected(night)).toEqual([]);
    expect(night.filter(({ parentId }) => parentId === null).map(({ name }) => name)).toEqual(['tick']);
    expect(night.find(({ name }) => name === 'tick')?.resource).toMatchObject({
      'service.name': 'huzheng-test',
      'huzheng.mode': 'schedule',
    });
    expect(night.find(({ name }) => name === 'deliver')?.resource).toMatchObject({ 'huzheng.mode': 'work' });
    for (const name of [
      'call civil-affairs',
      'call medical-insurance',
      'call social-security',
      'call aid-system',
      'save',
      'attempt screen',
    ])
      expect(
        night.some((span) => span.name === name),
        name,
      ).toBe(true);
  });

  it('says of nobody who they are', () => {
    const everything = collector.received().map(({ body }) => Buffer.from(body));
    expect(everything.length).toBeGreaterThan(0);
    const search = searcherOf(personalOf(buildCity(CITY)));
    expect(everything.flatMap((bytes) => search.in(bytes))).toEqual([]);
  });

  it('hands the collector its headers', () => {
    expect(collector.received().every(({ headers }) => headers['x-token'] === 'of the collector')).toBe(true);
  });
});
