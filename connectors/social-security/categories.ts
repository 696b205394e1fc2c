/**
 * What the labels of AAC148 (hardship category) and AAC158 (assistance recipient) mean. Each deployment's dictionary chooses its own
 * words; these are the ones the national documents use (国办发〔2023〕39号, `domain.md` §1.9 and §4.2). Other words are `unknown`.
 */
import type { ParticipationContent } from '../../src/domain/canonical.ts';
import { meaningOf } from './codes.ts';

type Category = ParticipationContent['hardshipCategory'];
type Recipient = ParticipationContent['assistanceRecipient'];

const called = (category: Category, ...words: readonly string[]) => words.map((word) => [word, category] as const);

/** 低收入家庭 is not here: it meant 低保边缘 in some cities and more in others. */
const CATEGORIES: Readonly<Record<string, Category>> = Object.fromEntries([
  ...called(
    'dibao',
    '低保',
    '低保对象',
    '低保人员',
    '低保户',
    '低保家庭',
    '城市低保',
    '农村低保',
    '城乡低保',
    '城乡低保对象',
    '享受低保',
    '最低生活保障',
    '最低生活保障对象',
    '城市最低生活保障',
    '农村最低生活保障',
    '最低生活保障家庭',
    '最低生活保障人员',
    '城乡最低生活保障对象',
  ),
  ...called(
    'tekun',
    '特困',
    '特困人员',
    '特困对象',
    '特困供养',
    '特困供养人员',
    '特困供养对象',
    '特困救助供养人员',
    '城市特困',
    '农村特困',
    '五保',
    '农村五保',
  ),
  ...called(
    'dibao-marginal',
    '低保边缘',
    '低保边缘户',
    '低保边缘人员',
    '低保边缘对象',
    '低保边缘家庭',
    '低保边缘家庭成员',
    '最低生活保障边缘家庭',
    '最低生活保障边缘家庭成员',
  ),
  ...called('rigid-expense', '刚性支出困难', '刚性支出困难户', '刚性支出困难人员', '刚性支出困难家庭', '刚性支出困难家庭成员'),
  ...called(
    'poverty-monitored',
    '防止返贫监测对象',
    '返贫监测对象',
    '返贫致贫',
    '返贫致贫人口',
    '脱贫不稳定',
    '脱贫不稳定户',
    '脱贫不稳定人口',
    '边缘易致贫',
    '边缘易致贫户',
    '边缘易致贫人口',
    '突发严重困难',
    '突发严重困难户',
    '突发严重困难人口',
  ),
  ...called('orphan', '孤儿', '城乡孤儿', '事实无人抚养儿童'),
  ...called('severe-disability', '重度残疾', '重度残疾人', '重度残疾人员'),
  ...called('preferential-treatment', '优抚', '优抚对象', '重点优抚对象', '在乡重点优抚', '在乡老复员军人'),
  ...called('medical-assistance-other', '医疗救助对象', '医疗救助人员', '其他医疗救助对象', '其他困难群众', '其他困难人员'),
  ...called('temporary', '临时救助', '临时救助对象', '临时救助人员'),
  ...called('not-assisted', '无', '否', '非困难人员', '非困难', '不属于困难人员', '普通人员', '一般人员'),
]);

const RECIPIENTS: Readonly<Record<string, Recipient>> = {
  是: 'yes',
  低保: 'yes',
  低保对象: 'yes',
  低保人员: 'yes',
  享受低保: 'yes',
  是低保对象: 'yes',
  最低生活保障对象: 'yes',
  否: 'no',
  非低保: 'no',
  非低保对象: 'no',
  非低保人员: 'no',
  未享受低保: 'no',
  不是低保对象: 'no',
  不属于低保对象: 'no',
  非最低生活保障对象: 'no',
};

export const hardshipCategoryOf = (label: string | null): Category => meaningOf(CATEGORIES, label);

export const assistanceRecipientOf = (label: string | null): Recipient => meaningOf(RECIPIENTS, label);
