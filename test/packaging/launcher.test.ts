/** Runs the launcher in a planted installation: its `src/main.ts` tells what it was given, and the old Node is this one under an older name. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../fences/our-files.ts';

const MAIN = `
import { getHeapStatistics } from 'node:v8';
const [command] = process.argv.slice(2) as readonly string[];
if (command === 'fail') process.exitCode = 3;
if (command === 'wait') {
  const waiting = setInterval(() => undefined, 1000);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      process.stdout.write(\`got \${signal}\\n\`);
      clearInterval(waiting);
    });
  }
}
const bound = \`\${Math.round(getHeapStatistics().heap_size_limit / 2 ** 20)} MB \${process.pid}\`;
process.stdout.write(\`\${['heap', 'serve'].includes(command) ? bound : [process.versions.node, ...process.argv.slice(2)].join(' ')}\\n\`);
if (command === 'die') process.kill(process.pid, 'SIGKILL');
`;

/** Makes this process call itself Node 20 before the launcher looks. */
const AS_NODE_20 = `--import=data:text/javascript,${encodeURIComponent("Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })")}`;

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly complaint: string;
}

/** A session of its own has no terminal, as under a supervisor. */
const launch = (folder: string, nodeOptions: readonly string[], args: readonly string[], variable = ''): ChildProcess =>
  spawn(process.execPath, [...nodeOptions, join(folder, 'bin/huzheng.js'), ...args], {
    detached: true,
    env: { ...process.env, NODE_OPTIONS: variable },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

const ended = async (child: ChildProcess): Promise<Ended> => {
  if (child.stdout === null || child.stderr === null) throw new Error('the launcher has no pipes');
  const [[code, signal], output, complaint] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
  return { code, signal, output, complaint };
};

describe('the launcher', () => {
  let installed: string;
  let bare: string;
  let withoutNode: string;

  const plant = async (): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'huzheng-launcher-'));
    await mkdir(join(folder, 'bin'));
    await mkdir(join(folder, 'src'));
    await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    await copyFile(join(ROOT, 'bin/huzheng.js'), join(folder, 'bin/huzheng.js'));
    await writeFile(join(folder, 'src/main.ts'), MAIN);
    return folder;
  };

  beforeAll(async () => {
    [installed, bare, withoutNode] = [await plant(), await plant(), await plant()];
    await mkdir(join(installed, 'node_modules/node/bin'), { recursive: true });
    await symlink(process.execPath, join(installed, 'node_modules/node/bin/node'));
    await mkdir(join(withoutNode, 'node_modules'));
  });

  afterAll(async () => {
    for (const folder of [installed, bare, withoutNode]) await rm(folder, { recursive: true });
  });

  it.each([
    { given: 'Node 24', nodeOptions: [] },
    { given: 'an older Node', nodeOptions: [AS_NODE_20] },
  ])('on $given runs the command on Node 24, with its arguments and its exit code', async ({ nodeOptions }) => {
    const { code, output } = await ended(launch(installed, nodeOptions, ['fail', '--json', 'a b']));
    expect(output).toBe(`${process.versions.node} fail --json a b\n`);
    expect(code).toBe(3);
  });

  it.each([
    { given: 'Node 24', nodeOptions: [] },
    { given: 'an older Node', nodeOptions: [AS_NODE_20] },
  ])('on $given bounds the heap, unless NODE_OPTIONS bounds it otherwise', async ({ nodeOptions }) => {
    const heapWith = async (variable: string, command = 'heap'): Promise<string | undefined> =>
      (await ended(launch(installed, nodeOptions, [command], variable))).output.split(' ')[0];
    // A heap is its old space and three semi-spaces.
    expect(await heapWith('')).toBe(String(512 + 3 * 16));
    expect(await heapWith('--max-old-space-size=300')).toBe(String(300 + 3 * 16));
    expect(await heapWith('--max_semi_space_size=4')).toBe(String(512 + 3 * 4));
    // The door has more room for what is young.
    expect(await heapWith('', 'serve')).toBe(String(512 + 3 * 32));
  });

  it('on Node 24 is the process that it was started as, so that what ends one ends the other', async () => {
    const child = launch(installed, [], ['heap']);
    expect((await ended(child)).output).toContain(` MB ${child.pid}\n`);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('passes %s on once, and ends when the command has ended', async (signal) => {
    const child = launch(installed, [AS_NODE_20], ['wait']);
    child.stdout?.once('data', () => child.kill(signal));
    const { code, output } = await ended(child);
    expect(output).toBe(`${process.versions.node} wait\ngot ${signal}\n`);
    expect(code).toBe(0);
  });

  it('dies of the signal that its command died of', async () => {
    const { signal } = await ended(launch(installed, [AS_NODE_20], ['die']));
    expect(signal).toBe('SIGKILL');
  });

  it('before `npm install` says so in one line', async () => {
    const { code, complaint } = await ended(launch(bare, [], ['start']));
    expect(complaint).toBe('huzheng: not installed yet: run `npm install` first.\n');
    expect(code).toBe(1);
  });

  it('without the bundled Node, on an older one, says what to do in one line', async () => {
    const { code, complaint } = await ended(launch(withoutNode, [AS_NODE_20], ['start']));
    expect(complaint).toMatch(/^huzheng: the bundled Node 24 is missing: .*\n$/);
    expect(code).toBe(1);
  });
});
