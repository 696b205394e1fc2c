/** Runs the generators in a copy of what they read, where a contract can be changed behind their back. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../fences/our-files.ts';

const GENERATORS = [
  {
    script: 'generate-canonical-types',
    contract: 'schemas/canonical/death.json',
    word: 'Day of cremation.',
    types: ['src/domain/canonical.ts'],
  },
  {
    script: 'generate-application-types',
    contract: 'schemas/applications/document.json',
    word: 'Only fields that evidence supplies',
    types: ['src/domain/application.ts'],
  },
  {
    script: 'generate-longest-texts',
    contract: 'schemas/applications/exclusive-protection.json',
    word: 'platformName',
    types: ['src/domain/longest-texts.ts'],
  },
  {
    script: 'generate-contract-types',
    contract: 'openapi/huzheng.yaml',
    word: 'Whether the process lives.',
    types: ['src/api/contract.ts'],
  },
  {
    script: 'generate-fact-catalogue',
    contract: 'schemas/facts.json',
    word: 'Completed years by the identity number.',
    types: ['src/domain/fact-catalogue.ts', 'docs/facts.md'],
  },
];

/** What the catalogue of facts is shown with. */
const READ_BY_GENERATORS = [
  'src/domain/sources.ts',
  'src/domain/period.ts',
  'src/domain/plain-form.ts',
  'src/pipeline/3-verify/freshness.ts',
];

describe('generated files', () => {
  let copy: string;

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'huzheng-generators-'));
    for (const path of ['scripts', 'schemas', 'openapi', 'connectors', 'package.json', ...READ_BY_GENERATORS])
      await cp(join(ROOT, path), join(copy, path), { recursive: true });
    for (const { types } of GENERATORS) for (const file of types) await mkdir(join(copy, dirname(file)), { recursive: true });
    await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  });

  afterAll(() => rm(copy, { recursive: true }));

  it.each(GENERATORS)(
    'what $script writes is fresh once written, and stale when $contract has changed',
    async ({ script, contract, word, types }) => {
      expect(await generate(copy, script)).toEqual({ failed: false, complaint: '' });
      expect(await generate(copy, script, '--check')).toEqual({ failed: false, complaint: '' });
      const text = await readFile(join(copy, contract), 'utf8');
      expect(text).toContain(word);
      await writeFile(join(copy, contract), text.replace(word, 'Something else.'));
      expect(await generate(copy, script, '--check')).toEqual({
        failed: true,
        complaint: types.map((file) => `${file} is stale: run \`npm run generate\`.\n`).join(''),
      });
    },
  );
});

const generate = (
  cwd: string,
  script: string,
  ...options: readonly string[]
): Promise<{ readonly failed: boolean; readonly complaint: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [join(cwd, 'scripts', `${script}.ts`), ...options], { cwd }, (failure, _stdout, complaint) => {
      resolve({ failed: failure !== null, complaint });
    });
  });
