/** What a rule set asks of a fact that changes by itself from day to day. Pure. */
import type { FactName } from '../../domain/fact-catalogue.ts';
import type { RuleSet } from './rule-set.ts';
import type { Threshold } from './types.ts';
import { placeholdersOf } from './words.ts';

export interface Asked {
  /** Thresholds that it is compared with and that have a value that day. */
  readonly limits: readonly Threshold[];
  /** Whether a text names it: then what is kept reads differently every day. */
  readonly isStated: boolean;
}

export const askedOf = ({ tables, thresholds, rules, checks }: RuleSet, name: FactName): Asked => {
  const cells = Object.values(tables).flatMap(({ rows }) => rows.flatMap((row) => row.cells));
  const names = new Set(cells.flatMap(({ fact, compares }) => (fact === name && compares !== null ? [compares.threshold] : [])));
  const texts = [...Object.values(rules).map(({ text }) => text), ...Object.values(checks)];
  return {
    limits: [...names].flatMap((one) => thresholds[one] ?? []),
    isStated: texts.flatMap(placeholdersOf).some((placeholder) => placeholder.kind === 'facts' && placeholder.name === name),
  };
};
