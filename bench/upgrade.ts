/**
 * An upgrade while everybody goes on: the version before (UPGRADE_FROM, any git ref; else the last one before the newest migrations) serves
 * verify-identity and works through a night, this version migrates the database under it, joins with a process of its own, takes the load over and
 * the night on, and the old processes are ended as a supervisor ends them. Every question asked has to be answered, and the night completed.
 */
import { type ChildProcess, execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { processEnvironment } from '../src/config.ts';
import { buildCity } from '../src/sandbox/city/city.ts';
import { attachEmbedded } from '../src/storage/embedded/attach.ts';
import { freePort } from '../test/support/free-port.ts';
import type { Report } from './figures.ts';
import { announced, checkOut, command, type Environment, end, service, untilReady } from './upgrade/processes.ts';
import { type Answers, askSteadily, type Steady } from './upgrade/steady.ts';
import { askOf } from './verify/asking.ts';

const MEMBERS = 400;
const SEED = 7;
/** A token lasts for minutes, a client's budget is so much a minute. */
const CLIENTS = 6;
/** UPGRADE_RATE: a rate that the machine bears by far, or all that is measured is how it does not. */
const PER_SECOND = Number(processEnvironment()['UPGRADE_RATE'] ?? 20);
/** What lies before the migrations that this version brings. */
const FROM = 'd121905^';

/** In Asia/Shanghai. */
const dayFromToday = (days: number): string => new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);

export const upgrade = async (): Promise<Report> => {
  const from = processEnvironment()['UPGRADE_FROM'] ?? FROM;
  const folder = await mkdtemp(join(tmpdir(), 'huzheng-upgrade-'));
  const closing: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    return await upgraded(from, folder, closing);
  } finally {
    for (const close of closing.toReversed()) await close();
  }
};

const upgraded = async (from: string, folder: string, closing: (() => Promise<unknown>)[]): Promise<Report> => {
  const [old, mine, home] = [join(folder, 'before'), '.', join(folder, 'home')];
  await checkOut(from, old);
  const city = ['--members', String(MEMBERS), '--seed', String(SEED), '--date', dayFromToday(-1)];
  await command(old, ['start', ...city, '--exit'], { ...processEnvironment(), HUZHENG_HOME: home });
  const server = await attachEmbedded(home, { now: Date.now, sleep: (ms) => sleep(ms), randomBytes });
  closing.push(() => server.detach());
  const keep = (child: ChildProcess): ChildProcess => {
    closing.push(() => end(child));
    return child;
  };

  // From here on as in production: a database by its address, and processes that know nothing of each other.
  const sandbox = await announced<{ readonly environment: Environment }>(old, ['sandbox', ...city, '--json'], {
    ...processEnvironment(),
    HUZHENG_HOME: home,
  });
  keep(sandbox.child);
  const environment: Environment & { readonly HUZHENG_HOME: string } = {
    ...processEnvironment(),
    ...sandbox.said.environment,
    HUZHENG_HOME: home,
    DATABASE_URL: server.url,
    HUZHENG_KEY: (await readFile(join(home, 'key'), 'utf8')).trim(),
    HUZHENG_RULESET: 'sandbox-city',
  };
  const serving = async (checkout: string) => {
    const port = await freePort();
    const child = keep(await service(checkout, ['serve'], { ...environment, PORT: String(port) }));
    await untilReady(child, port);
    return { child, port };
  };
  const before = await serving(old);
  const worker = keep(await service(old, ['work'], environment));
  const people = buildCity({ members: MEMBERS, seed: SEED, date: dayFromToday(-1) }).members.map(({ idNumber, name }) => ({
    idNumber,
    name,
  }));
  const tokens = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, index) => tokenOf(await clientIn(old, `upgrade-${index}`, environment), before.port)),
  );
  let port = before.port;
  const load = askSteadily({ perSecond: PER_SECOND, port: () => port, next: askOf({ people, tokens }) });
  closing.push(() => load.stop());

  const phases: Record<string, Answers> = {};
  await phase(phases, 'version before, alone', load, () => sleep(10_000));
  const date = dayFromToday(0);
  await command(old, ['runs', 'start', '--date', date, '--why', 'upgrade'], environment);
  await phase(phases, 'version before, a night under way', load, () => sleep(5_000));
  let applied = '';
  const migratingSeconds = await phase(phases, 'this version migrates', load, async () => {
    applied = await command(mine, ['migrate'], environment);
  });
  const after = await phaseOf(phases, 'this version comes up beside it', load, () => serving(mine));
  await phase(phases, 'both; load moves to this version', load, async () => {
    port = after.port;
    await sleep(3_000);
  });
  let codes: readonly (number | null)[] = [];
  await phase(phases, 'version before ends by SIGTERM', load, async () => {
    codes = [await end(before.child), await end(worker)];
  });
  keep(await service(mine, ['work'], { ...environment, PORT: 'after' }));
  let night = 'running';
  await phase(phases, 'this version goes on with the night', load, async () => {
    while (night === 'running') {
      await sleep(1_000);
      night = statusIn(await command(mine, ['runs', 'show', `run-${date}`, '--json'], environment));
    }
  });
  await load.stop();
  return reportOf({ from: await describe(from), applied: applied.trim(), migratingSeconds, codes, night, phases });
};

