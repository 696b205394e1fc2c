/** What programmes, classes, datasets and reasons are called when a member is told of them. */
import type { Programme } from '../../domain/application.ts';
import type { FactUnit } from '../../domain/fact-catalogue.ts';
import type { Dataset } from '../../domain/sources.ts';
import type { Operator } from './cell.ts';
import type { Bilingual, HardshipClass, Mark, UnknownFactReason } from './types.ts';

export const PROGRAMME_WORDS: Readonly<Record<Programme, Bilingual>> = {
  'living-aid': { zh: '生活救助', en: 'living aid' },
  'medical-aid': { zh: '医疗救助', en: 'medical aid' },
  'education-aid': { zh: '子女助学', en: 'education aid' },
  'mutual-aid-claim': { zh: '互助保障给付', en: 'a mutual-aid claim' },
  'exclusive-protection': { zh: '专属保障参保', en: 'enrolment in exclusive protection' },
};

export const CLASS_WORDS: Readonly<Record<HardshipClass, Bilingual>> = {
  deep: { zh: '深度困难', en: 'deep hardship' },
  relative: { zh: '相对困难', en: 'relative hardship' },
  accident: { zh: '意外致困', en: 'hardship through an accident' },
  undetermined: { zh: '类别待核实', en: 'a class still to be determined' },
};

/** Who keeps it, and what it is. */
export const DATASET_WORDS: Readonly<Record<Dataset, Bilingual>> = {
  members: { zh: '工会会员名册', en: 'the union roster' },
  assistance: { zh: '民政社会救助记录', en: 'social assistance (civil affairs)' },
  death: { zh: '民政死亡登记', en: 'the register of deaths (civil affairs)' },
  family: { zh: '民政家庭成员记录', en: 'households (civil affairs)' },
  person: { zh: '医保参保信息', en: 'insured persons (medical insurance)' },
  settlement: { zh: '医保结算记录', en: 'settlements (medical insurance)' },
  registration: { zh: '慢特病登记', en: 'registered diseases (medical insurance)' },
  participation: { zh: '社保参保登记', en: 'participation (social security)' },
  contributions: { zh: '社保缴费记录', en: 'contributions (social security)' },
  unemployment: { zh: '失业保险待遇记录', en: 'unemployment benefit (social security)' },
  'work-injury': { zh: '工伤认定记录', en: 'work injuries (social security)' },
};

export const UNKNOWN_WORDS: Readonly<Record<UnknownFactReason, Bilingual>> = {
  'not-yet-read': { zh: '尚未读取', en: 'it has not been read yet' },
  'source-failed': { zh: '部门数据暂时无法读取', en: 'the authority could not be read' },
  withheld: { zh: '未取得使用该数据的同意或授权', en: 'its use was not agreed to' },
  'no-such-code': { zh: '记录中的代码无法解读', en: 'its code has no known meaning' },
  'not-stated': { zh: '记录未注明', en: 'the record does not state it' },
  stale: { zh: '记录已超过时效，过期数据不作为依据', en: 'the record is too old, and old records raise nothing' },
  /** Of one authority's or of several: whose they are is for a person to settle. */
  conflicting: { zh: '有关记录相互矛盾', en: 'the records contradict each other' },
  'no-source': { zh: '没有部门记录可以说明', en: 'no source says it' },
};

export const MARK_WORDS: Readonly<Record<Mark, Bilingual>> = {
  'single-month': { zh: '只是单月数值，不能单独作为依据', en: 'of a single month, which raises nothing alone' },
  averaged: { zh: '是多月平均数，不能单独作为依据', en: 'an average over months, which raises nothing alone' },
};

type Limit = (line: Bilingual) => Bilingual;
const plainly =
  (zh: string, en: string): Limit =>
  (line) => ({ zh: `${zh}${line.zh}`, en: `${en} ${line.en}` });

const LIMITS: Readonly<Record<Operator, Limit>> = {
  '>=': plainly('不低于', 'at least'),
  '>': plainly('高于', 'more than'),
  '<=': plainly('不高于', 'at most'),
  '<': plainly('低于', 'less than'),
};

/** The first grade is the gravest, and in Chinese the highest: 不高于6级 would be read as 6 or milder. */
const LIMITS_OF_GRADES: Readonly<Record<Operator, Limit>> = {
  '>=': ({ zh, en }) => ({ zh: `${zh}或更轻`, en: `${en} or milder` }),
  '>': ({ zh, en }) => ({ zh: `轻于${zh}`, en: `milder than ${en}` }),
  '<=': ({ zh, en }) => ({ zh: `${zh}或更重`, en: `${en} or graver` }),
  '<': ({ zh, en }) => ({ zh: `重于${zh}`, en: `graver than ${en}` }),
};

/** What a threshold asks for. */
export const limitInWords = (unit: FactUnit, operator: Operator, line: Bilingual): Bilingual =>
  (unit === 'grade' ? LIMITS_OF_GRADES : LIMITS)[operator](line);
