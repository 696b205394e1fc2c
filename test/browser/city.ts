/**
 * A synthetic city, its four counterparts, one night of it and the console in front: the sandbox over HTTP, a real server, a worker, the wall clock. The
 * authority that failed by night comes back at its own address, as authorities do.
 */
import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen } from '../../src/api/server.ts';
import { readConfig } from '../../src/config.ts';
import { type Context, openContext } from '../../src/context.ts';
import { dayAt, instantOf, MINUTE } from '../../src/domain/period.ts';
import { startEngine } from '../../src/jobs/engine.ts';
import { openRun } from '../../src/jobs/open-run.ts';
import type { FaultWindow } from '../../src/sandbox/faults.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { keptPassword } from '../../src/security/sign-in/local-account.ts';
import type { Run } from '../../src/storage/runs.ts';
import { createDatabase } from '../support/database.ts';
import { closed, TESTER } from '../support/nights.ts';

export interface City {
  readonly url: string;
  readonly context: Context;
  /** Of the local administrator. */
  readonly password: string;
  /** Today's night, worked to its end. */
  readonly night: (options?: { readonly waitMs?: number }) => Promise<Run>;
  /** All four counterparts begin anew at the addresses they had, with these faults or none. */
  readonly restartSandbox: (options?: Pick<SandboxOptions, 'faults' | 'answersInMs'>) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface CityPlan {
  readonly members?: number;
  readonly faults?: readonly FaultWindow[];
}

/** Fails from its first call on, however often it is asked, until the sandbox begins anew. */
export const failing = (source: FaultWindow['source'], kind: FaultWindow['kind']): FaultWindow => ({ source, kind, from: 0, to: 100_000 });

const SEED = 7;
const MEMBERS = 120;
/** Browsers and a night share the machine's few processors with other tests. */
const NIGHT_PATIENCE = 3 * MINUTE;

export const openCity = async ({ members = MEMBERS, faults = [] }: CityPlan = {}): Promise<City> => {
  const database = await createDatabase();
  const home = await mkdtemp(join(tmpdir(), 'huzheng-city-'));
  const date = dayAt(instantOf(Date.now()));
  const plan = { members, seed: SEED, date, stateFile: join(home, 'applications.jsonl'), allowances: 'steady' } as const;
  const { sandbox, portBase } = await onFreePorts({ ...plan, faults });
  let standing = sandbox;
  const localPassword = join(home, 'admin-password');
  const config = readConfig(
    {
      DATABASE_URL: database.url,
      HUZHENG_HOME: home,
      HUZHENG_KEY: Buffer.alloc(32, 7).toString('base64'),
      HUZHENG_RULESET: 'sandbox-city',
      HUZHENG_LOG_LEVEL: 'error',
      ...sandbox.environment,
    },
    { mode: 'start' },
  );
  const context = await openContext({
    ...config,
    http: { host: '127.0.0.1', port: 0, tls: null, isSecure: false },
    signIn: { provider: null, localPassword },
  });
  const server = await listen(context);
  const engine = await startEngine(context);
  return {
    url: server.url,
    context,
    password: await keptPassword(localPassword),
    night: async ({ waitMs = 0 } = {}) => {
      const { run } = await openRun(date, { full: false, source: null, waitMs, by: TESTER }, context);
      engine?.poke();
      return closed(context, run.runId, NIGHT_PATIENCE);
    },
    restartSandbox: async (options = {}) => {
      await standing.close();
      standing = await startSandbox({ ...plan, portBase, ...options });
    },
    close: async () => {
      await server.close();
      await engine?.stop();
      await context.close();
      await standing.close();
      await database.drop();
      await rm(home, { recursive: true });
    },
  };
};

const TRIES = 20;

/** Four in a row that nobody else listens on. */
const onFreePorts = async (options: SandboxOptions, tries = TRIES): Promise<{ readonly sandbox: Sandbox; readonly portBase: number }> => {
  const portBase = randomInt(20_000, 30_000);
  try {
    return { sandbox: await startSandbox({ ...options, portBase }), portBase };
  } catch (thrown) {
    if (tries === 1 || (thrown as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw thrown;
    return onFreePorts(options, tries - 1);
  }
};
