/** Why and when something was decided, which an answer to our question and a callback state alike (`interfaces.md` §4). Pure. */
import type { Instant } from '../../src/domain/period.ts';
import { NOT_A_CODE, reasonCodeOf } from '../../src/domain/reason-code.ts';
import { readText } from '../../src/upstream/wire.ts';
import { readMoment, statedOrNull } from './moments.ts';

interface Decided {
  /** Null: not stated, in whichever of the three ways. */
  readonly reasonCode: string | null;
  /** The same; and what is no moment says none: a decision is one whatever clock or hand wrote beside it, and refused it would be sent for ever. */
  readonly decidedAt: Instant | null;
}

export const decidedIn = (stated: { readonly reasonCode?: unknown; readonly decidedAt?: unknown }): Decided => ({
  reasonCode: reasonIn(stated.reasonCode),
  decidedAt: isWritten(stated.decidedAt) ? statedOrNull(readMoment(stated.decidedAt)) : null,
});

/** That there is a reason is kept, also of one that is no text at all. */
const reasonIn = (stated: unknown): string | null => {
  const reason = readText(stated);
  return reason.kind === 'impossible' ? NOT_A_CODE : reasonCodeOf(statedOrNull(reason));
};

/**
 * A number, and thirteen digits, may count seconds or milliseconds: read as the digits of a wall time, half a day of January 2027 would be in the
 * year 1801, and earlier than whatever was decided before it.
 */
const isWritten = (stated: unknown): boolean => typeof stated === 'string' && !/^\s*\d{13}\s*$/.test(stated);
