/** A night of ours and the floor beneath it, measured one after the other against the same counterparts and the same server. */
import { join } from 'node:path';
import { addDays, type Day, endOf, startOf, wallTime } from '../../src/domain/period.ts';
import type { Summary } from '../../src/jobs/summary.ts';
import { BEGINNING, settlementWindow } from '../../src/pipeline/1-pull/reading-plan.ts';
import type { CityPlan } from './city/city.ts';
import type { Figures } from './counterparts.ts';
import type { Server } from './database.ts';
import type { FloorPlan, FloorResult } from './floor.ts';
import { type Cost, measure } from './measured/command.ts';
import { cpuOf } from './measured/proc.ts';
import { type PhaseCost, phasesOf, type Stage, stagesOf } from './measured/stages.ts';
import { cpuByPlace, type Share, timeByStatement } from './measured/where.ts';
import type { Town } from './town.ts';

export const LAUNCHER = join(import.meta.dirname, '../../bin/huzheng.js');
const FLOOR = join(import.meta.dirname, 'floor.ts');
export const LIFT_QUOTAS = `--import=file://${join(import.meta.dirname, 'lift-quotas.ts')}`;
export const [OURS, FLOORS] = ['ours', 'floor'];

export interface Bench {
  readonly plan: CityPlan;
  readonly town: Town;
  readonly server: Server;
  /** Of ours. */
  readonly databaseUrl: string;
  /** What the floor keeps a row as. */
  readonly column: FloorPlan['column'];
}

/** Beside the cost to whoever asked: what the counterparts did for it. */
interface Asked extends Cost {
  readonly counterpartCpuSeconds: number;
  readonly calls: Readonly<Record<string, number>>;
  readonly bytes: number;
}

export interface FloorNight extends Asked {
  readonly rows: number;
  readonly cursors: FloorResult['cursors'];
}

export interface OurNight extends Asked {
  readonly summary: Summary;
  /** Of PostgreSQL, for what it does after a night of what that has written: else the next one would pay for it, wherever autovacuum finds it. */
  readonly tidyingCpuSeconds: number;
  readonly stages: readonly Stage[];
  readonly phases: readonly PhaseCost[];
  /** Null where no profiles were asked for. */
  readonly where: { readonly places: readonly Share[]; readonly statements: Awaited<ReturnType<typeof timeByStatement>> } | null;
}

const costOf = ({ seconds, cpuSeconds, databaseCpuSeconds, peakBytes }: Cost): Cost => ({
  seconds,
  cpuSeconds,
  databaseCpuSeconds,
  peakBytes,
});

const askedBy = async <T extends Cost>(
  { town, server }: Pick<Bench, 'town' | 'server'>,
  act: () => Promise<T>,
): Promise<readonly [T, Asked]> => {
  // What was written before is nobody's cost here.
  await server.query('postgres', 'checkpoint');
  const before = await town.figures();
  const done = await act();
  const after: Figures = await town.figures();
  const { bench: _, ...calls } = after.calls;
  return [done, { ...costOf(done), counterpartCpuSeconds: after.cpuSeconds - before.cpuSeconds, calls, bytes: after.bytes }];
};

export const nightOf = ({ date }: CityPlan, night: number): Day => addDays(date as Day, night - 1);

const planOf = (
  { plan, town, column }: Bench,
  night: number,
): Omit<FloorPlan, 'databaseUrl' | 'cursors' | 'window' | 'withRoster' | 'withLookups'> => ({
  url: town.url,
  city: { members: plan.members, date: plan.date, newsNights: plan.newsNights },
  night,
  column,
  settled: settlementWindow(endOf(nightOf(plan, night))),
});

/** `after`: the night before, of which this one reads on; null reads from the beginning. */
export const floorNight = async (stage: Bench, night: number, after: FloorNight | null): Promise<FloorNight> => {
  const on = nightOf(stage.plan, night);
  const window = { from: wallTime(after === null ? BEGINNING : startOf(on)), to: wallTime(startOf(addDays(on, 1))) };
  const databaseUrl = await stage.server.create(FLOORS);
  return floor(stage, { ...planOf(stage, night), databaseUrl, cursors: after?.cursors ?? {}, window, withRoster: true, withLookups: true });
};

/** Feeds from their beginning, fetched and parsed. */
export const floorCatchUp = (stage: Bench, night: number): Promise<FloorNight> => {
  const window = { from: wallTime(BEGINNING), to: wallTime(startOf(addDays(nightOf(stage.plan, night), 1))) };
  return floor(stage, { ...planOf(stage, night), databaseUrl: null, cursors: {}, window, withRoster: false, withLookups: false });
};

