/**
 * A table's rows asked of one person's facts, in three values (Kleene): a row holds when every condition does, fails when one is known to fail,
 * and otherwise cannot be judged. Each cell is evaluated by the ZEN engine, and only with a known fact: its own `null` would quietly be "no".
 */
import { evaluateUnaryExpressionSync } from '@gorules/zen-engine';
import { FACTS } from './facts.ts';
import type { RuleSet, Threshold } from './rule-set.ts';
import type { Cell, Row, Table } from './table.ts';
import type { CannotJudge, Condition, Fact, Facts, NearMiss } from './types.ts';
import { amountInWords } from './words.ts';

/** Rows that hold, rows that cannot be judged, rows missed by little; a row in none of them is known not to hold. */
export interface Judgement {
  readonly held: readonly { readonly row: Row; readonly conditions: readonly Condition[] }[];
  readonly cannotJudge: readonly CannotJudge[];
  readonly nearMiss: readonly NearMiss[];
}

/** Where several rows give one rule, a row that holds settles it, and its other rows are silent. */
export const judge = (table: Table, facts: Facts, { thresholds }: RuleSet): Judgement => {
  const answers = table.rows.map((row) => judgeRow(row, facts, thresholds));
  const all = answers.flatMap((answer) => (answer.held === null ? [] : [answer.held]));
  const held = table.hitPolicy === 'first' ? all.slice(0, 1) : all;
  const settled = new Set(held.map(({ row }) => row.code));
  return {
    held,
    cannotJudge: answers.flatMap((answer) => answer.cannotJudge).filter(({ rule }) => !settled.has(rule)),
    nearMiss: answers.flatMap((answer) => answer.nearMiss).filter(({ code }) => !settled.has(code)),
  };
};

interface RowAnswer {
  readonly held: Judgement['held'][number] | null;
  readonly cannotJudge: readonly CannotJudge[];
  readonly nearMiss: readonly NearMiss[];
}

type CellAnswer =
  | { readonly truth: 'true'; readonly condition: Condition }
  | { readonly truth: 'false'; readonly nearMiss: NearMiss | null }
  | { readonly truth: 'unknown'; readonly missing: CannotJudge['missing'] };

const NO: RowAnswer = { held: null, cannotJudge: [], nearMiss: [] };

const judgeRow = (row: Row, facts: Facts, thresholds: RuleSet['thresholds']): RowAnswer => {
  const conditions: Condition[] = [];
  const missing: CannotJudge['missing'][] = [];
  let missed: NearMiss | null = null;
  for (const cell of row.cells) {
    const answer = answerOf(row.code, cell, facts[cell.fact] ?? NO_SOURCE, thresholds);
    if (answer.truth === 'true') conditions.push(answer.condition);
    else if (answer.truth === 'unknown') missing.push(answer.missing);
    else if (answer.nearMiss === null || missed !== null) return NO;
    else missed = answer.nearMiss;
  }
  if (missed !== null) return missing.length === 0 ? { ...NO, nearMiss: [missed] } : NO;
  if (missing.length > 0) return { ...NO, cannotJudge: missing.map((item) => ({ rule: row.code, missing: item })) };
  return { ...NO, held: { row, conditions } };
};

const NO_SOURCE: Fact = { state: 'unknown', reason: 'no-source' };

const answerOf = (rule: string, cell: Cell, fact: Fact, thresholds: RuleSet['thresholds']): CellAnswer => {
  if (fact.state === 'none') return { truth: 'false', nearMiss: null };
  if (fact.state === 'unknown') return { truth: 'unknown', missing: { kind: 'fact', name: cell.fact, reason: fact.reason } };
  if (cell.compares === null) return answered(rule, cell, fact, evaluateUnaryExpressionSync(cell.expression, { $: fact.value }), null);
  const threshold = thresholds[cell.compares.threshold];
  if (threshold === undefined) return { truth: 'unknown', missing: { kind: 'threshold', name: cell.compares.threshold } };
  const holds = evaluateUnaryExpressionSync(cell.expression, { $: fact.value, thresholds: { [cell.compares.threshold]: threshold.value } });
  return answered(rule, cell, fact, holds, threshold);
};

type KnownFact = Extract<Fact, { state: 'known' }>;

const answered = (rule: string, cell: Cell, fact: KnownFact, holds: boolean, threshold: Threshold | null): CellAnswer => {
  if (fact.atLeast && holds !== asksForMore(cell)) return { truth: 'unknown', missing: { kind: 'fact', name: cell.fact, reason: 'not-stated' } };
  return holds ? { truth: 'true', condition: conditionOf(rule, cell, fact, threshold) } : { truth: 'false', nearMiss: nearMissOf(rule, cell, fact, threshold) };
};

/** Of a least value two things are certain: that it has reached a lower bound, and that it has passed an upper one. */
const asksForMore = ({ compares }: Cell): boolean => compares?.operator.startsWith('>') ?? false;

const distanceOf = (fact: KnownFact, threshold: Threshold | null): number | null =>
  threshold === null || typeof fact.value !== 'number' ? null : Math.abs(fact.value - threshold.value);

const conditionOf = (rule: string, { fact: name, compares }: Cell, fact: KnownFact, threshold: Threshold | null): Condition => ({
  rule,
  fact: name,
  title: FACTS[name]?.title ?? { zh: name, en: name },
  value: fact.value,
  threshold: threshold === null || compares === null ? null : { name: compares.threshold, operator: compares.operator, value: threshold.value, documentRef: threshold.documentRef },
  distance: distanceOf(fact, threshold),
});

const nearMissOf = (code: string, { fact: name, compares }: Cell, fact: KnownFact, threshold: Threshold | null): NearMiss | null => {
  const distance = distanceOf(fact, threshold);
  if (threshold?.nearMissWithin == null || distance === null || compares === null || distance > threshold.nearMissWithin) return null;
  const [zh, en] = compares.operator.startsWith('>') ? ['再增加', 'more'] : ['再减少', 'less'];
  const title = FACTS[name]?.title ?? { zh: name, en: name };
  const amount = amountInWords(threshold.unit, distance);
  return { code, fact: name, distance, smallestChange: { zh: `${title.zh}${zh}${amount.zh}即达到标准`, en: `${title.en}: ${amount.en} ${en} would reach the threshold` } };
};
