import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Day } from '../../../../src/domain/period.ts';
import type { RuleSetFiles } from '../../../../src/pipeline/4-screen/rule-check/parsed.ts';
import type { Finding } from '../../../../src/pipeline/4-screen/rule-check/remark.ts';
import { checkRuleSet, readRuleSetFiles } from '../../../../src/rule-sets.ts';
import { day } from '../../../support/dossiers.ts';
import { SANDBOX_RULES } from '../../../support/people.ts';

const TODAY = day('2026-11-22');
const found = (files: RuleSetFiles, on: Day = TODAY): readonly Finding[] => checkRuleSet(files, on).findings;
/** What the sandbox rules are told already. */
const KNOWN = found(SANDBOX_RULES).map(({ code }) => code);

type Json = Record<string, unknown>;
interface TableNode {
  content: { hitPolicy: string; inputs: Json[]; outputs: Json[]; rules: Record<string, string>[] };
}
/** A copy of the sandbox rules with one file changed. */
const changed = (file: string, change: (content: never) => void): RuleSetFiles => {
  const content = JSON.parse(SANDBOX_RULES[file] ?? '') as never;
  change(content);
  return { ...SANDBOX_RULES, [file]: JSON.stringify(content, null, 2) };
};
interface Manifest {
  validFrom: string;
  validTo: string | null;
  documents: Json[];
  thresholds: Record<string, { unit: string; values: Json[] }>;
  rules: Record<string, { text: { zh: string; en: string }; documentRef: string }>;
  checks: Record<string, { zh: string; en: string }>;
}
const manifest = (change: (content: Manifest) => void): RuleSetFiles => changed('manifest.json', change as (content: never) => void);
const values = (threshold: string, ...periods: readonly (readonly [string, string | null])[]): RuleSetFiles =>
  manifest(({ thresholds }) => {
    const one = thresholds[threshold];
    if (one === undefined) throw new RangeError(`no threshold ${threshold}`);
    one.values = periods.map(([from, to]) => ({ value: 3, from, to, documentRef: 'sandbox-standards', nearMissWithin: null }));
  });
const table = (name: string, change: (content: TableNode['content']) => void): RuleSetFiles =>
  changed(`${name}.jdm.json`, (({ nodes }: { nodes: (Partial<TableNode> & { type: string })[] }) => {
    for (const { type, content } of nodes) if (type === 'decisionTableNode' && content !== undefined) change(content);
  }) as (content: never) => void);
/** Cells of one row by fact or answer, the others as they are. */
const row = (name: string, id: string, cells: Readonly<Record<string, string>>): RuleSetFiles =>
  table(name, ({ inputs, outputs, rules }) => {
    const written = rules.find((one) => one['_id'] === id) ?? {};
    for (const [field, expression] of Object.entries(cells)) {
      const column = [...inputs, ...outputs].find((one) => one['field'] === field || one['field'] === `facts.${field}`);
      const columnId = typeof column?.['id'] === 'string' ? column['id'] : `in-${field}`;
      if (column === undefined) {
        inputs.push({ id: columnId, name: field, field: `facts.${field}` });
        for (const other of rules) other[columnId] = '';
      }
      written[columnId] = expression;
    }
  });

const FIGURES: readonly { readonly threshold: string; readonly figure: Readonly<Record<string, number>>; readonly want: RegExp }[] = [
  { threshold: 'largeOwnPayments', figure: { value: -5 }, want: /between 0 and/ },
  { threshold: 'largeOwnPayments', figure: { value: 1e300 }, want: /between 0 and/ },
  { threshold: 'largeOwnPayments', figure: { value: 30_000.005 }, want: /whole fen/ },
  { threshold: 'largeOwnPayments', figure: { nearMissWithin: 0.001 }, want: /whole fen/ },
  { threshold: 'monthsOnFile', figure: { value: 2.5 }, want: /whole/ },
  { threshold: 'monthsOnFile', figure: { value: 1e9 }, want: /between 0 and 2400/ },
  { threshold: 'retirementAgeMale', figure: { value: 201 }, want: /between 0 and 200/ },
  { threshold: 'injuryGradeAtMost', figure: { value: 11 }, want: /between 1 and 10/ },
];

