import { expect, it } from 'vitest';
import parts from '../../schemas/applications/parts.json' with { type: 'json' };
import { SHOWN } from '../../src/api/applications/form-fields.ts';
import { FORM_WORDS } from '../../src/console/words/cases.ts';

/** Every property of that name, wherever it stands. */
const enumsOf = (node: unknown, name: string): readonly string[] => {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, child]: [string, unknown]) => [
    ...(key === name && typeof child === 'object' && child !== null && 'enum' in child ? (child.enum as readonly string[]) : []),
    ...enumsOf(child, name),
  ]);
};

it('of a form, the console has a word for every code that is shown', () => {
  const codes = new Set([...SHOWN].flatMap((pointer) => enumsOf(parts, pointer.split('/').at(-1) ?? '')));
  expect([...codes]).toEqual(expect.arrayContaining(['resident-id', 'courier', 'accident']));
  expect([...codes].filter((code) => !(code in FORM_WORDS))).toEqual([]);
});
