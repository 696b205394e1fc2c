/**
 * What more worker processes on Redis bring: `npm run bench -- workers [--members 20000] [--workers 1,2,4] [--json]`. A first night for each number of
 * processes, and how many members a second each stage does; beside it how much of the machine was at work meanwhile, and who.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { addDays, dayAt, instantOf } from '../src/domain/period.ts';
import { freePort } from '../test/support/free-port.ts';
import type { Report } from './figures.ts';
import { startServer } from './reconcile/database.ts';
import { closedAtLast } from './reconcile/leaving.ts';
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

export const workers = async (flags: readonly string[]): Promise<Report> => {
  const { values } = parseArgs({
    args: flags.filter((flag) => flag !== '--json'),
    options: { members: { type: 'string', default: '20000' }, workers: { type: 'string', default: '1,2,4' } },
  });
  const members = Number(values.members);
  const plan = { members, date: addDays(dayAt(instantOf(Date.now())), -DAYS_AGO), newsNights: 0 };
  const town = await openTown(plan);
  const folder = await mkdtemp(join(tmpdir(), 'huzheng-bench-workers-'));
  const redis = await startRedis(folder);
  const server = await startServer({ isObserved: false });
  try {
    const measured: Measured[] = [];
    for (const count of values.workers.split(',').map(Number)) {
      const bench = await prepare({ plan, town, server, column: 'text' });
      measured.push(await night(bench, { count, folder, redis }));
      await redis.flush();
      process.stderr.write(`${count} workers: ${measured.at(-1)?.seconds.toFixed(1)} s\n`);
    }
    return reportOf(measured, members);
  } finally {
    await server.close();
    await redis.stop();
    await town.close();
    await rm(folder, { recursive: true, force: true });
  }
};

interface Redis {
  readonly url: string;
  readonly pid: number;
  readonly flush: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** One of the bench's own, which forgets everything. */
const startRedis = async (folder: string): Promise<Redis> => {
  const port = await freePort();
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder, '--maxmemory-policy', 'noeviction'];
  const child: ChildProcess = spawn('redis-server', options, { stdio: 'ignore' });
  await once(child, 'spawn');
  // It listens within this time.
  await sleep(1_000);
  const cli = async (command: string): Promise<void> => {
    await once(spawn('redis-cli', ['-p', String(port), command], { stdio: 'ignore' }), 'exit');
  };
  return {
    url: `redis://127.0.0.1:${port}/0`,
    pid: child.pid ?? 0,
    flush: () => cli('flushall'),
    stop: closedAtLast(async () => {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    }),
  };
};

interface Hands {
  readonly count: number;
  readonly folder: string;
  readonly redis: Redis;
}

/** Opened and followed by a process that does not work, because workers are about. */
const night = async (bench: Bench, { count, folder, redis }: Hands): Promise<Measured> => {
  const variables = { ...variablesOf(bench), REDIS_URL: redis.url };
  const services = await Promise.all(
    Array.from({ length: count }, (_, nth) => startService('work', { name: `work-${count}-${nth}`, folder, variables })),
  );
  await attended(bench, count);
  const [redisBefore, before] = [await cpuOf(redis.pid), await bench.town.figures()];
  const seen = watch({ roots: services.map(({ pid }) => pid), postmaster: bench.server.postmaster });
  const startedAt = performance.now();
  const date = nightOf(bench.plan, 1);
  await huzheng(['reconcile', '--date', date], variables);
  const seconds = (performance.now() - startedAt) / 1000;
  const { samples, peakBytes } = await seen();
  const { run } = await summaryOf(bench.server, date);
  const phases = await phasesOf(bench.server, { name: OURS, runId: run.id, samples });
  const [redisAfter, after] = [await cpuOf(redis.pid), await bench.town.figures()];
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
    figures: { name: 'workers', members, cores, stages, nights: measured.map(({ phases: _, ...rest }) => rest) },
    isGood: measured.every(({ status }) => status === 'completed'),
  };
};
