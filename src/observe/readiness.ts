/**
 * Whether a process has what its command needs, in words for whoever runs it: nothing of where a server stands, nothing of a key. What it can do without
 * it does not wait for: who verifies needs no queue, who only ticks no keys.
 */
import type { Context } from '../context.ts';
import { SECOND } from '../domain/period.ts';
import { pause } from '../pause.ts';
import { databaseFault } from '../storage/database-faults.ts';
import { databaseStanding, hasRoom } from '../storage/readiness.ts';
import { together } from '../together.ts';

export type Need = 'database' | 'schema' | 'vault-keys' | 'queue' | 'disk';

export interface Readiness {
  readonly status: 'ready' | 'not-ready';
  readonly database: 'ok' | 'unreachable';
  readonly missing: readonly { readonly need: Need; readonly detail: string }[];
}

/** Of whatever else listens (`start`, which also works): all of it. */
const ALL: readonly Need[] = ['database', 'schema', 'vault-keys', 'queue', 'disk'];
const NEEDS: Readonly<Record<string, readonly Need[]>> = {
  serve: ['database', 'schema', 'vault-keys', 'disk'],
  schedule: ['database', 'schema', 'disk'],
};

/** Whoever asks gives up after some seconds: what takes longer is not there. */
const PATIENCE = 2 * SECOND;

type Tools = Pick<Context, 'config' | 'pool' | 'queue' | 'keys' | 'log'>;

/** Not there, in words; null: it is there. */
type Look = (tools: Tools) => Promise<string | null>;

export const readinessNow = async (tools: Tools): Promise<Readiness> => {
  const { mode } = tools.config;
  const standing = await within(databaseStanding(tools.pool), tools);
  const looks = looksAt(standing);
  const found = await together((NEEDS[mode] ?? ALL).map(async (need) => ({ need, detail: await looks[need](tools) })));
  const missing = found.flatMap(({ need, detail }) => (detail === null ? [] : [{ need, detail }]));
  return {
    status: missing.length === 0 ? 'ready' : 'not-ready',
    database: standing === null ? 'unreachable' : 'ok',
    missing,
  };
};

/** What the database does not say is not said to be missing besides. */
const looksAt = (standing: Awaited<ReturnType<typeof databaseStanding>> | null): Readonly<Record<Need, Look>> => ({
  database: async () => (standing === null ? 'The database does not answer.' : null),
  schema: async () =>
    (standing?.migrationsMissing ?? 0) === 0
      ? null
      : `The database lacks ${standing?.migrationsMissing} migrations of this version: it was put back to an older state. \`huzheng migrate\` applies them.`,
  'vault-keys': async ({ keys }) =>
    standing === null || keys.holds(standing.vaultKeyVersion)
      ? null
      : 'The key that records are sealed under now has not been taken up: look whether HUZHENG_KEY is the one that wraps it.',
  queue: async ({ queue, log }) =>
    (await within(
      queue.ping().then(() => true),
      { log },
    )) === null
      ? 'The job queue does not answer.'
      : null,
  disk: async ({ config, log }) =>
    (await within(hasRoom(config), { log })) === false ? 'The disk that holds the embedded database is full: free some space.' : null,
});

/** Null: no answer, or not in time. Why there was none is for the log: whoever asks is told what is missing, and nothing of where it stands. */
const within = async <T>(asked: Promise<T>, { log }: Pick<Tools, 'log'>): Promise<T | null> => {
  const answered = new AbortController();
  const orNull = asked.catch((thrown: unknown) => {
    log.failed({ doing: 'readiness', fault: databaseFault(thrown) });
    return null;
  });
  try {
    return await Promise.race([orNull, pause(PATIENCE, answered.signal).then(() => null)]);
  } finally {
    answered.abort();
  }
};
