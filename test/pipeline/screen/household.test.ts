import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fenOf } from '../../../src/domain/money.ts';
import type { Reading } from '../../../src/pipeline/2-normalise/types.ts';
import { screenHousehold } from '../../../src/pipeline/4-screen/screen.ts';
import type { Sheet } from '../../../src/pipeline/4-screen/types.ts';
import {
  type AnyRecord,
  aDibao,
  aDossier,
  aFamily,
  anIdentity,
  aPerson as anInsured,
  aRegistration,
  aSettlement,
  type DossierTraits,
  day,
  readOn,
  TONIGHT,
} from '../../support/dossiers.ts';
import { afterwards, aSheet, rulesOn } from '../../support/people.ts';

const rules = rulesOn();
const ASSISTED = [aDibao(), anInsured({ identities: [anIdentity()] })];
const CLAIMED = [aDibao()];
const HEAD = aFamily({ isHead: true });

const member = (
  memberId: string,
  holds: readonly AnyRecord[],
  traits: { readonly openedOn?: string; readonly dossier?: DossierTraits } = {},
): Sheet =>
  aSheet(aDossier({ ...traits.dossier, member: { ...traits.dossier?.member, memberId }, holds }), {
    before: {
      openHardship: traits.openedOn === undefined ? null : { episode: `hardship:${traits.openedOn}`, openedOn: day(traits.openedOn) },
    },
  });

/** Member → why their living aid is held. */
const livingAid = (household: readonly Sheet[]): Readonly<Record<string, readonly string[] | undefined>> =>
  Object.fromEntries(
    screenHousehold(household, rules).map(({ memberId, cases }) => [
      memberId,
      cases[0]?.offers.find(({ programme }) => programme === 'living-aid')?.held.map(({ code }) => code),
    ]),
  );

const ELSEWHERE = ['household-file-elsewhere'];

describe('one household, one file', () => {
  const HOUSEHOLDS: readonly {
    readonly given: string;
    readonly people: readonly Sheet[];
    readonly want: Readonly<Record<string, readonly string[]>>;
  }[] = [
    {
      given: 'two alike: the first by number opens it',
      people: [member('B', ASSISTED), member('A', ASSISTED)],
      want: { A: [], B: ELSEWHERE },
    },
    {
      given: 'the head of the household before the other',
      people: [member('A', ASSISTED), member('B', [...ASSISTED, HEAD])],
      want: { A: ELSEWHERE, B: [] },
    },
    { given: 'the better attested before a lead', people: [member('A', CLAIMED), member('B', ASSISTED)], want: { A: ELSEWHERE, B: [] } },
    {
      given: 'whose case is open already stays first',
      people: [member('A', [...ASSISTED, HEAD]), member('B', CLAIMED, { openedOn: '2026-10-01' })],
      want: { A: ELSEWHERE, B: [] },
    },
    {
      given: 'a file in the household: nobody opens another',
      people: [
        member('A', ASSISTED),
        member('B', [], { dossier: { member: { aidFile: { class: 'deep', openedOn: day('2025-01-01'), memberCount: 2 } } } }),
      ],
      want: { A: ['household-on-file'] },
    },
    { given: 'one alone', people: [member('A', ASSISTED)], want: { A: [] } },
  ];
  it.each(HOUSEHOLDS)('$given', ({ people, want }) => {
    expect(livingAid(people)).toEqual(expect.objectContaining(want));
  });

  it('medical aid stays personal', () => {
    const ill = [...ASSISTED, aRegistration(), aSettlement({ ownPaid: fenOf(50_000) })];
    const held = screenHousehold([member('A', ill), member('B', ill)], rules).map(
      ({ cases }) => cases[0]?.offers.find(({ programme }) => programme === 'medical-aid')?.held,
    );
    expect(held).toEqual([[], []]);
  });

  it('the ground of one is no ground of the other, who may not know of it', () => {
    const [, other] = screenHousehold(
      [member('A', [anInsured(), aRegistration(), aSettlement({ ownPaid: fenOf(50_000) })]), member('B', [anInsured()])],
      rules,
    );
    expect(other?.cases).toEqual([]);
  });
});

describe('order', () => {
  const anyone = fc.record({
    holds: fc.subarray<AnyRecord>([...ASSISTED, HEAD, aRegistration(), aSettlement({ ownPaid: fenOf(50_000) })]),
    openedOn: fc.constantFrom(undefined, '2026-10-01', '2026-10-02'),
  });

  const householdOf = (
    people: readonly { readonly holds: readonly AnyRecord[]; readonly openedOn: string | undefined }[],
  ): readonly Sheet[] => people.map(({ holds, openedOn }, index) => member(`M${index}`, holds, openedOn === undefined ? {} : { openedOn }));

  it('told of a night, the next says the same: no file wanders, and nobody has to be judged again for it', () => {
    fc.assert(
      fc.property(fc.array(anyone, { minLength: 1, maxLength: 4 }), (people) => {
        const household = householdOf(people);
        const tonight = screenHousehold(household, rules);
        const next = household.map((sheet, index) => {
          const screened = tonight[index];
          return screened === undefined ? sheet : { ...sheet, before: afterwards(screened, sheet.before, TONIGHT) };
        });
        expect(screenHousehold(next, rules)).toEqual(tonight);
      }),
      { numRuns: 60 },
    );
  });

  it('the order in which a household is listed changes no answer', () => {
    fc.assert(
      fc.property(fc.array(anyone, { minLength: 1, maxLength: 4 }), fc.nat(3), (people, turn) => {
        const household = householdOf(people);
        const turned = [...household.slice(turn), ...household.slice(0, turn)].toReversed();
        const byMember = (answers: ReturnType<typeof screenHousehold>) => new Map(answers.map((answer) => [answer.memberId, answer]));
        expect(byMember(screenHousehold(turned, rules))).toEqual(byMember(screenHousehold(household, rules)));
      }),
      { numRuns: 60 },
    );
  });

  it('answers come in the order asked', () => {
    expect(screenHousehold([member('B', []), member('A', [])], rules).map(({ memberId }) => memberId)).toEqual(['B', 'A']);
  });
});

describe('a household of which nobody has read who belongs to it', () => {
  const heldWith = (family: Reading, holds: readonly AnyRecord[] = ASSISTED): readonly string[] | undefined =>
    livingAid([member('A', holds, { dossier: { readings: { family } } })])['A'];

  it.each<Reading>([{ state: 'failed' }, { state: 'not-yet-read' }, readOn(day('2026-07-01'))])(
    'waits, so that it has no two files: %o',
    (family) => {
      expect(heldWith(family)).toEqual(['household-unknown']);
    },
  );

  it('does not wait where the member keeps it from us: it would wait for ever', () => {
    expect(heldWith({ state: 'withheld' })).toEqual([]);
  });

  it('does not wait where the grant of assistance names the household', () => {
    const [grant, ...rest] = ASSISTED;
    expect(heldWith({ state: 'failed' }, [{ ...grant, digests: { household: 'abc' } } as AnyRecord, ...rest])).toEqual([]);
  });
});
