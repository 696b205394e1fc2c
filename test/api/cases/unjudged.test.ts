import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unjudgedIn } from '../../../src/api/cases/unjudged.ts';
import type { NightOfUnjudged } from '../../../src/storage/case-nights.ts';
import { day } from '../../support/dossiers.ts';

type Word = 'found' | 'cannot-judge' | 'judged';
type Told = readonly [date: string, word: Word];

const said = (...nights: readonly Told[]): readonly NightOfUnjudged[] =>
  nights.map(([date, word]) => ({
    caseId: 'a-case',
    runId: `run-${date}`,
    on: day(`2026-11-${date}`),
    standing: word === 'found' ? 'judged' : word,
    isFound: word === 'found',
    runBefore: `before-${date}`,
  }));
const told = (nights: readonly NightOfUnjudged[]): string => {
  const unjudged = unjudgedIn(nights);
  return unjudged === null ? 'judged' : `${unjudged.on.slice(-2)} ${unjudged.judgedRun}`;
};

describe('since when a case could not be judged', () => {
  it.each<{ readonly given: string; readonly nights: readonly Told[]; readonly want: string }>([
    { given: 'it was found last', nights: [['01', 'found']], want: 'judged' },
    { given: 'nothing is kept', nights: [], want: 'judged' },
    {
      given: 'one night could not judge it',
      nights: [
        ['01', 'found'],
        ['04', 'cannot-judge'],
      ],
      want: '04 before-04',
    },
    {
      given: 'several in a row could not, for other reasons each',
      nights: [
        ['01', 'found'],
        ['04', 'cannot-judge'],
        ['06', 'cannot-judge'],
      ],
      want: '04 before-04',
    },
    {
      given: 'it was found in between',
      nights: [
        ['01', 'cannot-judge'],
        ['02', 'found'],
        ['05', 'cannot-judge'],
      ],
      want: '05 before-05',
    },
    {
      given: 'a night that was gone on with found it first, and could not judge it then',
      nights: [
        ['01', 'found'],
        ['02', 'found'],
        ['02', 'cannot-judge'],
      ],
      want: '02 before-02',
    },
    { given: 'what was found is not kept any more', nights: [['04', 'cannot-judge']], want: '04 null' },
  ])('$given: $want', ({ nights, want }) => {
    expect(told(said(...nights))).toBe(want);
  });

  it('is the night after the last that judged it, whatever was said before', () => {
    const words = fc.array(fc.constantFrom<Word>('found', 'cannot-judge', 'judged'), { maxLength: 10 });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 5 }), (before, silent) => {
        const nights = [...before, 'found' as const, ...Array.from({ length: silent }, () => 'cannot-judge' as const)];
        const first = String(before.length + 2).padStart(2, '0');
        const dated = nights.map((word, index): Told => [String(index + 1).padStart(2, '0'), word]);
        expect(told(said(...dated))).toBe(`${first} before-${first}`);
      }),
    );
  });
});
