/** Rule sets as files: read by id (a folder under `rule-sets/`), else by the path of their folder or of its manifest; checked, digested, loaded for a day. */
import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import schema from '../schemas/rule-set.json' with { type: 'json' };
import type { Day } from './domain/period.ts';
import { Fault } from './faults.ts';
import { FRESH_FOR_DAYS } from './pipeline/3-verify/freshness.ts';
import type { Manifest } from './pipeline/4-screen/manifest.ts';
import { type CheckRuleSet, ruleSetCheck } from './pipeline/4-screen/rule-check/check.ts';
import { MANIFEST, type RuleSetFiles } from './pipeline/4-screen/rule-check/parsed.ts';
import { assertConfirmed, type LoadRuleSet, type RuleSet, ruleSetLoader, usable } from './pipeline/4-screen/rule-set.ts';
import { readTextFile } from './rule-sets/text-file.ts';

const SHIPPED = fileURLToPath(new URL('../rule-sets/', import.meta.url));

/** Everything that is the matter with it. */
export const checkRuleSet: CheckRuleSet = ruleSetCheck(schema);
/** For a day; a draft with unconfirmed figures too: whoever judges people by one asks `confirmedRuleSet` first. */
export const loadRuleSet: LoadRuleSet = ruleSetLoader({ schema, freshness: FRESH_FOR_DAYS });

/** A rule set without an error: its manifest, exactly the files it consists of, and their digest. */
export interface SoundRuleSet {
  readonly manifest: Manifest;
  readonly files: RuleSetFiles;
  /** SHA-256 in hex, over names and texts. */
  readonly digest: string;
}

/** Refuses, with the first few errors, what nobody may be judged by. What no manifest names is left out. */
export const soundRuleSet = (files: RuleSetFiles, on: Day): SoundRuleSet => {
  const { manifest } = usable(checkRuleSet(files, on));
  const names = [MANIFEST, ...Object.values(manifest.tables)].toSorted();
  const used = Object.fromEntries(names.map((name) => [name, files[name] ?? '']));
  return { manifest, files: used, digest: digestOf(used) };
};

/** One that may judge: it holds no figure that nobody has confirmed. */
export const confirmedRuleSet = (files: RuleSetFiles, on: Day): SoundRuleSet => {
  const sound = soundRuleSet(files, on);
  assertConfirmed(sound.manifest);
  return sound;
};

export const digestOf = (files: RuleSetFiles): string => {
  const sorted = Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
};

/** No table of a city comes near it. */
const LARGEST = { code: 'rule-set-unreadable', mostMiB: 4 };

/**
 * As they are on the disk, whatever line endings they were checked out with, and with or without a byte order mark. Throws `invalid` where there is
 * no rule set, and where a file of it cannot be read as text.
 */
export const readRuleSetFiles = async (idOrFolder: string): Promise<RuleSetFiles> => {
  const folder = await folderOf(idOrFolder);
  const names = await readdir(folder).catch((cause: unknown) => {
    throw missing(`There is no rule set ${idOrFolder}; ${WHAT_NAMES_ONE}`, cause);
  });
  if (!names.includes(MANIFEST)) throw missing(`${folder} holds no rule set: there is no ${MANIFEST} in it. ${WHAT_NAMES_ONE}`);
  const files = await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .map(async (name) => [name, (await readTextFile(join(folder, name), LARGEST)).replaceAll('\r\n', '\n')] as const),
  );
  return Object.fromEntries(files);
};

const WHAT_NAMES_ONE = 'HUZHENG_RULESET, as every command about rules, names a folder under rule-sets/ or a path.';

/** What is written as an id is a path where nothing of ours bears it. */
const folderOf = async (idOrFolder: string): Promise<string> => {
  const isPath = isAbsolute(idOrFolder) || idOrFolder.startsWith('.') || /[/\\]/.test(idOrFolder) || idOrFolder === MANIFEST;
  const shipped = join(SHIPPED, idOrFolder);
  if (!isPath && (await isFolder(shipped))) return shipped;
  const path = resolve(idOrFolder);
  return basename(path) === MANIFEST ? dirname(path) : path;
};

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

const missing = (detail: string, cause?: unknown): Fault => new Fault('invalid', { code: 'rule-set-missing', detail, cause });

/** Of the disk, for a day on which it is to judge. */
export const readRuleSet = async (idOrFolder: string, on: Day): Promise<RuleSet> => {
  const { files } = confirmedRuleSet(await readRuleSetFiles(idOrFolder), on);
  return loadRuleSet(files, on);
};
