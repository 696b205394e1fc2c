/**
 * Reads the text of a JSON body. A name that stands twice in one object is refused (RFC 8259 §4 leaves open which of the two counts): what was
 * checked in front of us may have been the other one. Pure.
 */
import { Fault } from '../faults.ts';

/** Throws `invalid`, or what the parser throws, which repeats what it read. */
export const readJson = (text: string, mostNested: number): unknown => {
  const value: unknown = JSON.parse(text);
  // Of two of the same name the parser keeps one: then fewer arrive than stand in the text, in whatever spelling.
  if (typeof value === 'object' && value !== null && namesOf(value, mostNested) !== namesIn(text))
    throw unreadable('A name stands twice in one object of the body.');
  return value;
};

/** Level by level: the parser goes deeper than any stack. */
const namesOf = (value: object, most: number): number => {
  let names = 0;
  let level: readonly object[] = [value];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > most) throw unreadable('The body is nested deeper than any request is.');
    const below: object[] = [];
    for (const part of level) names += lookInto(part, below);
    level = below;
  }
  return names;
};

/** How many names it has; what it holds is added to `below`. */
const lookInto = (value: object, below: object[]): number => {
  let names = 0;
  const meet = (part: unknown): void => {
    if (typeof part === 'object' && part !== null) below.push(part);
  };
  if (Array.isArray(value)) for (const part of value) meet(part);
  // In place, where `Object.values` would copy: this is done for every request.
  else
    for (const name in value) {
      names += 1;
      meet((value as Readonly<Record<string, unknown>>)[name]);
    }
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
