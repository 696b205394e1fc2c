/**
 * What a step of the pipeline is. A unit of work runs under an attempt; everything it saves goes through `save`, which proves in the
 * same transaction that the attempt is still current. It returns what is next, written together with its last results.
 */

import type { Context } from '../context.ts';
import type { Tx } from '../storage/database.ts';
import type { Run } from '../storage/runs.ts';
import type { NewWork } from '../storage/work.ts';

export interface Unit<Params, Checkpoint> {
  readonly workId: string;
  readonly run: Run;
  readonly params: Params;
  /** Where the last attempt had got to; null at the start. */
  readonly checkpoint: Checkpoint | null;
  readonly attempt: number;
  /** Aborted when the process is leaving: stop at the next safe point. */
  readonly signal: AbortSignal;
  /** One fenced transaction; with it, how far the unit has got and how many members it touched. */
  readonly save: <T>(act: (tx: Tx) => Promise<T>, progress?: { readonly checkpoint?: Checkpoint; readonly members?: number }) => Promise<T>;
}

/** The last save of a unit: its results, and the units that follow from them. */
export type Conclusion = (tx: Tx) => Promise<readonly NewWork[]>;

export interface Step<Params = object, Checkpoint = unknown> {
  readonly name: string;
  readonly run: (unit: Unit<Params, Checkpoint>, context: Context) => Promise<Conclusion>;
}

/** Declares a step; parameters and checkpoints are JSON that only the step itself writes. */
export const defineStep = <Params extends object, Checkpoint = never>(step: Step<Params, Checkpoint>): Step => step as Step;

/** Nothing left to save, nothing next. */
export const nothingMore: Conclusion = () => Promise.resolve([]);

/** People are worked on in 256 shards, by the first byte of their random key (`design.md`, "Shards and households"). */
export const SHARDS = Array.from({ length: 256 }, (_, shard) => shard.toString(16).padStart(2, '0'));

export const shardUnits = (step: string): readonly NewWork[] =>
  SHARDS.map((shard) => ({ step, dataset: null, unit: shard, params: { shard } }));

export const rangeOf = (shard: string): { readonly from: string; readonly to: string } => ({
  from: `${shard}000000-0000-0000-0000-000000000000`,
  to: `${shard}ffffff-ffff-ffff-ffff-ffffffffffff`,
});
