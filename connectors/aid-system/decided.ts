/** Why and when something was decided, which an answer to our question and a callback state alike (`interfaces.md` §4). Pure. */
import type { Instant } from '../../src/domain/period.ts';
import { reasonCodeOf } from '../../src/domain/reason-code.ts';
import { textOf } from '../../src/upstream/wire.ts';
import { readMoment, statedOrNull } from './moments.ts';

interface Decided {
  /** Null: not stated, in whichever of the three ways. */
  readonly reasonCode: string | null;
  /** The same; and what is no moment says none: a decision is one whatever clock or hand wrote beside it, and refused it would be sent for ever. */
  readonly decidedAt: Instant | null;
}

export const decidedIn = (stated: { readonly reasonCode?: unknown; readonly decidedAt?: unknown }): Decided => ({
  reasonCode: reasonCodeOf(textOf(stated.reasonCode)),
  decidedAt: statedOrNull(readMoment(stated.decidedAt)),
});
