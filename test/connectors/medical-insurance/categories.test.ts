import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { categoryOf } from '../../../connectors/medical-insurance/categories.ts';

describe('the category of a label', () => {
  test.each([
    { given: '低保', want: 'dibao' },
    { given: '低保（重残重病）', want: 'dibao' },
    { given: ' 城乡低保对象 ', want: 'dibao' },
    { given: '特困供养人员', want: 'tekun' },
    { given: '低保边缘家庭成员', want: 'dibao-marginal' },
    { given: '刚性支出困难家庭', want: 'rigid-expense' },
    { given: '边缘易致贫', want: 'poverty-monitored' },
    { given: '事实无人抚养儿童', want: 'orphan' },
    { given: '重度（1–2级）残疾', want: 'severe-disability' },
    { given: '在乡老复员军人', want: 'preferential-treatment' },
    { given: '医疗救助人员', want: 'medical-assistance-other' },
    { given: '低收入老年', want: 'medical-assistance-other' },
    { given: '低收入未成年', want: 'medical-assistance-other' },
    { given: '低收入重残', want: 'medical-assistance-other' },
    { given: '低收入重度残疾', want: 'medical-assistance-other' },
    { given: '低收入重病', want: 'medical-assistance-other' },
    { given: '临时救助对象', want: 'temporary' },
    { given: '非救助', want: 'not-assisted' },
  ])('$given is $want', ({ given, want }) => {
    expect(categoryOf(given)).toBe(want);
  });

  test.each(['原低保对象', '低保(已停)', '非低保对象', '低保边缘以外', '困难人员类别', '', 'constructor'])(
    '%s names none of them: unknown, never a guess',
    (label) => {
      expect(categoryOf(label)).toBe('unknown');
    },
  );

  test('no label is unknown', () => {
    expect(categoryOf(null)).toBe('unknown');
  });

  test('whatever stands around a known word, it is not taken for that word', () => {
    const around = fc.string({ unit: fc.constantFrom('非', '原', '无', '不', '曾', '停', '拟'), minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(around, (prefix) => {
        expect(categoryOf(`${prefix}低保`)).toBe('unknown');
      }),
    );
  });
});
