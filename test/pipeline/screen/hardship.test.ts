import { describe, expect, it } from 'vitest';
import { fenOf } from '../../../src/domain/money.ts';
import { startOf } from '../../../src/domain/period.ts';
import { screenHousehold } from '../../../src/pipeline/4-screen/screen.ts';
import type { Case } from '../../../src/pipeline/4-screen/types.ts';
import {
  type AnyRecord,
  aBenefit,
  aContribution,
  aDeath,
  aDibao,
  aDossier,
  anIdentity,
  aPerson as anInsured,
  aParticipation,
  aRegistration,
  aSettlement,
  aWorkInjury,
  type DossierTraits,
  day,
  month,
  readOn,
} from '../../support/dossiers.ts';
import { aSheet, rulesOn } from '../../support/people.ts';

const rules = rulesOn();
const screen = (traits: DossierTraits) => screenHousehold([aSheet(aDossier(traits), { purposes: ['hardship-screening'] })], rules)[0];
const hardshipOf = (traits: DossierTraits): Case | undefined => screen(traits)?.cases[0];

const WORKING = [aParticipation(), aContribution(), aContribution({ month: month('2026-09') })];
const OUT_OF_WORK = [aParticipation({ payment: 'paused', to: day('2026-06-30') }), aContribution({ month: month('2026-06') })];
const stay = (ownPaid: number, settledOn = '2026-09-10', recordKey?: string): AnyRecord =>
  aSettlement({ ownPaid: fenOf(ownPaid), settledAt: startOf(day(settledOn)) }, recordKey === undefined ? {} : { recordKey });

const GROUNDS: readonly {
  readonly given: string;
  readonly holds: readonly AnyRecord[];
  readonly want: {
    readonly kind: Case['kind'];
    readonly class: Case['class'];
    readonly codes: readonly string[];
    readonly programmes: readonly string[];
  };
}[] = [
  {
    given: 'low-income assistance of civil affairs, confirmed by medical insurance',
    holds: [aDibao(), anInsured({ identities: [anIdentity()] }), ...WORKING],
    want: { kind: 'suggested', class: 'deep', codes: ['assistance-deep'], programmes: ['living-aid', 'education-aid'] },
  },
  {
    given: 'support for the destitute, confirmed',
    holds: [aDibao({ category: 'tekun' }), anInsured({ identities: [anIdentity({ category: 'tekun' })] })],
    want: { kind: 'suggested', class: 'deep', codes: ['assistance-deep'], programmes: ['living-aid', 'education-aid'] },
  },
  {
    given: 'a marginal household, confirmed',
    holds: [aDibao({ category: 'dibao-marginal' }), anInsured({ identities: [anIdentity({ category: 'dibao-marginal' })] })],
    want: { kind: 'suggested', class: 'relative', codes: ['assistance-relative'], programmes: ['living-aid', 'education-aid'] },
  },
  {
    given: 'assistance that only civil affairs states',
    holds: [aDibao(), anInsured()],
    want: { kind: 'lead', class: 'undetermined', codes: ['assistance-unconfirmed'], programmes: ['living-aid'] },
  },
  {
    given: 'assistance of two different categories: that it is received nobody denies',
    holds: [aDibao(), anInsured({ identities: [anIdentity({ category: 'dibao-marginal' })] })],
    want: { kind: 'lead', class: 'undetermined', codes: ['assistance-unconfirmed'], programmes: ['living-aid'] },
  },
  {
    given: 'assistance that two sources state and civil affairs does not',
    holds: [
      anInsured({ identities: [anIdentity()] }),
      aParticipation({ hardshipCategory: 'dibao', hardshipLabel: '低保', assistanceRecipient: 'yes' }),
    ],
    want: { kind: 'lead', class: 'undetermined', codes: ['assistance-unconfirmed'], programmes: ['living-aid'] },
  },
  {
    given: 'a registered disease and own payments above the threshold',
    holds: [anInsured(), aRegistration(), stay(31_000), ...WORKING],
    want: { kind: 'lead', class: 'undetermined', codes: ['medical-burden'], programmes: ['medical-aid'] },
  },
  {
    given: 'very large own payments and no registered disease',
    holds: [anInsured(), stay(25_000), stay(20_000, '2026-10-02'), ...WORKING],
    want: { kind: 'lead', class: 'undetermined', codes: ['medical-burden-very-large'], programmes: ['medical-aid'] },
  },
  {
    given: 'no contribution for four months and no job',
    holds: OUT_OF_WORK,
    want: { kind: 'lead', class: 'undetermined', codes: ['job-lost'], programmes: ['living-aid'] },
  },
  {
    given: 'cover paused three months ago to the day, contributions to that month',
    holds: [aParticipation({ payment: 'paused', to: day('2026-08-22') }), aContribution({ month: month('2026-08') })],
    want: { kind: 'lead', class: 'undetermined', codes: ['job-lost'], programmes: ['living-aid'] },
  },
  {
    given: 'unemployment benefit granted from next month and no job',
    holds: [
      aParticipation({ payment: 'paused', to: day('2026-11-05') }),
      aContribution({ month: month('2026-10') }),
      aBenefit({ benefitFrom: month('2026-12') }),
    ],
    want: { kind: 'lead', class: 'undetermined', codes: ['unemployment-benefit'], programmes: ['living-aid'] },
  },
  {
    given: 'unemployment benefit being paid and no job',
    holds: [
      aParticipation({ payment: 'paused', to: day('2026-09-30') }),
      aContribution({ month: month('2026-09') }),
      aBenefit({ benefitFrom: month('2026-10') }),
    ],
    want: { kind: 'lead', class: 'undetermined', codes: ['unemployment-benefit'], programmes: ['living-aid'] },
  },
  {
    given: 'a recognised work injury of grade 5 this spring',
    holds: [...WORKING, aWorkInjury()],
    want: { kind: 'lead', class: 'undetermined', codes: ['work-injury'], programmes: ['living-aid'] },
  },
];

