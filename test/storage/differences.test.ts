import { expect, it } from 'vitest';
import { differences } from '../../src/storage/differences.ts';

interface Row {
  readonly person: string;
  readonly content: object;
}
const keyOf = ({ person }: { readonly person: string }): string => person;
/** What is stored once these rows have been. */
const storedOf = (rows: readonly Row[]) => differences([], rows, keyOf).changed.map(({ person, fingerprint }) => ({ person, fingerprint }));

const LAST_NIGHT: readonly Row[] = [
  { person: 'anna', content: { verdict: 'corroborated' } },
  { person: 'bo', content: { verdict: 'missing' } },
];

it('an ordinary night writes nothing', () => {
  expect(differences(storedOf(LAST_NIGHT), LAST_NIGHT, keyOf)).toEqual({ changed: [], gone: [] });
});

it('what is new or other is written, and told beside what it replaces', () => {
  const tonight = [...LAST_NIGHT.slice(1), { person: 'anna', content: { verdict: 'conflicting' } }, { person: 'carl', content: {} }];
  const { changed } = differences(storedOf(LAST_NIGHT), tonight, keyOf);
  expect(changed.map(({ person, known }) => [person, known?.person ?? null])).toEqual([
    ['anna', 'anna'],
    ['carl', null],
  ]);
});

it('what is given no more is gone', () => {
  expect(differences(storedOf(LAST_NIGHT), LAST_NIGHT.slice(1), keyOf).gone.map(keyOf)).toEqual(['anna']);
});
