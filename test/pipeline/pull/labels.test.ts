import { describe, expect, test } from 'vitest';
import { labelsAmong, saidByBoth, saysAnew } from '../../../src/pipeline/1-pull/labels.ts';

const FULL = { AAC148: { '1': '低保', '2': '特困' }, AAC158: { '1': '是' } };

describe('rows read by two editions of a dictionary', () => {
  test.each([
    { readBy: null, tonight: FULL, want: FULL, why: 'none was read before' },
    { readBy: FULL, tonight: FULL, want: FULL, why: 'nothing changed' },
    { readBy: FULL, tonight: { AAC158: { '1': '是' } }, want: { AAC158: { '1': '是' } }, why: 'a table is gone' },
    { readBy: FULL, tonight: { ...FULL, AAC148: { '1': '低保' } }, want: { ...FULL, AAC148: { '1': '低保' } }, why: 'a code is gone' },
    { readBy: FULL, tonight: { ...FULL, AAC158: { '1': '是', '0': '否' } }, want: FULL, why: 'a code was added' },
    { readBy: FULL, tonight: { ...FULL, AAC158: { '1': '低保' } }, want: { ...FULL, AAC158: {} }, why: 'a code is called otherwise' },
  ])('were all read by what both say: $why', ({ readBy, tonight, want }) => {
    expect(saidByBoth(readBy, tonight)).toEqual(want);
  });

  test('are told anew by the first edition that says again what the other left out', () => {
    expect(saysAnew(FULL, saidByBoth(FULL, { AAC158: { '1': '是' } }))).toBe(true);
    expect(saysAnew({ AAC158: { '1': '是' } }, FULL)).toBe(false);
  });
});

describe('a dataset', () => {
  const readBy = { labelledBy: ['AAC158', 'AAC008'] };

  test('is read by those of the tables that it names and that are there', () => {
    expect(labelsAmong(FULL, readBy)).toEqual({ AAC158: FULL.AAC158 });
  });

  test('is read again where its rows were read in another manner, or before there was one, and not where in the same', () => {
    const manner = (name: string) => labelsAmong(FULL, { ...readBy, manner: name });
    expect(saysAnew(manner('second'), manner('second'))).toBe(false);
    for (const before of [labelsAmong(FULL, readBy), manner('first'), saidByBoth(manner('second'), labelsAmong(FULL, readBy))])
      expect(saysAnew(manner('second'), before)).toBe(true);
  });
});
