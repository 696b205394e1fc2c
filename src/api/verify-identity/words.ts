/** What is kept of answers: the words once for however many are told the same, and for each question only which. */
import { HOUR } from '../../domain/period.ts';
import type { LookupKey } from '../../security/digest.ts';
import type { Words } from '../../storage/verifications.ts';
import { textOf, type VerificationAnswer } from './answer.ts';

/** Of an answer that many are told, once. */
export const wordsUnder = (lookup: LookupKey): ((answer: VerificationAnswer) => Words) => {
  const known = new WeakMap<VerificationAnswer, Words>();
  return (answer) => {
    const text = textOf(answer);
    const words = known.get(answer) ?? { digest: lookup.digest('told-answer', text), text };
    known.set(answer, words);
    return words;
  };
};

/** Far more than there are different answers in an hour. */
const MOST_BELIEVED = 20_000;

/** What a process believes to be written. For an hour, so that a day's words bear its date; and only until anything goes wrong with the database. */
export interface WrittenWords {
  /** Of these, each once, what has to be written first. */
  readonly missing: (words: readonly Words[], now: number) => readonly Words[];
  readonly note: (written: readonly Words[]) => void;
  readonly forget: () => void;
}

export const writtenWords = (): WrittenWords => {
  const believed = new Set<string>();
  let hour = 0;
  const nameOf = ({ digest }: Words): string => digest.toString('base64');
  return {
    missing: (words, now) => {
      const thisHour = Math.floor(now / HOUR);
      if (thisHour !== hour || believed.size > MOST_BELIEVED) believed.clear();
      hour = thisHour;
      return [...new Map(words.map((one) => [nameOf(one), one])).values()].filter((one) => !believed.has(nameOf(one)));
    },
    note: (written) => {
      for (const one of written) believed.add(nameOf(one));
    },
    forget: () => believed.clear(),
  };
};