describe('grounds for a flag', () => {
  it.each(GROUNDS)('$given', ({ holds, want }) => {
    const found = hardshipOf({ holds });
    expect(
      found && {
        kind: found.kind,
        class: found.class,
        codes: found.reasons.map(({ code }) => code),
        programmes: found.offers.map(({ programme }) => programme),
      },
    ).toEqual(want);
  });

  it('every flag is explained in both languages, from dated records', () => {
    for (const { holds } of GROUNDS) {
      for (const { text, evidence } of hardshipOf({ holds })?.reasons ?? []) {
        expect(text.zh).toMatch(/\p{Script=Han}/u);
        expect(text.zh + text.en).not.toMatch(/[{}]|undefined|null/);
        expect(evidence.length).toBeGreaterThan(0);
        expect(evidence.every(({ asOf, source }) => asOf !== null || source === 'aid-system')).toBe(true);
      }
    }
  });

  it('a lead says what to check, and the line by which the class is found', () => {
    const found = hardshipOf({ holds: OUT_OF_WORK });
    expect(found?.checks.map(({ code }) => code)).toEqual(['employment-now', 'class-by-income']);
    expect(found?.checks.at(-1)?.text.zh).toContain('1,450.00元');
  });

  it('amounts and dates are told in words the member understands', () => {
    const medical = hardshipOf({ holds: [anInsured(), aRegistration(), stay(31_000)] });
    expect(medical?.reasons[0]?.text.zh).toBe('近12个月个人支付医疗费31,000.00元，达到30,000.00元的标准，且有慢特病登记。');
    expect(hardshipOf({ holds: OUT_OF_WORK })?.reasons[0]?.text.zh).toContain('社保缴费记录止于2026年6月');
  });

  it('a condition names its threshold, the document it is from and the distance beyond it', () => {
    const conditions = hardshipOf({ holds: [anInsured(), aRegistration(), stay(31_000)] })?.conditions ?? [];
    expect(conditions.find(({ threshold }) => threshold !== null)).toMatchObject({
      fact: 'ownPaidLast12Months',
      value: 3_100_000,
      threshold: { name: 'largeOwnPayments', operator: '>=', value: 3_000_000, documentRef: 'sandbox-standards' },
      distance: 100_000,
    });
  });
});

