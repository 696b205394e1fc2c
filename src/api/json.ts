/**
 * Reads the text of a JSON body. A name that stands twice in one object is refused (RFC 8259 §4 leaves open which of the two counts): what was
 * checked in front of us may have been the other one. Pure.
 */
import { Fault } from '../faults.ts';

/** Far deeper than any request of the contract. */
const MOST_NESTED = 16;

/** Throws `invalid`, or what the parser throws, which repeats what it read. */
export const readJson = (text: string): unknown => {
  const value: unknown = JSON.parse(text);
  // Of two of the same name the parser keeps one: then fewer arrive than stand in the text, in whatever spelling.
  if (typeof value === 'object' && value !== null && namesOf(value, MOST_NESTED) !== namesIn(text))
    throw unreadable('A name stands twice in one object of the body.');
  return value;
};

const namesOf = (value: object, most: number): number => {
  if (most === 0) throw unreadable('The body is nested deeper than any request is.');
  const below = (part: unknown): number => (typeof part === 'object' && part !== null ? namesOf(part, most - 1) : 0);
  let names = 0;
  if (Array.isArray(value)) for (const part of value) names += below(part);
  // In place, where `Object.values` would copy: this is done for every request.
  else for (const name in value) names += 1 + below((value as Readonly<Record<string, unknown>>)[name]);
  return names;
};

/** Colons outside of strings, in a text that was parsed already. */
const namesIn = (text: string): number => {
  let names = 0;
  let isString = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign === QUOTE) isString = !isString;
    else if (isString && sign === BACKSLASH) at += 1;
    else if (!isString && sign === COLON) names += 1;
  }
  return names;
};
const [QUOTE, COLON, BACKSLASH] = [0x22, 0x3a, 0x5c];

const unreadable = (detail: string): Fault => new Fault('invalid', { code: 'body-unreadable', detail, fields: ['/'] });
