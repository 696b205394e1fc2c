/* Generated from schemas/applications by `npm run generate`. Edit the schemas, not this file. */
import type { Day, Instant, Month } from './period.ts';
import type { Dataset, Source } from './sources.ts';

export const PROGRAMMES = ['living-aid', 'medical-aid', 'education-aid', 'mutual-aid-claim', 'exclusive-protection'] as const;
export type Programme = (typeof PROGRAMMES)[number];

export type FormValue = string | number | boolean | readonly FormValue[] | Form;
/** A form of any programme, as it is delivered. */
export interface Form { readonly [field: string]: FormValue }

/** JSON Pointer into the form → the records the field rests on, never none. */
export type Provenance = Readonly<Record<string, readonly ProvenanceEntry[]>>;

/**
 * One record a field rests on; the roster is a source too.
 */
export interface ProvenanceEntry {
/**
 * Who says it.
 */
source: Source
/**
 * In which dataset.
 */
dataset: Dataset
/**
 * The record's key at its source.
 */
recordKey: string
/**
 * End of the reading it comes from.
 */
asOf: Instant
}

/**
 * One reason in words a member understands.
 */
export interface ApplicationReason {
/**
 * Stable code of the rule or check.
 */
code: string
/**
 * The reason in both languages.
 */
text: {
/**
 * In Chinese.
 */
zh: string
/**
 * In English.
 */
en: string
}
}

/**
 * What is delivered to the aid system for a worker to complete, sign and confirm (interfaces.md §4, PUT /v1/prefilled-applications/{applicationId}).
 */
export interface ApplicationDocument {
/**
 * 1, 2, 3 …: a higher version replaces a lower one while the worker has not decided.
 */
version: number
/**
 * The aid applied for; it names the schema of the form.
 */
programme: Programme
/**
 * The aid system's own id of the member.
 */
memberId: string
/**
 * Only fields that evidence supplies; the rest, with signatures and attachments, is for the worker and the officer.
 */
form: Form
/**
 * For each JSON Pointer into the form, the records it rests on; no field is without one.
 */
provenance: Provenance
/**
 * Why this is offered, and what the worker should check; the member reads it too.
 */
reasons: readonly ApplicationReason[]
/**
 * End of the last day on which the worker may confirm it.
 */
expiresAt: Instant
}

/**
 * Who applies, as the roster has it.
 */
interface PersonPart {
/**
 * As the roster writes it.
 */
name?: string
/**
 * Kind of identity document.
 */
idType: ("resident-id" | "hmt-residence-permit" | "foreign-pr")
/**
 * Identity number, 18 characters.
 */
idNumber: string
/**
 * Read from the identity number.
 */
sex: ("male" | "female")
/**
 * Read from the identity number.
 */
birthDate: Day
/**
 * As the roster has it.
 */
mobile?: string
/**
 * District of the member.
 */
district?: string
}

/**
 * What the hardship file asks of the applicant besides: no source of ours states it.
 */
interface BackgroundPart {
/**
 * Number of the worker in the hardship file, given when it is opened.
 */
staffNo?: string
/**
 * Ethnic group (GB/T 3304).
 */
ethnicGroup?: string
/**
 * Political status, as the hardship file lists it.
 */
politicalStatus?: ("party-member" | "youth-league-member" | "no-party" | "democratic-party" | "other")
/**
 * State of health, as the hardship file lists it; a registered disease is never taken over.
 */
health?: ("good" | "malignant-tumour" | "cardiovascular-disease" | "cerebrovascular-disease" | "end-stage-renal-disease" | "mental-illness" | "liver-disease" | "blood-disease" | "diabetes" | "other-disease" | "disability")
/**
 * Category of the disability certificate (its 19th character, domain.md §4.5).
 */
disabilityCategory?: ("sight" | "hearing" | "speech" | "physical" | "intellectual" | "mental" | "multiple")
/**
 * Level at which the applicant was named a model worker.
 */
modelWorker?: ("national" | "provincial" | "city" | "other" | "none")
/**
 * Marital status (GB/T 2261.2).
 */
maritalStatus?: ("single" | "married" | "widowed" | "divorced")
/**
 * Another way to reach the applicant.
 */
otherContact?: string
/**
 * Six digits.
 */
postalCode?: string
/**
 * Home address.
 */
address?: string
/**
 * Type of household registration.
 */
householdRegistration?: ("non-agricultural" | "agricultural" | "converted")
/**
 * Administrative division of the household registration.
 */
registrationDivision?: string
}

/**
 * Where the applicant works or last worked.
 */
