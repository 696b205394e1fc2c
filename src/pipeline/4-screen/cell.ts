/**
 * One cell of a decision table: what is asked of one fact. Of words and of yes and no everything is asked of the rules engine once, when the table
 * is read; a number may only be compared with a threshold. So no cell needs the engine at night, and none can fail there.
 */
import { evaluateUnaryExpressionSync } from '@gorules/zen-engine';
import type { FactDefinition, FactName } from '../../domain/fact-catalogue.ts';

export interface Cell {
  readonly fact: FactName;
  readonly expression: string;
  /** With which threshold; null: with none, and `accepts` says when it holds. */
  readonly compares: { readonly operator: Operator; readonly threshold: string } | null;
  /** The values for which it holds; null where it compares. */
  readonly accepts: ReadonlySet<string | boolean> | null;
}

/** What a number may be asked. */
export const COMPARISONS = {
  '>=': (value: number, threshold: number): boolean => value >= threshold,
  '>': (value: number, threshold: number): boolean => value > threshold,
  '<=': (value: number, threshold: number): boolean => value <= threshold,
  '<': (value: number, threshold: number): boolean => value < threshold,
} as const;
export type Operator = keyof typeof COMPARISONS;

const COMPARISON = /^(>=|<=|>|<)\s*thresholds\.([A-Za-z0-9]+)$/;

/** What it compares with; null where it is no comparison with a threshold. */
export const comparisonOf = (expression: string): Cell['compares'] => {
  const [, operator, threshold] = COMPARISON.exec(expression) ?? [];
  return operator === undefined || threshold === undefined ? null : { operator: operator as Operator, threshold };
};

/** Every value a fact of words or of yes and no can have; none of a number, a day or a month. */
export const valuesOf = ({ unit, words = [] }: FactDefinition): readonly (string | boolean)[] =>
  unit === 'yes-no' ? [true, false] : words;

/** The values for which the engine says that the expression holds. Throws what the engine throws at one it cannot read. */
export const acceptedOf = (definition: FactDefinition, expression: string): ReadonlySet<string | boolean> =>
  new Set(valuesOf(definition).filter((value) => evaluateUnaryExpressionSync(expression, { $: value })));
