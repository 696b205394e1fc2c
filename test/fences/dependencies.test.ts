/** Plants a small tree that breaks every line of the dependency rule, and runs `npm run check`'s own command on it. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { ICruiseResult } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './our-files.ts';

interface Planted {
  readonly rule: string;
  readonly from: string;
  readonly imports: string;
  /** When it is called, and not with the file. */
  readonly late?: true;
}

const BROKEN: readonly Planted[] = [
  { rule: '1-domain', from: 'src/domain/payment.ts', imports: '../faults.ts' },
  { rule: '2-pure-steps:2-normalise', from: 'src/pipeline/2-normalise/draft.ts', imports: '../../upstream/connector.ts' },
  { rule: '2-pure-steps:3-verify', from: 'src/pipeline/3-verify/rules/living.ts', imports: '../../../storage/runs.ts' },
  { rule: '2-pure-steps:3-verify', from: 'src/pipeline/3-verify/verify.ts', imports: '../2-normalise/normalise.ts' },
  { rule: '2-pure-steps:3-verify', from: 'src/pipeline/3-verify/weigh.ts', imports: '../5-apply/types.ts' },
  { rule: '3-connectors', from: 'connectors/civil-affairs/client.ts', imports: '../social-security/client.ts' },
  { rule: '3-connectors', from: 'connectors/social-security/normalise.ts', imports: '../../src/storage/runs.ts' },
  { rule: '4-one-graph', from: 'src/api/server.ts', imports: '../upstream/http.ts' },
  { rule: '5-storage-below', from: 'src/storage/findings.ts', imports: '../pipeline/2-normalise/normalise.ts' },
  { rule: '6-sandbox-users', from: 'src/jobs/worker.ts', imports: '../sandbox/sandbox.ts' },
  { rule: '6-sandbox-alone', from: 'src/sandbox/sandbox.ts', imports: '../../connectors/civil-affairs/sign.ts' },
  { rule: '7-console-alone', from: 'src/console/pages/jobs/jobs.tsx', imports: '../../../domain/money.ts' },
  { rule: '7-console-types', from: 'src/console/api/client.ts', imports: '../../api/contract.ts' },
  { rule: '7-console-apart', from: 'src/api/app.ts', imports: '../console/pages.ts' },
  { rule: 'loaded-late', from: 'src/upstream/http.ts', imports: 'axios' },
  { rule: 'no-circles', from: 'src/upstream/breaker.ts', imports: './quota.ts' },
  { rule: 'no-tests-in-product', from: 'src/cli/start.ts', imports: '../../test/support/dossiers.ts' },
  { rule: 'nock-apart', from: 'test/api/rate.test.ts', imports: '../connectors/gateway.ts' },
  { rule: 'unresolved', from: 'src/cli/verify.ts', imports: './nowhere.ts' },
  { rule: 'unlisted-package', from: 'src/jobs/step.ts', imports: 'left-behind' },
  { rule: 'tools-in-product', from: 'src/observe/log.ts', imports: 'test-tool' },
  { rule: 'packages-of:src/domain/', from: 'src/domain/period.ts', imports: 'axios' },
  { rule: 'packages-of:src/pipeline/', from: 'src/pipeline/3-verify/grade.ts', imports: 'axios' },
  { rule: 'packages-of:connectors/', from: 'connectors/aid-system/client.ts', imports: 'axios' },
  { rule: 'packages-of:src/console/', from: 'src/console/parts/chart.tsx', imports: 'axios' },
  { rule: 'packages-of:src/alerts/', from: 'src/alerts/webhook.ts', imports: 'axios' },
  { rule: 'alerts-pure', from: 'src/alerts/rules/night.ts', imports: '../../storage/runs.ts' },
  { rule: 'packages-of:elsewhere', from: 'src/reports/report.ts', imports: 'axios' },
];

