/** What of given results differs from what is stored: an ordinary night writes only that. */
import { hash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.ts';

interface Content {
  readonly content: object;
  /** Made from content that was kept. */
  readonly isReadBack?: boolean;
}

export interface Stored {
  readonly fingerprint: string;
}

/** Content as it is written, and what it is known by again. */
interface Written {
  readonly text: string;
  readonly fingerprint: string;
}

export type Changed<Given, Known> = Given & Written & { readonly known: Known | null };

export interface Differences<Given, Known> {
  /** New, or other than stored. */
  readonly changed: readonly Changed<Given, Known>[];
  /** Stored, and not given any more. */
  readonly gone: readonly Known[];
}

/** Contents come from the same code in the same order of keys: equal results are equal text. */
const writtenOf = ({ content, isReadBack }: Content): Written => {
  const text = JSON.stringify(content);
  return { text, fingerprint: isReadBack === true ? unorderedFingerprintOf(content) : digestOf(text) };
};
/** Unless one of them was read back from where it was kept, in an order of keys that is the database's own. */
const unorderedFingerprintOf = (content: object): string => digestOf(canonicalJson(content));
const digestOf = (text: string): string => hash('sha256', text, 'base64url');

export const differences = <Given extends Content, Known extends Stored>(
  known: readonly Known[],
  given: readonly Given[],
  keyOf: (row: Given | Known) => string,
): Differences<Given, Known> => {
  const stored = new Map(known.map((row) => [keyOf(row), row]));
  const seen = new Set<string>();
  // What several rows have in common is written out once.
  const written = new Map<object, Written>();
  const changed: Changed<Given, Known>[] = [];
  for (const row of given) {
    const key = keyOf(row);
    seen.add(key);
    const before = stored.get(key) ?? null;
    const own = written.get(row.content) ?? writtenOf(row);
    written.set(row.content, own);
    const isKnown =
      before !== null &&
      (before.fingerprint === own.fingerprint || (row.isReadBack !== true && before.fingerprint === unorderedFingerprintOf(row.content)));
    if (!isKnown) changed.push({ ...row, ...own, known: before });
  }
  return { changed, gone: known.filter((row) => !seen.has(keyOf(row))) };
};
