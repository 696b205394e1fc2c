/**
 * What more worker processes on Redis bring. A first night for each number of
 * processes, and how many members a second each stage does; beside it how much of the machine was at work meanwhile, and who.
 */
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { addDays, dayAt, instantOf } from '../src/domain/period.ts';
import { NAMES, REDIS_SERVER, type RedisServer, startRedis } from '../test/redis/redis-server.ts';
import type { Report } from './figures.ts';
import { benchFolder, kept } from './leaving.ts';
import { defineBench, quantities, quantity } from './options.ts';
import { startServer } from './reconcile/database.ts';
import { cpuOf } from './reconcile/measured/proc.ts';
import { type PhaseCost, phasesOf } from './reconcile/measured/stages.ts';
import { watch } from './reconcile/measured/watch.ts';
import { type Bench, nightOf, OURS, prepare, summaryOf, variablesOf } from './reconcile/nights.ts';
import { huzheng, startService } from './reconcile/services.ts';
import { openTown } from './reconcile/town.ts';

const DAYS_AGO = 10;
/** Bound by CPU: `readings` normalises and stores what it reads. */
const STAGES = ['readings', 'verification', 'screening'];
/** Of the machine's cores: more is as good as all. */
const FULL = 0.85;

interface Measured {
  readonly workers: number;
  readonly status: string;
  readonly seconds: number;
  readonly phases: readonly PhaseCost[];
  readonly peakBytes: number;
  readonly redisCpuSeconds: number;
  readonly counterpartCpuSeconds: number;
}

/** Below, most of a stage is its first and its last unit, and one process works through it as fast as four. */
const MEANS_SOMETHING_FROM = 5_000;

export const workers = defineBench({
  about: 'what more worker processes on Redis bring',
  options: { members: quantity('20000', 'of the bench city'), workers: quantities('1,2,4', 'how many processes, one night each') },
  warning: ({ members }) =>
    members < MEANS_SOMETHING_FROM
      ? `Of fewer than ${MEANS_SOMETHING_FROM} members there are too few units for several processes: how much faster they are says nothing.`
      : null,
  begin: ({ members, workers: numbers }) => compared(members, numbers),
});

const compared = async (members: number, numbers: readonly number[]): Promise<Report> => {
  if (REDIS_SERVER === null) throw new RangeError(`none of ${NAMES.join(', ')} is on PATH`);
  const plan = { members, date: addDays(dayAt(instantOf(Date.now())), -DAYS_AGO), newsNights: 0 };
  const folder = await benchFolder('workers');
  const redis = await kept(startRedis(['--maxmemory-policy', 'noeviction']), ({ stop }) => stop());
  const town = await openTown(plan);
  const server = await startServer({ isObserved: false });
  const measured: Measured[] = [];
  for (const number of numbers) {
    const bench = await prepare({ plan, town, server, column: 'text' });
    measured.push(await night(bench, { count: number, folder, redis }));
    await redis.client.flushall();
    process.stderr.write(`${number} workers: ${measured.at(-1)?.seconds.toFixed(1)} s\n`);
  }
  return reportOf(measured, members);
};

interface Hands {
  readonly count: number;
  readonly folder: string;
  readonly redis: RedisServer;
}

/** Opened and followed by a process that does not work, because workers are about. */
const night = async (bench: Bench, { count, folder, redis }: Hands): Promise<Measured> => {
  const variables = { ...variablesOf(bench), REDIS_URL: redis.url };
  const services = await Promise.all(
    Array.from({ length: count }, (_, nth) => startService('work', { name: `work-${count}-${nth}`, folder, variables })),
  );
  await attended(bench, count);
  const [redisBefore, before] = [await cpuOf(redis.pid()), await bench.town.figures()];
  const seen = watch({ roots: services.map(({ pid }) => pid), postmaster: bench.server.postmaster });
  const startedAt = performance.now();
  const date = nightOf(bench.plan, 1);
  await huzheng(['reconcile', '--date', date], variables);
  const seconds = (performance.now() - startedAt) / 1000;
  const { samples, peakBytes } = await seen();
  const { run } = await summaryOf(bench.server, date);
  const phases = await phasesOf(bench.server, { name: OURS, runId: run.id, samples });
  const [redisAfter, after] = [await cpuOf(redis.pid()), await bench.town.figures()];
  for (const service of services) await service.stop();
  return {
    workers: count,
    status: run.status,
    seconds,
    phases,
    peakBytes,
    redisCpuSeconds: redisAfter - redisBefore,
    counterpartCpuSeconds: after.cpuSeconds - before.cpuSeconds,
  };
};

/** Until all of them are there: the first would else have begun alone. */
const attended = async ({ server }: Bench, count: number): Promise<void> => {
  const there = async (): Promise<number> => {
    const [row] = await server.query<{ there: number }>(
      OURS,
      `select count(distinct client_port)::int as there from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    return row?.there ?? 0;
  };
  while ((await there()) < count * 2) await sleep(200);
  await sleep(2_000);
};

const reportOf = (measured: readonly Measured[], members: number): Report => {
  const cores = availableParallelism();
  const alone = measured[0];
  const costOf = ({ phases }: Measured, name: string): PhaseCost | undefined => phases.find(({ phase }) => phase === name);
  const stages = measured.flatMap((one) =>
    STAGES.flatMap((phase) => {
      const cost = costOf(one, phase);
      const before = alone && costOf(alone, phase);
      if (cost === undefined || before === undefined) return [];
      const busy = (cost.cpuSeconds + cost.databaseCpuSeconds) / cost.seconds / cores;
      return [{ ...cost, workers: one.workers, perSecond: members / cost.seconds, speedUp: before.seconds / cost.seconds, busy }];
    }),
  );
  const lines = [
    `${members} members on ${cores} cores; Redis and the counterparts are on the same machine, whose load is ${loadavg()[0]?.toFixed(1)}`,
    ...measured.map(
      (one) =>
        `${one.workers} worker processes: ${one.seconds.toFixed(1)} s, ${one.status}; peak ${Math.round(one.peakBytes / 1e6)} MB a process; CPU of Redis ${one.redisCpuSeconds.toFixed(1)} s, of the counterparts ${one.counterpartCpuSeconds.toFixed(1)} s`,
    ),
    ...stages.map(
      ({ workers: count, phase, seconds, perSecond, speedUp, cpuSeconds, databaseCpuSeconds, busy }) =>
        `  ${count} × ${phase.padEnd(13)} ${seconds.toFixed(1).padStart(7)} s  ${perSecond.toFixed(0).padStart(6)} members/s  ${speedUp.toFixed(2)} × the first  workers' CPU ${cpuSeconds.toFixed(1)} s, PostgreSQL's ${databaseCpuSeconds.toFixed(1)} s: ${(busy * 100).toFixed(0)} % of the machine${busy >= FULL ? ', which is the limit' : ''}`,
    ),
  ];
  return {
    text: lines.join('\n'),
    ratio: efficiencyOf(measured),
    figures: { name: 'workers', members, cores, stages, nights: measured.map(({ phases: _, ...rest }) => rest) },
    isGood: measured.every(({ status }) => status === 'completed'),
  };
};

/** How much faster the last night was than the first, for each process more: 1 is all that there was to gain. */
const efficiencyOf = (measured: readonly Measured[]): number => {
  const [first, last] = [measured[0], measured.at(-1)];
  return first === undefined || last === undefined ? Number.NaN : first.seconds / last.seconds / (last.workers / first.workers);
};