const FAULTS: readonly {
  readonly given: string;
  readonly files: () => RuleSetFiles;
  readonly want: {
    readonly code: string;
    readonly file?: string;
    readonly place?: string;
    readonly severity?: 'warning';
    readonly detail?: RegExp;
  };
}[] = [
  {
    given: 'a file that is missing',
    files: () => Object.fromEntries(Object.entries(SANDBOX_RULES).filter(([name]) => name !== 'leaving.jdm.json')),
    want: { code: 'file-missing', file: 'leaving.jdm.json' },
  },
  {
    given: 'a text of nothing but open brackets',
    files: () => ({ ...SANDBOX_RULES, 'manifest.json': '['.repeat(200_000) }),
    want: { code: 'nested-too-deeply', file: 'manifest.json', detail: /Line 1 is nested too deeply/ },
  },
  {
    given: 'a file nobody names',
    files: () => ({ ...SANDBOX_RULES, 'old.json': '{}' }),
    want: { code: 'file-unused', file: 'old.json', severity: 'warning' },
  },
  {
    given: 'a name given twice',
    files: () => ({
      ...SANDBOX_RULES,
      'manifest.json': (SANDBOX_RULES['manifest.json'] ?? '').replace('"region"', '"version": "2",\n  "region"'),
    }),
    want: { code: 'named-twice', place: '/version' },
  },
  {
    given: 'a property misspelt',
    files: () => manifest((content) => Object.assign(content, { validUntil: null })),
    want: { code: 'not-of-the-schema', detail: /"validUntil" is not known here/ },
  },
  {
    given: 'a value of the wrong type',
    files: () => values('monthsOnFile', ['2020-01-01', 7 as never]),
    want: { code: 'not-of-the-schema', place: '/thresholds/monthsOnFile/values/0/to', detail: /string or null/ },
  },
  {
    given: 'two tables in one file',
    files: () =>
      changed(
        'leaving.jdm.json',
        (({ nodes }: { nodes: Json[] }) => void nodes.splice(0, 1, { ...nodes[1], id: 'again' })) as (content: never) => void,
      ),
    want: { code: 'not-one-table', file: 'leaving.jdm.json' },
  },
  {
    given: 'an edge that leads nowhere',
    files: () => changed('leaving.jdm.json', (({ edges }: { edges: Json[] }) => void edges.splice(0, 1, {})) as (content: never) => void),
    want: { code: 'not-runnable', file: 'leaving.jdm.json' },
  },
  {
    given: 'a day that does not exist',
    files: () => values('monthsOnFile', ['2026-02-30', null]),
    want: { code: 'no-such-day', place: '/thresholds/monthsOnFile/values/0/from' },
  },
  {
    given: 'a period that ends before it begins',
    files: () => values('monthsOnFile', ['2026-02-01', '2026-01-31']),
    want: { code: 'ends-before-it-begins', place: '/thresholds/monthsOnFile/values/0/to' },
  },
  {
    given: 'two values on one day',
    files: () => values('monthsOnFile', ['2020-01-01', '2026-06-30'], ['2026-06-30', null]),
    want: { code: 'two-values', place: '/thresholds/monthsOnFile/values/1', detail: /from 2026-06-30 to 2026-06-30/ },
  },
  {
    given: 'a gap between values',
    files: () => values('monthsOnFile', ['2020-01-01', '2026-06-29'], ['2026-07-01', null]),
    want: {
      code: 'gap-in-values',
      severity: 'warning',
      detail: /from 2026-06-30 to 2026-06-30: the rule no-longer-qualifies cannot judge/,
    },
  },
  {
    given: 'a first value after the rules begin',
    files: () => values('monthsOnFile', ['2020-02-01', null]),
    want: { code: 'no-value-yet', severity: 'warning', detail: /from 2020-01-01 to 2020-01-31/ },
  },
  {
    given: 'a value that has expired',
    files: () => values('monthsOnFile', ['2020-01-01', '2026-11-21']),
    want: { code: 'value-ends', severity: 'warning', detail: /from 2026-11-22 on, which is past/ },
  },
  {
    given: 'a value that will expire',
    files: () => values('monthsOnFile', ['2020-01-01', '2026-12-31']),
    want: { code: 'value-ends', severity: 'warning', detail: /from 2027-01-01 on: the rule/ },
  },
  {
    given: 'a threshold without any value',
    files: () => values('monthsOnFile'),
    want: { code: 'no-value', severity: 'warning', detail: /no-longer-qualifies cannot judge/ },
  },
  {
    given: 'a rule set no longer in force',
    files: () => manifest((content) => Object.assign(content, { validTo: '2026-11-21' })),
    want: { code: 'no-longer-in-force', severity: 'warning' },
  },
  {
    given: 'a figure nobody confirmed',
    files: () => manifest(({ thresholds }) => Object.assign(thresholds['monthsOnFile']?.values[0] ?? {}, { confirmed: false })),
    want: { code: 'unconfirmed', severity: 'warning', place: '/thresholds/monthsOnFile/values/0' },
  },
  {
    given: 'a document nobody lists',
    files: () => manifest(({ rules }) => Object.assign(rules['stay-claim'] ?? {}, { documentRef: 'hearsay' })),
    want: { code: 'unknown-document', place: '/rules/stay-claim/documentRef' },
  },
  {
    given: 'a document listed twice',
    files: () => manifest(({ documents }) => void documents.push({ ...documents[0] })),
    want: { code: 'document-twice', place: '/documents/3/ref' },
  },
  {
    given: 'a document nobody names',
    files: () => manifest(({ documents }) => void documents.push({ ...documents[0], ref: 'spare' })),
    want: { code: 'unused-document', severity: 'warning', place: '/documents/3' },
  },
  {
    given: 'a placeholder for no fact',
    files: () => manifest(({ checks }) => Object.assign(checks['compensation'] ?? {}, { zh: '{facts.income}', en: '{facts.income}' })),
    want: { code: 'unknown-placeholder', place: '/checks/compensation/zh' },
  },
  {
    given: 'a placeholder for no threshold',
    files: () => manifest(({ checks }) => Object.assign(checks['compensation'] ?? {}, { en: 'above {thresholds.line}' })),
    want: { code: 'unknown-placeholder', place: '/checks/compensation/en' },
  },
  {
    given: 'a brace left open',
    files: () => manifest(({ checks }) => Object.assign(checks['compensation'] ?? {}, { en: 'above {thresholds.monthsOnFile' })),
    want: { code: 'unknown-placeholder', place: '/checks/compensation/en' },
  },
  {
    given: 'a value told in one language only',
    files: () => manifest(({ checks }) => Object.assign(checks['compensation'] ?? {}, { en: 'at {facts.age}' })),
    want: { code: 'in-one-language', severity: 'warning', place: '/checks/compensation' },
  },
  {
    given: 'a fact of a stay in words about a household',
    files: () =>
      manifest(({ checks }) => Object.assign(checks['compensation'] ?? {}, { zh: '{facts.admittedOn}', en: '{facts.admittedOn}' })),
    want: { code: 'never-filled', severity: 'warning', place: '/checks/compensation/zh' },
  },
  {
    given: 'words for no rule',
    files: () => manifest(({ rules }) => Object.assign(rules, { spare: { ...rules['stay-claim'] } })),
    want: { code: 'unused-rule', severity: 'warning', place: '/rules/spare' },
  },
  {
    given: 'a check nobody asks for',
    files: () => manifest(({ checks }) => Object.assign(checks, { spare: { zh: '查', en: 'Check.' } })),
    want: { code: 'unused-check', severity: 'warning', place: '/checks/spare' },
  },
  {
    given: 'a threshold nobody names',
    files: () => manifest(({ thresholds }) => Object.assign(thresholds, { spare: thresholds['monthsOnFile'] })),
    want: { code: 'unused-threshold', severity: 'warning', place: '/thresholds/spare' },
  },
  {
    given: 'a fact outside the catalogue',
    files: () => row('hardship', 'row-6', { income: '>= thresholds.subsistenceLine' }),
    want: { code: 'unknown-fact', place: 'row-6, column income (facts.income)' },
  },
  {
    given: 'a fact of another table',
    files: () => row('hardship', 'row-6', { anyGround: 'true' }),
    want: { code: 'fact-not-in-table', place: 'row-6, column anyGround (facts.anyGround)' },
  },
  {
    given: 'a fact no source says',
    files: () => row('hardship', 'row-6', { monthsOnPlatform: '>= thresholds.platformMonths' }),
    want: { code: 'no-source', severity: 'warning', file: 'hardship.jdm.json' },
  },
  { given: 'a day asked about', files: () => row('hardship', 'row-6', { benefitSince: '"2026-01"' }), want: { code: 'for-words-only' } },
  {
    given: 'a number compared with a literal',
    files: () => row('hardship', 'row-6', { ownPaidLast12Months: '>= 40000' }),
    want: { code: 'not-compared' },
  },
  {
    given: 'a word compared with a threshold',
    files: () => row('hardship', 'row-8', { sex: '>= thresholds.monthsOnFile' }),
    want: { code: 'not-a-number' },
  },
  {
    given: 'a word outside the vocabulary',
    files: () => row('hardship', 'row-8', { sex: '"man"' }),
    want: { code: 'unknown-word', detail: /male, female/ },
  },
  {
    given: 'an expression that is none',
    files: () => row('hardship', 'row-6', { seriousDiseaseRegistered: 'true and (' }),
    want: { code: 'unreadable' },
  },
  {
    given: 'an expression that never holds',
    files: () => row('hardship', 'row-6', { seriousDiseaseRegistered: '1 == 2' }),
    want: { code: 'never-holds' },
  },
  {
    given: 'an unknown threshold',
    files: () => row('hardship', 'row-6', { ownPaidLast12Months: '>= thresholds.huge' }),
    want: { code: 'unknown-threshold' },
  },
  {
    given: 'a threshold of another unit',
    files: () => row('hardship', 'row-6', { ownPaidLast12Months: '>= thresholds.monthsOnFile' }),
    want: { code: 'other-unit' },
  },
  {
    given: 'a row without a condition',
    files: () =>
      row('mutual-aid-claim', 'row-1', {
        stayWithinPolicy: '',
        daysSinceSettlement: ' ',
        daysCoveredBeforeAdmission: '',
      }),
    want: { code: 'no-condition', place: 'row-1' },
  },
  {
    given: 'a cell in no column',
    files: () => table('leaving', ({ rules }) => Object.assign(rules[0] ?? {}, { 'in-gone': 'true' })),
    want: { code: 'no-such-column' },
  },
  {
    given: 'a row without a cell in a column',
    files: () => table('leaving', ({ rules }) => void delete rules[0]?.['in-dead']),
    want: { code: 'no-cell', place: 'row-1, column 去世 (facts.dead)' },
  },
  {
    given: 'a row’s id twice',
    files: () => table('leaving', ({ rules }) => Object.assign(rules[1] ?? {}, { _id: 'row-1' })),
    want: { code: 'row-id-twice' },
  },
  {
    given: 'a column’s id twice',
    files: () => table('leaving', ({ inputs }) => void inputs.push({ ...inputs[0] })),
    want: { code: 'column-id-twice' },
  },
  {
    given: 'a rule without words',
    files: () => row('leaving', 'row-1', { code: '"leaving-gone"' }),
    want: { code: 'unknown-rule', place: 'row-1, column 规则 (code)' },
  },
  { given: 'a check without words', files: () => row('hardship', 'row-6', { checks: '["hearsay"]' }), want: { code: 'unknown-check' } },
  {
    given: 'a kind of another table',
    files: () => row('leaving', 'row-1', { kind: '"lead"' }),
    want: { code: 'unknown-answer', detail: /no-longer-qualifies, close/ },
  },
  { given: 'no kind', files: () => row('leaving', 'row-1', { kind: '' }), want: { code: 'answer-missing' } },
  {
    given: 'a programme that does not exist',
    files: () => row('hardship', 'row-6', { programmes: '["dental-aid"]' }),
    want: { code: 'unknown-answer', detail: /"dental-aid"/ },
  },
  { given: 'an answer that is computed', files: () => row('hardship', 'row-6', { class: 'facts.class' }), want: { code: 'not-a-literal' } },
  { given: 'a list that is none', files: () => row('hardship', 'row-6', { programmes: '"medical-aid"' }), want: { code: 'not-a-list' } },
  {
    given: 'a class without a corroborated category',
    files: () => row('hardship', 'row-6', { kind: '"suggested"', class: '"deep"' }),
    want: { code: 'class-not-corroborated' },
  },
  {
    given: 'a class from a category that is not stated',
    files: () => row('hardship', 'row-1', { assistanceCategory: '"dibao", "unstated"' }),
    want: { code: 'class-not-corroborated' },
  },
  {
    given: 'a row on a single month’s base alone',
    files: () =>
      row('hardship', 'row-7', {
        ownPaidLast12Months: '',
        contributionBase: '< thresholds.subsistenceLine',
        age: '< thresholds.retirementAgeMale',
      }),
    want: { code: 'rests-on-doubtful', place: 'row-7' },
  },
  ...FIGURES.map(({ threshold, figure, want }) => ({
    given: `a threshold of ${JSON.stringify(figure)} (${threshold})`,
    files: () => manifest(({ thresholds }) => Object.assign(thresholds[threshold]?.values[0] ?? {}, figure)),
    want: { code: 'no-such-figure', place: `/thresholds/${threshold}/values/0/${Object.keys(figure).join('')}`, detail: want },
  })),
  {
    given: 'a version that is blank',
    files: () => manifest((content) => Object.assign(content, { version: ' ' })),
    want: { code: 'not-of-the-schema', place: '/version', detail: /Edition/ },
  },
  {
    given: 'a reason that is blank in Chinese',
    files: () => manifest(({ rules }) => Object.assign(rules['stay-claim']?.text ?? {}, { zh: '\u3000\u200b' })),
    want: { code: 'not-of-the-schema', place: '/rules/stay-claim/text/zh', detail: /In Chinese/ },
  },
  {
    given: 'a title that commands the terminal',
    files: () => manifest((content) => Object.assign(content, { title: { zh: '规则\u0007', en: 'Rules\u001b[2J' } })),
    want: { code: 'control-character', place: '/title/en', detail: /^"Rules\\u001b\[2J" holds/ },
  },
  {
    given: 'a reason that is written backwards',
    files: () => manifest(({ rules }) => Object.assign(rules['stay-claim']?.text ?? {}, { en: 'A\u202estay' })),
    want: { code: 'control-character', place: '/rules/stay-claim/text/en' },
  },
  {
    given: 'a column that commands the terminal',
    files: () => table('leaving', ({ inputs }) => Object.assign(inputs[0] ?? {}, { name: '\u001b[31m' })),
    want: { code: 'control-character', file: 'leaving.jdm.json' },
  },
  {
    given: 'hardship by what the roster says of everybody',
    files: () => row('hardship', 'row-7', { ownPaidLast12Months: '', age: '>= thresholds.retirementAgeMale', sex: '"male"' }),
    want: { code: 'rests-on-roster', place: 'row-7' },
  },
  {
    given: 'a lead that says nothing of what to check',
    files: () => row('hardship', 'row-7', { checks: '[]' }),
    want: { code: 'nothing-to-check', place: 'row-7, column 核实事项 (checks)', severity: 'warning' },
  },
  {
    given: 'words that exclude each other',
    files: () =>
      table('hardship', ({ inputs, rules }) => {
        inputs.push({ id: 'again', name: '性别', field: 'facts.sex' });
        Object.assign(rules.find(({ _id }) => _id === 'row-8') ?? {}, { again: '"female"' });
      }),
    want: { code: 'contradicts-itself', place: 'row-8' },
  },
  {
    given: 'numbers that exclude each other',
    files: () => row('exclusive-protection', 'row-1', { age: '> thresholds.enrolmentAgeAtMost' }),
    want: { code: 'contradicts-itself', place: 'row-1' },
  },
  {
    given: 'a row that an earlier one forestalls',
    files: () => row('leaving', 'row-6', { dead: 'true' }),
    want: { code: 'shadowed', place: 'row-6', detail: /row-1 holds before it/ },
  },
  {
    given: 'a row twice',
    files: () => table('hardship', ({ rules }) => void rules.push({ ...rules[5], _id: 'row-99' })),
    want: { code: 'row-twice', place: 'row-99', detail: /row-6/ },
  },
];

