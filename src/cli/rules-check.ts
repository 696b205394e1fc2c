/** `huzheng rules check`: everything that is the matter with a rule set, with its place; for whoever writes one, before anybody is judged by it. */
import type { Day } from '../domain/period.ts';
import { type Finding, placeOf, visible } from '../pipeline/4-screen/rule-check/remark.ts';
import { checkRuleSet, readRuleSetFiles } from '../rule-sets.ts';
import type { Interruption } from './interruption.ts';
import { today } from './sandbox-city.ts';

export interface RulesCheckOptions {
  readonly on?: Day;
  readonly json?: true;
}

/** 0: no fault, whatever else should be known; 1: no night may be judged by it. */
export const rulesCheck = async (
  { on = today(), json }: RulesCheckOptions,
  _: Interruption,
  [file = '']: readonly string[],
): Promise<number> => {
  const { findings, readable } = checkRuleSet(await readRuleSetFiles(file), on);
  const { id = null, version = null, region = null } = readable?.manifest ?? {};
  const isUsable = readable !== null;
  process.stdout.write(
    json === true
      ? `${JSON.stringify({ usable: isUsable, id, version, region, findings })}\n`
      : findingsText(findings, `${id ?? visible(file)} ${version ?? ''}`.trim()),
  );
  return isUsable ? 0 : 1;
};

const MARKS = { error: '✗', warning: '!' } as const;
const plural = (count: number, noun: string): string => `${count === 0 ? 'no' : count} ${noun}${count === 1 ? '' : 's'}`;

export const findingsText = (findings: readonly Finding[], name: string): string => {
  const faults = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - faults;
  const lines = findings.map((finding) => `${MARKS[finding.severity]} ${placeOf(finding)}\n    ${finding.detail}`);
  const sum = `${name}: ${faults === 0 ? 'no fault' : plural(faults, 'fault')}${warnings === 0 ? '' : `, ${plural(warnings, 'warning')}`}`;
  return `${[...lines, sum].join('\n')}\n`;
};
