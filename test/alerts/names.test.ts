import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { zhCause, zhDataset } from '../../src/alerts/names.ts';
import { DATASETS, SOURCES } from '../../src/domain/sources.ts';

const CONNECTORS = join(import.meta.dirname, '../../connectors');

describe('codes in an alert', () => {
  it('have a word for every dataset', () => {
    expect(Object.keys(DATASETS).filter((dataset) => zhDataset(dataset) === dataset)).toEqual([]);
  });

  it.each(SOURCES)('have a word for whatever is wrong with an answer of %s', async (source) => {
    const table = await readFile(join(CONNECTORS, source, 'faults.ts'), 'utf8');
    const codes = [...table.matchAll(/(?:code: |^ {2})'([a-z]+(?:-[a-z]+)+)'(?:,|: ['{\n])/gm)].map(([, code = '']) => code);
    expect(codes.length).toBeGreaterThan(1);
    expect(codes.filter((code) => zhCause({ code }) === code)).toEqual([]);
  });

  it('stand for themselves where nobody has found a word', () => {
    expect([zhCause({ code: 'of-a-later-version' }), zhDataset('of-a-later-version')]).toEqual([
      'of-a-later-version',
      'of-a-later-version',
    ]);
  });
});
