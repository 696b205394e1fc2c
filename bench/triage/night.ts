/** A night that failed ten thousand times, and the process that works on it: engine, queue and HTTP server as in production, authorities that refuse. */
import { join } from 'node:path';
import { listen } from '../../src/api/server.ts';
import { readConfig } from '../../src/config.ts';
import { type Context, openContext } from '../../src/context.ts';
import { dayAt, instantOf, MINUTE, SECOND } from '../../src/domain/period.ts';
import { startEngine } from '../../src/jobs/engine.ts';
import { openRun } from '../../src/jobs/open-run.ts';
import { keptPassword } from '../../src/security/sign-in/local-account.ts';
import type { Run } from '../../src/storage/runs.ts';
import { CREDENTIALS } from '../../test/support/counterpart-variables.ts';
import { createDatabase } from '../../test/support/database.ts';
import { type Refusals, refusingTown } from '../../test/support/five-causes.ts';
import { closed, TESTER } from '../../test/support/nights.ts';
import { benchFolder, kept } from '../leaving.ts';

export interface FailedNight {
  readonly context: Context;
  readonly refusals: Refusals;
  readonly run: Run;
  /** Of the night itself. */
  readonly seconds: number;
  readonly url: string;
  /** Of the local administrator. */
  readonly password: string;
  /** For commands on the same database. */
  readonly variables: Readonly<Record<string, string>>;
}

const PATIENCE = 20 * MINUTE;
/** Commands want addresses; the process that works has the authorities in itself, and nobody is called there. */
const NOBODY = 'http://127.0.0.1:9';

/** Stands until the bench is over. */
export const openFailedNight = async (failures: number): Promise<FailedNight> => {
  const database = await kept(createDatabase(), ({ drop }) => drop());
  const home = await benchFolder('triage');
  const refusals = refusingTown(failures);
  const variables = {
    DATABASE_URL: database.url,
    HUZHENG_KEY: Buffer.alloc(32, 7).toString('base64'),
    HUZHENG_RULESET: 'sandbox-city',
    HUZHENG_LOG_LEVEL: 'error',
    ...CREDENTIALS,
    CIVIL_AFFAIRS_BASE_URL: NOBODY,
    MEDICAL_INSURANCE_BASE_URL: NOBODY,
    SOCIAL_SECURITY_BASE_URL: NOBODY,
    AID_SYSTEM_BASE_URL: NOBODY,
  };
  const config = readConfig({ ...variables, HUZHENG_HOME: home }, { mode: 'start' });
  const localPassword = join(home, 'admin-password');
  const { clients, office } = refusals.town;
  const opening = openContext(
    {
      ...config,
      http: { host: '127.0.0.1', port: 0, tls: null, isSecure: false },
      signIn: { provider: null, localPassword },
    },
    { clients: { authorities: clients, aidSystem: office.client } },
  );
  const context = await kept(opening, ({ close }) => close());
  const server = await kept(listen(context), ({ close }) => close());
  const engine = await kept(startEngine(context), async (started) => started?.stop());
  const startedAt = performance.now();
  const { run } = await openRun(dayAt(instantOf(Date.now())), { full: false, source: null, waitMs: 0, by: TESTER }, context);
  engine?.poke();
  const ended = await closed(context, run.runId, PATIENCE);
  const seconds = (performance.now() - startedAt) / SECOND;
  return { context, refusals, run: ended, seconds, url: server.url, password: await keptPassword(localPassword), variables };
};
