/**
 * Less evidence never adds a flag that needed it. What may appear when a record is gone or a source is silent are only flags that ask for something
 * not to be there, and which those are is a table: no rule outside it ever appears, and every entry of it does happen.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fenOf } from '../../../src/domain/money.ts';
import { TESTIMONIES, type Testimony } from '../../../src/domain/sources.ts';
import type { Reading } from '../../../src/pipeline/2-normalise/types.ts';
import { screenHousehold } from '../../../src/pipeline/4-screen/screen.ts';
import { anyMember } from '../../support/any-dossier.ts';
import {
  type AnyRecord,
  aBenefit,
  aContribution,
  aDeath,
  aDibao,
  aDossier,
  anIdentity,
  aParticipation,
  aPerson,
  aRegistration,
  aSettlement,
  aWorkInjury,
  type DossierTraits,
  day,
  month,
} from '../../support/dossiers.ts';
import { aSheet, richerRulesOn } from '../../support/people.ts';

const rules = richerRulesOn();

/** The rules a member is flagged by; of claims, for which settlement. */
const flagsOf = (traits: DossierTraits): ReadonlySet<string> => {
  const [screened] = screenHousehold([aSheet(aDossier(traits))], rules);
  const flagged = (screened?.cases ?? []).filter(({ kind }) => kind === 'suggested' || kind === 'lead');
  return new Set(
    flagged.flatMap(({ purpose, episode, reasons }) =>
      reasons.map(({ code }) => (purpose === 'mutual-aid-claim' ? `${code} ${episode}` : code)),
    ),
  );
};
const ruleOf = (flag: string): string => flag.split(' ')[0] ?? flag;
const newIn = (after: ReadonlySet<string>, before: ReadonlySet<string>): readonly string[] => [...after.difference(before)];

/** Whose record, gone, may let the rule hold: it denied, contradicted, reversed or came after what the rule asks for. Nobody dead is flagged at all. */
const GONE: Readonly<Record<string, readonly Testimony[]>> = {
  'assistance-deep': ['assistance', 'person', 'participation', 'death'],
  'assistance-relative': ['assistance', 'person', 'participation', 'death'],
  'assistance-unconfirmed': ['assistance', 'person', 'participation', 'death'],
  'medical-burden': ['settlement', 'death'],
  'medical-burden-very-large': ['settlement', 'death'],
  'medical-burden-low-base': ['settlement', 'contributions', 'death'],
  'job-lost': ['participation', 'contributions', 'death'],
  'unemployment-benefit': ['participation', 'contributions', 'unemployment', 'death'],
  'work-injury': ['work-injury', 'death'],
  'stay-claim': ['settlement', 'death'],
  'new-form-enrolment': ['death'],
};

/** Whose silence may: only of what contradicts. Silence is no denial, so a rule that asks for one (no job, no contribution) never gains by it. */
const SILENT: Readonly<Record<string, readonly Testimony[]>> = {
  'assistance-deep': ['person', 'participation'],
  'assistance-relative': ['person', 'participation'],
  'assistance-unconfirmed': ['assistance', 'person', 'participation'],
  'unemployment-benefit': ['contributions'],
};

const changed = fc.subarray([...TESTIMONIES], { minLength: 1 });
const silence = fc.constantFrom<Reading>({ state: 'failed' }, { state: 'not-yet-read' }, { state: 'withheld' });

describe('less evidence', () => {
  it('gone: no rule appears whose records were left alone', () => {
    fc.assert(
      fc.property(anyMember, changed, fc.infiniteStream(fc.boolean()), (traits, datasets, keeps) => {
        const kept = traits.holds.filter(({ dataset }) => !datasets.includes(dataset) || keeps.next().value === true);
        for (const flag of newIn(flagsOf({ ...traits, holds: kept }), flagsOf(traits)))
          expect([flag, datasets.some((dataset) => GONE[ruleOf(flag)]?.includes(dataset))]).toEqual([flag, true]);
      }),
      { numRuns: 1500 },
    );
  });

  it('silent: no rule appears that asks for an absence, and no other', () => {
    fc.assert(
      fc.property(anyMember, changed, silence, (traits, datasets, reading) => {
        const isWithheld = reading.state === 'withheld';
        const holds = traits.holds.filter(({ dataset }) => !(isWithheld && datasets.includes(dataset)));
        const readings = Object.fromEntries(datasets.map((dataset) => [dataset, reading]));
        // A death stays stated while its register is silent; a register withheld states nobody's.
        const isDeathUnsaid = isWithheld && datasets.includes('death') && traits.holds.some(({ dataset }) => dataset === 'death');
        for (const flag of newIn(flagsOf({ ...traits, holds, readings }), flagsOf(traits)))
          expect([flag, isDeathUnsaid || datasets.some((dataset) => SILENT[ruleOf(flag)]?.includes(dataset))]).toEqual([flag, true]);
      }),
      { numRuns: 1500 },
    );
  });
});

const IN_BOTH = [aDibao(), aPerson({ identities: [anIdentity()] })];
const MARGINAL = { category: 'dibao-marginal' } as const;
const MARGINAL_IN_BOTH = [aDibao(MARGINAL), aPerson({ identities: [anIdentity(MARGINAL)] })];
const DENIED = aParticipation({ hardshipCategory: 'not-assisted', hardshipLabel: '非困难人员' });
const NEWER = (category: 'tekun' | 'dibao') => aDibao({ category, since: month('2026-06') });
const SPENT = aSettlement({ ownPaid: fenOf(45_000), hospitalLevel: '3' }, { recordKey: 'S1' });
const REVERSAL = aSettlement({ reverses: 'S1' }, { recordKey: 'R1' });
const PAUSED = aParticipation({ payment: 'paused', to: day('2026-06-30') });
const LONG_AGO = aContribution({ month: month('2026-06') });
const basesOf = (base: number): readonly AnyRecord[] =>
  Array.from({ length: 12 }, (_, back) =>
    aContribution({ month: month(back < 10 ? `2026-${String(10 - back).padStart(2, '0')}` : `2025-${22 - back}`), base: fenOf(base) }),
  );
