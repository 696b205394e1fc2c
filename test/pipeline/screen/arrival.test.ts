/** How and how often records arrive is nobody's circumstance: it changes no answer. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { screenHousehold } from '../../../src/pipeline/4-screen/screen.ts';
import type { Screened } from '../../../src/pipeline/4-screen/types.ts';
import { anyMemberPartlyRead } from '../../support/any-dossier.ts';
import { aDossier, type DossierTraits } from '../../support/dossiers.ts';
import { aSheet, rulesOn } from '../../support/people.ts';

const rules = rulesOn();
const screened = (traits: DossierTraits): Screened | undefined => screenHousehold([aSheet(aDossier(traits))], rules)[0];

/** With what each statement rests on as a set, and a record by its key: which version of it was read last is no part of the answer. */
const restingOn = (answer: Screened | undefined): unknown =>
  JSON.parse(JSON.stringify(answer), (key, value: unknown) =>
    key === 'evidence' && Array.isArray(value) ? value.map(({ dataset, recordKey }) => `${dataset}/${recordKey}`).toSorted() : value,
  );

/** Claims stand in the order of their settlements. */
const inOrder = (answer: Screened | undefined): Screened | undefined =>
  answer && {
    ...answer,
    cases: answer.cases.toSorted((a, b) => (a.episode < b.episode ? -1 : 1)),
  };

describe('arrival', () => {
  it('records in another order change no answer', () => {
    const shuffled = anyMemberPartlyRead.chain((traits) =>
      fc.record({
        traits: fc.constant(traits),
        holds: fc.shuffledSubarray([...traits.holds], { minLength: traits.holds.length, maxLength: traits.holds.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ traits, holds }) => {
        expect(restingOn(inOrder(screened({ ...traits, holds })))).toEqual(restingOn(inOrder(screened(traits))));
      }),
      { numRuns: 600 },
    );
  });

  it('a record that arrives again, the same, changes no answer: it is the next version of itself', () => {
    fc.assert(
      fc.property(anyMemberPartlyRead, fc.infiniteStream(fc.boolean()), (traits, again) => {
        const holds = traits.holds.map((one) => (again.next().value === true ? { ...one, version: one.version + 1 } : one));
        expect(restingOn(screened({ ...traits, holds }))).toEqual(restingOn(screened(traits)));
      }),
      { numRuns: 600 },
    );
  });
});