const NO_FLAG: readonly { readonly given: string; readonly traits: DossierTraits }[] = [
  { given: 'an ordinary working member', traits: { holds: [anInsured(), ...WORKING] } },
  {
    given: 'sources that contradict each other on assistance',
    traits: { holds: [aDibao({ stoppedOn: day('2026-05-01') }), anInsured({ identities: [anIdentity()] }), ...WORKING] },
  },
  {
    given: 'assistance whose reading is too old',
    traits: { holds: [aDibao(), ...WORKING], readings: { assistance: readOn(day('2026-07-01')) } },
  },
  {
    given: 'large payments whose reading is too old',
    traits: { holds: [anInsured(), aRegistration(), stay(80_000, '2026-06-01')], readings: { settlement: readOn(day('2026-07-01')) } },
  },
  {
    given: 'large payments all of them reversed',
    traits: {
      holds: [anInsured(), aRegistration(), stay(80_000, '2026-09-10', 'S1'), aSettlement({ reverses: 'S1', ownPaid: fenOf(-80_000) })],
    },
  },
  { given: 'large payments more than a year ago', traits: { holds: [anInsured(), aRegistration(), stay(80_000, '2025-11-20')] } },
  {
    given: 'large payments at the pharmacy',
    traits: { holds: [anInsured(), aRegistration(), aSettlement({ care: 'pharmacy', ownPaid: fenOf(80_000) })] },
  },
  {
    given: 'a disease whose registration has ended',
    traits: { holds: [anInsured(), aRegistration({ to: day('2026-11-01') }), stay(31_000)] },
  },
  {
    given: 'a single missing month of contributions',
    traits: { holds: [aParticipation({ payment: 'paused', to: day('2026-09-30') }), aContribution({ month: month('2026-09') })] },
  },
  {
    given: 'cover paused a day short of three months',
    traits: { holds: [aParticipation({ payment: 'paused', to: day('2026-08-23') }), aContribution({ month: month('2026-08') })] },
  },
  {
    given: 'cover paused for months after which contributions still arrived',
    traits: { holds: [aParticipation({ payment: 'paused', to: day('2026-07-31') }), aContribution({ month: month('2026-08') })] },
  },
  {
    given: 'benefit granted from next month beside a job',
    traits: { holds: [...WORKING, aBenefit({ benefitFrom: month('2026-12') })] },
  },
  {
    given: 'insurance that has ended, not paused: retired or moved',
    traits: {
      holds: [aParticipation({ payment: 'ended', enrolment: 'ended', to: day('2026-06-30') }), aContribution({ month: month('2026-06') })],
    },
  },
  {
    given: 'taking part that has ended, and payment left at paused',
    traits: {
      holds: [aParticipation({ payment: 'paused', enrolment: 'ended', to: day('2026-06-30') }), aContribution({ month: month('2026-06') })],
    },
  },
  { given: 'a gap after retirement age', traits: { bornOn: day('1960-01-01'), holds: OUT_OF_WORK } },
  {
    given: 'benefit drawn beside a job',
    traits: {
      holds: [
        ...WORKING,
        aContribution({ insurance: 'unemployment' }),
        aContribution({ insurance: 'unemployment', month: month('2026-09') }),
        aBenefit(),
      ],
    },
  },
  {
    given: 'a cancelled benefit spell',
    traits: { holds: [aParticipation({ payment: 'paused', to: day('2026-10-31') }), aContribution(), aBenefit({ valid: false })] },
  },
  { given: 'an injury not recognised as one of work', traits: { holds: [...WORKING, aWorkInjury({ recognised: 'no' })] } },
  { given: 'a mild injury', traits: { holds: [...WORKING, aWorkInjury({ disabilityGrade: 9 })] } },
  { given: 'an injury of years ago', traits: { holds: [...WORKING, aWorkInjury({ injuredOn: day('2024-04-01') })] } },
  {
    given: 'temporary assistance, an event and no status',
    traits: { holds: [...WORKING, aDibao({ category: 'temporary', label: '临时救助' })] },
  },
  {
    given: 'treatment paid by the medical-assistance fund: it may be the last of an assistance that has ended',
    traits: { holds: [...WORKING, aSettlement({ ownPaid: fenOf(300), medicalAid: fenOf(80) })] },
  },
  { given: 'a low contribution base', traits: { holds: [aParticipation({ base: fenOf(2360) }), aContribution({ base: fenOf(2360) })] } },
  {
    given: 'a member who has left the union',
    traits: { member: { leftOn: day('2026-10-01') }, holds: [aDibao(), anInsured({ identities: [anIdentity()] })] },
  },
  { given: 'a member who has died', traits: { holds: [aDibao(), aDeath(), anInsured({ identities: [anIdentity()] })] } },
];

describe('what raises no flag', () => {
  it.each(NO_FLAG)('$given', ({ traits }) => {
    expect((screen(traits)?.cases ?? []).filter(({ kind }) => kind === 'lead' || kind === 'suggested')).toEqual([]);
  });
});

