/**
 * More income never worsens the class. No fact is an income, since no source has one: a contribution base is floored, capped and of one employer's
 * register, and what a household declared to civil affairs is theirs to judge. So what more income would leave in the records is said fact by fact:
 * higher bases, smaller own payments, a job again, no more benefit, a lesser category of assistance. An injury has nothing to do with income.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FACTS } from '../../../src/domain/fact-catalogue.ts';
import { type Fen, fenOf } from '../../../src/domain/money.ts';
import { verify } from '../../../src/pipeline/3-verify/verify.ts';
import { screenHousehold } from '../../../src/pipeline/4-screen/screen.ts';
import type { Case, HardshipClass } from '../../../src/pipeline/4-screen/types.ts';
import { anyMember } from '../../support/any-dossier.ts';
import {
  type AnyRecord,
  aContribution,
  aDibao,
  aDossier,
  anIdentity,
  aParticipation,
  aPerson,
  type DossierTraits,
  month,
} from '../../support/dossiers.ts';
import { aSheet, richerRulesOn } from '../../support/people.ts';

const rules = richerRulesOn();
const hardshipOf = (traits: DossierTraits): Case | undefined =>
  screenHousehold([aSheet(aDossier(traits), { purposes: ['hardship-screening'] })], rules)[0]?.cases.find(
    ({ kind }) => kind === 'suggested' || kind === 'lead',
  );

/** Not flagged is the mildest; `undetermined` asks a person, and is milder than a class that evidence carries. */
const BY_GRAVITY: readonly (HardshipClass | null)[] = [null, 'undetermined', 'accident', 'relative', 'deep'];
const gravityOf = (traits: DossierTraits): number => BY_GRAVITY.indexOf(hardshipOf(traits)?.class ?? null);

type Records = readonly AnyRecord[];
const higherBases =
  (by: number) =>
  (holds: Records): Records =>
    holds.map((one) =>
      one.dataset === 'contributions' && one.content.base !== null
        ? { ...one, content: { ...one.content, base: (one.content.base + by) as Fen } }
        : one,
    );
const smallerPayments =
  (part: number) =>
  (holds: Records): Records =>
    holds.map((one) =>
      one.dataset === 'settlement' && one.content.ownPaid !== null
        ? { ...one, content: { ...one.content, ownPaid: Math.floor(one.content.ownPaid * part) as Fen } }
        : one,
    );
/** Registered by an employer again, who pays on the base given. */
const aJobAgain =
  (base: number) =>
  (holds: Records): Records => [
    ...holds,
    aParticipation({}, { recordKey: 'job' }),
    ...['2026-09', '2026-10'].map((paid) => aContribution({ month: month(paid), base: fenOf(base) }, { recordKey: `job-${paid}` })),
  ];
const noMoreBenefit = (holds: Records): Records =>
  holds.map((one) => (one.dataset === 'unemployment' ? { ...one, content: { ...one.content, paying: 'no' as const } } : one));

const living = anyMember.map((traits) => ({ ...traits, holds: traits.holds.filter(({ dataset }) => dataset !== 'death') }));
const yuan = fc.constantFrom(0.01, 100, 3500, 21_500);
const moves: fc.Arbitrary<(holds: Records) => Records> = fc.oneof(
  yuan.map((by) => higherBases(fenOf(by))),
  fc.constantFrom(0, 0.5, 0.999).map(smallerPayments),
  fc.constantFrom(4500, 4500.01, 26_000).map(aJobAgain),
  fc.constant(noMoreBenefit),
);

describe('more income', () => {
  it('higher bases, smaller own payments, a job again, no more benefit, in any mixture: never a graver class', () => {
    fc.assert(
      fc.property(living, fc.array(moves, { minLength: 1, maxLength: 4 }), (traits, all) => {
        const holds = all.reduce<Records>((records, move) => move(records), traits.holds);
        expect(gravityOf({ ...traits, holds })).toBeLessThanOrEqual(gravityOf(traits));
      }),
      { numRuns: 1500 },
    );
  });

  it('off the allowance and now marginal, by the word of every source: never a graver class, where they did not contradict each other before', () => {
    fc.assert(
      fc.property(living, (traits) => {
        const dossier = aDossier(traits);
        fc.pre(verify(dossier).findings.every(({ check, verdict }) => check !== 'assistance-status' || verdict !== 'conflicting'));
        expect(gravityOf({ ...traits, holds: traits.holds.map(lessAssisted) })).toBeLessThanOrEqual(gravityOf(traits));
      }),
      { numRuns: 1500 },
    );
  });

  it('from the allowance to marginal is from deep to relative, and without either no flag', () => {
    const inBoth = [aDibao(), aPerson({ identities: [anIdentity()] })];
    const marginal = inBoth.map(lessAssisted);
    expect([inBoth, marginal, []].map((holds) => hardshipOf({ holds })?.class ?? null)).toEqual(['deep', 'relative', null]);
  });
});

/** Where a row contradicts itself it says nothing, and goes on saying nothing. */
const lessAssisted = (one: AnyRecord): AnyRecord => {
  if (one.dataset === 'assistance') return { ...one, content: { ...one.content, category: lesser(one.content.category) } };
  if (one.dataset === 'person') {
    const identities = one.content.identities.map((identity) => ({ ...identity, category: lesser(identity.category) }));
    return { ...one, content: { ...one.content, identities } };
  }
  if (one.dataset !== 'participation') return one;
  const { hardshipCategory: of, assistanceRecipient: flag } = one.content;
  if ((of === 'dibao' && flag === 'no') || (of === 'not-assisted' && flag === 'yes')) return one;
  return { ...one, content: { ...one.content, hardshipCategory: lesser(of), assistanceRecipient: flag === 'yes' ? 'no' : flag } };
};
const lesser = <C extends string>(category: C): C | 'dibao-marginal' => (category === 'dibao' ? 'dibao-marginal' : category);

describe('an income', () => {
  it('is no fact, so no rule can ask for one', () => {
    const named = Object.entries(FACTS).filter(([name, { title }]) => /income|wage|收入|工资/i.test(`${name} ${title.zh} ${title.en}`));
    expect(named).toEqual([]);
  });

  it('that was declared to civil affairs changes no answer, whatever it is', () => {
    fc.assert(
      fc.property(anyMember, fc.nat(2_000_000), (traits, declared) => {
        const holds = traits.holds.map((one) =>
          one.dataset === 'assistance' ? { ...one, content: { ...one.content, declaredIncome: declared as Fen } } : one,
        );
        expect(hardshipOf({ ...traits, holds })).toEqual(hardshipOf(traits));
      }),
    );
  });
});
