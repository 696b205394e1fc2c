/** What a rule says of one subject at one moment. */
import type { Dataset, Source } from '../domain/sources.ts';
import type { Facts, RuleName } from './alert.ts';

/**
 * `crossed`: beyond its threshold, and it may pass by itself. `over`: beyond it, and nothing will mend it but a person. `stuck`: nothing new is heard of
 * it, and nothing goes on by itself. `unsaid`: nobody can say now, or it is so by plan. What no rule speaks of is clear.
 */
export type Standing = 'crossed' | 'over' | 'stuck' | 'unsaid';

export interface Signal {
  readonly subject: string;
  readonly source: Source | null;
  readonly standing: Standing;
  /** Of what `over` is told once: a run, the newest of what waits, a stage before an end. */
  readonly round: string | null;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly facts: Facts;
  /** Whose members it is about: those whose statements come from these. */
  readonly datasets: readonly Dataset[];
}

/** Whether a subject of an earlier rule is told of already. */
export type IsTold = (rule: RuleName, subject: string) => boolean;
