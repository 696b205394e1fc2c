import { describe, expect, it } from 'vitest';
import { screenHousehold } from '../../../src/pipeline/4-screen/screen.ts';
import { readRuleSetFiles } from '../../../src/rule-sets.ts';
import { aDeath, aDossier, aParticipation, type DossierTraits, day } from '../../support/dossiers.ts';
import { aSheet, loadRules, rulesOn, SANDBOX_RULES } from '../../support/people.ts';

const screen = ({ member, ...traits }: DossierTraits, rules = rulesOn(traits.on)) =>
  screenHousehold(
    [aSheet(aDossier({ ...traits, member: { employmentForm: 'courier', ...member } }), { purposes: ['exclusive-protection'] })],
    rules,
  )[0];
const episodes = (traits: DossierTraits): readonly string[] => (screen(traits)?.cases ?? []).map(({ episode }) => episode);

const WORKERS: readonly { readonly given: string; readonly traits: DossierTraits; readonly want: boolean }[] = [
  { given: 'a courier', traits: {}, want: true },
  { given: 'a ride-hailing driver', traits: { member: { employmentForm: 'ride-hailing' } }, want: true },
  { given: 'a worker in standard employment', traits: { member: { employmentForm: 'standard' } }, want: false },
  { given: 'a form of employment without meaning', traits: { member: { employmentForm: 'unknown' } }, want: false },
  {
    given: 'a courier with work-injury insurance: the cover is a gift beside it',
    traits: { holds: [aParticipation({ insurance: 'work-injury' })] },
    want: true,
  },
  { given: 'eighteen today', traits: { bornOn: day('2008-11-22') }, want: true },
  { given: 'eighteen tomorrow', traits: { bornOn: day('2008-11-23') }, want: false },
  { given: 'sixty', traits: { bornOn: day('1966-11-22') }, want: true },
  { given: 'sixty-one', traits: { bornOn: day('1965-11-22') }, want: false },
  { given: 'left the union', traits: { member: { leftOn: day('2026-11-22') } }, want: false },
  { given: 'leaves the union on a day stated, still to come', traits: { member: { leftOn: day('2026-12-31') } }, want: false },
  { given: 'dead', traits: { holds: [aDeath()] }, want: false },
];

const SHENZHEN = loadRules(await readRuleSetFiles('shenzhen-example'), day('2026-11-22'));

describe('the example for Shenzhen', () => {
  it.each([
    { form: 'housekeeping', bornOn: day('1966-11-22'), want: ['new-form-enrolment'] },
    { form: 'housekeeping', bornOn: day('1965-11-22'), want: [] },
    { form: 'sanitation', bornOn: day('1965-11-22'), want: ['new-form-enrolment'] },
    { form: 'courier', bornOn: day('1990-01-01'), want: ['new-form-enrolment'] },
    { form: 'standard', bornOn: day('1990-01-01'), want: [] },
  ] as const)('asks an age of housekeepers alone (`domain.md` §6.3): $form born $bornOn', ({ form: employmentForm, bornOn, want }) => {
    const cases = screen({ bornOn, member: { employmentForm } }, SHENZHEN)?.cases ?? [];
    expect(cases.flatMap(({ reasons }) => reasons.map(({ code }) => code))).toEqual(want);
  });
});

describe('enrolment in exclusive protection', () => {
  it.each(WORKERS)('$given', ({ traits, want }) => {
    expect(episodes(traits)).toEqual(want ? ['policy-year:2026'] : []);
  });

  it('months on the platform no source says: a worker checks them', () => {
    const [enrolment] = screen({})?.cases ?? [];
    expect(enrolment?.checks.map(({ code }) => code)).toEqual(['months-on-platform']);
    expect(enrolment?.cannotJudge).toEqual([
      { rule: 'platform-months', missing: { kind: 'fact', name: 'monthsOnPlatform', reason: 'no-source' } },
    ]);
  });

  it('the episode is the policy year that covers the day', () => {
    const july = {
      ...SANDBOX_RULES,
      'manifest.json': (SANDBOX_RULES['manifest.json'] ?? '').replace('"policyYearStartsOn": "01-01"', '"policyYearStartsOn": "07-01"'),
    };
    const yearOn = (on: string) => screen({ on: day(on) }, loadRules(july, day(on)))?.cases[0]?.episode;
    expect([yearOn('2026-06-30'), yearOn('2026-07-01')]).toEqual(['policy-year:2025', 'policy-year:2026']);
  });
});
