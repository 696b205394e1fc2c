/**
 * A table's rows asked of one person's facts, in three values (Kleene): a row holds when every condition does, fails when one is known to fail,
 * and otherwise cannot be judged. What the rules engine says of each cell was asked when the table was read (`cell.ts`), and only of known facts: its
 * own `null` would quietly be "no".
 */
import { FACTS, type FactName } from '../../domain/fact-catalogue.ts';
import { boundOf } from './bound.ts';
import { type Cell, COMPARISONS } from './cell.ts';
import type { Row, Table } from './table.ts';
import type { Bilingual, Bound, CannotJudge, Compared, Condition, Fact, Facts, NearMiss, Threshold, Thresholds } from './types.ts';
import { amountInWords } from './words.ts';

/** Rows that hold, rows that cannot be judged, rows missed by little; a row in none of them is known not to hold. */
export interface Judgement {
  readonly held: readonly { readonly row: Row; readonly conditions: readonly Condition[] }[];
  readonly cannotJudge: readonly CannotJudge[];
  readonly nearMiss: readonly NearMiss[];
}

/** Where several rows give one rule, a row that holds settles it, and its other rows are silent. */
export const judge = (table: Table, facts: Facts, { thresholds }: { readonly thresholds: Thresholds }): Judgement => {
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

const judgeRow = (row: Row, facts: Facts, thresholds: Thresholds): RowAnswer => {
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
  if (missing.length > 0) return { ...NO, cannotJudge: decisive(missing).map((item) => ({ rule: row.code, missing: item })) };
  return { ...NO, held: { row, conditions } };
};

/** What the member keeps from us, or nobody could say, no other night mends. */
export const isLasting = (missing: CannotJudge['missing']): boolean =>
  missing.kind === 'fact' && (missing.reason === 'withheld' || missing.reason === 'no-source');

/** A row that lacks something for good is not open because it lacks something else as well. */
const decisive = (missing: readonly CannotJudge['missing'][]): readonly CannotJudge['missing'][] => {
  const lasting = missing.filter(isLasting);
  return lasting.length > 0 ? lasting : missing;
};

const NO_SOURCE: Fact = { state: 'unknown', reason: 'no-source' };

const answerOf = (rule: string, cell: Cell, fact: Fact, thresholds: Thresholds): CellAnswer => {
  if (fact.state === 'none') return { truth: 'false', nearMiss: null };
  if (fact.state === 'unknown') return { truth: 'unknown', missing: { kind: 'fact', name: cell.fact, reason: fact.reason } };
  const limit = limitWithoutValue(cell.fact, thresholds);
  if (limit !== undefined) return { truth: 'unknown', missing: { kind: 'threshold', name: limit } };
  if (cell.compares === null) return answered({ rule, cell, fact, threshold: null, thresholds });
  const name = cell.compares.threshold;
  const threshold = thresholds[name];
  return threshold === undefined
    ? { truth: 'unknown', missing: { kind: 'threshold', name } }
    : answered({ rule, cell, fact, threshold, thresholds });
};

/** Without the floor or the ceiling of that day nobody can say whether a value is one. */
const limitWithoutValue = (name: FactName, thresholds: Thresholds): string | undefined =>
  [FACTS[name].flooredBy, FACTS[name].cappedBy].filter((limit) => limit !== undefined).find((limit) => thresholds[limit] === undefined);

type KnownFact = Extract<Fact, { state: 'known' }>;

/** A cell that can be answered: its fact is known, and its threshold has a value where it names one. */
interface Asked {
  readonly rule: string;
  readonly cell: Cell;
  readonly fact: KnownFact;
  readonly threshold: Threshold | null;
  readonly thresholds: Thresholds;
}

const answered = (asked: Asked): CellAnswer => {
  const holds = isMet(asked);
  const { cell } = asked;
  if (isOpen(holds, boundIn(asked), cell)) return { truth: 'unknown', missing: { kind: 'fact', name: cell.fact, reason: 'not-stated' } };
  return holds ? { truth: 'true', condition: conditionOf(asked) } : { truth: 'false', nearMiss: nearMissOf(asked) };
};

const isMet = ({ cell: { compares, accepts }, fact: { value }, threshold }: Asked): boolean =>
  compares !== null && threshold !== null
    ? typeof value === 'number' && COMPARISONS[compares.operator](value, threshold.value)
    : typeof value !== 'number' && (accepts?.has(value) ?? false);

/**
 * Of a least value two things are certain: that it has reached a lower limit, and that it has passed an upper one. Of a most value the two others:
 * that it keeps below an upper limit, and that it does not reach a lower one.
 */
const isOpen = (holds: boolean, bound: Bound, cell: Cell): boolean => {
  switch (bound) {
    case 'exact':
      return false;
    case 'at-least':
      return holds !== asksForMore(cell);
    case 'at-most':
      return holds === asksForMore(cell);
  }
};

const asksForMore = ({ compares }: Cell): boolean => compares?.operator.startsWith('>') ?? false;

const boundIn = ({ cell, fact, thresholds }: Asked): Bound => boundOf(FACTS[cell.fact], fact, thresholds);

const distanceOf = ({ fact, threshold }: Asked): number | null =>
  threshold === null || typeof fact.value !== 'number' ? null : Math.abs(fact.value - threshold.value);

const titleOf = (name: string): Bilingual => FACTS[name]?.title ?? { zh: name, en: name };

const conditionOf = (asked: Asked): Condition => {
  const { rule, cell, fact } = asked;
  return {
    rule,
    fact: cell.fact,
    title: titleOf(cell.fact),
    value: fact.countsFrom === undefined ? fact.value : null,
    countsFrom: fact.countsFrom ?? null,
    bound: boundIn(asked),
    mark: FACTS[cell.fact].neverAlone ?? null,
    threshold: comparedIn(asked),
    distance: fact.countsFrom === undefined ? distanceOf(asked) : null,
    evidence: fact.evidence,
  };
};

const comparedIn = ({ cell: { compares }, threshold }: Asked): Compared | null =>
  threshold === null || compares === null
    ? null
    : { name: compares.threshold, operator: compares.operator, value: threshold.value, documentRef: threshold.documentRef };

const nearMissOf = (asked: Asked): NearMiss | null => {
  const { rule: code, cell, fact, threshold } = asked;
  const [distance, compared] = [distanceOf(asked), comparedIn(asked)];
  const within = threshold?.nearMissWithin ?? null;
  if (threshold === null || compared === null || within === null || distance === null || distance > within) return null;
  const [zh, en] = changeInWords(cell, threshold);
  const [title, amount] = [titleOf(cell.fact), amountInWords(threshold.unit, distance)];
  const smallestChange = { zh: `${title.zh}${zh}${amount.zh}即达到标准`, en: `${title.en}: ${amount.en} ${en} would reach the threshold` };
  return { code, fact: cell.fact, value: Number(fact.value), threshold: compared, distance, smallestChange, evidence: fact.evidence };
};

/** The first grade is the gravest: nobody is told to have less of an injury. */
const changeInWords = (cell: Cell, { unit }: Threshold): readonly [zh: string, en: string] => {
  if (unit === 'grade') return asksForMore(cell) ? ['再轻', 'milder'] : ['再重', 'graver'];
  return asksForMore(cell) ? ['再增加', 'more'] : ['再减少', 'less'];
};
