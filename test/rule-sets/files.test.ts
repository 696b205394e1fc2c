import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RuleSetFiles } from '../../src/pipeline/4-screen/rule-check/parsed.ts';
import { loadRuleSet, readRuleSetFiles, soundRuleSet } from '../../src/rule-sets.ts';
import { day } from '../support/dossiers.ts';
import { SANDBOX_RULES } from '../support/people.ts';

const D = day('2026-11-22');
const digestOf = (files: RuleSetFiles): string => soundRuleSet(files, D).digest;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huzheng-rule-files-'));
  for (const [name, text] of Object.entries(SANDBOX_RULES)) await writeFile(join(folder, name), text.replaceAll('\n', '\r\n'));
  await writeFile(join(folder, 'notes.json'), '{}');
});
afterAll(() => rm(folder, { recursive: true }));

it('a digest is of what judges: not of line endings, the order of files, or a file nobody names', async () => {
  const reversed = Object.fromEntries(Object.entries(SANDBOX_RULES).toReversed());
  const digests = [SANDBOX_RULES, reversed, await readRuleSetFiles(folder), await readRuleSetFiles(join(folder, 'manifest.json'))].map(
    digestOf,
  );
  expect(new Set(digests).size).toBe(1);
});

it('every change of a table or the manifest is another digest', () => {
  const digests = Object.keys(SANDBOX_RULES).map((name) => digestOf({ ...SANDBOX_RULES, [name]: `${SANDBOX_RULES[name]} ` }));
  expect(new Set([...digests, digestOf(SANDBOX_RULES)]).size).toBe(digests.length + 1);
});

it('a draft with unconfirmed figures can be loaded by whoever only looks', async () => {
  const files = await readRuleSetFiles('shenzhen-example');
  expect(loadRuleSet(files, D).thresholds['monthsWithoutGround']?.value).toBe(6);
  expect(loadRuleSet(files, D).gaps.map(({ threshold }) => threshold)).toContain('subsistenceLine');
});
