/** Runs planted test files under the guard that every test file runs under. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './our-files.ts';

const LISTEN =
  "import { createServer } from 'node:http'; const server = createServer(); await new Promise((ready) => server.listen(0, ready));";

const PLANTED = [
  { leaves: 'server', text: `${LISTEN} it('passes', () => {});`, want: 'failed' },
  { leaves: 'timer', text: "it('passes', () => { setInterval(() => {}, 1000); });", want: 'failed' },
  {
    leaves: 'process',
    text: "import { spawn } from 'node:child_process'; it('passes', () => { spawn('sleep', ['5']); });",
    want: 'failed',
  },
  {
    leaves: 'nothing',
    text: `${LISTEN} afterAll(() => new Promise((closed) => server.close(closed))); it('passes', () => {});`,
    want: 'passed',
  },
];

interface Report {
  readonly testResults: readonly { readonly name: string; readonly status: string; readonly message: string }[];
}

describe('the guard over every test file', () => {
  let folder: string;
  let report: Report;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huzheng-planted-'));
    const guard = join(ROOT, 'test/support/nothing-left-open.ts');
    await writeFile(
      join(folder, 'vitest.config.js'),
      `export default ${JSON.stringify({ test: { globals: true, setupFiles: [guard] } })};`,
    );
    for (const { leaves, text } of PLANTED) await writeFile(join(folder, `${leaves}.test.js`), text);
    report = await runVitest(folder);
  });

  afterAll(() => rm(folder, { recursive: true }));

  it.each(PLANTED)('a file that leaves $leaves open has $want', ({ leaves, want }) => {
    const { status, message } = report.testResults.find(({ name }) => name.endsWith(`${leaves}.test.js`)) ?? {};
    expect(status).toBe(want);
    expect(message).toMatch(want === 'failed' ? /never closed/ : /^$/);
  });
});

/** Its exit code says that planted files failed, which is the point. */
const runVitest = async (root: string): Promise<Report> => {
  const command = [join(ROOT, 'node_modules/.bin/vitest'), 'run', '--reporter=json', '--outputFile=report.json'];
  await new Promise((ended) => execFile(process.execPath, command, { cwd: root }, ended));
  return JSON.parse(await readFile(join(root, 'report.json'), 'utf8')) as Report;
};
