/** A PostgreSQL of the bench's own, for floor and ours alike: the embedded binaries, with the memory and the log room that an administrator would give it. */
import { statfs } from 'node:fs/promises';
import pg from 'pg';
import { attachEmbedded } from '../../src/storage/embedded/attach.ts';
import { removeHome, serverPid } from '../../test/storage/embedded/homes.ts';
import { embeddedTools } from '../../test/support/database.ts';
import { benchHome, closedAtLast } from '../leaving.ts';

/** Besides those of the embedded server; durability is as in production (`fsync` and `synchronous_commit` on). */
export const SETTINGS = {
  shared_buffers: '1GB',
  max_wal_size: '8GB',
  checkpoint_timeout: '15min',
  maintenance_work_mem: '256MB',
} as const;

/** Only where statements are to be told apart: counting them costs a little. */
const OBSERVED = { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.track_planning': 'on' } as const;

export interface Server {
  readonly home: string;
  readonly postmaster: number;
  /** An empty database; the one of that name that was there is gone. */
  readonly create: (name: string) => Promise<string>;
  readonly drop: (name: string) => Promise<void>;
  readonly query: <R extends object>(name: string, text: string) => Promise<R[]>;
  readonly close: () => Promise<void>;
}

const urlOf = (server: string, name: string): string => {
  const url = new URL(server);
  url.pathname = name;
  return url.href;
};

const asking = async <R extends object>(url: string, text: string): Promise<R[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(text)).rows;
  } finally {
    await client.end();
  }
};

const setUp = async (server: string, settings: Readonly<Record<string, string>>): Promise<void> => {
  for (const [name, value] of Object.entries(settings)) await asking(urlOf(server, 'postgres'), `alter system set ${name} = '${value}'`);
};

/** `isObserved`: statements are counted. */
export const startServer = async ({ isObserved }: { readonly isObserved: boolean }): Promise<Server> => {
  const home = await benchHome('server');
  const first = await attachEmbedded(home, embeddedTools);
  await setUp(first.url, isObserved ? { ...SETTINGS, ...OBSERVED } : SETTINGS);
  await first.detach();
  const { url, detach } = await attachEmbedded(home, embeddedTools);
  const admin = urlOf(url, 'postgres');
  const drop = async (name: string): Promise<void> => void (await asking(admin, `drop database if exists ${name} with (force)`));
  return {
    home,
    postmaster: await serverPid(home),
    create: async (name) => {
      await drop(name);
      await asking(admin, `create database ${name} template template0`);
      return urlOf(url, name);
    },
    drop,
    query: (name, text) => asking(urlOf(url, name), text),
    close: closedAtLast(async () => {
      await detach();
      await removeHome(home);
    }),
  };
};

export const freeBytes = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};
