/**
 * What the labels of `psn_idet_type` mean. Each region chooses its own codes and words; beside everybody's these are the words of the tables seen
 * (`domain.md` §1.9). Other words are `unknown`.
 */
import { labelReader, words } from '../../src/domain/assistance-labels.ts';
import { plainLabel } from '../../src/domain/plain-form.ts';

export const categoryOf = labelReader({
  dibao: words('低保(重残重病)'),
  'poverty-monitored': words('精准扶贫 建档立卡 建档立卡贫困人口'),
  'severe-disability': words('重度(1-2级)残疾 重度(1–2级)残疾 重度(一、二级)残疾 一二级重度残疾'),
  /** 低收入 with whom it helps is one scheme in four parts (set C, 5 to 8): the income is what it asks for, the disability of one part is not. */
  'medical-assistance-other': words(
    '医疗救助 医疗救助人员 医疗救助对象 其他医疗救助对象 因病致贫家庭重病患者 因病致贫重病患者 低收入老年 低收入老年人',
    '低收入未成年 低收入未成年人 低收入重残 低收入重度残疾 低收入重病 低收入重病患者',
  ),
  'not-assisted': words('非救助 非救助对象 非救助人员 非医疗救助人员 普通人员 一般人员 无'),
});

/** Identities that stand in the same table (set A: 05, 07, 11) and are no assistance: beside any, or none, they affirm nothing and deny nothing. */
const OTHER_THINGS: ReadonlySet<string> = new Set(words('公务员 国家公务员 医疗照顾 医疗照顾人员'));

export const isAboutOtherThings = (label: string | null): boolean => label !== null && OTHER_THINGS.has(plainLabel(label));
