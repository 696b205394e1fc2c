/** Reads a rule set by its id (a folder under `rule-sets/`) or by the path of its folder. */
import { readdir, readFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import schema from '../schemas/rule-set.json' with { type: 'json' };
import type { Day } from './domain/period.ts';
import { Fault } from './faults.ts';
import { FRESH_FOR_DAYS } from './pipeline/3-verify/freshness.ts';
import { type RuleSet, ruleSetLoader } from './pipeline/4-screen/rule-set.ts';

const SHIPPED = fileURLToPath(new URL('../rule-sets/', import.meta.url));

export const loadRuleSet = ruleSetLoader({ schema, freshness: FRESH_FOR_DAYS });

export const readRuleSet = async (idOrFolder: string, on: Day): Promise<RuleSet> => loadRuleSet(await readRuleSetFiles(idOrFolder), on);

export const readRuleSetFiles = async (idOrFolder: string): Promise<Readonly<Record<string, string>>> => {
  const folder = isAbsolute(idOrFolder) || idOrFolder.includes('/') ? resolve(idOrFolder) : join(SHIPPED, idOrFolder);
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new Fault('invalid', {
      code: 'rule-set-missing',
      detail: `There is no rule set ${idOrFolder}; HUZHENG_RULESET names a folder under rule-sets/ or a path.`,
      cause,
    });
  });
  if (!names.includes('manifest.json'))
    throw new Fault('invalid', {
      code: 'rule-set-missing',
      detail: `${folder} holds no rule set: there is no manifest.json in it. HUZHENG_RULESET names a folder under rule-sets/ or a path.`,
    });
  const files = await Promise.all(
    names.filter((name) => name.endsWith('.json')).map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const),
  );
  return Object.fromEntries(files);
};
