/** What the reading of one dataset is made of: units of work, in the words of their parameters and checkpoints. */
import type { Day, Instant } from '../../domain/period.ts';
import type { Dataset, Testimony } from '../../domain/sources.ts';

/** A range of rows of an offset window. `to` null: to the end, which the first page tells. */
export interface WindowRange {
  readonly dataset: Testimony;
  readonly kind: 'nightly' | 'catch-up';
  readonly window: { readonly from: Instant; readonly to: Instant };
  readonly offset: number;
  readonly end: number | null;
}

/** A stretch of a cursor feed; the unit that reaches the end notes where tomorrow starts. `until`: catch-up readings stop at tonight's own start. */
export interface CursorStretch {
  readonly dataset: Dataset;
  readonly kind: 'nightly' | 'catch-up';
  readonly cursor: string | null;
  readonly stretch: number;
}

/** A batch of people of a lookup. Keys are random: they say nothing of anybody. */
export interface LookupBatch {
  readonly dataset: Testimony;
  readonly from: string;
  readonly to: string;
  readonly place: string | null;
  readonly window: { readonly from: Day; readonly to: Day } | null;
}
