/**
 * Whom a night leaves out would have come to the same: until the day a look names, and as long as the circumstances stay what they are, every night
 * says of an unchanged member exactly what was said, told of the night that said it.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { results } from '../../../src/domain/canonical-json.ts';
import { addDays, type Day, endOf, firstAfter, monthOf } from '../../../src/domain/period.ts';
import { TESTIMONIES } from '../../../src/domain/sources.ts';
import { circumstancesOf } from '../../../src/jobs/circumstances.ts';
import { verificationHorizon } from '../../../src/pipeline/3-verify/horizon.ts';
import { verify } from '../../../src/pipeline/3-verify/verify.ts';
import { recordsHorizon, screeningHorizon } from '../../../src/pipeline/4-screen/horizon.ts';
import type { RuleSet } from '../../../src/pipeline/4-screen/rule-set.ts';
import { screenHousehold } from '../../../src/pipeline/4-screen/screen.ts';
import { recordOf } from '../../../src/pipeline/4-screen/sheet-record.ts';
import type { Before } from '../../../src/pipeline/4-screen/types.ts';
import { anyMember } from '../../support/any-dossier.ts';
import {
  aContribution,
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
  readOn,
  TONIGHT,
} from '../../support/dossiers.ts';
import { afterwards, aSheet, loadRules, RICHER_RULES } from '../../support/people.ts';

/** Reading a rule set takes longer than judging by it. */
const rulesOfDays = (files: typeof RICHER_RULES): ((on: Day) => RuleSet) => {
  const read = new Map<Day, RuleSet>();
  return (on) => {
    const rules = read.get(on) ?? loadRules(files, on);
    read.set(on, rules);
    return rules;
  };
};
const richerRulesOn = rulesOfDays(RICHER_RULES);

const NOTHING_BEFORE: Before = { openHardship: null, withoutGroundSince: null };

/** Every dataset read to its end the evening before, as on any night. */
const onNight = (traits: DossierTraits, { on, before, rules }: { on: Day; before: Before; rules: RuleSet }) => {
  const evening = readOn(on);
  const readings = Object.fromEntries(TESTIMONIES.map((dataset) => [dataset, traits.readings?.[dataset] ?? evening]));
  const dossier = aDossier({ ...traits, on, readings });
  const sheet = aSheet(dossier, { before });
  const [screened] = screenHousehold([sheet], rules);
  if (screened === undefined) throw new Error('nobody was screened');
  const said = JSON.stringify(results({ verification: verify(dossier), sheet: recordOf({ ...sheet, before: NOTHING_BEFORE }), screened }));
  return { dossier, sheet, screened, said };
};

const circumstancesOn = (on: Day, rules: RuleSet): string =>
  circumstancesOf({
    on,
    ruleSetDigest: 'the same',
    ruleSet: rules,
    readings: new Map(TESTIMONIES.map((dataset) => [dataset, { asOf: endOf(on) }])),
    code: 'the same',
  }).digest;

interface Leaving {
  readonly verification: typeof verificationHorizon;
  readonly screening: typeof screeningHorizon;
  /** To the nights after. */
  readonly told: typeof afterwards;
}
const REAL: Leaving = { verification: verificationHorizon, screening: screeningHorizon, told: afterwards };

/** The first night, this one once more among them, that says something else before it was said to be due; null: none of the same month does. */
const surprise = (
  traits: DossierTraits,
  on: Day,
  { verification, screening, told }: Leaving,
  { rulesOn = richerRulesOn, before = NOTHING_BEFORE }: { readonly rulesOn?: typeof richerRulesOn; readonly before?: Before } = {},
): Day | null => {
  const rules = rulesOn(on);
  const { dossier, sheet, screened, said } = onNight(traits, { on, before, rules });
  const due = firstAfter(on, [verification(dossier), screening({ recordsTurnOn: recordsHorizon([dossier], on), sheet, screened }, rules)]);
  const next = told(screened, before, on);
  for (let later = on; due === null || later < due; later = addDays(later, 1)) {
    const rulesThen = rulesOn(later);
    if (circumstancesOn(later, rulesThen) !== circumstancesOn(on, rules)) return null;
    if (onNight(traits, { on: later, before: next, rules: rulesThen }).said !== said) return later;
  }
  return null;
};