const ALLOWED: readonly Omit<Planted, 'rule'>[] = [
  { from: 'src/pipeline/1-pull/job.ts', imports: '../../storage/runs.ts' },
  { from: 'src/pipeline/4-screen/screen.ts', imports: '../3-verify/types.ts' },
  { from: 'src/pipeline/4-screen/facts.ts', imports: '../../domain/money.ts' },
  { from: 'connectors/medical-insurance/client.ts', imports: '../../src/upstream/connector.ts' },
  { from: 'src/upstream/transport.ts', imports: 'axios', late: true },
  { from: 'src/cli/sandbox.ts', imports: '../sandbox/sandbox.ts' },
  { from: 'src/context.ts', imports: './upstream/http.ts' },
];

/** What the planted files import and nobody planted; the second closes the circle. */
const BACKGROUND: Readonly<Record<string, string>> = {
  'src/faults.ts': '',
  'src/api/contract.ts': '',
  'src/console/pages.ts': '',
  'src/domain/money.ts': '',
  'src/upstream/quota.ts': "import './breaker.ts';",
  'src/upstream/connector.ts': '',
  'src/storage/runs.ts': '',
  'src/pipeline/2-normalise/normalise.ts': '',
  'src/pipeline/3-verify/types.ts': '',
  'src/pipeline/5-apply/types.ts': '',
  'connectors/social-security/client.ts': '',
  'connectors/civil-affairs/sign.ts': '',
  'test/support/dossiers.ts': '',
  'test/connectors/gateway.ts': "import 'nock';",
  'package.json': JSON.stringify({ type: 'module', dependencies: { axios: '1' }, devDependencies: { nock: '1', 'test-tool': '1' } }),
  'node_modules/axios/package.json': JSON.stringify({ name: 'axios', main: 'index.js' }),
  'node_modules/axios/index.js': '',
  'node_modules/nock/package.json': JSON.stringify({ name: 'nock', main: 'index.js' }),
  'node_modules/nock/index.js': '',
  'node_modules/test-tool/package.json': JSON.stringify({ name: 'test-tool', main: 'index.js' }),
  'node_modules/test-tool/index.js': '',
  'node_modules/left-behind/package.json': JSON.stringify({ name: 'left-behind', main: 'index.js' }),
  'node_modules/left-behind/index.js': '',
};

describe('the dependency rule', () => {
  let planted: string;
  let violations: readonly { readonly rule: string; readonly from: string }[];

  beforeAll(async () => {
    planted = await mkdtemp(join(tmpdir(), 'huzheng-planted-'));
    const imports = [...BROKEN, ...ALLOWED].map(
      ({ from, imports, late }) => [from, late === true ? `await import('${imports}');` : `import '${imports}';`] as const,
    );
    for (const [path, text] of [...Object.entries(BACKGROUND), ...imports]) {
      await mkdir(dirname(join(planted, path)), { recursive: true });
      await writeFile(join(planted, path), text);
    }
    await copyFile(join(ROOT, 'tsconfig.json'), join(planted, 'tsconfig.json'));
    violations = await cruise(planted);
  });

  afterAll(() => rm(planted, { recursive: true }));

  it.each(BROKEN)('$rule: catches $from importing $imports', ({ rule, from }) => {
    expect(violations).toContainEqual({ rule, from });
  });

  it.each(ALLOWED)('lets $from import $imports', ({ from }) => {
    expect(violations.filter((violation) => violation.from === from)).toEqual([]);
  });
});

/** The command ends with the number of violations, which is not a failure here. */
const cruise = async (cwd: string): Promise<readonly { readonly rule: string; readonly from: string }[]> => {
  const command = join(ROOT, 'node_modules/.bin/depcruise');
  const options = ['--config', join(ROOT, '.dependency-cruiser.js'), '--output-type', 'json'];
  const { stdout } = await promisify(execFile)(process.execPath, [command, 'src', 'connectors', 'test', ...options], {
    cwd,
    maxBuffer: 64 * 2 ** 20,
  });
  const { summary } = JSON.parse(stdout) as ICruiseResult;
  return summary.violations.map(({ rule, from }) => ({ rule: rule.name, from }));
};
