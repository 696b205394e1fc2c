/**
 * An upgrade while everybody goes on: the version before (the last one before migrations that came together, or any other) serves
 * verify-identity and works through a night, this version migrates the database under it, joins with a process of its own, takes the load over and
 * the night on, and the old processes are ended as a supervisor ends them. Every question asked has to be answered, and the night completed.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processEnvironment } from '../src/config.ts';
import { buildCity } from '../src/sandbox/city/city.ts';
import { attachEmbedded } from '../src/storage/embedded/attach.ts';
import { embeddedTools } from '../test/support/database.ts';
import { freePort } from '../test/support/free-port.ts';
import { end, printed } from './children.ts';
import type { Report } from './figures.ts';
import { benchHome, closedAtLast, kept } from './leaving.ts';
import { defineBench, quantity, text } from './options.ts';
import { announced, checkOut, command, type Environment, service, untilReady } from './upgrade/processes.ts';
import { type Answers, askSteadily, type Steady } from './upgrade/steady.ts';
import { askOf } from './verify/asking.ts';

const MEMBERS = 400;
const SEED = 7;
/** A token lasts for minutes, a client's budget is so much a minute. */
const CLIENTS = 6;
/** What lies before the migrations that this version brings. */
const FROM = 'd121905^';

/** In Asia/Shanghai. */
const dayFromToday = (days: number): string => new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);

export const upgrade = defineBench({
  about: 'an upgrade under load: everybody is answered, and the night under way is completed',
  options: {
    from: text('REF', FROM, 'the version before, as git names it'),
    rate: quantity('20', 'questions a second: far fewer than the machine bears, or all that is measured is how it does not'),
  },
  begin: async ({ from, rate }) => {
    const version = await describe(from);
    return upgraded({ from, version, rate }, await benchHome('upgrade'));
  },
});

interface Upgrading {
  readonly from: string;
  /** By its commit. */
  readonly version: string;
  readonly rate: number;
}

const upgraded = async ({ from, version, rate }: Upgrading, home: string): Promise<Report> => {
  const [old, mine] = [join(dirname(home), 'before'), '.'];
  await checkOut(from, old);
  const city = ['--members', String(MEMBERS), '--seed', String(SEED), '--date', dayFromToday(-1)];
  await command(old, ['start', ...city, '--exit'], { ...processEnvironment(), HUZHENG_HOME: home });
  const server = await kept(attachEmbedded(home, embeddedTools), ({ detach }) => detach());

  // From here on as in production: a database by its address, and processes that know nothing of each other.
  const sandbox = await announced<{ readonly environment: Environment }>(old, ['sandbox', ...city, '--json'], {
    ...processEnvironment(),
    HUZHENG_HOME: home,
  });
  const environment: Environment & { readonly HUZHENG_HOME: string } = {
    ...processEnvironment(),
    ...sandbox.environment,
    HUZHENG_HOME: home,
    DATABASE_URL: server.url,
    HUZHENG_KEY: (await readFile(join(home, 'key'), 'utf8')).trim(),
    HUZHENG_RULESET: 'sandbox-city',
  };
  const serving = async (checkout: string) => {
    const port = await freePort();
    const child = await service(checkout, ['serve'], { ...environment, PORT: String(port) });
    await untilReady(child, port);
    return { child, port };
  };
  const before = await serving(old);
  const worker = await service(old, ['work'], environment);
  const people = buildCity({ members: MEMBERS, seed: SEED, date: dayFromToday(-1) }).members.map(({ idNumber, name }) => ({
    idNumber,
    name,
  }));
  const tokens = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, index) => tokenOf(await clientIn(old, `upgrade-${index}`, environment), before.port)),
  );
  let port = before.port;
  const load = askSteadily({ perSecond: rate, port: () => port, next: askOf({ people, tokens }) });
  const stop = closedAtLast(() => load.stop());

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
  await service(mine, ['work'], { ...environment, PORT: 'after' });
  let night = 'running';
  await phase(phases, 'this version goes on with the night', load, async () => {
    while (night === 'running') {
      await sleep(1_000);
      night = statusIn(await command(mine, ['runs', 'show', `run-${date}`, '--json'], environment));
    }
  });
  await stop();
  return reportOf({ from: version, rate, applied: applied.trim(), migratingSeconds, codes, night, phases });
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
  readonly rate: number;
  readonly applied: string;
  readonly migratingSeconds: number;
  /** With which its processes ended. */
  readonly codes: readonly (number | null)[];
  readonly night: string;
  readonly phases: Readonly<Record<string, Answers>>;
}

const reportOf = (figures: Upgraded): Report => {
  const { from, rate, applied, migratingSeconds, codes, night, phases } = figures;
  const all = Object.values(phases);
  const asked = all.reduce((sum, one) => sum + one.asked, 0);
  const failed = all.flatMap(({ errors }) => Object.values(errors)).reduce((sum, count) => sum + count, 0);
  const slowestMs = Math.max(...all.map((one) => one.slowestMs));
  const lines = Object.entries(phases).map(([name, { asked: count, again, p50Ms, p99Ms, slowestMs: slowest, errors }]) => {
    const beside = [
      ...(again === 0 ? [] : [`${again} sent once more`]),
      ...Object.entries(errors).map(([error, times]) => `${times} × ${error}`),
    ];
    return `  ${name.padEnd(36)} ${String(count).padStart(6)} asked  ${p50Ms} / ${p99Ms} / ${slowest} ms  ${beside.join(', ')}`;
  });
  const said = [
    `upgrade from ${from}: ${applied} (${migratingSeconds} s)`,
    `${asked} questions at ${rate} a second, ${failed} not answered; median / 99th of a hundred / slowest, by phase:`,
    ...lines,
    `slowest answer ${slowestMs} ms; the old processes ended with ${codes.join(' and ')}; the night that they began is ${night}`,
  ].join('\n');
  return {
    text: said,
    ratio: failed / asked,
    figures: { ...figures, asked, failed, slowestMs },
    isGood: failed === 0 && night === 'completed' && codes.every((code) => code === 0),
  };
};

const describe = (ref: string): Promise<string> =>
  printed('git', ['log', '-1', '--format=%h %s', '--end-of-options', ref]).then(
    (said) => said.trim(),
    () => {
      throw new RangeError(`git knows no version "${ref}" here: --from names one, and a clone without its history has none`);
    },
  );

const statusIn = (shown: string): string => (JSON.parse(shown) as { readonly run: { readonly status: string } }).run.status;
