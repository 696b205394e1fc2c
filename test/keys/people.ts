/** People with something sealed for each, and processes that have them at hand: for those who rotate keys under them. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { type Context, openContext } from '../../src/context.ts';
import type { RecordPlace } from '../../src/security/record-vault.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { ensurePeople } from '../../src/storage/people.ts';
import { type Command, startHuzheng } from '../journeys/huzheng.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

export const [OLD, NEW] = [Buffer.alloc(32, 1).toString('base64'), Buffer.alloc(32, 2).toString('base64')];

/** Both, as while keys are rotated. */
export const BOTH = { HUZHENG_KEY: NEW, HUZHENG_KEY_PREVIOUS: OLD };

type Variables = Readonly<Record<string, string>>;

export interface SealedPerson {
  readonly personKey: string;
  readonly sealed: Buffer;
}

const placeOf = (personKey: string, wrappedKey: Buffer): RecordPlace => ({
  ...{ personKey, wrappedKey, dataset: 'members', recordKey: 'm', version: 1 },
});

/** New people, as the roster makes them, with something sealed for each. */
export const makePeople = async ({ pool, vault }: Context, count: number): Promise<readonly SealedPerson[]> => {
  const people = Array.from({ length: count }, () => {
    const personKey = randomUUID();
    return { personKey, idDigest: randomBytes(32), wrappedKey: vault.newPersonKey(personKey) };
  });
  await inTransaction(pool, (tx) => ensurePeople(tx, people));
  return people.map(({ personKey, wrappedKey }) => ({
    personKey,
    sealed: vault.seal(placeOf(personKey, wrappedKey), { stated: personKey }),
  }));
};

/** Each of them opens in that process, with the wrapped key that now stands in the database. */
export const expectAllOpen = async ({ pool, vault }: Context, people: readonly SealedPerson[]): Promise<void> => {
  const { rows } = await pool.query<{ person_key: string; wrapped_key: Buffer }>(`select person_key, wrapped_key from person`);
  const wrapped = new Map(rows.map(({ person_key, wrapped_key }) => [person_key, wrapped_key]));
  const stated = people.map(({ personKey, sealed }) => {
    const place = placeOf(personKey, wrapped.get(personKey) ?? Buffer.alloc(0));
    return vault.open<{ readonly stated: string }>(place, sealed).stated;
  });
  expect(stated).toEqual(people.map(({ personKey }) => personKey));
};

/** How many people are under which version of the vault key, of those versions that there are. */
export const peopleUnder = async (pool: pg.Pool): Promise<Readonly<Record<number, number>>> => {
  const { rows } = await pool.query<{ version: number; people: number }>(
    `select v.version, count(p.person_key)::int as people from vault_key v left join person p on p.vault_key = v.version group by 1 order by 1`,
  );
  return Object.fromEntries(rows.map(({ version, people }) => [version, people]));
};

export interface KeyStage {
  readonly database: TestDatabase;
  /** A process on that database, inside this one. */
  readonly context: (variables?: Variables) => Promise<Context>;
  /** A process of its own. */
  readonly start: (args: readonly string[], variables?: Variables) => Command;
  /** Locks rows against everybody until it is let go. */
  readonly hold: (sql: string) => Promise<() => Promise<void>>;
  readonly clear: () => Promise<void>;
}

export const openKeyStage = async (besides: Variables = {}): Promise<KeyStage> => {
  const database = await createDatabase();
  const home = await mkdtemp(join(tmpdir(), 'huzheng-keys-'));
  const closing: (() => Promise<unknown>)[] = [];
  const variables = (own: Variables): Variables => ({
    DATABASE_URL: database.url,
    HUZHENG_HOME: home,
    HUZHENG_KEY: OLD,
    HUZHENG_RULESET: 'sandbox-city',
    ...besides,
    ...own,
  });
  return {
    database,
    context: async (own = {}) => {
      const context = await openContext(readConfig(variables({ HUZHENG_LOG_LEVEL: 'error', ...own }), { mode: 'tool' }));
      closing.push(context.close);
      return context;
    },
    start: (args, own = {}) => {
      const command = startHuzheng(args, { home, environment: variables(own) });
      closing.push(command.kill);
      return command;
    },
    hold: async (sql) => {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      await client.query('begin');
      await client.query(sql);
      const end = once(() => client.end());
      closing.push(end);
      return end;
    },
    clear: async () => {
      for (const close of closing.reverse()) await close();
      await database.drop();
      await rm(home, { recursive: true, force: true });
    },
  };
};

const once = (act: () => Promise<void>): (() => Promise<void>) => {
  let done: Promise<void> | null = null;
  return () => {
    done ??= act();
    return done;
  };
};
