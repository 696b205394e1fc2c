/** `npm run check`: every `check:…` script of package.json, one after the other. One that fails does not keep the later ones from speaking. */
import { spawnSync } from 'node:child_process';
import manifest from '../package.json' with { type: 'json' };

const checks = Object.keys(manifest.scripts).filter((name) => name.startsWith('check:'));

const passes = (check: string): boolean => {
  const startedAt = performance.now();
  const { status } = spawnSync('npm', ['run', '--silent', check], { stdio: 'inherit' });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? '✔' : '✘'} ${check.replace('check:', '')} (${seconds} s)\n`);
  return status === 0;
};

const failed = checks.filter((check) => !passes(check));
if (failed.length > 0) {
  process.stdout.write(`Failed: ${failed.join(', ')}\n`);
  process.exitCode = 1;
}
