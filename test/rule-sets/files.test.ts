import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

const MANIFEST_TEXT = SANDBOX_RULES['manifest.json'] ?? '';
/** Another `leaving.jdm.json`, whatever it is made by; answers the folder. */
const withLeaving = async (put: (path: string) => Promise<unknown>): Promise<string> => {
  const other = await mkdtemp(join(folder, 'other-'));
  for (const [name, text] of Object.entries(SANDBOX_RULES)) if (name !== 'leaving.jdm.json') await writeFile(join(other, name), text);
  await put(join(other, 'leaving.jdm.json'));
  return other;
};
const bytes = (content: Buffer) => (path: string) => writeFile(path, content);
const TABLE = SANDBOX_RULES['leaving.jdm.json'] ?? '';

describe('a file that cannot be read as text is refused by its name, and never as other words', () => {
  const BROKEN = Buffer.concat([Buffer.from('{\n  "name": "'), Buffer.from([0xc8, 0xcb]), Buffer.from('"\n}')]);
  const UTF16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(TABLE, 'utf16le')]);
  it.each<{ readonly given: string; readonly put: (path: string) => Promise<unknown>; readonly want: RegExp }>([
    { given: 'in GBK', put: bytes(BROKEN), want: /leaving\.jdm\.json is not UTF-8: line 2/ },
    { given: 'broken in its last line', put: bytes(Buffer.concat([Buffer.from('{\n}\n'), Buffer.from([0xe4])])), want: /line 3/ },
    { given: 'in UTF-16', put: bytes(UTF16), want: /leaving\.jdm\.json is not UTF-8 but UTF-16/ },
    { given: 'a folder', put: (path) => mkdir(path), want: /leaving\.jdm\.json is a folder/ },
    { given: 'a link to itself', put: (path) => symlink(path, path), want: /leaving\.jdm\.json cannot be read: its links lead back/ },
    { given: 'a link to nowhere', put: (path) => symlink('nowhere', path), want: /cannot be read: it does not exist/ },
    { given: 'a pipe', put: (path) => promisify(execFile)('mkfifo', [path]), want: /is no regular file/ },
    { given: 'a device without an end', put: (path) => symlink('/dev/zero', path), want: /is no regular file/ },
    {
      given: 'of gigabytes',
      put: async (path) => {
        await writeFile(path, '');
        await truncate(path, 2 ** 32);
      },
      want: /is larger than 4 MiB/,
    },
  ])('$given', async ({ put, want }) => {
    await expect(readRuleSetFiles(await withLeaving(put))).rejects.toMatchObject({ kind: 'invalid', message: expect.stringMatching(want) });
  });

  it('one with the byte order mark of Windows is the same rule set', async () => {
    const marked = await withLeaving((path) => writeFile(path, `\ufeff${TABLE}`));
    await writeFile(join(marked, 'manifest.json'), `\ufeff${MANIFEST_TEXT}`);
    expect(digestOf(await readRuleSetFiles(marked))).toBe(digestOf(SANDBOX_RULES));
  });
});
