import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from '../../src/api/json.ts';

const KEY = fc.oneof(fc.string(), fc.stringMatching(/^[":\\{},\s]{0,6}$/), fc.constantFrom('__proto__', '7', 'constructor', '"', '\\'));
const VALUE = fc.jsonValue({ maxDepth: 4 });
/** However a caller lays it out. */
const LAID_OUT = fc.constantFrom('', ' ', '\t', '\n  ');

/** V8 13.6 now and then reads a name of one character that is written with a backslash as that backslash. */
const ofOneEscape = /"\\(?:u....|.)"\s*:/;

const escaped = (key: string): string =>
  `"${Array.from({ length: key.length }, (_, at) => `\\u${key.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')}"`;

describe('a JSON body', () => {
  it('is read as it was written, whatever its names and texts are made of', () => {
    fc.assert(
      fc.property(fc.dictionary(KEY, fc.oneof(VALUE, KEY)), LAID_OUT, (value, space) => {
        const text = JSON.stringify([value, value], null, space);
        fc.pre(!ofOneEscape.test(text));
        expect(readJson(text, 16)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('in which a name stands twice is refused, wherever and however it is spelt, and the name is not repeated', () => {
    fc.assert(
      fc.property(fc.uniqueArray(KEY, { minLength: 1 }), VALUE, LAID_OUT, fc.boolean(), (keys, value, space, isEscaped) => {
        const [first = ''] = keys;
        const again = isEscaped ? escaped(first) : JSON.stringify(first);
        const pairs = [...keys.map((key) => JSON.stringify(key)), again].map((key) => `${key}${space}:${space}${JSON.stringify(value)}`);
        const text = `[{"deeper":{${pairs.join(`${space},${space}`)}}}]`;
        fc.pre(!ofOneEscape.test(text));
        expect(() => readJson(text, 16)).toThrow('A name stands twice in one object of the body.');
      }),
    );
  });

  it('nested deeper than any request is refused', () => {
    expect(readJson(`${'['.repeat(16)}${']'.repeat(16)}`, 16)).toBeInstanceOf(Array);
    expect(() => readJson(`${'['.repeat(17)}1${']'.repeat(17)}`, 16)).toThrow('The body is nested deeper than any request is.');
  });

  it('may be nested as deep as the parser goes, where it is let', () => {
    const deep = `{"deeper":${'[{"below":'.repeat(50_000)}1${'}]'.repeat(50_000)}}`;
    expect(readJson(deep, Number.POSITIVE_INFINITY)).toHaveProperty('deeper');
    expect(() => readJson(deep.replace('"below":1', '"below":1,"below":1'), Number.POSITIVE_INFINITY)).toThrow('A name stands twice');
  });
});