const nights = fc.integer({ min: -45, max: 45 }).map((offset) => addDays(TONIGHT, offset));
const anyBefore = fc.constantFrom<Before>(
  NOTHING_BEFORE,
  { openHardship: { episode: 'hardship:2026-02-03', openedOn: day('2026-02-03') }, withoutGroundSince: null },
  { openHardship: null, withoutGroundSince: day('2026-08-09') },
);
const neverASurprise = (leaving: Leaving) =>
  fc.property(anyMember, nights, anyBefore, (traits, on, before) => surprise(traits, on, leaving, { before }) === null);

describe('until the day that a look names', () => {
  it('an unchanged member comes to the same every night, whoever they are', () => {
    fc.assert(neverASurprise(REAL), { numRuns: 400 });
  });

  it.each<[string, Leaving]>([
    ['verification', { ...REAL, verification: () => null }],
    ['screening', { ...REAL, screening: () => null }],
    ['what the night leaves', { ...REAL, told: () => NOTHING_BEFORE }],
  ])('would be too late without what %s names: this test can fail', (_, planted) => {
    expect(fc.check(neverASurprise(planted), { numRuns: 3_000, endOnFailure: true }).failed).toBe(true);
  });
});

const claim = (settledOn: Day): DossierTraits => ({
  member: { mutualAid: { from: addDays(settledOn, -300), to: addDays(settledOn, 60) } },
  holds: [
    aSettlement({
      settledAt: endOf(settledOn),
      from: addDays(settledOn, -8),
      to: addDays(settledOn, -1),
      hospitalLevel: '3',
    }),
  ],
});

describe.each<{ situation: string; on: Day; due: Day; traits: DossierTraits }>([
  { situation: 'a birthday', on: day('2026-11-02'), due: day('2026-11-09'), traits: { bornOn: day('1986-11-09') } },
  {
    situation: 'assistance that stops',
    on: day('2026-11-02'),
    due: day('2026-11-10'),
    traits: { holds: [aDibao({ stoppedOn: day('2026-11-10') })] },
  },
  {
    situation: 'an end of assistance that speaks no more',
    on: day('2026-11-02'),
    due: day('2026-11-11'),
    traits: { holds: [aDibao({ stoppedOn: day('2025-11-10') })] },
  },
  {
    situation: 'the day after the last of an identity',
    on: day('2026-11-10'),
    due: day('2026-11-11'),
    traits: { holds: [aPerson({ identities: [anIdentity({ to: day('2026-11-10') })] })] },
  },
  {
    situation: 'an employment that ends',
    on: day('2026-11-02'),
    due: day('2026-11-16'),
    traits: { holds: [aParticipation({ to: day('2026-11-15') }), aContribution({ month: month('2026-10') })] },
  },
  {
    situation: 'care that leaves the twelve months',
    on: day('2026-11-02'),
    due: day('2026-11-20'),
    traits: { holds: [aSettlement({ settledAt: endOf(day('2025-11-20')), from: day('2025-11-01'), to: day('2025-11-19') })] },
  },
  {
    situation: 'a registered disease that runs out',
    on: day('2026-11-02'),
    due: day('2026-11-16'),
    traits: { holds: [aRegistration({ to: day('2026-11-15') })] },
  },
  {
    situation: 'another month since an injury',
    on: day('2026-11-02'),
    due: day('2026-11-12'),
    traits: { holds: [aWorkInjury({ injuredOn: day('2026-06-12') })] },
  },
  {
    situation: 'another month on file',
    on: day('2026-11-02'),
    due: day('2026-11-12'),
    traits: { member: { aidFile: { class: 'deep', openedOn: day('2026-03-12'), memberCount: 1 } } },
  },
])('$situation', ({ on, due, traits }) => {
  const bornOn = traits.bornOn ?? day('1990-01-01');
  it(`makes them due on ${due}, and no day earlier: that night does say something else`, () => {
    const rules = richerRulesOn(on);
    const before = afterwards(onNight({ bornOn, ...traits }, { on, before: NOTHING_BEFORE, rules }).screened, NOTHING_BEFORE, on);
    const tonight = onNight({ bornOn, ...traits }, { on, before, rules });
    const named = firstAfter(on, [
      verificationHorizon(tonight.dossier),
      screeningHorizon({ ...tonight, recordsTurnOn: recordsHorizon([tonight.dossier], rules.on) }, rules),
    ]);
    expect(named).toBe(due);
    expect(onNight({ bornOn, ...traits }, { on: due, before, rules: richerRulesOn(due) }).said).not.toBe(tonight.said);
  });
});

