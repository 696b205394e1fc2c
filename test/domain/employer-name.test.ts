import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareEmployers, type EmployerStatement } from '../../src/domain/employer-name.ts';

const named = (name: string | null, uscc: string | null = null): EmployerStatement => ({ name, uscc });
const CODE = '91440300MA5DA00X0A';
const OTHER_CODE = '91440300MA5DB11X1B';

test.each([
  { a: named('甲乙科技有限公司'), b: named('甲乙科技有限公司'), want: 'equal', why: 'as written' },
  { a: named('甲乙科技有限公司'), b: named(' 甲乙科技 有限责任公司'), want: 'equal', why: 'both words mean a limited company' },
  { a: named('甲乙（深圳）科技有限公司'), b: named('甲乙(深圳)科技有限公司'), want: 'equal', why: 'full-width brackets' },
  { a: named('華東電子有限公司'), b: named('华东电子有限公司'), want: 'equal', why: 'traditional characters' },
  {
    a: named('甲乙科技有限公司', CODE),
    b: named('丙丁物流有限公司', CODE.toLowerCase()),
    want: 'equal',
    why: 'one code is one employer, whatever it is called',
  },
  { a: named(null, CODE), b: named('丙丁物流有限公司', CODE), want: 'equal', why: 'a code needs no name' },
  {
    a: named('甲乙科技有限公司', CODE),
    b: named('甲乙科技有限公司', OTHER_CODE),
    want: 'different',
    why: 'two codes are two employers of one name',
  },
  {
    a: named('甲乙科技有限公司', CODE),
    b: named('甲乙科技有限公司', '4403011234'),
    want: 'equal',
    why: 'an old registration number is no code, so names decide',
  },
  { a: named('甲乙科技有限公司'), b: named('甲乙科技有限公司龙岗分公司'), want: 'similar', why: 'a branch' },
  {
    a: named('深圳市甲乙科技有限公司', CODE),
    b: named('深圳市甲乙科技有限公司龙岗分公司', OTHER_CODE),
    want: 'similar',
    why: 'a branch has a code of its own',
  },
  { a: named('深圳市甲乙科技有限公司'), b: named('深圳甲乙科技'), want: 'similar', why: 'legal form and 市 left out' },
  { a: named('甲乙科技有限公司'), b: named('甲乙物流有限公司'), want: 'different', why: 'another name' },
  { a: named('有限公司'), b: named('集团公司'), want: 'different', why: 'a legal form alone is no likeness' },
  { a: named('甲乙科技有限公司'), b: named('灵活就业人员'), want: 'not-stated', why: 'people who pay alone have no employer to differ' },
  { a: named('甲乙科技有限公司'), b: named('  '), want: 'not-stated', why: 'nothing is stated' },
  { a: named('甲乙科技有限公司', CODE), b: named(null), want: 'not-stated', why: 'a code alone meets no name' },
] as const)('$a.name and $b.name are $want: $why', ({ a, b, want }) => {
  expect(compareEmployers(a, b)).toBe(want);
});

test('the order of comparison does not matter, and what is stated is equal to itself', () => {
  const names = fc.constantFrom(
    '甲乙科技有限公司',
    '甲乙科技有限公司龙岗分公司',
    '深圳市甲乙科技有限公司',
    '丙丁物流集团',
    '灵活就业',
    '',
    null,
  );
  const statements = fc.record({ name: names, uscc: fc.constantFrom(CODE, OTHER_CODE, 'x', null) });
  fc.assert(
    fc.property(statements, statements, (a, b) => {
      expect(compareEmployers(a, b)).toBe(compareEmployers(b, a));
      expect(['equal', 'not-stated']).toContain(compareEmployers(a, a));
    }),
  );
});
