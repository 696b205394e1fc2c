/** The reason an operator gives: kept for years and shown again, so it says something and names nobody by a number. */
import { faultOfWords } from '../domain/kept-words.ts';
import { Fault } from '../faults.ts';

/** As it is kept. Throws `invalid`; what was given is not repeated. */
export const keptWordsIn = (field: string, words: string): string => {
  const kept = words.trim();
  const fault = faultOfWords(kept);
  if (fault !== null) throw new Fault('invalid', { code: 'field-invalid', detail: `${field} ${fault}.`, fields: [`/${field}`] });
  return kept;
};

export const whyIn = ({ why }: { readonly why: string }): string => keptWordsIn('why', why);
