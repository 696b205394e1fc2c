/** How it is entered what the aid system calls to say, and that somebody called in its name who could not prove it. Pure. */
import type { Caller } from '../caller.ts';
import type { LedgerDraft } from './entry.ts';

/** Whoever knows the secret of its signatures. */
export const AID_SYSTEM: Caller = { kind: 'client', id: 'aid-system', scopes: [] };
const UNKNOWN: Caller = { kind: 'client', id: 'unknown', scopes: [] };

interface Taken extends Pick<LedgerDraft, 'subjects' | 'outcome' | 'trace'> {
  readonly event: {
    readonly eventId: string;
    readonly applicationId: string;
    readonly version: number;
    readonly status: string;
  };
  /** What it did when it came first; `outcome` says where it is repeated. */
  readonly effect: string;
}

export const callbackTaken = ({ event, effect, ...taken }: Taken): LedgerDraft => ({
  ...taken,
  caller: AID_SYSTEM,
  act: 'callback',
  purpose: null,
  sources: ['aid-system'],
  particulars: { event: event.eventId, application: event.applicationId, version: event.version, status: event.status, effect },
});

/** Nothing of what was sent is in it: nobody knows whose words they are. */
export const callbackRefused = ({ why, trace }: { readonly why: string; readonly trace: string }): LedgerDraft => ({
  caller: UNKNOWN,
  act: 'callback',
  purpose: null,
  subjects: [],
  sources: [],
  outcome: 'refused',
  trace,
  particulars: { why },
});
