import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listOf, lowerKeyed, pointerTo, readCount, readText, recordOf, shapeOf, shortened, textOf } from '../../src/upstream/wire.ts';

describe('text', () => {
  test.each([
    { given: ' 张三 ', want: { kind: 'stated', value: '张三' } },
    { given: 440300, want: { kind: 'stated', value: '440300' } },
    { given: 12.5, want: { kind: 'stated', value: '12.5' } },
    { given: 0, want: { kind: 'stated', value: '0' } },
    { given: '', want: { kind: 'absent' } },
    { given: '  \t', want: { kind: 'absent' } },
    { given: null, want: { kind: 'absent' } },
    { given: undefined, want: { kind: 'absent' } },
    // Digits were lost before it came here.
    { given: Number('440305199001010018'), want: { kind: 'impossible' } },
    // JSON may carry them, no database takes them: the row pays for it, not its page.
    { given: '张\u0000三', want: { kind: 'impossible' } },
    { given: '张\ud840', want: { kind: 'impossible' } },
    { given: true, want: { kind: 'impossible' } },
    { given: {}, want: { kind: 'impossible' } },
    { given: ['a'], want: { kind: 'impossible' } },
  ])('$given is $want.kind', ({ given, want }) => {
    expect(readText(given)).toEqual(want);
    expect(textOf(given)).toBe(want.value ?? null);
  });
});

test.each([
  { given: 3, want: 3 },
  { given: '3', want: 3 },
  { given: '３', want: 3 },
  { given: '3.0', want: 3 },
  { given: 0, want: 0 },
  { given: -1, want: 'impossible' },
  { given: 1.5, want: 'impossible' },
  { given: 'three', want: 'impossible' },
  { given: '', want: 'absent' },
])('the count $given is $want', ({ given, want }) => {
  const count = readCount(given);
  expect(count.kind === 'stated' ? count.value : count.kind).toBe(want);
});

test('a node given as a list may arrive as a single object', () => {
  expect(listOf({ a: 1 })).toEqual([{ a: 1 }]);
  expect(listOf([{ a: 1 }, { a: 2 }])).toHaveLength(2);
  expect([listOf(null), listOf(undefined), listOf('')]).toEqual([[], [], []]);
  expect([listOf('x'), listOf(7)]).toEqual([null, null]);
});

test('only an object is a record', () => {
  expect([recordOf([]), recordOf(null), recordOf('x'), recordOf(undefined)]).toEqual([null, null, null, null]);
  expect(recordOf({ a: 1 })).toEqual({ a: 1 });
});

test('keys are found in either case, keep their spelling, and the one that states something wins', () => {
  const keyed = lowerKeyed({ AAC003: '', aac003: '张三', Aae140: '310' });
  expect(keyed.get('aac003')).toEqual({ name: 'aac003', value: '张三' });
  expect(keyed.get('aae140')).toEqual({ name: 'Aae140', value: '310' });
});

test('a pointer leads to the field, whatever its name holds', () => {
  expect(pointerTo('insuinfo', 0, 'a/b~c')).toBe('/insuinfo/0/a~1b~0c');
  expect(pointerTo()).toBe('');
});

test('a text is shortened by whole characters', () => {
  expect(shortened('𠮷野家', 2)).toBe('𠮷野');
});

describe('the shape of a value', () => {
  test.each([
    { given: '44030519900101001X', want: 'string(18) 99999999999999999a' },
    { given: '２０２４-０２-３０', want: 'string(10) 9999-99-99' },
    { given: '张三丰', want: 'string(3) aaa' },
    { given: 440305, want: 'number(6) 999999' },
    { given: 'a'.repeat(30), want: `string(30) ${'a'.repeat(24)}…` },
    { given: undefined, want: 'absent' },
    { given: null, want: 'null' },
    { given: [1, 2], want: 'list(2)' },
    { given: { a: 1 }, want: 'object(1)' },
    { given: true, want: 'boolean(4)' },
  ])('$want', ({ given, want }) => {
    expect(shapeOf(given)).toBe(want);
  });

  test('never gives away a digit other than 9 or a letter other than a', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = shapeOf(text).slice(shapeOf(text).indexOf(' ') + 1);
        expect(shown.replaceAll('9', '').replaceAll('a', '')).not.toMatch(/[\p{L}\p{N}]/u);
      }),
    );
  });
});