interface WorkPart {
/**
 * Employer as the roster has it.
 */
employerName?: string
/**
 * GB 32100 code of the employer.
 */
employerUscc?: string
/**
 * Standard employment or one of the new forms.
 */
employmentForm?: ("standard" | "courier" | "ride-hailing" | "housekeeping" | "construction" | "sanitation")
/**
 * Whether social insurance of an employer runs now.
 */
status?: ("employed" | "not-employed")
/**
 * Last month whose social-insurance contribution arrived.
 */
lastContributionMonth?: Month
/**
 * Day of unemployment of the current benefit spell.
 */
unemployedOn?: Day
/**
 * First month of the current unemployment benefit.
 */
benefitFrom?: Month
/**
 * Last month of the current unemployment benefit.
 */
benefitTo?: Month
/**
 * Standing at work, as the hardship file lists it: sources tell insured from not insured, never laid off from unemployed.
 */
standing?: ("on-post" | "laid-off" | "unemployed" | "retired" | "on-sick-leave" | "retired-early" | "migrant-worker")
/**
 * Ownership of the employer.
 */
employerKind?: string
/**
 * How the employer fares.
 */
employerCondition?: string
/**
 * Industry.
 */
industry?: string
/**
 * Day work began.
 */
startedOn?: Day
/**
 * Term of the labour contract, of a migrant worker only.
 */
contractTerm?: string
/**
 * The applicant's own income a month, yuan. No source has it and none is estimated.
 */
averageMonthlyIncome?: number
}

/**
 * Who lives together, and on what.
 */
interface HouseholdPart {
/**
 * People living together.
 */
size?: number
/**
 * Income of the household in a year, yuan.
 */
annualIncome?: number
/**
 * Income of the household in a year besides wages, yuan.
 */
annualNonWageIncome?: number
/**
 * Income a person a month, yuan.
 */
monthlyIncomePerPerson?: number
/**
 * Necessary expenses of illness, schooling and disability in a year, yuan.
 */
annualRigidExpense?: number
/**
 * Hardship aid received already, yuan.
 */
otherAidReceived?: number
/**
 * Whether one parent raises the children alone.
 */
singleParent?: boolean
/**
 * Whether nobody of the household works.
 */
noOneEmployed?: boolean
/**
 * Whether the household can in some measure help itself.
 */
ableToHelpItself?: boolean
/**
 * The others of the household; never filled from a source.
 * 
 * Items: One person of the household.
 */
members?: {
/**
 * Name.
 */
name: string
/**
 * Relation to the applicant.
 */
relation?: string
/**
 * Sex.
 */
sex?: ("male" | "female")
/**
 * Political status, as the hardship file lists it.
 */
politicalStatus?: ("party-member" | "youth-league-member" | "no-party" | "democratic-party" | "other")
/**
 * Identity number, 18 characters.
 */
idNumber?: string
/**
 * Day of birth.
 */
birthDate?: Day
/**
 * State of health, as the hardship file lists it; a registered disease is never taken over.
 */
health?: ("good" | "malignant-tumour" | "cardiovascular-disease" | "cerebrovascular-disease" | "end-stage-renal-disease" | "mental-illness" | "liver-disease" | "blood-disease" | "diabetes" | "other-disease" | "disability")
/**
 * Income a month, yuan; 0 where there is none.
 */
monthlyIncome?: number
/**
 * Standing at work, as the hardship file lists it: sources tell insured from not insured, never laid off from unemployed.
 */
standing?: ("on-post" | "laid-off" | "unemployed" | "retired" | "on-sick-leave" | "retired-early" | "migrant-worker")
/**
 * Kind of basic medical insurance.
 */
medicalInsurance?: ("employee" | "resident" | "other" | "none")
/**
 * Employer or school.
 */
place?: string
}[]
}

/**
 * Where the household lives.
 */
interface HousingPart {
/**
 * Kind of housing.
 */
type?: ("employer-rented" | "public-rented" | "own" | "rented" | "self-built" | "none")
/**
 * Floor area, square metres.
 */
area?: number
}

/**
 * Why the household is in hardship: the applicant says it, nobody infers it.
 */
interface CausePart {
/**
 * The main one of the ten causes of the hardship file.
 */
main?: ("no-capacity-for-work" | "able-but-not-employed" | "laid-off" | "not-insured" | "insurance-not-honoured" | "serious-illness" | "natural-disaster" | "accident" | "children-at-school" | "other")
/**
 * Up to three more.
 * 
 * Items: One of the ten causes of the hardship file.
 */
secondary?: ("no-capacity-for-work" | "able-but-not-employed" | "laid-off" | "not-insured" | "insurance-not-honoured" | "serious-illness" | "natural-disaster" | "accident" | "children-at-school" | "other")[]
/**
 * What the main cause is where it is none of the listed.
 */
account?: string
}

