/**
 * An application over time: its id, when it gets a new version, and what is done with it tonight. It is delivered once in effect, amended while the
 * worker has not decided, withdrawn when its ground is gone, and after a decision left alone until a new episode (`design.md`, "Identity of results").
 */
import type { ApplicationDocument, Form, Programme } from '../../domain/application.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { IdNumber } from '../../domain/id-number.ts';
import { addDays, type Day, endOf, type Instant } from '../../domain/period.ts';
import { uuidOf } from '../../domain/uuid.ts';
import type { Standing, Wording } from '../4-screen/types.ts';
import type { Candidate, Issued, IssuedStatus } from './types.ts';

/** Never to change: every id ever issued is made with it. */
const NAMESPACE = '6e0c9a5c-6f0e-5d0c-9b1e-0f4b7c2d8a31';

/** An application by its member, programme and episode: the same case always names the same one. */
export const applicationIdOf = (memberId: string, programme: Programme, episode: string): string =>
  uuidOf(NAMESPACE, [memberId, programme, episode]);

/**
 * One for all programmes: no document names terms of their own, and how long a claim may be made is a plan term, dated in the rule set. Not in the
 * form schemas either, which say what a form holds; the aid system reads the day itself, in `expiresAt`.
 */
const VALID_DAYS = 30;

/** The worker may confirm it to the end of the thirtieth day after the business day, Shanghai. */
export const expiryOf = (on: Day): Instant => endOf(addDays(on, VALID_DAYS));

/**
 * The next version, or `unchanged` when programme, form, reasons and the records behind them are what they were. A later reading of the same records
 * makes no version; provenance and expiry are frozen with the one there is.
 */
export const nextVersion = (
  previous: Issued | null,
  candidate: Candidate,
  { on, newest = previous?.version ?? 0 }: Offering,
): ApplicationDocument | 'unchanged' => {
  const isSame = previous !== null && previous.status !== 'taken-back' && contentOf(previous) === contentOf(candidate);
  if (isSame && !hasRunOut(previous, on)) return 'unchanged';
  const { memberId, programme, form, provenance, reasons } = candidate;
  return { version: newest + 1, programme, memberId, form, provenance, reasons, expiresAt: expiryOf(on) };
};

/** When it is offered, and above which version, be its form kept or not. */
export interface Offering {
  readonly on: Day;
  readonly newest?: number;
}

/** What a worker confirmed and tonight's evidence no longer says: an operator looks, because a person waits. */
export type ConcernKind = 'ground-gone' | 'evidence-changed';

/** Null: form and reasons are those that the worker confirmed. Another version of a record that says the same to both concerns nobody. */
export const concernAboutOffered = (confirmed: Issued, candidate: Candidate): ConcernKind | null =>
  contentOf({ ...confirmed, records: [] }) === contentOf({ ...candidate, records: [] }) ? null : 'evidence-changed';

/** Nothing offers it any more. Silence of a source is not the end of its ground, nor a sign that it is there: `unsaid`. */
export const concernAboutGone = ({ state }: Standing): ConcernKind | 'unsaid' => (state === 'cannot-judge' ? 'unsaid' : 'ground-gone');

/** What was set aside may have lain longer than it was to be confirmed in. */
const hasRunOut = ({ status, expiresAt }: Issued, on: Day): boolean => status === 'set-aside' && expiresAt <= endOf(on);

const contentOf = ({ programme, form, reasons, records }: Pick<Candidate, 'programme' | 'form' | 'reasons' | 'records'>): string =>
  canonicalJson([programme, form, reasons, records]);

const UNDECIDED = ['awaiting-confirmation', 'not-accepted', 'set-aside', 'taken-back'] as const satisfies readonly IssuedStatus[];
const undecided: ReadonlySet<string> = new Set(UNDECIDED);

/** Why we withdraw one ourselves, but for an erasure. */
export const WITHDRAWAL_REASONS = ['evidence-corrected', 'not-permitted'] as const;
type WithdrawalReason = (typeof WITHDRAWAL_REASONS)[number];

export type Decision =
  | { readonly action: 'deliver'; readonly document: ApplicationDocument }
  /** As it is: an answer to an earlier sending may have been lost. */
  | { readonly action: 'resend'; readonly version: number }
  | { readonly action: 'hold'; readonly because: readonly Wording[] }
  | { readonly action: 'withdraw'; readonly version: number; readonly reason: WithdrawalReason }
  | { readonly action: 'none'; readonly because: 'unchanged' | 'decided' | 'cannot-judge' | 'never-delivered' };

/**
 * A person has decided, or the aid system withdrew it: it is left alone until a new episode, also where its document is not kept any more. Null: nobody
 * has said how it stands.
 */
export const isDecided = (status: IssuedStatus | null): status is Exclude<IssuedStatus, (typeof UNDECIDED)[number]> =>
  status !== null && !undecided.has(status);

/** The number that a form names is not the member's: it is that of whoever they were taken for before the roster corrected it. */
export const namesAnother = ({ person }: Form, idNumber: IdNumber): boolean =>
  typeof person === 'object' && 'idNumber' in person && person.idNumber !== idNumber;

/**
 * What is done tonight with an application that is offered. What was delivered before a hold stays with the worker, and is only not amended; where its form is
 * about another, it is amended all the same: that is no form for the worker to confirm. One of that kind that no worker has does not wait for the hold to end.
 */
export const decideOffered = (previous: Issued | null, candidate: Candidate, held: readonly Wording[], offering: Offering): Decision => {
  if (previous !== null && isDecided(previous.status)) return { action: 'none', because: 'decided' };
  if (held.length > 0) {
    if (previous?.isAboutAnother !== true) return { action: 'hold', because: held };
    if (previous.status !== 'awaiting-confirmation') return withdrawal(previous);
  }
  const document = nextVersion(previous, candidate, offering);
  if (document !== 'unchanged') return { action: 'deliver', document };
  return previous?.status === 'set-aside' ? { action: 'resend', version: previous.version } : { action: 'none', because: 'unchanged' };
};

/**
 * What is done tonight with an application whose case stands from an earlier night and cannot be written anew: what was made of it and may be
 * delivered is, and no other is made. Not where its form is about another.
 */
export const decideKept = (previous: Issued | null, held: readonly Wording[], on: Day): Decision => {
  if (previous !== null && isDecided(previous.status)) return { action: 'none', because: 'decided' };
  if (previous?.isAboutAnother === true) return withdrawal(previous);
  return previous?.status === 'set-aside' && held.length === 0 && !hasRunOut(previous, on)
    ? { action: 'resend', version: previous.version }
    : { action: 'none', because: 'cannot-judge' };
};

/** What is done tonight with an application issued earlier and no longer offered: silence of a source is not the end of its ground. */
export const decideGone = (previous: Issued, standing: Standing): Decision => {
  if (isDecided(previous.status)) return { action: 'none', because: 'decided' };
  if (standing.state === 'cannot-judge') return { action: 'none', because: 'cannot-judge' };
  if (previous.status === 'not-accepted') return { action: 'none', because: 'never-delivered' };
  return withdrawal(previous, standing.state === 'not-permitted' ? 'not-permitted' : 'evidence-corrected');
};

const withdrawal = ({ version }: Issued, reason: WithdrawalReason = 'evidence-corrected'): Decision => ({
  action: 'withdraw',
  version,
  reason,
});