describe('a claim that is to be made within some days', () => {
  const rules = richerRulesOn(TONIGHT);
  const within = rules.thresholds['claimWithinDays']?.value ?? 0;

  it('makes its member due on the first day that is too late', () => {
    const lastDay = day('2026-11-12');
    const traits = claim(addDays(lastDay, -within));
    expect(surprise(traits, day('2026-11-02'), REAL)).toBeNull();
    expect(surprise(traits, day('2026-11-02'), { ...REAL, screening: () => null })).toBe(addDays(lastDay, 1));
  });

  /** As a city might write its rules: how near the limit is kept and told. */
  const toldDaily = (
    change: (manifest: {
      rules: Record<string, { text: Record<string, string> }>;
      thresholds: Record<string, { values: { nearMissWithin: number | null }[] }>;
    }) => void,
  ) => {
    const manifest = JSON.parse(RICHER_RULES['manifest.json'] ?? '');
    change(manifest);
    return rulesOfDays({ ...RICHER_RULES, 'manifest.json': JSON.stringify(manifest) });
  };

  it('makes its member due every day where a text says how many days have passed', () => {
    const rulesOn = toldDaily(({ rules: texts }) => {
      for (const { text } of Object.values(texts))
        for (const language of ['zh', 'en']) text[language] = `${text[language]} {facts.daysSinceSettlement}`;
    });
    const traits = claim(day('2026-10-20'));
    expect(surprise(traits, day('2026-11-02'), REAL, { rulesOn })).toBeNull();
    expect(surprise(traits, day('2026-11-02'), { ...REAL, screening: () => null }, { rulesOn })).toBe(day('2026-11-03'));
  });

  it('makes its member due every day while it is a near miss', () => {
    const rulesOn = toldDaily(({ thresholds }) => {
      for (const value of thresholds['claimWithinDays']?.values ?? []) value.nearMissWithin = 20;
    });
    const settledOn = addDays(day('2026-11-05'), -within);
    for (const on of ['2026-11-02', '2026-11-06', '2026-11-10'].map(day))
      expect(surprise(claim(settledOn), on, REAL, { rulesOn })).toBeNull();
  });
});

describe('circumstances', () => {
  const rules = richerRulesOn(TONIGHT);
  const usual = {
    on: TONIGHT,
    ruleSetDigest: 'of the rules',
    ruleSet: rules,
    readings: new Map(TESTIMONIES.map((dataset) => [dataset as string, { asOf: endOf(TONIGHT) }])),
    code: 'of the code',
  };
  const differing = (other: Partial<typeof usual>): readonly string[] => {
    const [one, two] = [circumstancesOf(usual).stated, circumstancesOf({ ...usual, ...other }).stated];
    return Object.keys(one).filter((name) => one[name] !== two[name]);
  };
  const reading = (dataset: string, asOf: Day) => ({ readings: new Map([...usual.readings, [dataset, { asOf: endOf(asOf) }]]) });
  const without = (dataset: string) => ({ readings: new Map([...usual.readings].filter(([name]) => name !== dataset)) });

  it.each<[string, Partial<typeof usual>, readonly string[]]>([
    ['nothing', {}, []],
    ['another rule set', { ruleSetDigest: 'of other rules' }, ['rule-set']],
    ['a dated value that begins', { ruleSet: { ...rules, thresholds: {} } }, ['thresholds']],
    ['another edition of our code', { code: 'of other code' }, ['code']],
    ['a dataset that was read yesterday and not today', reading('family', addDays(TONIGHT, -1)), []],
    ['a dataset that is too old to be heard', reading('death', addDays(TONIGHT, -15)), ['reading-of-death']],
    ['a dataset that was never read', without('person'), ['reading-of-person']],
    ['contributions read last in another month', reading('contributions', addDays(TONIGHT, -30)), ['contributions-month']],
  ])('%s: who was judged before is judged again for it, or not', (_, other, names) => {
    expect(differing(other)).toEqual(names);
  });

  it('turn with the month', () => {
    const on = addDays(TONIGHT, 9);
    expect(monthOf(on)).not.toBe(monthOf(TONIGHT));
    expect(differing({ on, ruleSet: richerRulesOn(on) })).toContain('month');
  });
});
