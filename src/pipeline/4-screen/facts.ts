/**
 * The catalogue of facts a rule may ask about, and how one person's are read. Only what a complete, fresh reading says is a fact; what sources
 * contradict, leave out or said too long ago is unknown, with the reason, and raises nothing.
 */
import type { Dataset } from '../../domain/sources.ts';
import { assistanceFacts } from './facts/assistance.ts';
import { employmentFacts } from './facts/employment.ts';
import { injuryFacts } from './facts/injury.ts';
import { livingFacts } from './facts/living.ts';
import { medicalFacts } from './facts/medical.ts';
import { membershipFacts } from './facts/membership.ts';
import { pauseFacts } from './facts/pause.ts';
import type { ReadingPolicy } from './facts/reading.ts';
import type { Bilingual, Facts, View } from './types.ts';

/** `fen`, `months`, `years`, `days`, `grade`, `count` are numbers; `month` and `day` are for words only. */
export type FactUnit = 'fen' | 'months' | 'years' | 'days' | 'grade' | 'count' | 'yes-no' | 'word' | 'month' | 'day';

export interface FactDefinition {
  readonly title: Bilingual;
  readonly meaning: string;
  readonly unit: FactUnit;
  /** The words a `word` fact may take. */
  readonly words?: readonly string[];
  /** Where it comes from; empty: no source says it, and every rule that asks for it cannot judge. */
  readonly datasets: readonly Dataset[];
}

/** Income classes of civil affairs; a source that knows only that assistance is received leaves it `unstated`. */
const CATEGORIES = ['dibao', 'tekun', 'dibao-marginal', 'rigid-expense', 'unstated'] as const;
const FORMS = ['standard', 'courier', 'ride-hailing', 'housekeeping', 'construction', 'sanitation'] as const;

const STANDINGS = ['corroborated', 'single-source'] as const;

