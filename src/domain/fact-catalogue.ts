/* Generated from schemas/facts.json by `npm run generate`. Edit the schema, not this file. */
import type { Dataset } from './sources.ts';

/** `fen`, `months`, `years`, `days`, `grade`, `count` are numbers; `month` and `day` are for words only. */
export type FactUnit = 'fen' | 'months' | 'years' | 'days' | 'grade' | 'count' | 'yes-no' | 'word' | 'month' | 'day';

/** A fact a rule may ask about. What each field means is said in `schemas/fact-catalogue.json`. */
export interface FactDefinition {
  readonly title: { readonly zh: string; readonly en: string };
  readonly meaning: string;
  readonly unit: FactUnit;
  /** The words a `word` fact may take. */
  readonly words?: readonly string[];
  /** Where it comes from; empty: no source says it, and every rule that asks for it cannot judge. */
  readonly datasets: readonly Dataset[];
  /** The only tables it is given to; left out: every one. */
  readonly tables?: readonly string[];
  /** Why no row may rest on it alone. */
  readonly neverAlone?: 'single-month' | 'averaged';
  /** Thresholds: the least and the most it can state. */
  readonly flooredBy?: string;
  readonly cappedBy?: string;
}

export type FactName =
  | 'sex'
  | 'age'
  | 'employmentForm'
  | 'leftUnion'
  | 'leftOn'
  | 'onFile'
  | 'monthsOnFile'
  | 'dead'
  | 'insuredElsewhere'
  | 'assistanceStanding'
  | 'assistanceCategory'
  | 'civilAffairsAgrees'
  | 'ownPaidLast12Months'
  | 'inpatientStays'
  | 'seriousDiseaseRegistered'
  | 'employedNow'
  | 'monthsWithoutContribution'
  | 'lastContributionMonth'
  | 'contributionBase'
  | 'contributionBaseAverage12Months'
  | 'monthsSinceCoverPaused'
  | 'coverPausedOn'
  | 'onUnemploymentBenefit'
  | 'benefitSince'
  | 'pensionEnded'
  | 'coveredByWorkInjury'
  | 'injuryGrade'
  | 'injuredOn'
  | 'monthsSinceInjury'
  | 'monthsOnPlatform'
  | 'anyGround'
  | 'monthsWithoutGround'
  | 'admittedOn'
  | 'dischargedOn'
  | 'hospitalLevel'
  | 'stayWithinPolicy'
  | 'daysCoveredBeforeAdmission'
  | 'daysSinceSettlement';