/** Answers how many seconds it took. */
const phase = async (phases: Record<string, Answers>, name: string, load: Steady, act: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await phaseOf(phases, name, load, act);
  return Math.round((performance.now() - startedAt) / 100) / 10;
};

const phaseOf = async <T>(phases: Record<string, Answers>, name: string, load: Steady, act: () => Promise<T>): Promise<T> => {
  const done = await act();
  phases[name] = load.soFar();
  return done;
};

const run = promisify(execFile);

const clientIn = async (checkout: string, clientId: string, environment: Environment): Promise<string> => {
  const { secret } = JSON.parse(await command(checkout, ['clients', 'add', clientId, '--json'], environment)) as {
    readonly secret: string;
  };
  return Buffer.from(`${clientId}:${secret}`).toString('base64');
};

const tokenOf = async (basic: string, port: number): Promise<string> => {
  const answer = await fetch(`http://127.0.0.1:${port}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  });
  return ((await answer.json()) as { readonly access_token: string }).access_token;
};

interface Upgraded {
  /** What the version before is, by its commit. */
  readonly from: string;
  readonly applied: string;
  readonly migratingSeconds: number;
  /** With which its processes ended. */
  readonly codes: readonly (number | null)[];
  readonly night: string;
  readonly phases: Readonly<Record<string, Answers>>;
}

const reportOf = (figures: Upgraded): Report => {
  const { from, applied, migratingSeconds, codes, night, phases } = figures;
  const all = Object.values(phases);
  const asked = all.reduce((sum, one) => sum + one.asked, 0);
  const failed = all.flatMap(({ errors }) => Object.values(errors)).reduce((sum, count) => sum + count, 0);
  const slowestMs = Math.max(...all.map((one) => one.slowestMs));
  const lines = Object.entries(phases).map(([name, { asked: count, again, p50Ms, p99Ms, slowestMs: slowest, errors }]) => {
    const said = [
      ...(again === 0 ? [] : [`${again} sent once more`]),
      ...Object.entries(errors).map(([error, times]) => `${times} × ${error}`),
    ];
    return `  ${name.padEnd(36)} ${String(count).padStart(6)} asked  ${p50Ms} / ${p99Ms} / ${slowest} ms  ${said.join(', ')}`;
  });
  const text = [
    `upgrade from ${from}: ${applied} (${migratingSeconds} s)`,
    `${asked} questions at ${PER_SECOND} a second, ${failed} not answered; median / 99th of a hundred / slowest, by phase:`,
    ...lines,
    `slowest answer ${slowestMs} ms; the old processes ended with ${codes.join(' and ')}; the night that they began is ${night}`,
  ].join('\n');
  return {
    text,
    figures: { ...figures, asked, failed, slowestMs },
    isGood: failed === 0 && night === 'completed' && codes.every((code) => code === 0),
  };
};

const describe = async (ref: string): Promise<string> => (await run('git', ['log', '-1', '--format=%h %s', ref])).stdout.trim();

const statusIn = (shown: string): string => (JSON.parse(shown) as { readonly run: { readonly status: string } }).run.status;
