/**
 * The words by which authorities call kinds of social assistance, whichever of them writes it: those of the national documents (国办发〔2023〕39号,
 * `domain.md` §4.2), of the tables seen (§1.9), and how registers turn them (a person, a household, a member of one; of the city, of the countryside).
 */
import type { AssistanceContent } from './canonical.ts';
import { plainLabel } from './plain-form.ts';

type Category = AssistanceContent['category'];
type Labels = Readonly<Partial<Record<Exclude<Category, 'unknown'>, readonly string[]>>>;

/** Words parted by spaces, as the tables of labels are written. */
export const words = (...lines: readonly string[]): readonly string[] => lines.flatMap((line) => line.split(' '));

/**
 * Words that name a group but not its aid are left out: 困难人员, 低收入家庭 and 脱贫人口 mean more in one city than in another. So is what says another thing
 * in each register: 无, 医疗救助.
 */
const EVERYBODYS: Labels = {
  dibao: words(
    '低保 低保对象 低保人员 低保户 低保家庭 低保家庭成员 城市低保 农村低保 城乡低保 城市低保对象 农村低保对象 城乡低保对象',
    '享受低保 享受低保人员 最低生活保障 最低生活保障对象 最低生活保障人员 最低生活保障家庭 最低生活保障家庭成员',
    '城市最低生活保障 农村最低生活保障 城市最低生活保障对象 农村最低生活保障对象 城乡最低生活保障对象',
  ),
  tekun: words(
    '特困 特困人员 特困对象 特困供养 特困供养人员 特困供养对象 特困人员供养 特困人员救助供养 特困救助供养人员 特困救助供养对象',
    '城市特困 农村特困 城市特困人员 农村特困人员 城市特困供养 农村特困供养 五保 五保户 五保供养 五保供养对象 农村五保',
  ),
  'dibao-marginal': words(
    '低保边缘 低保边缘户 低保边缘人员 低保边缘对象 低保边缘家庭 低保边缘家庭成员 最低生活保障边缘 最低生活保障边缘家庭',
    '最低生活保障边缘家庭成员 最低生活保障边缘人员',
  ),
  'rigid-expense': words(
    '刚性支出困难 刚性支出困难户 刚性支出困难人员 刚性支出困难对象 刚性支出困难家庭 刚性支出困难家庭成员 支出型困难',
    '支出型困难家庭 支出型困难家庭成员',
  ),
  'poverty-monitored': words(
    '防止返贫监测 防止返贫监测对象 防返贫监测对象 返贫监测对象 返贫致贫 返贫致贫人口 返贫致贫人员 脱贫不稳定 脱贫不稳定户',
    '脱贫不稳定人口 脱贫不稳定人员 边缘易致贫 边缘易致贫户 边缘易致贫人口 边缘易致贫人员 突发严重困难 突发严重困难户',
    '突发严重困难人口 突发严重困难人员',
  ),
  orphan: words('孤儿 城乡孤儿 事实无人抚养儿童'),
  'severe-disability': words('重度残疾 重度残疾人 重度残疾人员'),
  'preferential-treatment': words('优抚 优抚对象 优抚人员 重点优抚 重点优抚对象 在乡重点优抚 在乡重点优抚对象 在乡老复员军人'),
  /** The statutory remainder: assisted, in no class of income. */
  'medical-assistance-other': words('其他困难群众 其他困难人员'),
  temporary: words('临时救助 临时救助对象 临时救助人员'),
};

/**
 * Reads the labels of one authority: everybody's words, and its own. Only whole labels count, full-width forms and spaces being ways of writing; one that is
 * in neither table is `unknown`, never a guess: 低保边缘 is not 低保.
 */
export const labelReader = (own: Labels): ((label: string | null) => Category) => {
  const categories = new Map([...entriesOf(EVERYBODYS), ...entriesOf(own)]);
  return (label) => categories.get(plainLabel(label ?? '')) ?? 'unknown';
};

const entriesOf = (labels: Labels): readonly (readonly [string, Category])[] =>
  Object.entries(labels).flatMap(([category, called]) => called.map((label) => [label, category as Category] as const));
