/** Members as screening is given them: dossiers of `dossiers.ts`, verified by the real verification, under the rules of the sandbox city. */
import { readdir, readFile } from 'node:fs/promises';
import type { Day } from '../../src/domain/period.ts';
import { PURPOSES, type Purpose } from '../../src/domain/sources.ts';
import type { Dossier } from '../../src/pipeline/2-normalise/types.ts';
import { FRESH_FOR_DAYS } from '../../src/pipeline/3-verify/freshness.ts';
import { verify } from '../../src/pipeline/3-verify/verify.ts';
import type { RuleSetFiles } from '../../src/pipeline/4-screen/rule-check/parsed.ts';
import { type LoadRuleSet, type RuleSet, ruleSetLoader } from '../../src/pipeline/4-screen/rule-set.ts';
import { sheetOf } from '../../src/pipeline/4-screen/sheet.ts';
import type { Before, Person, Sheet, View } from '../../src/pipeline/4-screen/types.ts';
import { TONIGHT } from './dossiers.ts';

const RULES = new URL('../../rule-sets/sandbox-city/', import.meta.url);
const SCHEMA = new URL('../../schemas/rule-set.json', import.meta.url);

const names = await readdir(RULES);
const contents = await Promise.all(names.map((name) => readFile(new URL(name, RULES), 'utf8')));

export const SANDBOX_RULES: RuleSetFiles = Object.fromEntries(names.map((name, index) => [name, contents[index] ?? '']));
const schema: unknown = JSON.parse(await readFile(SCHEMA, 'utf8'));
if (typeof schema !== 'object' || schema === null) throw new TypeError('schemas/rule-set.json is not an object');

/** The sandbox city's plan has no waiting period and accepts every hospital. This one waits thirty days and accepts the two higher levels. */
export const PLAN_TERMS: RuleSetFiles = (() => {
  const manifest = JSON.parse(SANDBOX_RULES['manifest.json'] ?? '');
  manifest.thresholds.waitingDays.values[0].value = 30;
  manifest.hospitalLevels = { documentRef: 'sandbox-mutual-aid', codes: { '1': 'primary', '2': 'secondary', '3': 'tertiary' } };
  const table = JSON.parse(SANDBOX_RULES['mutual-aid-claim.jdm.json'] ?? '');
  for (const { content } of table.nodes)
    if (content !== undefined) {
      content.inputs.push({ id: 'in-hospitalLevel', name: '医院等级', field: 'facts.hospitalLevel' });
      for (const row of content.rules) row['in-hospitalLevel'] = '"tertiary", "secondary"';
    }
  return { ...SANDBOX_RULES, 'manifest.json': JSON.stringify(manifest), 'mutual-aid-claim.jdm.json': JSON.stringify(table) };
})();

export const loadRules: LoadRuleSet = ruleSetLoader({ schema, freshness: FRESH_FOR_DAYS });
/** The sandbox city's rules as they are on that day. */
export const rulesOn = (on: Day = TONIGHT): RuleSet => loadRules(SANDBOX_RULES, on);

export const aView = (dossier: Dossier): View => ({ dossier, verification: verify(dossier) });

/** A member with the same dossier for the purposes named, all of them unless said otherwise, and nothing for the rest. */
export const aSheet = (
  dossier: Dossier,
  traits: { readonly purposes?: readonly Purpose[]; readonly before?: Partial<Before> } = {},
): Sheet => {
  const purposes = traits.purposes ?? PURPOSES;
  const viewFor = (purpose: Purpose): View | null => (purposes.includes(purpose) ? aView(dossier) : null);
  const person: Person = {
    memberId: dossier.memberId,
    byPurpose: {
      'hardship-screening': viewFor('hardship-screening'),
      'mutual-aid-claim': viewFor('mutual-aid-claim'),
      'exclusive-protection': viewFor('exclusive-protection'),
    },
    before: { openHardship: null, withoutGroundSince: null, ...traits.before },
  };
  return sheetOf(person, POLICY);
};

const POLICY = { region: rulesOn().region, freshness: FRESH_FOR_DAYS };
