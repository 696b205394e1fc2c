/** A city's night behind it, the API before it, and clients with tokens: what verify-identity is measured on. */
import { type ChildProcess, spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { processEnvironment } from '../../src/config.ts';
import { buildCity } from '../../src/sandbox/city/city.ts';
import { urlIn } from '../../test/storage/embedded/homes.ts';
import { freePort } from '../../test/support/free-port.ts';
import { end, printed } from '../children.ts';
import { benchHome, closedAtLast } from '../leaving.ts';
import { askOf, type Parties } from './asking.ts';
import { startFloor } from './floor.ts';

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

/** Whom the API asks, once the night is over: their variables. */
export type Counterparts = Readonly<Record<string, string>>;

export interface Staging {
  readonly members: number;
  readonly clients: number;
  readonly counterparts?: (city: City) => Promise<Counterparts>;
}

/** Stands until the bench is over. */
export const setStage = async ({ members, clients, counterparts = nobody }: Staging): Promise<Stage> => {
  const home = await benchHome('verify');
  const port = await freePort();
  const city = { members, seed: SEED, date: today() };
  const start = ['start', '--members', String(members), '--seed', String(SEED), '--date', city.date, '--exit'];
  await printed(process.execPath, [...HUZHENG, ...start], { env: { ...processEnvironment(), HUZHENG_HOME: home } });
  const environment = { ...processEnvironment(), ...(await counterparts(city)), HUZHENG_HOME: home, PORT: String(port) };
  // Its log goes into a file, as to a supervisor: reading it would cost the one who asks.
  const log = await open(join(home, 'serve.log'), 'w');
  const api = spawn(process.execPath, [...HUZHENG, 'serve'], { env: environment, stdio: ['ignore', 'ignore', log.fd] });
  closedAtLast(() => end(api));
  await log.close();
  await untilUp(api, port);
  const url = await urlIn(home);
  const floor = await startFloor(url);
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  closedAtLast(() => pool.end());
  const { rows } = await pool.query<{ digest: string }>(`select encode(id_digest, 'hex') as digest from person_lookup`);
  const registered = await Promise.all(Array.from({ length: clients }, (_, index) => register(`bench-${index}`, environment)));
  const tokens: string[] = [];
  const renewTokens = async (): Promise<void> => {
    tokens.splice(0, clients, ...(await Promise.all(registered.map((client) => tokenOf(client, port)))));
  };
  await renewTokens();
  return {
    api: { port, pid: api.pid ?? 0 },
    floor,
    people: await knownAmong(buildCity(city).members, { port, tokens }),
    digests: rows.map(({ digest }) => digest),
    tokens,
    renewTokens,
    forgiveBudgets: async () => void (await pool.query('truncate allowance')),
  };
};

/** Nobody is asked while answers come from what is stored. */
const nobody = async (): Promise<Counterparts> => UNREACHED;

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
  const said = await printed(process.execPath, [...HUZHENG, 'clients', 'add', clientId, '--json'], { env: environment });
  const { secret } = JSON.parse(said) as { readonly secret: string };
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
