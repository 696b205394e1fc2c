/** What the reading of one dataset is made of: units of work, in the words of their parameters and checkpoints. */
import type { Day, Instant } from '../../domain/period.ts';
import type { Testimony } from '../../domain/sources.ts';
import type { Labels } from './labels.ts';

/** A range of rows of an offset window, from `offset` on. */
export interface WindowRange {
  readonly dataset: Testimony;
  readonly kind: 'nightly' | 'catch-up';
  readonly window: { readonly from: Instant; readonly to: Instant };
  readonly offset: number;
  /** Rows of the whole window; null: no page has told. */
  readonly total: number | null;
}

/** A stretch of a cursor feed; the unit that reaches the end notes where tomorrow starts. */
export interface CursorStretch {
  readonly dataset: Testimony;
  readonly kind: 'nightly' | 'catch-up';
  readonly cursor: string | null;
  readonly stretch: number;
  /** By which all rows before the cursor were read; null: there are none, or nobody noted it. Left out by earlier versions. */
  readonly labels?: Labels | null;
  /** How often the server has forgotten the cursor in this reading. */
  readonly restarts: number;
}

/** People of a lookup, asked about batch after batch. Keys are random: they say nothing of anybody. */
export interface LookupBatch {
  readonly dataset: Testimony;
  readonly from: string;
  readonly to: string;
  readonly place: string | null;
  readonly window: { readonly from: Day; readonly to: Day } | null;
}
