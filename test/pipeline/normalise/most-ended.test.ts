import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AdmittedVersion } from '../../../src/pipeline/2-normalise/admission.ts';
import { endingsAmong, heldForOrdinary, isOrdinary, percentEnded } from '../../../src/pipeline/2-normalise/most-ended.ts';

describe('what ends in one night', () => {
  const DROPS: readonly { readonly wouldEnd: number; readonly held: number; readonly want: 'ordinary' | 'asked about' }[] = [
    { wouldEnd: 0, held: 0, want: 'ordinary' },
    { wouldEnd: 1, held: 3, want: 'ordinary' },
    { wouldEnd: 5, held: 5, want: 'ordinary' },
    { wouldEnd: 6, held: 6, want: 'asked about' },
    { wouldEnd: 6, held: 29, want: 'asked about' },
    { wouldEnd: 6, held: 30, want: 'ordinary' },
    { wouldEnd: 200_000, held: 1_000_000, want: 'ordinary' },
    { wouldEnd: 200_001, held: 1_000_000, want: 'asked about' },
  ];
  it.each(DROPS)('$wouldEnd of $held, where twenty in a hundred may: $want', ({ wouldEnd, held, want }) => {
    expect(isOrdinary({ wouldEnd, held }, 20) ? 'ordinary' : 'asked about').toBe(want);
  });

  const count = fc.nat({ max: 100_000_000 });
  const percent = fc.integer({ min: 1, max: 100 });

  it('is asked about no sooner the more is held, and no later the more ends', () => {
    fc.assert(
      fc.property(count, count, fc.nat({ max: 1_000 }), percent, (wouldEnd, held, more, share) => {
        if (isOrdinary({ wouldEnd, held }, share)) expect(isOrdinary({ wouldEnd, held: held + more }, share)).toBe(true);
        else expect(isOrdinary({ wouldEnd: wouldEnd + more, held }, share)).toBe(false);
      }),
    );
  });

  it('needs no further counting once as many are held as make it ordinary, and not one fewer', () => {
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 100_000_000 }), percent, (wouldEnd, share) => {
        const enough = heldForOrdinary(wouldEnd, share);
        expect([isOrdinary({ wouldEnd, held: enough }, share), isOrdinary({ wouldEnd, held: enough - 1 }, share)]).toEqual([true, false]);
      }),
    );
  });

  it('is never asked about where all may end', () => {
    fc.assert(
      fc.property(count, fc.nat({ max: 1_000 }), (wouldEnd, left) => {
        expect(isOrdinary({ wouldEnd, held: wouldEnd + left }, 100)).toBe(true);
      }),
    );
  });
});

describe('what would end', () => {
  it.each([
    { wouldEnd: 12, held: 13, want: 92.3 },
    { wouldEnd: 1, held: 3, want: 33.3 },
    { wouldEnd: 40, held: 40, want: 100 },
    { wouldEnd: 0, held: 0, want: null },
    { wouldEnd: 7, held: null, want: null },
  ])('$wouldEnd of $held is $want in a hundred', ({ want, ...drop }) => {
    expect(percentEnded(drop)).toBe(want);
  });
});

describe('of the versions of a page', () => {
  const aVersion = (traits: Partial<AdmittedVersion>): AdmittedVersion => ({
    personKey: 'anna',
    recordKey: 'K1',
    version: 2,
    current: true,
    ended: true,
    changedAt: null,
    fingerprint: 'f',
    grades: null,
    content: null,
    sealed: null,
    stated: { name: null, birthDate: null, employer: null },
    household: null,
    ...traits,
  });

  it('those end something that take the place of another and say that it is over', () => {
    const ends = aVersion({});
    const rest = [aVersion({ ended: false }), aVersion({ current: false }), aVersion({ version: 1 })];
    expect(endingsAmong([...rest, ends])).toEqual([ends]);
  });
});
