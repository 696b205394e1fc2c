/** What a check says of a rule set: how grave, where, and what is the matter, in words of whoever keeps the rules. */

/** `error`: nobody may be judged by it. `warning`: it may be meant, and somebody should know. */
export type Severity = 'error' | 'warning';

export interface Finding {
  readonly severity: Severity;
  readonly file: string;
  /** Row and column of a table, else a JSON Pointer. */
  readonly place: string;
  /** In the file, from 1; null where it is about the whole file, or one that is missing. */
  readonly line: number | null;
  /** Stable, kebab-case. */
  readonly code: string;
  readonly detail: string;
}

/** A finding before its line is looked up. */
export interface Remark extends Omit<Finding, 'line' | 'place'> {
  /** JSON Pointer. */
  readonly pointer: string;
  /** In words; left out: the pointer. */
  readonly place?: string;
}

export type Said = Pick<Remark, 'code' | 'detail'>;

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
export const pointerTo = (...path: readonly (string | number)[]): string => path.map((key) => `/${escaped(String(key))}`).join('');

/** The place in one line: `hardship.jdm.json:120, row-3, column facts.age`. */
export const placeOf = ({ file, line, place }: Finding): string =>
  `${file}${line === null ? '' : `:${line}`}${place === '' ? '' : `, ${place}`}`;

export const listed = (items: readonly string[]): string => [...new Set(items)].join(', ');

/** Control characters, and those that turn the direction of writing. */
const COMMANDS = /[\p{Cc}\p{Bidi_Control}]/gu;

/** A text of a rule set as it may stand in a terminal: what would command it is written as JSON writes it. */
export const visible = (text: string): string =>
  text.replaceAll(COMMANDS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
