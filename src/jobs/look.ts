/** What a unit of work looked at, as it stands in the audit ledger: one entry with whatever the unit saves, in the same transaction. */
import type { Context } from '../context.ts';
import { SOURCES, type Source, sourceOf } from '../domain/sources.ts';
import type { LedgerDraft } from '../security/ledger/entry.ts';
import type { Tx } from '../storage/database.ts';
import { idDigestsOf } from '../storage/people.ts';
import type { Work } from '../storage/work.ts';

/** People an attempt has looked at: each is written down once, with what it saves next. */
export interface Looks {
  readonly sees: (personKeys: readonly string[]) => void;
  /** Writes them down as the last statement of a transaction; they are forgotten by `settled`, once it is committed. */
  readonly record: (tx: Tx, outcome: LookOutcome) => Promise<void>;
  readonly settled: () => void;
}

/** `interrupted`: the process was leaving; `overtaken`: another attempt had taken over, and nothing of this one was kept. */
export type LookOutcome = 'done' | 'failed' | 'interrupted' | 'overtaken';

export const looksOf = (work: Work, { ledger }: Pick<Context, 'ledger'>): Looks => {
  const seen = new Set<string>();
  const told = new Set<string>();
  let written: readonly string[] = [];
  return {
    sees: (personKeys) => {
      for (const personKey of personKeys) if (!told.has(personKey)) seen.add(personKey);
    },
    record: async (tx, outcome) => {
      written = [...seen];
      // A unit that looked at nobody is in the table of work, and no look at a person.
      if (written.length > 0) await ledger.append(tx, [lookOf(work, await idDigestsOf(tx, written), outcome)]);
    },
    settled: () => {
      for (const personKey of written) {
        seen.delete(personKey);
        told.add(personKey);
      }
    },
  };
};

const lookOf = (work: Work, subjects: readonly Buffer[], outcome: LookOutcome): LedgerDraft => ({
  caller: { kind: 'machine', id: work.step },
  act: 'work',
  purpose: null,
  subjects,
  sources: sourcesOf(work),
  outcome,
  trace: work.workId,
  particulars: { run: work.runId, unit: work.unit, attempt: work.attempt },
});

/** Consents are the roster's; applications go to the aid system; what is compared and judged is everybody's. */
const OF_STEP: Readonly<Record<string, readonly Source[]>> = { permit: ['aid-system'], deliver: ['aid-system'] };

const sourcesOf = ({ step, dataset }: Work): readonly Source[] => (dataset === null ? (OF_STEP[step] ?? SOURCES) : [sourceOf(dataset)]);