export const FACTS: Readonly<Record<string, FactDefinition>> = {
  sex: {
    title: { zh: '性别', en: 'Sex' },
    unit: 'word',
    datasets: ['members'],
    meaning: 'By the identity number.',
    words: ['male', 'female'],
  },
  age: { title: { zh: '年龄', en: 'Age' }, unit: 'years', datasets: ['members'], meaning: 'Completed years by the identity number.' },
  employmentForm: {
    title: { zh: '就业形态', en: 'Form of employment' },
    unit: 'word',
    datasets: ['members'],
    meaning: 'As the roster has it.',
    words: FORMS,
  },
  leftUnion: {
    title: { zh: '已离会', en: 'Left the union' },
    unit: 'yes-no',
    datasets: ['members'],
    meaning: 'The roster states a day of leaving, past or to come.',
  },
  leftOn: { title: { zh: '离会日期', en: 'Left on' }, unit: 'day', datasets: ['members'], meaning: 'Day of leaving.' },
  onFile: { title: { zh: '已建档', en: 'On file' }, unit: 'yes-no', datasets: ['members'], meaning: 'Has a hardship file.' },
  monthsOnFile: {
    title: { zh: '建档月数', en: 'Months on file' },
    unit: 'months',
    datasets: ['members'],
    meaning: 'Completed months since the file was opened.',
  },
  dead: {
    title: { zh: '已去世', en: 'Dead' },
    unit: 'yes-no',
    datasets: ['death', 'settlement', 'contributions', 'unemployment'],
    meaning: 'What the check `living` makes of all sources; a contradiction is unknown.',
  },
  insuredElsewhere: {
    title: { zh: '参保地在外地', en: 'Insured elsewhere' },
    unit: 'yes-no',
    datasets: ['person'],
    meaning: 'Every medical insurance in force is of another city.',
  },
  assistanceStanding: {
    title: { zh: '救助印证', en: 'Standing of assistance' },
    unit: 'word',
    datasets: ['assistance', 'person', 'participation'],
    meaning: 'How well it is attested that assistance is received now; none: it is not.',
    words: STANDINGS,
  },
  assistanceCategory: {
    title: { zh: '救助类别', en: 'Category of assistance' },
    unit: 'word',
    datasets: ['assistance', 'person', 'participation'],
    meaning: 'The category on which the sources agree.',
    words: CATEGORIES,
  },
  civilAffairsAgrees: {
    title: { zh: '民政一致', en: 'Civil affairs agrees' },
    unit: 'yes-no',
    datasets: ['assistance'],
    meaning: 'Civil affairs itself states that category.',
  },
  ownPaidLast12Months: {
    title: { zh: '近12个月个人支付', en: 'Own payments, 12 months' },
    unit: 'fen',
    datasets: ['settlement'],
    meaning: 'Paid by the member for treatment settled in the twelve months to the business day, reversals netted.',
  },
  inpatientStays: {
    title: { zh: '住院次数', en: 'In-patient stays' },
    unit: 'count',
    datasets: ['settlement'],
    meaning: 'Settled stays in those twelve months.',
  },
  seriousDiseaseRegistered: {
    title: { zh: '慢特病登记', en: 'Registered disease' },
    unit: 'yes-no',
    datasets: ['registration'],
    meaning: 'A chronic or serious disease is on the register now.',
  },
  employedNow: {
    title: { zh: '在职参保', en: 'Insured by an employer' },
    unit: 'yes-no',
    datasets: ['participation', 'contributions'],
    meaning: 'What the check `employment-insurance` makes of it.',
  },
  monthsWithoutContribution: {
    title: { zh: '未缴费月数', en: 'Months without contribution' },
    unit: 'months',
    datasets: ['contributions'],
    meaning: 'Complete months since the last that arrived; a single one is lag and counts as none.',
  },
  lastContributionMonth: {
    title: { zh: '最近缴费年月', en: 'Last contribution' },
    unit: 'month',
    datasets: ['contributions'],
    meaning: 'Last month whose contribution arrived.',
  },
  monthsSinceCoverPaused: {
    title: { zh: '参保暂停月数', en: 'Months since cover was paused' },
    unit: 'months',
    datasets: ['participation', 'contributions'],
    meaning:
      'Complete months since the day the register dates the pause of cover by every employer; contributions for later months contradict it.',
  },
  coverPausedOn: {
    title: { zh: '参保暂停日期', en: 'Cover paused on' },
    unit: 'day',
    datasets: ['participation', 'contributions'],
    meaning: 'Day of that pause.',
  },
  onUnemploymentBenefit: {
    title: { zh: '领取失业金', en: 'On unemployment benefit' },
    unit: 'yes-no',
    datasets: ['unemployment'],
    meaning: 'A valid spell is being paid this month, or granted from the next, and no source contradicts it.',
  },
  benefitSince: {
    title: { zh: '失业金开始年月', en: 'Benefit since' },
    unit: 'month',
    datasets: ['unemployment'],
    meaning: 'First month of that spell.',
  },
  pensionEnded: {
    title: { zh: '养老参保终止', en: 'Pension insurance ended' },
    unit: 'yes-no',
    datasets: ['participation'],
    meaning: 'Pension insurance ended with every employer.',
  },
  coveredByWorkInjury: {
    title: { zh: '工伤保险', en: 'Work-injury insurance' },
    unit: 'yes-no',
    datasets: ['participation'],
    meaning: 'Work-injury insurance is being paid.',
  },
  injuryGrade: {
    title: { zh: '伤残等级', en: 'Grade of injury' },
    unit: 'grade',
    datasets: ['work-injury'],
    meaning: 'Grade of the latest injury recognised: 1 gravest, 10 mildest.',
  },
  injuredOn: { title: { zh: '工伤日期', en: 'Injured on' }, unit: 'day', datasets: ['work-injury'], meaning: 'Day of that injury.' },
  monthsSinceInjury: {
    title: { zh: '工伤后月数', en: 'Months since the injury' },
    unit: 'months',
    datasets: ['work-injury'],
    meaning: 'Completed months since that injury.',
  },
  monthsOnPlatform: {
    title: { zh: '平台从业月数', en: 'Months on the platform' },
    unit: 'months',
    datasets: [],
    meaning: 'Months actually worked on a platform: no source of ours says it.',
  },
  anyGround: {
    title: { zh: '仍有困难情形', en: 'Any ground left' },
    unit: 'yes-no',
    datasets: [
      'members',
      'assistance',
      'person',
      'settlement',
      'registration',
      'participation',
      'contributions',
      'unemployment',
      'work-injury',
    ],
    meaning: 'Some row of the hardship table holds; false only where every row was judged.',
  },
  admittedOn: {
    title: { zh: '入院日期', en: 'Admitted on' },
    unit: 'day',
    datasets: ['settlement'],
    meaning: 'First day of the stay in question.',
  },
  dischargedOn: {
    title: { zh: '出院日期', en: 'Discharged on' },
    unit: 'day',
    datasets: ['settlement'],
    meaning: 'Last day of the stay in question.',
  },
  stayWithinPolicy: {
    title: { zh: '保障期间内', en: 'Within the policy' },
    unit: 'yes-no',
    datasets: ['settlement', 'members'],
    meaning: 'The whole stay lies within the mutual-aid policy.',
  },
  daysSinceSettlement: {
    title: { zh: '结算后天数', en: 'Days since settlement' },
    unit: 'days',
    datasets: ['settlement'],
    meaning: 'Days from the settlement to the business day.',
  },
};

/** Everything known of a person for one purpose. Facts about one stay (`facts/stay.ts`) and the verdict of a table are added where they are asked for. */
export const factsOf = (view: View, policy: ReadingPolicy): Facts => ({
  ...membershipFacts(view.dossier),
  ...livingFacts(view, policy),
  ...assistanceFacts(view),
  ...medicalFacts(view, policy),
  ...employmentFacts(view, policy),
  ...pauseFacts(view, policy),
  ...injuryFacts(view, policy),
});
