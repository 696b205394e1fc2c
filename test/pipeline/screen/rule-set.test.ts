import { type ZenDecision, ZenEngine } from '@gorules/zen-engine';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { FACTS } from '../../../src/domain/fact-catalogue.ts';
import { fenOf } from '../../../src/domain/money.ts';
import { Fault } from '../../../src/faults.ts';
import { judge } from '../../../src/pipeline/4-screen/judge.ts';
import type { RuleSetFiles } from '../../../src/pipeline/4-screen/rule-check/parsed.ts';
import { screenHousehold } from '../../../src/pipeline/4-screen/screen.ts';
import { type Facts, TABLES } from '../../../src/pipeline/4-screen/types.ts';
import { aDossier, aPerson as anInsured, aRegistration, aSettlement, day } from '../../support/dossiers.ts';
import { aSheet, loadRules, rulesOn, SANDBOX_RULES } from '../../support/people.ts';

/** The sandbox rules with one text replaced in one file. */
const edited = (name: string, from: string, to: string): RuleSetFiles => {
  const text = SANDBOX_RULES[name] ?? '';
  if (!text.includes(from)) throw new RangeError(`${name} has no ${from} to edit`);
  return { ...SANDBOX_RULES, [name]: text.replace(from, to) };
};
/** The sandbox rules with other values of a threshold. */
const withValues = (threshold: string, values: readonly object[]): RuleSetFiles => {
  const manifest = JSON.parse(SANDBOX_RULES['manifest.json'] ?? '') as { thresholds: Record<string, { values: readonly object[] }> };
  const kept = manifest.thresholds[threshold];
  return {
    ...SANDBOX_RULES,
    'manifest.json': JSON.stringify({ ...manifest, thresholds: { ...manifest.thresholds, [threshold]: { ...kept, values } } }),
  };
};
const dated = (value: number, from: string, to: string | null) => ({
  value,
  from,
  to,
  documentRef: 'sandbox-standards',
  nearMissWithin: null,
});
const TONIGHT = day('2026-11-22');

describe('thresholds', () => {
  const files = withValues('largeOwnPayments', [dated(30_000, '2024-01-01', '2025-06-30'), dated(35_000, '2025-07-01', '2026-06-30')]);
  const VALUES = [
    { on: '2023-12-31', want: undefined },
    { on: '2024-01-01', want: 3_000_000 },
    { on: '2025-06-30', want: 3_000_000 },
    { on: '2025-07-01', want: 3_500_000 },
    { on: '2026-07-01', want: undefined },
  ];
  it.each(VALUES)('one has the value of the day: $on', ({ on, want }) => {
    expect(loadRules(files, day(on)).thresholds.largeOwnPayments?.value).toBe(want);
  });

  it('one that has expired is a gap, named with the rules that cannot judge', () => {
    expect(loadRules(files, TONIGHT).gaps).toEqual([{ threshold: 'largeOwnPayments', rules: ['medical-burden'] }]);
  });

  it('without a value the rule cannot judge, says which threshold, and flags nobody', () => {
    const dossier = aDossier({ holds: [anInsured(), aRegistration(), aSettlement({ ownPaid: fenOf(32_000), medicalAid: fenOf(0) })] });
    const [without] = screenHousehold([aSheet(dossier)], loadRules(files, TONIGHT));
    const [withValue] = screenHousehold([aSheet(dossier)], rulesOn());
    expect(without?.cases).toEqual([]);
    expect(without?.standing['hardship-screening']).toEqual({
      state: 'cannot-judge',
      rules: [{ rule: 'medical-burden', missing: { kind: 'threshold', name: 'largeOwnPayments' } }],
    });
    expect(withValue?.cases[0]?.reasons.map(({ code }) => code)).toEqual(['medical-burden']);
  });

  it('a rule that fails without the threshold fails: it needs none', () => {
    const [screened] = screenHousehold([aSheet(aDossier({ holds: [anInsured()] }))], loadRules(files, TONIGHT));
    expect(screened?.standing['hardship-screening']).toEqual({ state: 'judged' });
  });

  it('a text may name a threshold without a value', () => {
    const noLine = loadRules(withValues('subsistenceLine', []), TONIGHT);
    const dossier = aDossier({ holds: [anInsured(), aRegistration(), aSettlement({ ownPaid: fenOf(32_000), medicalAid: fenOf(0) })] });
    expect(screenHousehold([aSheet(dossier)], noLine)[0]?.cases[0]?.checks.at(-1)?.text.zh).toContain('（当日无标准）');
  });
});

