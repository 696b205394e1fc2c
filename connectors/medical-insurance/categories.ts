/**
 * What the labels of `psn_idet_type` mean. Each region chooses its own codes and words; these are the words of the tables seen
 * (`domain.md` §1.9) and of the national documents (国办发〔2023〕39号, `domain.md` §4.2). Other words are `unknown`.
 */
import type { PersonContent } from '../../src/domain/canonical.ts';
import { meaningOf } from './codes.ts';

type Category = PersonContent['identities'][number]['category'];

const words = (...lines: readonly string[]): readonly string[] => lines.flatMap((line) => line.split(' '));

/** Words that name a group but not its aid are left out: 困难人员, 低收入家庭 and 脱贫人口 mean more in one city than in another. */
const LABELS: Readonly<Record<Exclude<Category, 'unknown'>, readonly string[]>> = {
  dibao: words(
    '低保 低保对象 低保人员 低保户 低保家庭 低保家庭成员 城市低保 农村低保 城乡低保 城市低保对象 农村低保对象',
    '城乡低保对象 享受低保 享受低保人员 最低生活保障 最低生活保障对象 最低生活保障人员 城市最低生活保障对象',
    '农村最低生活保障对象 城乡最低生活保障对象 最低生活保障家庭成员 低保(重残重病)',
  ),
  tekun: words(
    '特困 特困人员 特困对象 特困供养 特困供养人员 特困供养对象 特困救助供养人员 特困救助供养对象 城市特困 农村特困',
    '城市特困人员 农村特困人员 五保 五保户 五保供养 五保供养对象',
  ),
  'dibao-marginal': words(
    '低保边缘 低保边缘户 低保边缘人员 低保边缘对象 低保边缘家庭 低保边缘家庭成员 最低生活保障边缘家庭',
    '最低生活保障边缘家庭成员 最低生活保障边缘人员',
  ),
  'rigid-expense': words(
    '刚性支出困难 刚性支出困难户 刚性支出困难人员 刚性支出困难对象 刚性支出困难家庭 刚性支出困难家庭成员 支出型困难',
    '支出型困难家庭 支出型困难家庭成员',
  ),
  'poverty-monitored': words(
    '防止返贫监测对象 防返贫监测对象 返贫监测对象 返贫致贫 返贫致贫人口 返贫致贫人员 脱贫不稳定 脱贫不稳定户',
    '脱贫不稳定人口 脱贫不稳定人员 边缘易致贫 边缘易致贫户 边缘易致贫人口 边缘易致贫人员 突发严重困难 突发严重困难户',
    '突发严重困难人口 突发严重困难人员 精准扶贫 建档立卡 建档立卡贫困人口',
  ),
  orphan: words('孤儿 城乡孤儿 事实无人抚养儿童'),
  'severe-disability': words(
    '重度残疾 重度残疾人 重度残疾人员 重度(1-2级)残疾 重度(1–2级)残疾 重度(一、二级)残疾 一二级重度残疾',
    '低收入重残 低收入重度残疾',
  ),
  'preferential-treatment': words('优抚 优抚对象 优抚人员 重点优抚 重点优抚对象 在乡重点优抚 在乡重点优抚对象 在乡老复员军人'),
  'medical-assistance-other': words(
    '医疗救助 医疗救助人员 医疗救助对象 其他医疗救助对象 因病致贫家庭重病患者 因病致贫重病患者 低收入老年 低收入老年人',
    '低收入未成年 低收入未成年人 低收入重病 低收入重病患者 其他困难群众 其他困难人员',
  ),
  temporary: words('临时救助 临时救助对象 临时救助人员'),
  'not-assisted': words('非救助 非救助对象 非救助人员 非医疗救助人员 公务员 国家公务员 医疗照顾 医疗照顾人员 普通人员 一般人员 无'),
};

const CATEGORIES: Readonly<Record<string, Category>> = Object.fromEntries(
  Object.entries(LABELS).flatMap(([category, labels]) => labels.map((label) => [label, category as Category])),
);

export const categoryOf = (label: string | null): Category => meaningOf(CATEGORIES, label);
