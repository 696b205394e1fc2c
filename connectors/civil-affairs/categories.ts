/**
 * What the free-text category JZLB means: the labels of `interfaces.md` §1 and the statutory ones of 国办发〔2023〕39号 (`domain.md` §4.2).
 * Only whole labels count. One that is not here is *unknown*, never a guess: 低保边缘 is not 低保.
 */
import type { AssistanceContent } from '../../src/domain/canonical.ts';

type Category = AssistanceContent['category'];

const LABELS: readonly (readonly [Category, readonly string[]])[] = [
  [
    'dibao',
    [
      '低保',
      '城市低保',
      '农村低保',
      '城乡低保',
      '低保对象',
      '低保户',
      '最低生活保障',
      '城市最低生活保障',
      '农村最低生活保障',
      '最低生活保障对象',
    ],
  ],
  [
    'tekun',
    [
      '特困',
      '特困供养',
      '特困人员',
      '城市特困',
      '农村特困',
      '城市特困供养',
      '农村特困供养',
      '特困供养人员',
      '特困人员供养',
      '特困人员救助供养',
      '五保',
      '农村五保',
    ],
  ],
  [
    'dibao-marginal',
    [
      '低保边缘',
      '低保边缘户',
      '低保边缘家庭',
      '低保边缘家庭成员',
      '低保边缘对象',
      '最低生活保障边缘',
      '最低生活保障边缘家庭',
      '最低生活保障边缘家庭成员',
    ],
  ],
  ['rigid-expense', ['刚性支出困难', '刚性支出困难家庭', '刚性支出困难家庭成员', '刚性支出困难对象']],
  ['poverty-monitored', ['防止返贫监测', '防止返贫监测对象', '防返贫监测对象']],
  ['orphan', ['孤儿']],
  ['severe-disability', ['重度残疾', '重度残疾人']],
  ['preferential-treatment', ['优抚', '优抚对象']],
  ['temporary', ['临时救助', '临时救助对象']],
];

const CATEGORY_BY_LABEL: ReadonlyMap<string, Category> = new Map(
  LABELS.flatMap(([category, labels]) => labels.map((label) => [label, category])),
);

/** Full-width letters and spaces are only ways of writing. */
export const categoryOf = (label: string | null): Category =>
  CATEGORY_BY_LABEL.get(label?.normalize('NFKC').replace(/\s+/gu, '') ?? '') ?? 'unknown';
