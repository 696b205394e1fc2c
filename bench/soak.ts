/**
 * Nights following each other without a pause. One `work`, one `serve` that is asked about
 * people all the while, and a command that opens each night; every night brings news, and every seventh a catch-up. Memory, connections, file handles and
 * dead rows are looked at every few seconds, and must not rise once the first third is over.
 */
import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { addDays, dayAt, instantOf, MINUTE, SECOND } from '../src/domain/period.ts';
import { freePort } from '../test/support/free-port.ts';
import type { Report } from './figures.ts';
import { benchFolder } from './leaving.ts';
import { defineBench, quantity } from './options.ts';
import { nameOf } from './reconcile/city/city.ts';
import { identityOf } from './reconcile/city/identity.ts';
import { startServer } from './reconcile/database.ts';
import { type Point, type Tolerance, type Verdict, verdictOn } from './reconcile/measured/flat.ts';
import { type Bench, nightOf, OURS, prepare, summaryOf, variablesOf } from './reconcile/nights.ts';
import { huzheng, type Service, startService } from './reconcile/services.ts';
import { openTown } from './reconcile/town.ts';
import { askOf, residentMegabytes } from './verify/asking.ts';

/** Nights there are dates for; the last of them is over today. */
const MOST_NIGHTS = 150;
const LOOK_EVERY_MS = 5 * SECOND;
const ASK_EVERY_MS = 2 * SECOND;
const TOKEN_LASTS_MS = 4 * MINUTE;

const TOLERANCES: Readonly<Record<string, Tolerance>> = {
  'work, resident MB': { share: 0.1, least: 20 },
  'serve, resident MB': { share: 0.1, least: 20 },
  'serve, heap MB': { share: 0.15, least: 10 },
  'work, file handles': { share: 0.1, least: 2 },
  'serve, file handles': { share: 0.1, least: 2 },
  'connections to PostgreSQL': { share: 0.1, least: 2 },
  'dead rows, % of all': { share: 0, least: 5 },
  'bytes a live row': { share: 0.1, least: 0 },
};

interface Soaked {
  readonly seconds: number;
  readonly nights: readonly { readonly date: string; readonly seconds: number; readonly status: string }[];
  readonly series: Readonly<Record<string, readonly Point[]>>;
  /** Of the API, by HTTP status. */
  readonly answers: Readonly<Record<string, number>>;
}

/** Heaps are collected when they are full: before, they rise, and whether they fall again is not seen. */
const MINUTES_TO_REST = 30;

export const soak = defineBench({
  about: 'nights without a pause: nothing that a process holds may rise',
  options: { minutes: quantity('30', 'how long'), members: quantity('500', 'of the bench city') },
  warning: ({ minutes }) =>
    minutes < MINUTES_TO_REST
      ? `In less than ${MINUTES_TO_REST} minutes a heap is not once full: whether memory is flat says little.`
      : null,
  begin: async ({ minutes, members }) => {
    const plan = { members, date: addDays(dayAt(instantOf(Date.now())), -MOST_NIGHTS - 1), newsNights: MOST_NIGHTS };
    const folder = await benchFolder('soak');
    const town = await openTown(plan);
    const server = await startServer({ isObserved: false });
    const bench = await prepare({ plan, town, server, column: 'text' });
    return reportOf(await soaked(bench, { folder, lastsMs: minutes * MINUTE }), members);
  },
});

const soaked = async (bench: Bench, { folder, lastsMs }: { readonly folder: string; readonly lastsMs: number }): Promise<Soaked> => {
  const port = await freePort();
  const variables = { ...variablesOf(bench), PORT: String(port) };
  const work = await startService('work', { name: 'work', folder, variables });
  const serve = await startService('serve', { name: 'serve', folder, variables });
  await ready(port);
  const startedAt = Date.now();
  const isOver = (): boolean => Date.now() - startedAt >= lastsMs;
  const series: Record<string, Point[]> = Object.fromEntries(Object.keys(TOLERANCES).map((name) => [name, []]));
  const look = async (): Promise<void> => {
    const seen = await looked(bench, { work, serve, port });
    for (const [name, value] of Object.entries(seen)) series[name]?.push({ at: (Date.now() - startedAt) / SECOND, value });
  };
  const [nights, answers] = await Promise.all([
    nightsUntil(isOver, bench, variables),
    asking(isOver, { port, variables, members: bench.plan.members }),
    every(LOOK_EVERY_MS, isOver, look),
  ]);
  await serve.stop();
  await work.stop();
  return { seconds: (Date.now() - startedAt) / SECOND, nights, series, answers };
};

const every = async (ms: number, isOver: () => boolean, act: () => Promise<void>): Promise<void> => {
  while (!isOver()) {
    await act();
    await sleep(ms);
  }
};

const ready = async (port: number): Promise<void> => {
  const isUp = (): Promise<boolean> =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isUp())) await sleep(200);
};

