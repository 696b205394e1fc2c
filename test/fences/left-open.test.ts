/** Runs planted test files under the guard that every test file runs under. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './our-files.ts';

const LISTEN = "import { createServer } from 'node:http'; const server = createServer(); await new Promise((ready) => server.listen(0, ready));";

const PLANTED = [
  { file: 'server', text: `${LISTEN} it('passes', () => {});`, want: 'TCPServerWrap' },
  { file: 'timer', text: "it('passes', () => { setInterval(() => {}, 1000); });", want: 'Timeout' },
  { file: 'process', text: "import { spawn } from 'node:child_process'; it('passes', () => { spawn('sleep', ['30']); });", want: 'ProcessWrap' },
  { file: 'tidy', text: `${LISTEN} afterAll(() => new Promise((closed) => server.close(closed))); it('passes', () => {});`, want: null },
] as const;

describe('nothing is left open', () => {
  let folder: string;
  let report: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huzheng-planted-'));
    for (const { file, text } of PLANTED) await writeFile(join(folder, `${file}.test.js`), text);
    report = await runVitest(folder);
  });

  afterAll(() => rm(folder, { recursive: true }));

  it.each(PLANTED)('a test file that leaves a $file', ({ file, want }) => {
    const { testResults } = JSON.parse(report) as { testResults: readonly { name: string; status: string; message: string }[] };
    const result = testResults.find(({ name }) => name.endsWith(`${file}.test.js`));
    expect(result).toMatchObject(want === null ? { status: 'passed' } : { status: 'failed', message: expect.stringContaining('never closed') });
  });
});

/** Its exit code says that planted files failed, which is the point. */
const runVitest = (root: string): Promise<string> => {
  const options = ['--root', root, '--config', 'false', '--globals', '--setupFiles', join(ROOT, 'test/support/nothing-left-open.ts'), '--reporter=json'];
  return new Promise((resolve) => {
    execFile(process.execPath, [join(ROOT, 'node_modules/.bin/vitest'), 'run', ...options], { cwd: root }, (_failed, stdout) => resolve(stdout));
  });
};
