/** Why and when something was decided, which an answer to our question and a callback state alike (`interfaces.md` §4). Pure. */
import type { Instant, Stated } from '../../src/domain/period.ts';
import { reasonCodeOf } from '../../src/domain/reason-code.ts';
import { textOf } from '../../src/upstream/wire.ts';
import { readMoment } from './moments.ts';

interface Decided {
  /** Null: not stated, in whichever of the three ways. */
  readonly reasonCode: string | null;
  readonly decidedAt: Stated<Instant>;
}

export const decidedIn = (stated: { readonly reasonCode?: unknown; readonly decidedAt?: unknown }): Decided => ({
  reasonCode: reasonCodeOf(textOf(stated.reasonCode)),
  decidedAt: readMoment(stated.decidedAt),
});