describe('what cannot be judged', () => {
  it('contradicting sources leave the case as it is and are named', () => {
    const { standing } =
      screen({ holds: [aDibao({ stoppedOn: day('2026-05-01') }), anInsured({ identities: [anIdentity()] }), ...WORKING] }) ?? {};
    expect(standing?.['hardship-screening']).toMatchObject({
      state: 'cannot-judge',
      rules: expect.arrayContaining([
        { rule: 'assistance-unconfirmed', missing: { kind: 'fact', name: 'assistanceStanding', reason: 'conflicting' } },
      ]),
    });
  });

  it('a source that failed is the reason given, and no absence', () => {
    const { standing } = screen({ holds: WORKING, readings: { settlement: { state: 'failed' } } }) ?? {};
    expect(standing?.['hardship-screening']).toMatchObject({
      state: 'cannot-judge',
      rules: expect.arrayContaining([
        { rule: 'medical-burden-very-large', missing: { kind: 'fact', name: 'ownPaidLast12Months', reason: 'source-failed' } },
      ]),
    });
  });

  it('what the member withholds is no outage: the case is judged without it', () => {
    const readings = { settlement: { state: 'withheld' }, registration: { state: 'withheld' } } as const;
    expect(screen({ holds: [anInsured(), ...WORKING], readings })?.standing['hardship-screening']).toEqual({ state: 'judged' });
  });

  it('a sum with an amount missing reaches a threshold or leaves it open', () => {
    const some = [anInsured(), aRegistration(), stay(10_000), aSettlement({ ownPaid: null })];
    expect(screen({ holds: some })?.standing['hardship-screening']).toMatchObject({
      state: 'cannot-judge',
      rules: expect.arrayContaining([
        { rule: 'medical-burden', missing: { kind: 'fact', name: 'ownPaidLast12Months', reason: 'not-stated' } },
      ]),
    });
    expect(hardshipOf({ holds: [...some, stay(30_000, '2026-10-10')] })?.reasons.map(({ code }) => code)).toContain('medical-burden');
  });
});

describe('near misses', () => {
  it('says by how much a ground is missed, and flags nobody', () => {
    expect(hardshipOf({ holds: [anInsured(), aRegistration(), stay(28_000)] })).toMatchObject({
      kind: 'near-miss',
      class: null,
      offers: [],
      reasons: [],
      nearMiss: [
        {
          code: 'medical-burden',
          fact: 'ownPaidLast12Months',
          distance: 200_000,
          smallestChange: { zh: '近12个月个人支付再增加2,000.00元即达到标准' },
        },
      ],
    });
  });

  it('two conditions short is no near miss', () => {
    expect(hardshipOf({ holds: [anInsured(), stay(28_000)] })).toBeUndefined();
  });
});

describe('what holds a case back', () => {
  const grounds = [aDibao(), anInsured({ identities: [anIdentity()] })];
  const HELD: readonly { readonly given: string; readonly traits: DossierTraits; readonly want: string }[] = [
    { given: 'a death recorded while contributions go on', traits: { holds: [...grounds, aDeath(), ...WORKING] }, want: 'living-conflict' },
    {
      given: 'a name that one source has differently',
      traits: { holds: [aDibao({}, { grades: { name: 'different' } }), anInsured({ identities: [anIdentity()] })] },
      want: 'identity-conflict',
    },
    {
      given: 'the register of deaths not read yet',
      traits: { holds: grounds, readings: { death: { state: 'not-yet-read' } } },
      want: 'living-unknown',
    },
  ];
  it.each(HELD)('$given', ({ traits, want }) => {
    expect(hardshipOf(traits)?.offers.every(({ held }) => held.some(({ code }) => code === want))).toBe(true);
  });

  it('a register of deaths the member did not consent to holds nothing back', () => {
    const [livingAid] = hardshipOf({ holds: grounds, readings: { death: { state: 'withheld' } } })?.offers ?? [];
    expect(livingAid).toMatchObject({ programme: 'living-aid', held: [] });
  });

  it('education aid waits for the applicant: no source says that a child is at school', () => {
    const educationAid = hardshipOf({ holds: grounds })?.offers.find(({ programme }) => programme === 'education-aid');
    expect(educationAid?.held.map(({ code }) => code)).toEqual(['no-source-for-schooling']);
  });
});

describe('the episode', () => {
  it('is the day the case was opened, and stays while it is open', () => {
    const dossier = aDossier({ holds: OUT_OF_WORK });
    const tonight = screenHousehold([aSheet(dossier)], rules)[0]?.cases[0]?.episode;
    const later = screenHousehold(
      [aSheet(dossier, { before: { openHardship: { episode: 'hardship:2026-10-03', openedOn: day('2026-10-03') } } })],
      rules,
    )[0]?.cases[0]?.episode;
    expect([tonight, later]).toEqual(['hardship:2026-11-22', 'hardship:2026-10-03']);
  });
});
