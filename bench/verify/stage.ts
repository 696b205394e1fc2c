/** A city's night behind it, the API before it, and clients with tokens: what verify-identity is measured on. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { processEnvironment } from '../../src/config.ts';
import { buildCity } from '../../src/sandbox/city/city.ts';
import { freePort } from '../../test/support/free-port.ts';
import { askOf, type Parties } from './asking.ts';

const run = promisify(execFile);
const HUZHENG = ['bin/huzheng.js'];
const SEED = 7;
/** In Asia/Shanghai: the night of today answers today's questions. */
const today = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

export interface Stage extends Parties {
  readonly api: Server;
  readonly floor: Server;
  readonly renewTokens: () => Promise<void>;
  /** Digests that the floor looks up. */
  readonly digests: readonly string[];
  /** What was asked so far counts no more: a benchmark asks more than anybody may. */
  readonly forgiveBudgets: () => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Server {
  readonly port: number;
  readonly pid: number;
}

export interface City {
  readonly members: number;
  readonly seed: number;
  readonly date: string;
}

/** Whom the API asks, once the night is over. */
export interface Counterparts {
  readonly environment: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

export interface Staging {
  readonly members: number;
  readonly clients: number;
  readonly counterparts?: (city: City) => Promise<Counterparts>;
}

export const setStage = async ({ members, clients, counterparts = nobody }: Staging): Promise<Stage> => {
  const home = await mkdtemp(join(tmpdir(), 'huzheng-bench-'));
  const port = await freePort();
  const city = { members, seed: SEED, date: today() };
  await run(process.execPath, [...HUZHENG, 'start', '--members', String(members), '--seed', String(SEED), '--date', city.date, '--exit'], {
    env: { ...processEnvironment(), HUZHENG_HOME: home },
    maxBuffer: 64 * 1024 * 1024,
  });
  const asked = await counterparts(city);
  const environment = { ...processEnvironment(), ...asked.environment, HUZHENG_HOME: home, PORT: String(port) };
  // Its log goes into a file, as to a supervisor: reading it would cost the one who asks.
  const log = await open(join(home, 'serve.log'), 'w');
  const api = spawn(process.execPath, [...HUZHENG, 'serve'], { env: environment, stdio: ['ignore', 'ignore', log.fd] });
  await untilUp(api, port);
  const connection = JSON.parse(await readFile(join(home, 'connection.json'), 'utf8')) as Record<string, string>;
  const url = `postgresql://${connection['user']}:${connection['password']}@127.0.0.1:${connection['port']}/${connection['database']}`;
  const floor = spawn(process.execPath, ['bench/verify/floor-server.ts'], {
    env: { ...processEnvironment(), DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [floorPort] = (await once(createInterface({ input: floor.stdout }), 'line')) as [string];
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const { rows } = await pool.query<{ digest: string }>(`select encode(id_digest, 'hex') as digest from person_lookup`);
  const registered = await Promise.all(Array.from({ length: clients }, (_, index) => register(`bench-${index}`, environment)));
  const tokens: string[] = [];
  const renewTokens = async (): Promise<void> => {
    tokens.splice(0, clients, ...(await Promise.all(registered.map((client) => tokenOf(client, port)))));
  };
  await renewTokens();
  return {
    api: { port, pid: api.pid ?? 0 },
    floor: { port: Number(floorPort), pid: floor.pid ?? 0 },
    people: await knownAmong(buildCity(city).members, { port, tokens }),
    digests: rows.map(({ digest }) => digest),
    tokens,
    renewTokens,
    forgiveBudgets: async () => void (await pool.query('truncate allowance')),
    close: async () => {
      await pool.end();
      await log.close();
      for (const child of [floor, api]) await end(child);
      await asked.close();
      await rm(home, { recursive: true, force: true });
    },
  };
};

export const end = async (child: ChildProcess): Promise<void> => {
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
};

/** Nobody is asked while answers come from what is stored. */
const nobody = async (): Promise<Counterparts> => ({ environment: UNREACHED, close: async () => undefined });

const UNREACHED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['CIVIL_AFFAIRS', 'MEDICAL_INSURANCE', 'SOCIAL_SECURITY', 'AID_SYSTEM'].map((name) => [`${name}_BASE_URL`, 'http://127.0.0.1:9']),
  ),
  ...Object.fromEntries(
    [
      ...['CIVIL_AFFAIRS_RID', 'CIVIL_AFFAIRS_APPKEY', 'CIVIL_AFFAIRS_ACCESS_KEY', 'SOCIAL_SECURITY_CLIENT_ID', 'SOCIAL_SECURITY_KEY'],
      ...['PAASID', 'TOKEN', 'FIXMEDINS_CODE', 'FIXMEDINS_NAME', 'RECER_SYS_CODE', 'OPTER_NO', 'OPTER_NAME'].map(
        (name) => `MEDICAL_INSURANCE_${name}`,
      ),
      ...['AID_SYSTEM_CLIENT_ID', 'AID_SYSTEM_CLIENT_SECRET'],
    ].map((name) => [name, 'bench']),
  ),
};

const untilUp = async (api: ChildProcess, port: number): Promise<void> => {
  while (!(await isUp(port))) {
    if (api.exitCode !== null) throw new Error('the API did not start');
    await sleep(100);
  }
};

const isUp = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );

interface Client {
  readonly clientId: string;
  readonly secret: string;
}

const register = async (clientId: string, environment: NodeJS.ProcessEnv): Promise<Client> => {
  const { stdout } = await run(process.execPath, [...HUZHENG, 'clients', 'add', clientId, '--json'], { env: environment });
  const { secret } = JSON.parse(stdout) as { readonly secret: string };
  return { clientId, secret };
};

const tokenOf = async ({ clientId, secret }: Client, port: number): Promise<string> => {
  const answer = await fetch(`http://127.0.0.1:${port}/oauth2/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
  return ((await answer.json()) as { readonly access_token: string }).access_token;
};

const AT_ONCE = 16;

/** Each is asked about once: whoever is answered by what the night found is a member who agreed. */
const knownAmong = async (
  people: Parties['people'],
  { port, tokens }: { readonly port: number; readonly tokens: readonly string[] },
): Promise<Parties['people']> => {
  const known: { readonly idNumber: string; readonly name: string }[] = [];
  const left = people.map(({ idNumber, name }) => ({ idNumber, name }));
  const askOne = async (): Promise<void> => {
    for (let subject = left.pop(); subject !== undefined; subject = left.pop()) {
      const { path, ...request } = askOf({ people: [subject], tokens })(0);
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, request);
      const { outcome } = (await answer.json()) as { readonly outcome?: string };
      if (outcome === 'match' || outcome === 'partial') known.push(subject);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askOne));
  return known;
};
