/**
 * What a step of the pipeline is. A unit of work runs under an attempt; everything it saves goes through `save`, which proves in the
 * same transaction that the attempt is still current. It returns what is next, written together with its last results.
 */

import type { Context } from '../context.ts';
import type { AgendaSpan } from '../storage/agenda.ts';
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
  /** People it looks at: they stand in the audit ledger with what it saves next, or with its failure. */
  readonly sees: (personKeys: readonly string[]) => void;
  /** Members whom its last results, those of the conclusion, touch. */
  readonly concludesOn: (members: number) => void;
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

/** Neighbouring shards of people, both ends included, by the beginning of their random key (`design.md`, "Shards and households"). */
export interface ShardSpan {
  readonly first: string;
  readonly last: string;
}

/**
 * Fewer would cost more in asking than in work; more would be much to lose, and much to hold: what a unit loads is what the process's memory
 * peaks at, so a larger roster has more units and not larger ones (`docs/decisions/0010`).
 */
const PEOPLE_OF_A_UNIT = 125;
/** By the first byte of the key; where that is too coarse, by the first two. */
const COARSE = { digits: 2, shards: 256 };
const FINE = { digits: 4, shards: 65_536 };

/** All shards, in units of neighbouring ones that hold about a hundred people each. */
export const shardUnits = (step: string, people: number): readonly NewWork[] => {
  const wanted = 2 ** Math.ceil(Math.log2(Math.max(1, people / PEOPLE_OF_A_UNIT)));
  const { digits, shards } = wanted > COARSE.shards ? FINE : COARSE;
  const units = Math.min(shards, wanted);
  const width = shards / units;
  const nameOf = (shard: number): string => shard.toString(16).padStart(digits, '0');
  return Array.from({ length: units }, (_, unit) => {
    const span: ShardSpan = { first: nameOf(unit * width), last: nameOf((unit + 1) * width - 1) };
    return { step, dataset: null, unit: `${span.first}-${span.last}`, params: span };
  });
};

const LOWEST_KEY = '00000000-0000-0000-0000-000000000000';
const HIGHEST_KEY = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The random keys that fall into a span. */
export const rangeOf = ({ first, last }: ShardSpan): { readonly from: string; readonly to: string } => ({
  from: first + LOWEST_KEY.slice(first.length),
  to: last + HIGHEST_KEY.slice(last.length),
});

/** By key, or by the text that brings people together. */
export const spanOf = (span: ShardSpan): AgendaSpan => ({ first: span.first, last: span.last, ...rangeOf(span) });
export const isSpan = (params: object): params is ShardSpan => 'first' in params && 'last' in params;
