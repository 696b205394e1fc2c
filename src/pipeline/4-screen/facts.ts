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

const fact = (zh: string, en: string, unit: FactUnit, datasets: readonly Dataset[], meaning: string, words?: readonly string[]): FactDefinition => ({
  title: { zh, en },
  meaning,
  unit,
  datasets,
  ...(words === undefined ? {} : { words }),
});

export const FACTS: Readonly<Record<string, FactDefinition>> = {
  sex: fact('性别', 'Sex', 'word', ['members'], 'By the identity number.', ['male', 'female']),
  age: fact('年龄', 'Age', 'years', ['members'], 'Completed years by the identity number.'),
  employmentForm: fact('就业形态', 'Form of employment', 'word', ['members'], 'As the roster has it.', FORMS),
  leftUnion: fact('已离会', 'Left the union', 'yes-no', ['members'], 'Left on or before the business day.'),
  leftOn: fact('离会日期', 'Left on', 'day', ['members'], 'Day of leaving.'),
  onFile: fact('已建档', 'On file', 'yes-no', ['members'], 'Has a hardship file.'),
  monthsOnFile: fact('建档月数', 'Months on file', 'months', ['members'], 'Completed months since the file was opened.'),
  dead: fact('已去世', 'Dead', 'yes-no', ['death', 'contributions', 'unemployment'], 'What the check `living` makes of all sources; a contradiction is unknown.'),
  insuredElsewhere: fact('参保地在外地', 'Insured elsewhere', 'yes-no', ['person'], 'Every medical insurance in force is of another city.'),
  assistanceStanding: fact('救助印证', 'Standing of assistance', 'word', ['assistance', 'person', 'participation'], 'How well it is attested that assistance is received now; none: it is not.', ['corroborated', 'single-source']),
  assistanceCategory: fact('救助类别', 'Category of assistance', 'word', ['assistance', 'person', 'participation'], 'The category on which the sources agree; `unstated`: received, no telling which.', CATEGORIES),
  civilAffairsAgrees: fact('民政一致', 'Civil affairs agrees', 'yes-no', ['assistance'], 'Civil affairs itself states that category.'),
  ownPaidLast12Months: fact('近12个月个人支付', 'Own payments, 12 months', 'fen', ['settlement'], 'Paid by the member for treatment settled in the twelve months to the business day, reversals netted.'),
  medicalAidReceived: fact('医疗救助支付', 'Medical assistance paid', 'yes-no', ['settlement'], 'The medical-assistance fund paid towards treatment in those twelve months.'),
  inpatientStays: fact('住院次数', 'In-patient stays', 'count', ['settlement'], 'Settled stays in those twelve months.'),
  seriousDiseaseRegistered: fact('慢特病登记', 'Registered disease', 'yes-no', ['registration'], 'A chronic or serious disease is on the register now.'),
  employedNow: fact('在职参保', 'Insured by an employer', 'yes-no', ['participation', 'contributions'], 'What the check `employment-insurance` makes of it.'),
  monthsWithoutContribution: fact('未缴费月数', 'Months without contribution', 'months', ['contributions'], 'Complete months since the last that arrived; a single one is lag and counts as none.'),
  lastContributionMonth: fact('最近缴费年月', 'Last contribution', 'month', ['contributions'], 'Last month whose contribution arrived.'),
  onUnemploymentBenefit: fact('领取失业金', 'On unemployment benefit', 'yes-no', ['unemployment'], 'A valid spell is being paid this month, and no source contradicts it.'),
  benefitSince: fact('失业金开始年月', 'Benefit since', 'month', ['unemployment'], 'First month of that spell.'),
  pensionEnded: fact('养老参保终止', 'Pension insurance ended', 'yes-no', ['participation'], 'Pension insurance ended with every employer.'),
  coveredByWorkInjury: fact('工伤保险', 'Work-injury insurance', 'yes-no', ['participation'], 'Work-injury insurance is being paid.'),
  injuryGrade: fact('伤残等级', 'Grade of injury', 'grade', ['work-injury'], 'Grade of the latest injury recognised: 1 gravest, 10 mildest.'),
  injuredOn: fact('工伤日期', 'Injured on', 'day', ['work-injury'], 'Day of that injury.'),
  monthsSinceInjury: fact('工伤后月数', 'Months since the injury', 'months', ['work-injury'], 'Completed months since that injury.'),
  monthsOnPlatform: fact('平台从业月数', 'Months on the platform', 'months', [], 'Months actually worked on a platform: no source of ours says it.'),
  anyGround: fact('仍有困难情形', 'Any ground left', 'yes-no', ['members', 'assistance', 'person', 'settlement', 'registration', 'participation', 'contributions', 'unemployment', 'work-injury'], 'Some row of the hardship table holds; false only where every row was judged.'),
  admittedOn: fact('入院日期', 'Admitted on', 'day', ['settlement'], 'First day of the stay in question.'),
  dischargedOn: fact('出院日期', 'Discharged on', 'day', ['settlement'], 'Last day of the stay in question.'),
  stayWithinPolicy: fact('保障期间内', 'Within the policy', 'yes-no', ['settlement', 'members'], 'The whole stay lies within the mutual-aid policy.'),
  daysSinceSettlement: fact('结算后天数', 'Days since settlement', 'days', ['settlement'], 'Days from the settlement to the business day.'),
};

/** Everything known of a person for one purpose. Facts about one stay (`facts/stay.ts`) and the verdict of a table are added where they are asked for. */
export const factsOf = (view: View, policy: ReadingPolicy): Facts => ({
  ...membershipFacts(view.dossier),
  ...livingFacts(view, policy),
  ...assistanceFacts(view),
  ...medicalFacts(view, policy),
  ...employmentFacts(view, policy),
  ...injuryFacts(view, policy),
});
