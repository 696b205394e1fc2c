/**
 * What the state a source is found in means for a check: the whole policy of "no answer is not a no", as a table. A silent or failing source is
 * *unknown* with its reason and never a mismatch (`interfaces.md`, "Common to all").
 */
import type { Authority } from '../../domain/sources.ts';
import type { Check, CheckResult, UnknownReason } from './types.ts';

export const SOURCE_STATES = [
  /** A row states what the check asks. */
  'says-yes',
  /** A row states something close to it: a homophone, a branch office, assistance of an unnamed kind. */
  'says-nearly',
  /** A row states the contrary. */
  'says-otherwise',
  /** A row stated it and says when it ended. */
  'ended',
  /** The dataset was read to its end for this person and has no row that bears on the check. */
  'absent',
  /** There are rows, and the field the check needs is empty; or the row, a death, is under another's name. */
  'not-stated',
  /** There are rows, and their code has no meaning in the deployment's table. */
  'no-such-code',
  'not-yet-read',
  'failed',
  'withheld',
  'stale',
] as const;
export type SourceState = (typeof SOURCE_STATES)[number];

interface Meaning {
  readonly result: CheckResult;
  /** Null where something is known. */
  readonly reason: UnknownReason | null;
}
type Meanings = Readonly<Record<SourceState, Meaning>>;

const known = (result: CheckResult): Meaning => ({ result, reason: null });
const unknown = (reason: UnknownReason): Meaning => ({ result: 'unknown', reason });

const USUAL: Meanings = {
  'says-yes': known('match'),
  'says-nearly': known('similar'),
  'says-otherwise': known('mismatch'),
  ended: known('mismatch'),
  absent: known('not-held'),
  'not-stated': unknown('not-stated'),
  'no-such-code': unknown('no-such-code'),
  'not-yet-read': unknown('not-yet-read'),
  failed: unknown('source-failed'),
  withheld: unknown('withheld'),
  stale: unknown('stale'),
};

export const RESULTS: Readonly<Record<Check, Meanings>> = {
  identity: USUAL,
  living: {
    ...USUAL,
    /**
     * The death register holds only the dead, so who is absent from it lives, as far as civil affairs can tell: `s_civil_check` itself answers
     * SWBS 0 from the same register, and both doors must answer alike. It proves nothing about a death elsewhere; that is why a second source is
     * looked for, and why a sign of life or of death from anyone weighs as much.
     */
    absent: known('match'),
  },
  'assistance-status': USUAL,
  'medical-insurance': USUAL,
  'employment-insurance': USUAL,
  employer: USUAL,
};

/**
 * Whose silence is a *no*: the register that would have to know. It is a weak one and gives way to any source that states a yes, because
 * registers omit people and cities have borders. The silence of everyone else says nothing.
 */
export const SILENCE_DENIES: Readonly<Record<Check, readonly Authority[]>> = {
  identity: [],
  living: [],
  /** Civil affairs grants it; the others copy, with omissions. */
  'assistance-status': ['civil-affairs'],
  'medical-insurance': ['medical-insurance'],
  'employment-insurance': ['social-security'],
  employer: [],
};
