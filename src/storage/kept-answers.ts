/** What lookups told of people, kept with how far they have been read: it goes with their consent, and when they are read anew. */
import type { Instant } from '../domain/period.ts';
import type { Testimony } from '../domain/sources.ts';
import type { KeptAnswer } from '../pipeline/1-pull/kept-answers.ts';
import { byteaArray } from './arrays.ts';
import type { Tx } from './database.ts';
import { markDue } from './due.ts';

/** Somebody whose part of an answer was read. */
export interface Answered {
  readonly personKey: string;
  /** Before. */
  readonly isCovered: boolean;
  /** Every row of it could be read. */
  readonly isWhole: boolean;
  /** Null: the next answer is read, whatever it says. */
  readonly toKeep: KeptAnswer | null;
}

/** A lookup answered for these people, whatever it answered. */
export const saveAnswers = async (tx: Tx, dataset: Testimony, answered: readonly Answered[], at: Instant): Promise<void> => {
  if (answered.length === 0) return;
  await tx.query({
    name: 'save-answers',
    text: `update coverage c set covered_at = case when n.whole then coalesce(c.covered_at, $2) else c.covered_at end, answer = n.answer, answer_records = n.records
       from unnest($3::uuid[], $4::bool[], $5::bytea[], $6::int[]) as n (person_key, whole, answer, records)
      where c.dataset = $1 and c.person_key = n.person_key
        and (c.answer is distinct from n.answer or (n.whole and c.covered_at is null))`,
    values: [
      dataset,
      at,
      answered.map(({ personKey }) => personKey),
      answered.map(({ isWhole }) => isWhole),
      byteaArray(answered.map(({ toKeep }) => toKeep?.digest ?? null)),
      answered.map(({ toKeep }) => toKeep?.records ?? null),
    ],
  });
  await markDue(
    tx,
    answered.filter(({ isWhole, isCovered }) => isWhole && !isCovered).map(({ personKey }) => personKey),
  );
};