const BESIDE = [
  aContribution({ insurance: 'unemployment', month: month('2026-08') }),
  aContribution({ insurance: 'unemployment', month: month('2026-09') }),
];
const COVERED = { mutualAid: { from: day('2026-01-01'), to: day('2026-12-31') } };
/** Rule → record whose going lets it hold → what else there is. */
const EXAMPLES: readonly {
  readonly rule: string;
  readonly gone: readonly AnyRecord[];
  readonly left: readonly AnyRecord[];
  readonly member?: DossierTraits['member'];
}[] = [
  { rule: 'assistance-deep', gone: [NEWER('tekun')], left: IN_BOTH },
  {
    rule: 'assistance-deep',
    gone: [aPerson({ identities: [anIdentity(MARGINAL)] })],
    left: [aDibao(), aParticipation({ assistanceRecipient: 'yes' })],
  },
  { rule: 'assistance-deep', gone: [DENIED], left: IN_BOTH },
  { rule: 'assistance-relative', gone: [NEWER('dibao')], left: MARGINAL_IN_BOTH },
  {
    rule: 'assistance-relative',
    gone: [aPerson({ identities: [anIdentity()] })],
    left: [aDibao(MARGINAL), aParticipation({ hardshipCategory: 'dibao-marginal', hardshipLabel: '低保边缘' })],
  },
  { rule: 'assistance-relative', gone: [DENIED], left: MARGINAL_IN_BOTH },
  { rule: 'assistance-unconfirmed', gone: [aDibao()], left: [aPerson({ identities: [anIdentity()] })] },
  { rule: 'assistance-unconfirmed', gone: [aPerson({ identities: [anIdentity()] })], left: [aDibao()] },
  { rule: 'assistance-unconfirmed', gone: [DENIED], left: [aDibao()] },
  { rule: 'medical-burden', gone: [REVERSAL], left: [SPENT, aRegistration()] },
  { rule: 'medical-burden-very-large', gone: [REVERSAL], left: [SPENT] },
  { rule: 'medical-burden-low-base', gone: [REVERSAL], left: [SPENT, aRegistration(), ...basesOf(4500)] },
  { rule: 'medical-burden-low-base', gone: [aContribution({ base: fenOf(9000) })], left: [SPENT, aRegistration(), ...basesOf(4500)] },
  { rule: 'job-lost', gone: [aParticipation()], left: [PAUSED, LONG_AGO] },
  { rule: 'job-lost', gone: [aContribution()], left: [PAUSED, LONG_AGO] },
  { rule: 'unemployment-benefit', gone: [aParticipation()], left: [PAUSED, aBenefit()] },
  { rule: 'unemployment-benefit', gone: BESIDE, left: [PAUSED, aBenefit()] },
  { rule: 'unemployment-benefit', gone: [aBenefit()], left: [PAUSED, ...BESIDE, aBenefit({ benefitFrom: month('2026-11') })] },
  { rule: 'work-injury', gone: [aWorkInjury({ injuredOn: day('2026-09-01'), disabilityGrade: 10 })], left: [aWorkInjury()] },
  { rule: 'stay-claim settlement:S1', gone: [REVERSAL], left: [SPENT], member: COVERED },
];
const DEAD = EXAMPLES.map(({ rule, left, member = {} }) => ({ rule, gone: [aDeath({ diedOn: day('2026-11-20') })], left, member }));

describe('a rule that asks for an absence', () => {
  it.each([
    ...EXAMPLES,
    ...DEAD,
    { rule: 'new-form-enrolment', gone: [aDeath()], left: [], member: { employmentForm: 'courier' as const } },
  ])('$rule holds once $gone.0.dataset is gone', ({ rule, gone, left, member = {} }) => {
    expect(flagsOf({ member, holds: [...left, ...gone] })).not.toContain(rule);
    expect(flagsOf({ member, holds: left })).toContain(rule);
  });

  it('is in the table for no dataset without an example', () => {
    const shown = new Set([...EXAMPLES, ...DEAD].map(({ rule, gone }) => `${ruleOf(rule)} ${gone[0]?.dataset}`)).add(
      'new-form-enrolment death',
    );
    expect([...shown].toSorted()).toEqual(
      Object.entries(GONE)
        .flatMap(([rule, datasets]) => datasets.map((dataset) => `${rule} ${dataset}`))
        .toSorted(),
    );
  });

  const silenced = Object.entries(SILENT).flatMap(([rule, datasets]) => datasets.map((dataset) => ({ rule, dataset })));
  it.each(silenced)('$rule holds once $dataset cannot be read', ({ rule, dataset }) => {
    const examples = EXAMPLES.filter((one) => one.rule === rule && one.gone[0]?.dataset === dataset);
    const gained = examples.filter(({ gone, left }) => {
      const holds = [...left, ...gone];
      return !flagsOf({ holds }).has(rule) && flagsOf({ holds, readings: { [dataset]: { state: 'failed' } } }).has(rule);
    });
    expect(gained).not.toEqual([]);
  });
});
