import { expect, test } from 'vitest';
import { AUTHORITIES, DATASETS, sourceOf, TESTIMONIES } from '../../src/domain/sources.ts';

test('every authority testifies, and the roster is no testimony', () => {
  expect(new Set(TESTIMONIES.map(sourceOf))).toEqual(new Set(AUTHORITIES));
  expect(TESTIMONIES).not.toContain('members');
  expect(TESTIMONIES).toHaveLength(Object.keys(DATASETS).length - 1);
});

test('health is what was treated and what is registered, and nothing else', () => {
  expect(TESTIMONIES.filter((dataset) => DATASETS[dataset].health)).toEqual(['settlement', 'registration']);
});