/**
 * Assistance the household receives from civil affairs.
 */
interface AssistancePart {
/**
 * Category on which the sources agree.
 */
category?: ("dibao" | "tekun" | "dibao-marginal" | "rigid-expense" | "poverty-monitored" | "orphan" | "severe-disability" | "preferential-treatment" | "medical-assistance-other")
/**
 * First month of assistance.
 */
since?: Month
/**
 * Assistance for the whole household a month, yuan.
 */
monthlyAmount?: number
/**
 * People of the household whom the assistance covers.
 */
peopleCovered?: number
}

/**
 * The applicant's basic medical insurance.
 */
interface MedicalInsurancePart {
/**
 * Employee or resident insurance in force.
 */
type?: ("employee" | "resident" | "other")
/**
 * Division where the applicant is insured.
 */
place?: string
}

/**
 * Class of hardship: suggested from evidence, decided by a person.
 */
interface HardshipPart {
/**
 * Suggested only from a corroborated civil-affairs category; absent: undetermined.
 */
suggestedClass?: ("deep" | "relative")
/**
 * What the union decides.
 */
decidedClass?: ("deep" | "relative" | "accident")
}

/**
 * Where the money goes: only the applicant says it.
 */
interface PayoutPart {
/**
 * Bank.
 */
bank?: string
/**
 * Branch.
 */
branch?: string
/**
 * Card number.
 */
cardNumber?: string
}

/**
 * What the union's officers fill in.
 */
interface ProcessPart {
/**
 * Who accepted it.
 */
acceptedBy?: string
/**
 * Who reviewed it.
 */
reviewedBy?: string
/**
 * Who entered it.
 */
enteredBy?: string
/**
 * Their opinion, over their signatures.
 */
opinion?: string
/**
 * Which of the five groups of the relief campaign the household belongs to.
 */
reliefGroup?: string
/**
 * By which of the four measures of the relief campaign it is to be relieved.
 */
reliefMeasure?: string
}

/**
 * The hardship file that is there already.
 */
interface AidFilePart {
/**
 * Number of the file.
 */
fileNo?: string
/**
 * Class on file.
 */
class?: ("deep" | "relative" | "accident")
/**
 * Day the file was opened.
 */
openedOn?: Day
}

/**
 * Who is paid.
 */
interface BeneficiaryPart {
/**
 * Relation to the member.
 */
relation?: ("self" | "legal-heirs" | "spouse" | "parent" | "child" | "other")
/**
 * Name; not asked of the member or the legal heirs.
 */
name?: string
/**
 * Identity number, 18 characters; not asked of the member or the legal heirs.
 */
idNumber?: string
}

/**
 * Hardship file and living aid (domain.md §6.4): what evidence supplies is filled, the rest is for the worker and the officer.
 */
export interface LivingAidForm {
person: PersonPart
background?: BackgroundPart
work?: WorkPart
household?: HouseholdPart
housing?: HousingPart
cause?: CausePart
assistance?: AssistancePart
medicalInsurance?: MedicalInsurancePart
hardship?: HardshipPart
payout?: PayoutPart
process?: ProcessPart
}

/**
 * Hardship file and aid towards medical expenses of the last twelve months.
 */
export interface MedicalAidForm {
person: PersonPart
background?: BackgroundPart
work?: WorkPart
household?: HouseholdPart
housing?: HousingPart
cause?: CausePart
assistance?: AssistancePart
medicalInsurance?: MedicalInsurancePart
aidFile?: AidFilePart
hardship?: HardshipPart
/**
 * Settled care of the last twelve months: reversed settlements do not count.
 */
medical?: {
/**
 * Day of the earliest settlement counted.
 */
firstSettledOn?: Day
/**
 * Day of the latest settlement counted.
 */
lastSettledOn?: Day
/**
 * Sum of all fees, yuan; absent where a settlement does not state it.
 */
total?: number
/**
 * Paid by insurance funds, yuan; absent where a settlement does not state it.
 */
fundPaid?: number
/**
 * Paid by the medical-assistance fund, yuan; absent where a settlement does not state it.
 */
medicalAidPaid?: number
/**
 * Paid by the applicant, yuan; absent where a settlement does not state it.
 */
ownPaid?: number
/**
 * Settled in-patient stays.
 */
inpatientStays?: number
/**
 * Registered chronic or serious diseases that hold now.
 * 
 * Items: One registered disease.
 */
diseases?: {
/**
 * As the authority registered it.
 */
name?: string
/**
 * Registered from.
 */
registeredFrom?: Day
}[]
/**
 * Paid by commercial insurance or others, yuan; 0 where there is none.
 */
otherReimbursement?: number
/**
 * Whether treatment continues.
 */
ongoing?: boolean
}
payout?: PayoutPart
process?: ProcessPart
}

