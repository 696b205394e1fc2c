/** How and how often records arrive is nobody's circumstance: it changes no answer. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { screenHousehold } from '../../../src/pipeline/4-screen/screen.ts';
import type { Screened, Sheet } from '../../../src/pipeline/4-screen/types.ts';
import { anyMemberPartlyRead } from '../../support/any-dossier.ts';
import { aDossier, type DossierTraits } from '../../support/dossiers.ts';
import { aSheet, richerRulesOn } from '../../support/people.ts';

const rules = richerRulesOn();
/** All that screening is told and all that it says, claims and stays in the order of their settlements. */
const answerTo = (traits: DossierTraits): { readonly sheet: Sheet; readonly screened: readonly Screened[] } => {
  const sheet = aSheet(aDossier(traits));
  const { stays } = sheet;
  return {
    sheet: { ...sheet, stays: Array.isArray(stays) ? stays.toSorted((a, b) => compare(a.settlement, b.settlement)) : stays },
    screened: screenHousehold([sheet], rules).map((one) => ({
      ...one,
      cases: one.cases.toSorted((a, b) => compare(a.episode, b.episode)),
      ...(one.undecided !== undefined && { undecided: one.undecided.toSorted((a, b) => compare(a.episode, b.episode)) }),
    })),
  };
};
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** With what each statement rests on as a set, and a record by its key: which version of it was read last is no part of the answer. */
const restingOn = (answer: ReturnType<typeof answerTo>): unknown =>
  JSON.parse(JSON.stringify(answer), (key, value: unknown) =>
    key === 'evidence' && Array.isArray(value) ? value.map(({ dataset, recordKey }) => `${dataset}/${recordKey}`).toSorted() : value,
  );

describe('arrival', () => {
  it('records in another order change no fact, no evidence and no answer', () => {
    const shuffled = anyMemberPartlyRead.chain((traits) =>
      fc.record({
        traits: fc.constant(traits),
        holds: fc.shuffledSubarray([...traits.holds], { minLength: traits.holds.length, maxLength: traits.holds.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ traits, holds }) => {
        expect(restingOn(answerTo({ ...traits, holds }))).toEqual(restingOn(answerTo(traits)));
      }),
      { numRuns: 600 },
    );
  });

  it('a record that arrives again, the same, changes no answer: it is the next version of itself', () => {
    fc.assert(
      fc.property(anyMemberPartlyRead, fc.infiniteStream(fc.boolean()), (traits, again) => {
        const holds = traits.holds.map((one) => (again.next().value === true ? { ...one, version: one.version + 1 } : one));
        expect(restingOn(answerTo({ ...traits, holds }))).toEqual(restingOn(answerTo(traits)));
      }),
      { numRuns: 600 },
    );
  });
});
