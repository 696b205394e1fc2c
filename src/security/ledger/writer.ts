/**
 * Gathers what is recorded at the same time into one transaction: while one batch is being committed the next one gathers, so that a
 * commit's wait is shared by all who came during it. Whoever records is answered after the commit, or refused.
 */
import { asFault, Fault } from '../../faults.ts';
import { LARGEST_APPEND } from './checkpoint.ts';
import type { Ledger, LedgerDraft } from './entry.ts';

export interface LedgerWriter extends Ledger {
  /** Takes nothing more, and comes back when what was taken is written or refused. */
  readonly close: () => Promise<void>;
}

interface Waiting {
  readonly draft: LedgerDraft;
  readonly resolve: () => void;
  readonly reject: (fault: Fault) => void;
}

/** More than this many who wait: the database does not keep up, and whoever asks is better refused at once. */
const MOST_WAITING = 10_000;

export const ledgerWriter = (commit: (drafts: readonly LedgerDraft[]) => Promise<void>): LedgerWriter => {
  const waiting: Waiting[] = [];
  let writing: Promise<void> | null = null;
  let isClosed = false;
  const write = async (): Promise<void> => {
    // Whoever comes in the same turn of the event loop is of the first batch.
    await Promise.resolve();
    while (waiting.length > 0) await writeBatch(waiting.splice(0, LARGEST_APPEND), commit);
    writing = null;
  };
  return {
    record: (draft) => {
      if (isClosed || waiting.length >= MOST_WAITING) return Promise.reject(isClosed ? closed() : crowded());
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      waiting.push({ draft, resolve, reject });
      writing ??= write();
      return promise;
    },
    close: async () => {
      isClosed = true;
      await writing;
    },
  };
};

const writeBatch = async (batch: readonly Waiting[], commit: (drafts: readonly LedgerDraft[]) => Promise<void>): Promise<void> => {
  try {
    await commit(batch.map(({ draft }) => draft));
  } catch (thrown) {
    const fault = notRecorded(thrown);
    for (const { reject } of batch) reject(fault);
    return;
  }
  for (const { resolve } of batch) resolve();
};

const notRecorded = (thrown: unknown): Fault =>
  new Fault('busy', {
    code: 'ledger-unwritten',
    detail: 'This could not be entered in the audit ledger, and was therefore not answered; ask again.',
    cause: asFault(thrown),
  });

const crowded = (): Fault =>
  new Fault('busy', {
    code: 'ledger-crowded',
    detail: 'More is asked at once than the audit ledger can take; ask again in a moment.',
    retryAfterMs: 1_000,
  });

const closed = (): Fault => new Fault('busy', { code: 'ledger-closed', detail: 'The process is leaving; ask again.' });
