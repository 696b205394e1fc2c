#!/usr/bin/env node
// The `huzheng` command on whatever Node the machine has: runs src/main.ts in this process if it is Node 24 or newer (which strips types by
// itself), else on the Node 24 that the package `node` brought; either way with a bounded heap. Plain JavaScript that Node 20 can read; it
// decides nothing else.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NODE_NEEDED = 24;
const main = new URL('../src/main.ts', import.meta.url);
const bundledNode = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));

/** Garbage is collected before it is as much as the machine would bear (docs/decisions/0010); whatever NODE_OPTIONS says instead holds. */
const HEAP_BOUNDS = [
  '--max-old-space-size=512',
  // Who answers thousands of questions a second collects seldom: its collector took a fifth of its CPU. A night does, in a smaller heap.
  ...(process.argv[2] === 'serve'
    ? ['--initial-old-space-size=192', '--max-semi-space-size=32']
    : ['--initial-old-space-size=128', '--max-semi-space-size=16']),
];
const boundsUnless = (said) => HEAP_BOUNDS.filter((bound) => !said.replaceAll('_', '-').includes(bound.split('=')[0]));
const nodeOptions = process.env.NODE_OPTIONS ?? '';

/** What Node makes of nearly two thousand modules is kept from process to process: it is more than half of what a start costs. Where it cannot be written, nothing is kept. */
const environment = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../node_modules/.cache/huzheng', import.meta.url)),
  ...process.env,
};

const refuse = (sentence) => {
  process.stderr.write(`huzheng: ${sentence}\n`);
  process.exitCode = 1;
};

const hasTerminal = () => {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
};

/** A terminal sends Ctrl-C and hang-up to the whole group, the child included: forwarding them as well would interrupt it twice. */
const followSignals = (child) => {
  const forward = (signal) => child.kill(signal);
  const leaveToTerminal = () => undefined;
  for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, hasTerminal() ? leaveToTerminal : forward);
  process.on('SIGTERM', forward);
};

/** Ends as the child ended, so that a shell or a supervisor sees the same exit code or the same signal. */
const endLike = (code, signal) => {
  if (signal === null) {
    process.exitCode = code;
    return;
  }
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
};

const runOnBundledNode = () => {
  const child = spawn(bundledNode, [...boundsUnless(nodeOptions), fileURLToPath(main), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: environment,
  });
  followSignals(child);
  child.on('error', (error) => refuse(`the bundled Node does not start (${error.message}): run \`npm install\` again.`));
  child.on('exit', endLike);
};

/** A heap is bounded when its process starts: this one starts once more in its own place, the same to whoever started or watches it. */
const runHere = async () => {
  const bounds = boundsUnless([nodeOptions, ...process.execArgv].join(' '));
  if (bounds.length > 0 && process.platform !== 'win32')
    process.execve(process.execPath, [process.execPath, ...process.execArgv, ...bounds, ...process.argv.slice(1)], environment);
  await import(main.href);
};

if (!existsSync(new URL('../node_modules', import.meta.url))) refuse('not installed yet: run `npm install` first.');
else if (Number.parseInt(process.versions.node, 10) >= NODE_NEEDED) await runHere();
else if (existsSync(bundledNode)) runOnBundledNode();
else
  refuse(
    `the bundled Node ${NODE_NEEDED} is missing: run \`npm install\` with install scripts allowed, or use Node ${NODE_NEEDED} or newer.`,
  );
