/** What stands in the audit ledger: every look at a person and every act (`design.md`, "Ledger"). */
import type { Purpose, Source } from '../../domain/sources.ts';
import type { Caller } from '../caller.ts';

/** All that can be recorded; whoever builds another door adds its act here. */
export const ACTS = [
  /** A unit of the night's work that read, compared, judged or sent what is known of people. */
  'work',
  'verify-identity',
  /** An answer told once more to whoever had asked; the entry of `verify-identity` with the same verification says about whom. */
  'verification-read',
  /** Cases told: a page with everybody on it, or one. */
  'case-read',
  /** Applications told: a page with everybody on it, or one with its masked form. */
  'application-read',
  /** Which jobs looked at one member, or were about to. */
  'jobs-of-member',
  /** An operator was shown who a member is. */
  'member-revealed',
  /**
   * Counterparts asked outside of the night: authorities about a person while somebody waits, who is in that request's own entry, of the same trace; the
   * member feed read on, a page an entry, for whoever waits for it; all of them by `connectors check`, a counterpart an entry.
   */
  'upstream-query',
  'sign-in',
  'sign-out',
  'issue-token',
  'client-added',
  'client-rotated',
  'client-revoked',
  'role-granted',
  'role-revoked',
  'keys-rotated',
  'erase',
  'retention',
  'audit-read',
  /** What the aid system calls to say of an application; `refused` where whoever called could not prove to be it. */
  'callback',
  /** Rows that could not be read, told: a page of them, or one with its masked content. */
  'quarantine-read',
  'quarantine-replayed',
  /** Discrepancies told: a page with everybody on it, or one. */
  'discrepancy-read',
  'correction-requested',
  'correction-answered',
  'correction-withdrawn',
  /** A table or letter was made that names people to an authority. */
  'discrepancies-exported',
  'run-opened',
  'run-cancelled',
  'jobs-retried',
  /** A batch of retries, by hand: what was not tried yet stays failed. */
  'retry-stopped',
  /** Nobody asks that source until it is resumed. */
  'source-paused',
  'source-resumed',
  /** In that night as much of that dataset may end as ends. */
  'drop-accepted',
  /** A counterpart will not answer for a time; or will after all. */
  'maintenance-planned',
  'maintenance-ended',
  /** From a day on a region is judged by another rule set. */
  'rule-set-activated',
  /** Nights that are over, judged again: everybody is looked at, nobody is told of. */
  'rules-replay',
  'rules-backtest',
  /** One member was told, or somebody for them, why they were flagged or were not. */
  'explain',
] as const;
export type Act = (typeof ACTS)[number];

export interface LedgerDraft {
  readonly caller: Caller;
  readonly act: Act;
  readonly purpose: Purpose | null;
  /** Look-up digests of identity numbers, whether or not they are on the roster; the ledger digests them once more under a key of its own. */
  readonly subjects: readonly Buffer[];
  /** Further subjects, as the ledger calls them already (`AuditLedger.subjectOf`). */
  readonly ledgerSubjects?: readonly string[];
  readonly sources: readonly Source[];
  /** A word: `match`, `refused`, `done`. */
  readonly outcome: string;
  /** The `traceId` of the answer and of the log; null where there is none. */
  readonly trace: string | null;
  /** Further harmless particulars, held to the log's allow-list; `why` may be a sentence that names nobody by a number. */
  readonly particulars?: Readonly<Record<string, string | number | boolean>>;
}

export interface Ledger {
  /** Resolves once the entry is committed. Where it cannot be written, whoever asked is not answered. */
  readonly record: (draft: LedgerDraft) => Promise<void>;
}