describe('the check of a rule set', () => {
  it.each(FAULTS)('says of $given what it is and where', ({ files, want }) => {
    const findings = found(files());
    const matching = findings.filter(({ code }) => code === want.code);
    const { detail = /./, ...rest } = want;
    expect(matching, JSON.stringify(findings)).toContainEqual(
      expect.objectContaining({ severity: 'error', ...rest, detail: expect.stringMatching(detail) }),
    );
    expect(checkRuleSet(files(), TODAY).readable === null).toBe(findings.some(({ severity }) => severity === 'error'));
    if (want.severity === 'warning') expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('says everything at once, each with its line', () => {
    const files = {
      ...manifest(({ rules, checks }) => {
        Object.assign(rules['stay-claim'] ?? {}, { documentRef: 'hearsay' });
        Object.assign(checks['compensation'] ?? {}, { zh: '{facts.income}', en: '{facts.income}' });
      }),
      'leaving.jdm.json': row('leaving', 'row-6', { dead: 'true', code: '"gone"' })['leaving.jdm.json'] ?? '',
      'hardship.jdm.json': '{',
    };
    const errors = found(files).filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code }) => code)).toEqual([
      'not-json',
      'shadowed',
      'unknown-rule',
      'unknown-document',
      'unknown-placeholder',
      'unknown-placeholder',
    ]);
    for (const { file, line, code } of errors.filter((one) => one.code !== 'not-json' && one.code !== 'shadowed')) {
      const text = (files as RuleSetFiles)[file]?.split('\n')[(line ?? 0) - 1] ?? '';
      expect(text, code).toMatch(/hearsay|income|gone/);
    }
  });

  it('takes every amount of whole fen', () => {
    const fen = fc.integer({ min: 0, max: 100_000_000_000 });
    fc.assert(
      fc.property(fen, (amount) => {
        const files = manifest(({ thresholds }) => Object.assign(thresholds['largeOwnPayments']?.values[0] ?? {}, { value: amount / 100 }));
        return found(files).every(({ code }) => code !== 'no-such-figure');
      }),
      { numRuns: 25 },
    );
  });

  it('shows nothing of a rule set that would command a terminal', () => {
    const files = row('leaving', 'row-1', { kind: '"\\u001b[2J"', dead: '"\u009b2J"' });
    for (const { detail, place, file } of found({ ...files, '\u001b[2J.json': '{}' }))
      expect([detail, place, file].join('')).not.toMatch(/\p{Cc}/u);
  });

  it('finds nothing wrong with the rules of the sandbox city, and knows what no source says there', () => {
    expect(KNOWN).toEqual(['no-source']);
  });

  it('marks every figure of the Shenzhen example that nobody has confirmed, and finds no fault in it', async () => {
    const findings = found(await readRuleSetFiles('shenzhen-example'));
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(findings.filter(({ code }) => code === 'unconfirmed')).toHaveLength(8);
  });
});
