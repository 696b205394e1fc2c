/** Under whose name the server runs. PostgreSQL refuses to run as root; as root, it runs as `postgres`, or as `nobody` where there is none. */
import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { Fault } from '../../faults.ts';
import { isRoot } from '../../security/home.ts';

/** Null: as ourselves. */
export type Account = { readonly uid: number; readonly gid: number } | null;

export interface Outcome {
  readonly ok: boolean;
  /** What it said, both ways, at most the last 64 KB. */
  readonly said: string;
}

const MOST_SAID = 64 * 1024;
/** Nothing of our own environment: it holds keys. */
const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' };

/** Runs a program to its end under an account, out of reach of Ctrl-C: half an `initdb` helps nobody. A program that cannot even be started is an outcome too. */
export const run = (
  command: string,
  args: readonly string[],
  { account = null, input = '' }: { readonly account?: Account; readonly input?: string } = {},
): Promise<Outcome> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { ...account, cwd: '/', env: ENVIRONMENT, stdio: 'pipe', detached: true });
    let said = '';
    const hear = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-MOST_SAID);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    // A program that does not read its input closes it under us; its exit code tells what matters.
    child.stdin.on('error', () => undefined).end(input);
    child.on('error', (error) => resolve({ ok: false, said: error.message }));
    child.on('close', (code) => resolve({ ok: code === 0, said }));
  });

/** The owner of data that is already there; else the usual one. */
export const accountFor = async (folder: string | null): Promise<Account> => {
  if (!isRoot()) return null;
  const owner = folder === null ? null : await stat(folder);
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return (await accountNamed('postgres')) ?? (await accountNamed('nobody')) ?? noAccount();
};

const accountNamed = async (name: string): Promise<Account> => {
  const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
  return uid.ok && gid.ok ? { uid: Number(uid.said), gid: Number(gid.said) } : null;
};

const noAccount = (): never => {
  throw new Fault('invalid', {
    code: 'no-account-for-postgres',
    detail:
      'PostgreSQL does not run as root, and there is neither a user postgres nor nobody; run as an ordinary user, or set DATABASE_URL.',
  });
};
