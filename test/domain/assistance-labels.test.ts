import { expect, test } from 'vitest';
import { categoryOf as ofCivilAffairs } from '../../connectors/civil-affairs/categories.ts';
import { categoryOf as ofMedicalInsurance } from '../../connectors/medical-insurance/categories.ts';
import { hardshipCategoryOf as ofSocialSecurity } from '../../connectors/social-security/categories.ts';
import { labelReader } from '../../src/domain/assistance-labels.ts';

const AUTHORITIES = [ofCivilAffairs, ofMedicalInsurance, ofSocialSecurity];

test.each([
  { label: '低保家庭成员', want: 'dibao' },
  { label: '最低生活保障家庭成员', want: 'dibao' },
  { label: '特困人员救助供养', want: 'tekun' },
  { label: '五保户', want: 'tekun' },
  { label: '低保边缘人员', want: 'dibao-marginal' },
  { label: '刚性支出困难家庭成员', want: 'rigid-expense' },
  { label: '支出型困难家庭', want: 'rigid-expense' },
  { label: '防止返贫监测对象', want: 'poverty-monitored' },
  { label: '突发严重困难户', want: 'poverty-monitored' },
  { label: '事实无人抚养儿童', want: 'orphan' },
  { label: '重度残疾人', want: 'severe-disability' },
  { label: '在乡老复员军人', want: 'preferential-treatment' },
  { label: '其他困难人员', want: 'medical-assistance-other' },
  { label: '临时救助对象', want: 'temporary' },
])('$label is $want, whichever authority writes it', ({ label, want }) => {
  expect(AUTHORITIES.map((read) => read(label))).toEqual([want, want, want]);
});

test.each(['困难人员', '低收入家庭', '脱贫人口', '原低保对象', '非低保', '', 'constructor'])(
  'what “%s” means is for none of them to guess',
  (label) => {
    expect(AUTHORITIES.map((read) => read(label))).toEqual(['unknown', 'unknown', 'unknown']);
  },
);

test('a word of one authority is no word of the others', () => {
  expect(labelReader({ 'not-assisted': ['非救助'] })('非救助')).toBe('not-assisted');
  expect(labelReader({})('非救助')).toBe('unknown');
  expect([ofCivilAffairs('医疗救助对象'), ofSocialSecurity('非救助'), ofMedicalInsurance('否')]).toEqual(['unknown', 'unknown', 'unknown']);
});
