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
  /** Saves nothing it knew of people before: an erasure meanwhile does not outrun it. */
  readonly knowsNobody?: true;
  readonly run: (unit: Unit<Params, Checkpoint>, context: Context) => Promise<Conclusion>;
}

/** Declares a step; parameters and checkpoints are JSON that only the step itself writes. */
export const defineStep = <Params extends object, Checkpoint = never>(step: Step<Params, Checkpoint>): Step => step as Step;

/** Nothing left to save, nothing next. */
export const nothingMore: Conclusion = () => Promise.resolve([]);

/** Neighbouring shards of people, both ends included, by the first byte of their random key (`design.md`, "Shards and households"). */
export interface ShardSpan {
  readonly first: string;
  readonly last: string;
}

const SHARDS = 256;
/** Fewer would cost more in asking than in work; more would be much to lose. */
const PEOPLE_OF_A_UNIT = 250;

const nameOf = (shard: number): string => shard.toString(16).padStart(2, '0');

/** All 256 shards, in units of neighbouring ones that hold some hundred people each: one shard a unit from some ten thousands on. */
export const shardUnits = (step: string, people: number): readonly NewWork[] => {
  const units = Math.min(SHARDS, 2 ** Math.ceil(Math.log2(Math.max(1, people / PEOPLE_OF_A_UNIT))));
  const width = SHARDS / units;
  return Array.from({ length: units }, (_, unit) => {
    const span: ShardSpan = { first: nameOf(unit * width), last: nameOf((unit + 1) * width - 1) };
    return { step, dataset: null, unit: `${span.first}-${span.last}`, params: span };
  });
};

/** The random keys that fall into a span. */
export const rangeOf = ({ first, last }: ShardSpan): { readonly from: string; readonly to: string } => ({
  from: `${first}000000-0000-0000-0000-000000000000`,
  to: `${last}ffffff-ffff-ffff-ffff-ffffffffffff`,
});

/** Whether a key, or the digest of a household, falls into a span. */
export const fallsInto = ({ first, last }: ShardSpan, key: string): boolean => first <= key.slice(0, 2) && key.slice(0, 2) <= last;
