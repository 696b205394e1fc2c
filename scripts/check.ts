/**
 * `npm run check`: every `check:…` script of package.json, as many side by side as there are cores. Each speaks when it has ended, whole; one that
 * fails does not keep the others from speaking.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { text } from 'node:stream/consumers';
import manifest from '../package.json' with { type: 'json' };

const left = Object.keys(manifest.scripts).filter((name) => name.startsWith('check:'));
const failed: string[] = [];

const run = async (check: string): Promise<void> => {
  const startedAt = performance.now();
  // Both into one pipe, in the order they were written.
  const child = spawn('sh', ['-c', 'exec npm run --silent "$0" 2>&1', check], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`${said}${code === 0 ? '✔' : '✘'} ${check.replace('check:', '')} (${seconds} s)\n`);
  if (code !== 0) failed.push(check);
};

const runNext = async (): Promise<void> => {
  for (let check = left.shift(); check !== undefined; check = left.shift()) await run(check);
};

await Promise.all(Array.from({ length: availableParallelism() }, runNext));
if (failed.length > 0) {
  process.stdout.write(`Failed: ${failed.join(', ')}\n`);
  process.exitCode = 1;
}