/**
 * Hardship file and aid for a child at school. No source says who is at school: raised only by a person.
 */
export interface EducationAidForm {
person: PersonPart
background?: BackgroundPart
work?: WorkPart
household?: HouseholdPart
housing?: HousingPart
cause?: CausePart
assistance?: AssistancePart
medicalInsurance?: MedicalInsurancePart
aidFile?: AidFilePart
hardship?: HardshipPart
/**
 * Children at school: the applicant names them.
 * 
 * Items: One child at school.
 */
students?: {
/**
 * Name.
 */
name: string
/**
 * Identity number, 18 characters.
 */
idNumber?: string
/**
 * School.
 */
school?: string
/**
 * Grade.
 */
grade?: string
/**
 * Tuition in a year, yuan.
 */
annualTuition?: number
}[]
payout?: PayoutPart
process?: ProcessPart
}

/**
 * Claim of the mutual-aid plan for one settled in-patient stay.
 */
export interface MutualAidClaimForm {
person: PersonPart
/**
 * The policy under which the stay is claimed.
 */
policy: {
/**
 * Number of the policy.
 */
policyNo?: string
/**
 * First day, inclusive.
 */
from: Day
/**
 * Last day, inclusive.
 */
to: Day
}
/**
 * The settled stay.
 */
stay: {
/**
 * The medical-insurance settlement.
 */
settlementNo: string
/**
 * Hospital.
 */
hospital?: string
/**
 * Level as the authority writes it.
 */
hospitalLevel?: string
/**
 * Disease of the settlement.
 */
diagnosis?: string
/**
 * First day of the stay.
 */
admittedOn?: Day
/**
 * Last day of the stay.
 */
dischargedOn?: Day
/**
 * Day of settlement.
 */
settledOn: Day
/**
 * All fees of the stay, yuan.
 */
total?: number
/**
 * Paid by insurance funds, yuan.
 */
fundPaid?: number
/**
 * Paid by the member, yuan.
 */
ownPaid?: number
/**
 * Why the member was in hospital: the member says it, nobody infers it.
 */
cause?: ("illness" | "accident" | "childbirth" | "other")
/**
 * What happened, where an accident or something unlisted was the cause.
 */
accidentAccount?: string
/**
 * Paid for the stay by commercial insurance or others, yuan.
 */
otherReimbursement?: number
}
beneficiary?: BeneficiaryPart
payout?: PayoutPart
/**
 * What the association's officers fill in.
 */
process?: {
/**
 * Who accepted it.
 */
acceptedBy?: string
/**
 * Who reviewed it.
 */
reviewedBy?: string
/**
 * Their opinion.
 */
opinion?: string
/**
 * What the plan pays for the stay, yuan.
 */
approvedAmount?: number
}
}

/**
 * Enrolment of a worker in a new form of employment in the union's group cover for one policy year.
 */
export interface ExclusiveProtectionForm {
person: PersonPart
/**
 * What the member does, and for whom.
 */
occupation: {
/**
 * One of the new forms of employment.
 */
employmentForm: ("courier" | "ride-hailing" | "housekeeping" | "construction" | "sanitation")
/**
 * Platform or firm as the roster has it.
 */
platformName?: string
/**
 * GB 32100 code of the platform or firm.
 */
platformUscc?: string
/**
 * True where social security states a running work-injury insurance; absent: not stated.
 */
workInjuryInsured?: boolean
/**
 * Day the member registered with the platform.
 */
platformSince?: Day
/**
 * Months actually worked on the platform: no source says it.
 */
monthsWorked?: number
}
beneficiary?: BeneficiaryPart
/**
 * What the member declares: nobody ticks it for them.
 */
declaration?: {
/**
 * That registration and months worked are stated as they are.
 */
truthful?: true
/**
 * That the member has read the terms of the cover and agrees to them.
 */
termsRead?: true
}
/**
 * What the insurer's officer fills in.
 */
enrolment?: {
/**
 * Policy year.
 */
policyYear?: number
/**
 * Day of acceptance.
 */
acceptedOn?: Day
/**
 * Who accepted it.
 */
acceptedBy?: string
/**
 * Number of the policy, once there is one.
 */
policyNo?: string
}
}

export interface ProgrammeForms {
  'living-aid': LivingAidForm;
  'medical-aid': MedicalAidForm;
  'education-aid': EducationAidForm;
  'mutual-aid-claim': MutualAidClaimForm;
  'exclusive-protection': ExclusiveProtectionForm;
}
