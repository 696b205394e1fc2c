/**
 * Completes `package-lock.json` after a dependency change: registries that lack some optional platform binaries make locks without them, and
 * `npm ci` of npm 11.16 and later refuses such a lock everywhere, also where the missing binary is of another platform
 * (`docs/decisions/0007-lock-file.md`). Download addresses are dropped. With `--check` it only says what is missing.
 */
import { readFile, writeFile } from 'node:fs/promises';

const LOCK = new URL('../package-lock.json', import.meta.url);

/** What npm reads of a locked package; `integrity` is absent where no registry at hand could tell it. */
export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly peer?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

const OPERATING_SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

/** The platform a binary's name states: `binding-linux-arm-musleabihf` is for linux, arm, musl. A name that states none is for nobody. */
const platformOf = (name: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> => {
  const words = name.replace('windows', 'win32').split(/[/-]/);
  const os = OPERATING_SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  const libc = words.some((word) => word.startsWith('musl')) ? ['musl'] : words.some((word) => word.startsWith('gnu')) ? ['glibc'] : [];
  if (os.length + cpu.length === 0)
    throw new RangeError(`the lock lacks the optional ${name}, whose name states no platform: run npm install where the registry has it`);
  return { ...(cpu.length > 0 && { cpu }), ...(libc.length > 0 && { libc }), ...(os.length > 0 && { os }) };
};

/** npm's own search: beside the package that asks, then beside each of its parents. */
const isLocked = ({ packages }: Lock, asker: string, name: string): boolean => {
  const parent = asker.lastIndexOf('/node_modules/');
  if (packages[asker === '' ? `node_modules/${name}` : `${asker}/node_modules/${name}`] !== undefined) return true;
  return asker !== '' && isLocked({ packages }, parent < 0 ? '' : asker.slice(0, parent), name);
};

/** Every optional dependency that the lock does not hold, by the path where npm would put it. */
export const missingFrom = (lock: Lock): Record<string, LockedPackage> => {
  const asked = Object.entries(lock.packages).flatMap(([asker, { optionalDependencies = {}, dev, peer }]) =>
    Object.entries(optionalDependencies).map(([name, range]) => ({ asker, name, range, dev, peer })),
  );
  const missing = asked.filter(({ asker, name }) => !isLocked(lock, asker, name));
  // npm's own order of keys, so that its next install finds nothing to rewrite.
  const entryOf = ({ name, range, dev, peer }: (typeof missing)[number]): LockedPackage => {
    const { os, cpu, libc } = platformOf(name);
    return {
      version: range.replace(/^[~^]/, ''),
      ...(cpu && { cpu }),
      ...(dev && { dev }),
      ...(libc && { libc }),
      optional: true,
      ...(os && { os }),
      ...(peer && { peer }),
    };
  };
  return Object.fromEntries(missing.map((one) => [`node_modules/${one.name}`, entryOf(one)]));
};

/** The lock with every optional entry, in npm's own order, and without download addresses. */
export const completed = <L extends Lock>(lock: L): L => {
  const entries = Object.entries({ ...lock.packages, ...missingFrom(lock) }).map(
    ([path, { resolved: _address, ...entry }]) => [path, entry] as const,
  );
  return { ...lock, packages: Object.fromEntries(entries.sort(([a], [b]) => a.localeCompare(b, 'en'))) };
};

if (import.meta.main) {
  const text = await readFile(LOCK, 'utf8');
  const after = `${JSON.stringify(completed(JSON.parse(text) as Lock), null, 2)}\n`;
  if (after !== text && process.argv.includes('--check')) {
    process.stderr.write('package-lock.json is incomplete: run `npm run lock`.\n');
    process.exitCode = 1;
  } else if (after !== text) await writeFile(LOCK, after);
}
