/**
 * `npm run check:dependencies`: what we depend on, held against our own rules (exact versions, known licences, install scripts allowed by name, a digest
 * for every package, no address), and against the registry's advisories. A registry without advisories is said, not passed over in silence.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import manifest from '../package.json' with { type: 'json' };

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
  readonly link?: boolean;
  /** For another platform, perhaps: the registry may have no digest to give (`scripts/complete-lock.ts`), and its scripts do not run here. */
  readonly optional?: boolean;
}

/** Permissive, or weak copyleft by file: nothing that would reach into our own code. */
const LICENCES =
  /^\(?(MIT|MIT-0|ISC|0BSD|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|BlueOak-1\.0\.0|CC0-1\.0|CC-BY-3\.0|CC-BY-4\.0|Python-2\.0|PSF-2\.0|Artistic-2\.0|Unlicense|WTFPL|MPL-2\.0|PostgreSQL)\b/;

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};
const installed = Object.entries(packages).filter(([path, { link }]) => path !== '' && link !== true);
const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
const allowed = Object.keys(manifest.allowScripts);

const complaints = [
  ...Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    .filter(([, version]) => !/^(npm:[^@]*@?[^@]+@)?\d/.test(version))
    .map(([name, version]) => `${name} is not pinned to one version: ${version}`),
  ...installed
    .filter(([, { integrity, optional }]) => integrity === undefined && optional !== true)
    .map(([path]) => `${nameOf(path)} has no digest in the lock`),
  ...installed.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => `${nameOf(path)} has an address in the lock`),
  ...installed
    .filter(([path, { hasInstallScript, optional }]) => hasInstallScript === true && optional !== true && !allowed.includes(nameOf(path)))
    .map(([path]) => `${nameOf(path)} runs a script when it is installed, and allowScripts does not name it`),
  ...installed
    .filter(([, { license }]) => license !== undefined && !LICENCES.test(license))
    .map(([path, { license }]) => `${nameOf(path)} is under ${license}`),
];

interface Audit {
  readonly statusCode?: number;
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly via: readonly unknown[] }>>;
}

const advisories = (): readonly string[] => {
  const { stdout } = spawnSync('npm', ['audit', '--json'], { encoding: 'utf8' });
  const start = stdout.indexOf('{');
  const audit = (start === -1 ? {} : JSON.parse(stdout.slice(start))) as Audit;
  if (audit.vulnerabilities === undefined) {
    process.stdout.write(
      '- advisories: not read, this registry answers no such question; ask one that does before a release (`npm audit`)\n',
    );
    return [];
  }
  return Object.entries(audit.vulnerabilities).map(
    ([name, { severity }]) => `${name} has a known vulnerability (${severity}); see npm audit`,
  );
};

const found = [...complaints, ...advisories()];
for (const line of found) process.stdout.write(`- ${line}\n`);
if (found.length > 0) process.exitCode = 1;
else process.stdout.write(`${installed.length} packages: pinned, digested, licensed, no script but those named\n`);