const UNUSABLE: readonly { readonly given: string; readonly files: () => RuleSetFiles; readonly want: RegExp }[] = [
  {
    given: 'a missing table',
    files: () => Object.fromEntries(Object.entries(SANDBOX_RULES).filter(([name]) => name !== 'leaving.jdm.json')),
    want: /no file leaving\.jdm\.json/,
  },
  {
    given: 'a manifest that is not JSON',
    files: () => ({ ...SANDBOX_RULES, 'manifest.json': '{' }),
    want: /manifest\.json:1: It is not JSON/,
  },
  { given: 'a manifest without a region', files: () => edited('manifest.json', '"region": "440300",', ''), want: /region/ },
  {
    given: 'a document nobody lists',
    files: () => edited('manifest.json', '"documentRef": "sandbox-mutual-aid"', '"documentRef": "hearsay"'),
    want: /hearsay/,
  },
  {
    given: 'two values of one day',
    files: () => withValues('claimWithinDays', [dated(90, '2020-01-01', null), dated(180, '2026-01-01', null)]),
    want: /claimWithinDays has two values from 2026-01-01 on/,
  },
  { given: 'a cell the engine cannot parse', files: () => edited('hardship.jdm.json', '"true"', '"= true ("'), want: /cannot be read/ },
  { given: 'a cell that can never hold', files: () => edited('hardship.jdm.json', '"true"', '"1 == 2"'), want: /can never hold/ },
  {
    given: 'a misspelt category',
    files: () => edited('hardship.jdm.json', String.raw`\"tekun\"`, String.raw`\"tekum\"`),
    want: /"tekum" is not a word/,
  },
  {
    given: 'a fact outside the catalogue',
    files: () => edited('hardship.jdm.json', 'facts.injuryGrade', 'facts.income'),
    want: /facts\.income is not a fact/,
  },
  {
    given: 'a number compared with a literal',
    files: () => edited('hardship.jdm.json', '>= thresholds.veryLargeOwnPayments', '>= 40000'),
    want: /may only be compared with a threshold/,
  },
  {
    given: 'a threshold of another unit',
    files: () => edited('hardship.jdm.json', '>= thresholds.veryLargeOwnPayments', '>= thresholds.monthsOnFile'),
    want: /unit of ownPaidLast12Months/,
  },
  {
    given: 'a threshold nobody declares',
    files: () => edited('hardship.jdm.json', '>= thresholds.veryLargeOwnPayments', '>= thresholds.hugeOwnPayments'),
    want: /threshold hugeOwnPayments/,
  },
  {
    given: 'a rule without words',
    files: () => edited('hardship.jdm.json', String.raw`\"work-injury\"`, String.raw`\"work-injuries\"`),
    want: /rule work-injuries/,
  },
  {
    given: 'a programme that does not exist',
    files: () => edited('hardship.jdm.json', String.raw`[\"medical-aid\"]`, String.raw`[\"dental-aid\"]`),
    want: /"dental-aid" is none of/,
  },
  {
    given: 'a class suggested from a single source',
    files: () =>
      edited(
        'hardship.jdm.json',
        String.raw`"in-assistanceStanding": "\"corroborated\""`,
        String.raw`"in-assistanceStanding": "\"single-source\""`,
      ),
    want: /civil affairs and another source agree/,
  },
  {
    given: 'a class suggested without civil affairs',
    files: () => edited('hardship.jdm.json', '"in-civilAffairsAgrees": "true"', '"in-civilAffairsAgrees": ""'),
    want: /civil affairs and another source agree/,
  },
  {
    given: 'a graph that is more than one table',
    files: () => edited('leaving.jdm.json', '"type": "decisionTableNode"', '"type": "functionNode"'),
    want: /leaving\.jdm\.json/,
  },
  {
    given: 'a day before it is in force',
    files: () => edited('manifest.json', '"validFrom": "2020-01-01"', '"validFrom": "2027-01-01"'),
    want: /not in force on 2026-11-22/,
  },
];

describe('a rule set is refused whole', () => {
  it.each(UNUSABLE)('$given', ({ files, want }) => {
    const load = () => loadRules(files(), TONIGHT);
    expect(load).toThrow(Fault);
    expect(load).toThrow(want);
  });
});

describe('the tables in the rules engine', () => {
  const engine = new ZenEngine();
  afterAll(() => engine.dispose());
  const rules = rulesOn();
  const decisions = new Map(
    TABLES.map((table): [string, ZenDecision] => [table, engine.createDecision(Buffer.from(SANDBOX_RULES[`${table}.jdm.json`] ?? ''))]),
  );
  const thresholds = Object.fromEntries(Object.entries(rules.thresholds).map(([name, { value }]) => [name, value]));

  const near = (unit: string) =>
    Object.values(rules.thresholds)
      .filter((threshold) => threshold.unit === unit)
      .flatMap(({ value }) => [value - 1, value, value + 1]);
  const anyValueOf = (name: string): fc.Arbitrary<string | number | boolean> => {
    const { unit = 'count', words = [] } = FACTS[name] ?? {};
    if (unit === 'yes-no') return fc.boolean();
    return words.length > 0 ? fc.constantFrom(...words) : fc.constantFrom(0, ...near(unit));
  };

  it.each(TABLES)('%s answers there as it does here, whatever is known', async (table) => {
    const names = [...new Set(rules.tables[table].rows.flatMap(({ cells }) => cells.map(({ fact }) => fact)))];
    const everything = fc.record(Object.fromEntries(names.map((name) => [name, anyValueOf(name)])));
    await fc.assert(
      fc.asyncProperty(everything, async (values) => {
        const facts: Facts = Object.fromEntries(
          Object.entries(values).map(([name, value]) => [name, { state: 'known', value, bound: 'exact', evidence: [] }]),
        );
        const { result } = (await decisions.get(table)?.evaluate({ facts: values, thresholds })) ?? {};
        const theirs = [result ?? []].flat() as readonly { readonly code?: string }[];
        expect(judge(rules.tables[table], facts, rules).held.map(({ row }) => row.code)).toEqual(theirs.flatMap(({ code }) => code ?? []));
      }),
      { numRuns: 200 },
    );
  });
});