/** Asked by a name that may be none, it may answer nothing. */
export const FACTS: Readonly<Record<FactName, FactDefinition>> & Readonly<Record<string, FactDefinition>> = {
  sex: {"title":{"zh":"性别","en":"Sex"},"unit":"word","words":["male","female"],"datasets":["members"],"meaning":"By the identity number."},
  age: {"title":{"zh":"年龄","en":"Age"},"unit":"years","datasets":["members"],"meaning":"Completed years by the identity number."},
  employmentForm: {"title":{"zh":"就业形态","en":"Form of employment"},"unit":"word","words":["standard","courier","ride-hailing","housekeeping","construction","sanitation"],"datasets":["members"],"meaning":"As the roster has it."},
  leftUnion: {"title":{"zh":"已离会","en":"Left the union"},"unit":"yes-no","datasets":["members"],"meaning":"The roster states a day of leaving, past or to come."},
  leftOn: {"title":{"zh":"离会日期","en":"Left on"},"unit":"day","datasets":["members"],"meaning":"Day of leaving."},
  onFile: {"title":{"zh":"已建档","en":"On file"},"unit":"yes-no","datasets":["members"],"meaning":"Has a hardship file."},
  monthsOnFile: {"title":{"zh":"建档月数","en":"Months on file"},"unit":"months","datasets":["members"],"meaning":"Completed months since the file was opened."},
  dead: {"title":{"zh":"已去世","en":"Dead"},"unit":"yes-no","datasets":["death","settlement","contributions","unemployment"],"meaning":"What the check `living` makes of all sources; a contradiction is unknown."},
  insuredElsewhere: {"title":{"zh":"参保地在外地","en":"Insured elsewhere"},"unit":"yes-no","datasets":["person"],"meaning":"Every medical insurance in force is of another city."},
  assistanceStanding: {"title":{"zh":"救助印证","en":"Standing of assistance"},"unit":"word","words":["corroborated","single-source"],"datasets":["assistance","person","participation"],"meaning":"How well it is attested that assistance is received now; none: it is not."},
  assistanceCategory: {"title":{"zh":"救助类别","en":"Category of assistance"},"unit":"word","words":["dibao","tekun","dibao-marginal","rigid-expense","unstated"],"datasets":["assistance","person","participation"],"meaning":"The category on which the sources agree."},
  civilAffairsAgrees: {"title":{"zh":"民政一致","en":"Civil affairs agrees"},"unit":"yes-no","datasets":["assistance"],"meaning":"Civil affairs itself states that category."},
  ownPaidLast12Months: {"title":{"zh":"近12个月个人支付","en":"Own payments, 12 months"},"unit":"fen","datasets":["settlement"],"meaning":"Paid by the member for treatment settled in the twelve months to the business day, reversals netted."},
  inpatientStays: {"title":{"zh":"住院次数","en":"In-patient stays"},"unit":"count","datasets":["settlement"],"meaning":"Settled stays in those twelve months."},
  seriousDiseaseRegistered: {"title":{"zh":"慢特病登记","en":"Registered disease"},"unit":"yes-no","datasets":["registration"],"meaning":"A chronic or serious disease is on the register now."},
  employedNow: {"title":{"zh":"在职参保","en":"Insured by an employer"},"unit":"yes-no","datasets":["participation","contributions"],"meaning":"What the check `employment-insurance` makes of it."},
  monthsWithoutContribution: {"title":{"zh":"未缴费月数","en":"Months without contribution"},"unit":"months","datasets":["contributions"],"meaning":"Complete months since the last that arrived; a single one is lag and counts as none."},
  lastContributionMonth: {"title":{"zh":"最近缴费年月","en":"Last contribution"},"unit":"month","datasets":["contributions"],"meaning":"Last month whose contribution arrived."},
  contributionBase: {"title":{"zh":"最近一个月缴费基数","en":"Contribution base, latest month"},"unit":"fen","datasets":["contributions"],"neverAlone":"single-month","flooredBy":"contributionFloor","cappedBy":"contributionCeiling","meaning":"Base of employee pension insurance as the latest month alone states it. It raises nothing alone: one month may be lag, a gap or a correction, and a base at the floor says only \"at most\"; never an income."},
  contributionBaseAverage12Months: {"title":{"zh":"近12个月平均缴费基数","en":"Contribution base, average of 12 months"},"unit":"fen","datasets":["contributions"],"neverAlone":"averaged","flooredBy":"contributionFloor","cappedBy":"contributionCeiling","meaning":"Average of the bases of employee pension insurance over the twelve months that end with the last that arrived, every one of which states it. It raises nothing alone: an average hides the months that matter, and a base is no income."},
  monthsSinceCoverPaused: {"title":{"zh":"参保暂停月数","en":"Months since cover was paused"},"unit":"months","datasets":["participation","contributions"],"meaning":"Complete months since the day the register dates the pause of cover by every employer; contributions for later months contradict it."},
  coverPausedOn: {"title":{"zh":"参保暂停日期","en":"Cover paused on"},"unit":"day","datasets":["participation","contributions"],"meaning":"Day of that pause."},
  onUnemploymentBenefit: {"title":{"zh":"领取失业金","en":"On unemployment benefit"},"unit":"yes-no","datasets":["unemployment"],"meaning":"A valid spell is being paid this month, or granted from the next, and no source contradicts it; unknown where it states no end and its months are used up."},
  benefitSince: {"title":{"zh":"失业金开始年月","en":"Benefit since"},"unit":"month","datasets":["unemployment"],"meaning":"First month of that spell."},
  pensionEnded: {"title":{"zh":"养老参保终止","en":"Pension insurance ended"},"unit":"yes-no","datasets":["participation"],"meaning":"Pension insurance ended with every employer."},
  coveredByWorkInjury: {"title":{"zh":"工伤保险","en":"Work-injury insurance"},"unit":"yes-no","datasets":["participation"],"meaning":"Work-injury insurance is being paid."},
  injuryGrade: {"title":{"zh":"伤残等级","en":"Grade of injury"},"unit":"grade","datasets":["work-injury"],"meaning":"Grade of the latest injury recognised: 1 gravest, 10 mildest."},
  injuredOn: {"title":{"zh":"工伤日期","en":"Injured on"},"unit":"day","datasets":["work-injury"],"meaning":"Day of that injury."},
  monthsSinceInjury: {"title":{"zh":"工伤后月数","en":"Months since the injury"},"unit":"months","datasets":["work-injury"],"meaning":"Completed months since that injury."},
  monthsOnPlatform: {"title":{"zh":"平台从业月数","en":"Months on the platform"},"unit":"months","datasets":[],"meaning":"Months actually worked on a platform: no source of ours says it."},
  anyGround: {"title":{"zh":"仍有困难情形","en":"Any ground left"},"unit":"yes-no","datasets":["members","assistance","person","settlement","registration","participation","contributions","unemployment","work-injury"],"tables":["leaving"],"meaning":"Some row of the hardship table holds; false only where every row was judged."},
  monthsWithoutGround: {"title":{"zh":"连续无困难情形月数","en":"Months without a ground"},"unit":"months","datasets":["members","assistance","person","settlement","registration","participation","contributions","unemployment","work-injury"],"tables":["leaving"],"meaning":"Complete months since the first of the nights in a row on which no ground was found; a night that could not judge neither counts against it nor ends it."},
  admittedOn: {"title":{"zh":"入院日期","en":"Admitted on"},"unit":"day","datasets":["settlement"],"tables":["mutual-aid-claim"],"meaning":"First day of the stay in question."},
  dischargedOn: {"title":{"zh":"出院日期","en":"Discharged on"},"unit":"day","datasets":["settlement"],"tables":["mutual-aid-claim"],"meaning":"Last day of the stay in question."},
  hospitalLevel: {"title":{"zh":"医院等级","en":"Level of the hospital"},"unit":"word","words":["tertiary","secondary","primary","unrated"],"datasets":["settlement"],"tables":["mutual-aid-claim"],"meaning":"Level of the hospital of the stay, by what the rule set says the codes of medical insurance mean here; a code it does not name is unknown."},
  stayWithinPolicy: {"title":{"zh":"保障期间内","en":"Within the policy"},"unit":"yes-no","datasets":["settlement","members"],"tables":["mutual-aid-claim"],"meaning":"The whole stay lies within the mutual-aid policy."},
  daysCoveredBeforeAdmission: {"title":{"zh":"入院前已保障天数","en":"Days covered before admission"},"unit":"days","datasets":["settlement","members"],"tables":["mutual-aid-claim"],"meaning":"Days from the first day of the mutual-aid policy to admission; 0: admitted on its first day. What a waiting period is compared with."},
  daysSinceSettlement: {"title":{"zh":"结算后天数","en":"Days since settlement"},"unit":"days","datasets":["settlement"],"tables":["mutual-aid-claim"],"meaning":"Days from the settlement to the business day."},
};
