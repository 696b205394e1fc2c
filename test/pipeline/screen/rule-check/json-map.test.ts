import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapJson } from '../../../../src/pipeline/4-screen/rule-check/json-map.ts';
import { pointerTo } from '../../../../src/pipeline/4-screen/rule-check/remark.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Every value of a document with its pointer. */
const placesIn = (
  node: unknown,
  path: readonly (string | number)[] = [],
): readonly { readonly pointer: string; readonly node: unknown }[] => {
  const here = { pointer: pointerTo(...path), node };
  if (typeof node !== 'object' || node === null) return [here];
  const below = Array.isArray(node) ? node.map((child, index) => [index, child] as const) : Object.entries(node);
  return [here, ...below.flatMap(([key, child]) => placesIn(child, [...path, key as string | number]))];
};

describe('the map of a JSON text', () => {
  it('has every value of it, and simple values on the line on which they are written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value, null, 2);
        const { lines, brokenAt, repeated } = mapJson(text);
        const places = placesIn(JSON.parse(text));
        expect([brokenAt, repeated]).toEqual([null, []]);
        expect([...lines.keys()].toSorted()).toEqual(places.map(({ pointer }) => pointer).toSorted());
        for (const { pointer, node } of places)
          if (typeof node !== 'object' || node === null)
            expect(text.split('\n')[(lines.get(pointer) ?? 0) - 1]).toContain(JSON.stringify(node));
      }),
    );
  });

  it('says of every text what the parser says: JSON, or not', () => {
    const mangled = fc
      .tuple(fc.jsonValue(), fc.nat(), fc.constantFrom('', ',', '"', '}', ']', '{', ':', '\n', '\\', '0', 'x'))
      .map(([value, at, put]) => {
        const text = JSON.stringify(value, null, 2);
        const cut = at % (text.length + 1);
        return text.slice(0, cut) + put + text.slice(cut + 1);
      });
    fc.assert(
      fc.property(mangled, (text) => {
        expect(mapJson(text).brokenAt === null).toBe(isJson(text));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    { given: 'a missing comma', text: '{\n  "a": 1\n  "b": 2\n}', want: 3 },
    { given: 'an open bracket', text: '[\n  1,\n  2\n', want: 4 },
    { given: 'a value left out', text: '{\n  "a": 1,\n  "b": \n}', want: 4 },
    { given: 'nothing', text: '', want: 1 },
  ])('$given is found on line $want', ({ text, want }) => {
    expect(mapJson(text).brokenAt).toBe(want);
  });

  it('a name given twice is told, where the parser would keep the last', () => {
    expect(mapJson('{"a": {"b/c": 1, "b/c": 2}}').repeated).toEqual(['/a/b~1c']);
  });
});

it('a text of nothing but open brackets is told from where it is too deep, however long it is', () => {
  const { brokenAt, isTooDeep } = mapJson('[\n'.repeat(200_000));
  expect([brokenAt, isTooDeep]).toEqual([66, true]);
});
