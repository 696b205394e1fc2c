/**
 * A PostgreSQL server of a series' own, to be stopped, killed and started again; each night has a database there, copied from one that is migrated.
 * Where a small disk can be mounted it stands on one, which can be full.
 */
import { statfs } from 'node:fs/promises';
import pg from 'pg';
import { openPool } from '../../../src/storage/database.ts';
import { attachEmbedded, type Embedded } from '../../../src/storage/embedded/attach.ts';
import { until } from '../../../src/storage/embedded/tools.ts';
import { migrate } from '../../../src/storage/migrate.ts';
import { isServerRunning, newHome, removeHome, serverPid } from '../../storage/embedded/homes.ts';
import { embeddedTools, NOT_DURABLE } from '../database.ts';
import { canMountDisks, mountSmallDisk } from '../small-disk.ts';

/** `stopped`: in order, clients thrown out. `crashed`: at once; what was under way is undone at the next start. `killed`: its first process alone. */
export const ENDS = { stopped: 'SIGINT', crashed: 'SIGQUIT', killed: 'SIGKILL' } as const;
export type End = keyof typeof ENDS;

export interface Cluster {
  readonly port: () => number;
  /** Past every wire. */
  readonly urlOf: (database: string) => string;
  /** Migrated and without a row, or a copy of one that was kept. */
  readonly create: (database: string, from?: string) => Promise<void>;
  readonly drop: (database: string) => Promise<void>;
  readonly end: (how: End) => Promise<void>;
  /** Nothing where it runs. */
  readonly start: () => Promise<void>;
  readonly throwOut: (database: string) => Promise<void>;
  /** Null: no disk could be mounted, and this one cannot be full. */
  readonly disk: { readonly fill: () => Promise<void>; readonly free: () => Promise<void> } | null;
  readonly close: () => Promise<void>;
}

const PLENTY = 'size=4g';
/** What a full disk still takes: less than a page of the log needs. */
const SPARE_BYTES = 64 * 1024;
const TEMPLATE = 'template_of_nights';

export const openCluster = async (): Promise<Cluster> => {
  const home = await newHome();
  const disk = (await canMountDisks()) ? await mountSmallDisk(home, PLENTY) : null;
  const attached: Embedded[] = [await attachEmbedded(home, embeddedTools)];
  const url = (): URL => new URL(attached.at(-1)?.url ?? '');
  const urlOf = (database: string): string => Object.assign(url(), { pathname: database }).href;
  const administer = async (text: string): Promise<void> => {
    const client = new pg.Client({ connectionString: urlOf('postgres') });
    await client.connect();
    try {
      await client.query(text);
    } finally {
      await client.end();
    }
  };
  const start = async (): Promise<void> => {
    if (!(await isServerRunning(home))) attached.push(await attachEmbedded(home, embeddedTools));
  };
  // What these nights store need not survive the machine.
  for (const setting of NOT_DURABLE) await administer(`alter system set ${setting}`);
  await administer('select pg_reload_conf()');
  await administer(`create database ${TEMPLATE}`);
  await prepare(urlOf(TEMPLATE));
  return {
    port: () => Number(url().port),
    urlOf,
    create: (database, from = TEMPLATE) => administer(`create database ${database} template ${from}`),
    drop: (database) => administer(`drop database if exists ${database} with (force)`),
    end: async (how) => {
      process.kill(await serverPid(home), ENDS[how]);
      await until(embeddedTools, { withinMs: 30_000, everyMs: 10 }, async () => ((await isServerRunning(home)) ? null : true));
    },
    start,
    throwOut: (database) => administer(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`),
    disk: disk && {
      fill: async () => {
        // The server writes meanwhile, and no disk becomes smaller than what is on it.
        const isFull = await until(embeddedTools, { withinMs: 10_000, everyMs: 10 }, async () => {
          const { blocks, bfree, bsize } = await statfs(home);
          return disk.become(`size=${(blocks - bfree) * bsize + SPARE_BYTES}`).then(
            () => true,
            () => null,
          );
        });
        if (isFull === null) throw new Error('the disk could not be filled');
      },
      free: () => disk.become(PLENTY),
    },
    close: async () => {
      for (const one of attached) await one.detach();
      await disk?.remove();
      await removeHome(home);
    },
  };
};

const prepare = async (url: string): Promise<void> => {
  const pool = openPool({ connectionString: url }, 1);
  try {
    await migrate(pool);
  } finally {
    await pool.end();
  }
};
