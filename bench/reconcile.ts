/**
 * What a night costs beside its floor.
 * Real `huzheng reconcile` processes, the counterparts over HTTP in a process of their own, a PostgreSQL for floor and ours alike. Several numbers of
 * members, separated by commas, are measured one after the other, and how far the time grows beside the members is told too.
 */
import { loadavg, tmpdir } from 'node:os';
import { addDays, dayAt, instantOf } from '../src/domain/period.ts';
import { defineBench, oneOf, quantities, text } from './options.ts';
import { freeBytes, startServer } from './reconcile/database.ts';
import { type Bench, type FloorNight, floorCatchUp, floorNight, OURS, type OurNight, ourNight, prepare } from './reconcile/nights.ts';
import { BOUNDS_MEAN_SOMETHING_FROM, type Measured, reportOf } from './reconcile/report.ts';
import { openTown } from './reconcile/town.ts';

/** Pages, and either the floor's table or ours with its indexes and log. */
const BYTES_A_MEMBER = 50_000;
/** So many days lie between the first night and today: a night is of a day that is over. */
const DAYS_AGO = 10;

const progress = (line: string): void => void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);

const NIGHTS = ['first', 'first,ordinary', 'first,ordinary,catch-up'] as const;

interface Options {
  readonly members: number;
  readonly nights: (typeof NIGHTS)[number];
  readonly profiles: string | null;
  readonly column: Bench['column'];
}

export const reconcile = defineBench({
  about: 'what a night costs beside its floor',
  options: {
    members: quantities('100000', 'of the bench city; several are measured one after the other'),
    nights: oneOf(NIGHTS, 'first,ordinary,catch-up', 'which nights'),
    profiles: text('FOLDER', null, 'profiles of each process, and where CPU goes by file and by statement'),
    column: oneOf(['text', 'jsonb'], 'text', 'what the floor keeps a row as'),
  },
  warning: ({ members }) => {
    const small = members.filter((one) => one < BOUNDS_MEAN_SOMETHING_FROM);
    return small.length === 0
      ? null
      : `Bounds are for ${BOUNDS_MEAN_SOMETHING_FROM} members and more: of a night of ${small.join(' or ')}, much is the start of its processes, and whether it is within them is not judged.`;
  },
  begin: async ({ members, ...options }) => {
    const measured: Measured[] = [];
    for (const one of members) measured.push(await measure({ ...options, members: one }));
    return reportOf(measured);
  },
});

const measure = async (options: Options): Promise<Measured> => {
  const { members } = options;
  const [wanted, free] = [members * BYTES_A_MEMBER, await freeBytes(tmpdir())];
  progress(`${members} members: up to ${Math.ceil(wanted / 1e9)} GB of disk in ${tmpdir()}, of ${Math.floor(free / 1e9)} GB free`);
  if (wanted > free) throw new RangeError(`the disk is too small for ${members} members: ${tmpdir()} is where TMPDIR says`);
  const plan = { members, date: addDays(dayAt(instantOf(Date.now())), -DAYS_AGO), newsNights: 1 };
  const town = await openTown(plan);
  const server = await startServer({ isObserved: options.profiles !== null });
  const measured = await nights(await prepare({ plan, town, server, column: options.column }), options);
  // Room for the next.
  await server.close();
  await town.close();
  return measured;
};

const FIRST_NIGHT = 1;
const ORDINARY_NIGHT = 2;
/** Nothing changes any more; that of the catch-up costs what the quiet one costs, and the catch-up. */
const QUIET_NIGHT = 3;
const CATCH_UP_NIGHT = 4;

const nights = async (bench: Bench, options: Options): Promise<Measured> => {
  const ours = async (night: number, isCatchUpDue = false): Promise<OurNight> => {
    const done = await ourNight(bench, { night, isCatchUpDue, profiles: options.profiles });
    progress(`our night ${night}: ${done.summary.run.status}, ${done.seconds.toFixed(1)} s`);
    return done;
  };
  const floor = async (night: number, after: FloorNight | null): Promise<FloorNight> => {
    const done = await floorNight(bench, night, after);
    progress(`floor of night ${night}: ${done.rows} rows, ${done.seconds.toFixed(1)} s`);
    return done;
  };
  const firstFloor = await floor(FIRST_NIGHT, null);
  const first = await ours(FIRST_NIGHT);
  const storedBytes = await sizeOf(bench);
  const storedRows = await rowsOf(bench);
  const measured = {
    members: options.members,
    load: loadavg()[0] ?? 0,
    column: options.column,
    first: { ours: first, floor: firstFloor },
    storedBytes,
    storedRows,
  };
  if (!options.nights.includes('ordinary')) return { ...measured, ordinary: null, catchUp: null };
  await bench.town.turnTo(ORDINARY_NIGHT);
  const ordinary = { floor: await floor(ORDINARY_NIGHT, firstFloor), ours: await ours(ORDINARY_NIGHT) };
  if (!options.nights.includes('catch-up')) return { ...measured, ordinary, catchUp: null };
  const quiet = await ours(QUIET_NIGHT);
  const catchUp = { floor: await floorCatchUp(bench, CATCH_UP_NIGHT), quiet, ours: await ours(CATCH_UP_NIGHT, true) };
  return { ...measured, ordinary, catchUp };
};

const sizeOf = async ({ server }: Bench): Promise<number> => {
  const [row] = await server.query<{ bytes: string }>(OURS, `select pg_database_size(current_database()) as bytes`);
  return Number(row?.bytes ?? 0);
};

/** Partitions count with their table. */
const rowsOf = async ({ server }: Bench): Promise<Readonly<Record<string, number>>> => {
  const rows = await server.query<{ name: string; rows: number }>(
    OURS,
    `select coalesce(i.inhparent::regclass::text, s.relid::regclass::text) as name, sum(s.n_live_tup)::float as rows
       from pg_stat_user_tables s left join pg_inherits i on i.inhrelid = s.relid group by 1 having sum(s.n_live_tup) > 0 order by 2 desc limit 12`,
  );
  return Object.fromEntries(rows.map(({ name, rows: count }) => [name, count]));
};
