/** Who acts, why, and under which trace: what stands in the audit ledger of everything an operator does. */
import type { Source } from '../domain/sources.ts';
import type { Caller } from '../security/caller.ts';
import type { Act, LedgerDraft } from '../security/ledger/entry.ts';

export interface Acting {
  readonly by: Caller;
  /** Null: none was asked for. */
  readonly why: string | null;
  /** Of the request; null at the command line. */
  readonly trace: string | null;
}

interface Deed {
  readonly act: Act;
  readonly outcome: string;
  readonly sources?: readonly Source[];
  readonly particulars?: NonNullable<LedgerDraft['particulars']>;
}

/** An act about nobody in particular. */
export const deedOf = ({ by, why, trace }: Acting, { act, outcome, sources = [], particulars = {} }: Deed): LedgerDraft => ({
  caller: by,
  act,
  purpose: null,
  subjects: [],
  sources,
  outcome,
  trace,
  particulars: { ...particulars, ...(why !== null && { why }) },
});