const nightsUntil = async (
  isOver: () => boolean,
  { plan, town, server }: Bench,
  variables: Readonly<Record<string, string>>,
): Promise<Soaked['nights']> => {
  const nights: Soaked['nights'][number][] = [];
  for (let night = 1; night <= MOST_NIGHTS && !isOver(); night += 1) {
    await town.turnTo(night);
    const date = nightOf(plan, night);
    const startedAt = performance.now();
    await huzheng(['reconcile', '--date', date], variables);
    const { run } = await summaryOf(server, date);
    nights.push({ date, seconds: (performance.now() - startedAt) / SECOND, status: run.status });
    process.stderr.write(`night ${night} (${date}): ${run.status}, ${nights.at(-1)?.seconds.toFixed(1)} s\n`);
  }
  return nights;
};

interface Questions {
  readonly port: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly members: number;
}

const asking = async (isOver: () => boolean, { port, variables, members }: Questions): Promise<Soaked['answers']> => {
  const { secret } = JSON.parse(await huzheng(['clients', 'add', 'bench-soak', '--json'], variables)) as { readonly secret: string };
  const people = Array.from({ length: members }, (_, person) => ({ idNumber: identityOf(person).idNumber, name: nameOf(person) }));
  const answers: Record<string, number> = {};
  let [token, until, nth] = ['', 0, 0];
  await every(ASK_EVERY_MS, isOver, async () => {
    if (Date.now() > until) [token, until] = [await tokenOf(secret, port), Date.now() + TOKEN_LASTS_MS];
    const { path, ...request } = askOf({ people, tokens: [token] })(nth++);
    const { status } = await fetch(`http://127.0.0.1:${port}${path}`, request);
    answers[status] = (answers[status] ?? 0) + 1;
  });
  return answers;
};

const tokenOf = async (secret: string, port: number): Promise<string> => {
  const answer = await fetch(`http://127.0.0.1:${port}/oauth2/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`bench-soak:${secret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
  return ((await answer.json()) as { readonly access_token: string }).access_token;
};

interface Looking {
  readonly work: Service;
  readonly serve: Service;
  readonly port: number;
}

interface Stored {
  readonly connections: number;
  readonly live: number;
  readonly dead: number;
  readonly bytes: number;
}

const STORED = `select (select count(*)::float from pg_stat_activity where datname = current_database()) as connections,
  sum(n_live_tup)::float as live, sum(n_dead_tup)::float as dead, sum(pg_total_relation_size(relid))::float as bytes from pg_stat_user_tables`;

const looked = async ({ server }: Bench, { work, serve, port }: Looking): Promise<Readonly<Record<string, number>>> => {
  const handles = async ({ pid }: Service): Promise<number> => (await readdir(`/proc/${pid}/fd`)).length;
  const [stored] = await server.query<Stored>(OURS, STORED);
  const { connections = 0, live = 0, dead = 0, bytes = 0 } = stored ?? {};
  return {
    'work, resident MB': await residentMegabytes(work.pid),
    'serve, resident MB': await residentMegabytes(serve.pid),
    'serve, heap MB': await heapMegabytes(port),
    'work, file handles': await handles(work),
    'serve, file handles': await handles(serve),
    // Without the one that asks.
    'connections to PostgreSQL': connections - 1,
    'dead rows, % of all': (100 * dead) / Math.max(1, live + dead),
    'bytes a live row': bytes / Math.max(1, live),
  };
};

const heapMegabytes = async (port: number): Promise<number> => {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^nodejs_heap_size_used_bytes (\S+)$/m.exec(text)?.[1] ?? 0) / 1e6;
};

const reportOf = ({ seconds, nights, series, answers }: Soaked, members: number): Report => {
  const verdicts = Object.entries(TOLERANCES).map(([name, tolerance]) => verdictOn(name, series[name] ?? [], tolerance));
  const third = Math.floor(nights.length / 3);
  const mean = (some: readonly { readonly seconds: number }[]): number =>
    some.reduce((sum, night) => sum + night.seconds, 0) / Math.max(1, some.length);
  const statuses = Object.entries(Object.groupBy(nights, ({ status }) => status)).map(([status, some]) => `${some?.length} ${status}`);
  const line = ({ name, isFlat, mean: usual, least, most, rise, tolerance }: Verdict): string =>
    `  ${name.padEnd(26)} ${usual.toFixed(1).padStart(8)} (${least.toFixed(1)} to ${most.toFixed(1)}), risen ${rise.toFixed(1)} of at most ${tolerance.toFixed(1)}: ${isFlat ? 'flat' : 'NOT FLAT'}`;
  return {
    text: [
      `${nights.length} nights of ${members} members in ${(seconds / 60).toFixed(1)} minutes: ${statuses.join(', ')}; ${mean(nights.slice(third, 2 * third)).toFixed(1)} s a night in the middle third, ${mean(nights.slice(2 * third)).toFixed(1)} s in the last`,
      `questions answered, by status: ${JSON.stringify(answers)}`,
      'over the last two thirds:',
      ...verdicts.map(line),
    ].join('\n'),
    ratio: Math.max(...verdicts.map(({ rise, tolerance }) => rise / tolerance)),
    figures: { name: 'soak', members, seconds, verdicts, answers, nights },
    isGood: verdicts.every(({ isFlat }) => isFlat) && nights.every(({ status }) => status === 'completed'),
  };
};