const floor = async ({ town, server }: Bench, plan: FloorPlan): Promise<FloorNight> => {
  const [ran, asked] = await askedBy({ town, server }, () =>
    measure({ args: [FLOOR, JSON.stringify(plan)], environment: {}, postmaster: server.postmaster }),
  );
  if (ran.code !== 0) throw new Error(`the floor ended with ${ran.code}: ${ran.stderr}`);
  await server.drop(FLOORS);
  const { rows, cursors } = JSON.parse(ran.stdout) as FloorResult;
  return { ...asked, rows, cursors };
};

export const variablesOf = ({ town, server, databaseUrl }: Bench): Readonly<Record<string, string>> => ({
  ...town.variables,
  HUZHENG_HOME: server.home,
  DATABASE_URL: databaseUrl,
  HUZHENG_KEY: Buffer.alloc(32, 7).toString('base64'),
  HUZHENG_RULESET: 'sandbox-city',
  HUZHENG_LOG_LEVEL: 'error',
});

export interface NightOptions {
  readonly night: number;
  /** Whether people whose earlier rows were dropped are due. */
  readonly isCatchUpDue: boolean;
  /** For `--cpu-prof`: a folder. */
  readonly profiles: string | null;
}

/** As the run closed with it. */
export const summaryOf = async (server: Server, date: Day): Promise<Summary> => {
  const [run] = await server.query<{ summary: Summary }>(
    OURS,
    `select summary from run where date = '${date}' order by ordinal desc limit 1`,
  );
  if (run === undefined) throw new Error(`no run of ${date}`);
  return run.summary;
};

const folderOf = (profiles: string, night: number): string => join(profiles, `night-${night}`);

export const ourNight = async (stage: Bench, { night, isCatchUpDue, profiles }: NightOptions): Promise<OurNight> => {
  const { server, town, plan } = stage;
  const date = nightOf(plan, night);
  const environment = {
    ...variablesOf(stage),
    HUZHENG_CATCH_UP_DAYS: isCatchUpDue ? '1' : '365',
    NODE_OPTIONS: [LIFT_QUOTAS, ...(profiles === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${folderOf(profiles, night)}`])].join(' '),
  };
  // Without `--json`, which reads every result once more for its digest.
  const args = [LAUNCHER, 'reconcile', '--date', date];
  const [ran, asked] = await askedBy({ town, server }, () => measure({ args, environment, postmaster: server.postmaster }));
  if (ran.code !== 0 && ran.code !== 3) throw new Error(`huzheng reconcile ended with ${ran.code}: ${ran.stderr.slice(-2000)}`);
  const tidyingCpuSeconds = await tidied(server);
  const summary = await summaryOf(server, date);
  const at = { name: OURS, runId: summary.run.id, samples: ran.samples };
  const where =
    profiles === null ? null : { places: await cpuByPlace(folderOf(profiles, night)), statements: await timeByStatement(server, OURS) };
  return {
    ...asked,
    tidyingCpuSeconds,
    summary,
    stages: await stagesOf(server, OURS, summary.run.id),
    phases: await phasesOf(server, at),
    where,
  };
};

/** What autovacuum, as it is set by default, would take up now. */
const TO_TIDY = `
  select case when is_vacuumed and is_analyzed then 'vacuum (analyze) ' when is_vacuumed then 'vacuum ' else 'analyze ' end || relid::regclass as command
    from pg_stat_user_tables s join pg_class c on c.oid = s.relid
         cross join lateral (select greatest(c.reltuples, 0) as rows) r
         cross join lateral (select n_dead_tup > 50 + 0.2 * rows or n_ins_since_vacuum > 1000 + 0.2 * rows as is_vacuumed,
                                    n_mod_since_analyze > 50 + 0.1 * rows as is_analyzed) w
   where is_vacuumed or is_analyzed`;

const tidied = async ({ query, postmaster }: Server): Promise<number> => {
  const before = await cpuOf(postmaster);
  for (const { command } of await query<{ command: string }>(OURS, TO_TIDY)) await query(OURS, command);
  return (await cpuOf(postmaster)) - before;
};

/** Tables as the version of this code wants them, in an empty database. */
export const prepare = async (stage: Omit<Bench, 'databaseUrl'>): Promise<Bench> => {
  const databaseUrl = await stage.server.create(OURS);
  const prepared = { ...stage, databaseUrl };
  const { code, stderr } = await measure({
    args: [LAUNCHER, 'migrate'],
    environment: variablesOf(prepared),
    postmaster: stage.server.postmaster,
  });
  if (code !== 0) throw new Error(`huzheng migrate ended with ${code}: ${stderr}`);
  return prepared;
};
