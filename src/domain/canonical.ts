/* Generated from schemas/canonical by `npm run generate`. Edit the schemas, not this file. */
import type { IdNumber } from './id-number.ts';
import type { Fen } from './money.ts';
import type { Day, Instant, Month } from './period.ts';

/**
 * Facts and grades, kept in clear under the random person key.
 */
export interface AssistanceContent {
/**
 * Category read from the free text JZLB; a label with no meaning in the table is `unknown`, never a guess.
 */
category: ("dibao" | "tekun" | "dibao-marginal" | "rigid-expense" | "poverty-monitored" | "orphan" | "severe-disability" | "preferential-treatment" | "medical-assistance-other" | "temporary" | "not-assisted" | "unknown")
/**
 * JZLB as written, shortened: evidence for a person to read.
 */
label: (string | null)
/**
 * Assistance for the whole household, fen a month.
 */
monthlyAmount: Fen | null
/**
 * People of the household whom the assistance covers.
 */
peopleCovered: (number | null)
/**
 * Income the household declared to civil affairs, fen a month: evidence with its date, never filled into a form.
 */
declaredIncome: Fen | null
/**
 * First month of assistance.
 */
since: Month | null
/**
 * Day the assistance stopped; null while it runs.
 */
stoppedOn: Day | null
/**
 * GB/T 2260 division of the record.
 */
region: (string | null)
/**
 * Whether this person is the head of the assisted household.
 */
isHead: (boolean | null)
}

/**
 * Identifying and health values, sealed under the person's own key.
 */
export interface AssistanceSealed {

}

/**
 * Facts and grades, kept in clear under the random person key.
 */
export interface ContributionsContent {
/**
 * As in participation.
 */
insurance: ("pension" | "unemployment" | "medical" | "work-injury" | "maternity" | "unknown")
/**
 * AAE003, the month due.
 */
month: Month
/**
 * AAE180, fen a month; at the floor it says at most.
 */
base: Fen | null
/**
 * AAE132; may lag a month since tax offices collect.
 */
arrived: ("yes" | "no" | "unknown")
}

/**
 * Identifying and health values, sealed under the person's own key.
 */
export interface ContributionsSealed {

}

/**
 * Facts and grades, kept in clear under the random person key.
 */
export interface DeathContent {
/**
 * Day of death.
 */
diedOn: Day | null
/**
 * Day of cremation.
 */
crematedOn: Day | null
}

/**
 * Identifying and health values, sealed under the person's own key.
 */
export interface DeathSealed {

}

/**
 * Facts and grades, kept in clear under the random person key.
 */
export interface FamilyContent {
/**
 * Members of the household, the person included; null where the rows do not tell one household from another.
 */
householdSize: (number | null)
/**
 * YHZGXDM as written (GB/T 4761).
 */
relationToHead: (string | null)
/**
 * Whether this person is the head of the household.
 */
isHead: (boolean | null)
}

/**
 * Identifying and health values, sealed under the person's own key.
 */
export interface FamilySealed {

}

/**
 * Facts in clear under the random person key.
 */
export interface MembersContent {
/**
 * The aid system's own id.
 */
memberId: string
/**
 * Kind of identity document.
 */
idType: ("resident-id" | "hmt-residence-permit" | "foreign-pr")
/**
 * District of the member.
 */
district: (string | null)
/**
 * Standard employment or one of the new forms (couriers, drivers, housekeeping, construction, sanitation).
 */
employmentForm: ("standard" | "courier" | "ride-hailing" | "housekeeping" | "construction" | "sanitation" | "unknown")
/**
 * Joined the union on.
 */
joinedOn: Day | null
/**
 * Set: no longer a member.
 */
leftOn: Day | null
/**
 * All consents, also expired ones.
 * 
 * Items: One consent the member gave in the aid system.
 */
consents: {
/**
 * What the data may be used for.
 */
purpose: ("hardship-screening" | "mutual-aid-claim" | "exclusive-protection")
/**
 * Authorities the consent covers.
 * 
 * Items: An authority's name.
 */
sources: ("civil-affairs" | "medical-insurance" | "social-security")[]
/**
 * Separate consent for health data (PIPL 29): settlement and registration.
 */
includesHealth: boolean
/**
 * When it was given.
 */
grantedAt: Instant
/**
 * When it ends; null: open.
 */
expiresAt: Instant | null
}[]
/**
 * The member's mutual-aid policy; both days inclusive.
 */
mutualAid: ({
/**
 * First day; null: not stated.
 */
from: Day | null
/**
 * Last day; null: not stated, and no policy without an end.
 */
to: Day | null
} | null)
/**
 * An existing hardship file.
 */
aidFile: ({
/**
 * Class on file; a word with no meaning here is `unknown`, and the file is a file all the same.
 */
class: ("deep" | "relative" | "accident" | "unknown")
/**
 * Opened on.
 */
openedOn: Day | null
/**
 * People on the file.
 */
memberCount: (number | null)
} | null)
/**
 * Size of household as the roster has it.
 */
householdSize: (number | null)
/**
 * Row last changed; the newest wins.
 */
updatedAt: Instant | null
}

/**
 * Identifying values, sealed under the person's own key.
 */
export interface MembersSealed {
/**
 * Normalised identity number.
 */
idNumber: IdNumber
/**
 * Name as the roster writes it.
 */
name: string
/**
 * Mobile.
 */
mobile: (string | null)
/**
 * Employer.
 */
employerName: (string | null)
/**
 * GB 32100 code of the employer.
 */
employerUscc: (string | null)
/**
 * Policy number.
 */
policyNo: (string | null)
/**
 * Number of the hardship file.
 */
fileNo: (string | null)
}

/**
 * Facts and grades, kept in clear under the random person key.
 */
export interface ParticipationContent {
/**
 * AAE140: 110 pension, 210 unemployment, 310 medical, 410 work injury, 510 maternity.
 */
insurance: ("pension" | "unemployment" | "medical" | "work-injury" | "maternity" | "unknown")
/**
 * AAC008, by dictionary where there is one.
 */
enrolment: ("enrolled" | "ended" | "not-enrolled" | "unknown")
/**
 * AAC031: 1 paying, 2 paused, 3 ended.
 */
payment: ("paying" | "paused" | "ended" | "unknown")
/**
 * AAC030 or AAE030, as this feed names it.
 */
from: Day | null
/**
 * AAE031.
 */
to: Day | null
/**
 * AAE180, fen a month; floored and capped, so at the floor it says at most.
 */
base: Fen | null
/**
 * AAC148 by dictionary; the code itself where the table has no such code. Null where none is stated, or the dictionary has no such table.
 */
hardshipLabel: (string | null)
/**
 * Category of that label; of a bare code `unknown`.
 */
hardshipCategory: ("dibao" | "tekun" | "dibao-marginal" | "rigid-expense" | "poverty-monitored" | "orphan" | "severe-disability" | "preferential-treatment" | "medical-assistance-other" | "temporary" | "not-assisted" | "unknown")
/**
 * AAC158 by dictionary; `no-such-code` where what is stated has no meaning, `unknown` where nothing is stated or the dictionary has no such table.
 */
assistanceRecipient: ("yes" | "no" | "no-such-code" | "unknown")
}

/**
 * Identifying and health values, sealed under the person's own key.
 */
export interface ParticipationSealed {

}

/**
 * One insurance.
 */
export interface PersonInsurance {
/**
 * 310 employee, 390 resident; 340, 350, 360, 380 and 399, which some have in their place, `other`; a code without meaning is `unknown`.
 */
type: ("employee" | "resident" | "other" | "unknown")
/**
 * Only psn_insu_stas 1 is insured now; a code without meaning is `unknown`.
 */
status: ("insured" | "not-insured" | "unknown")
/**
 * First day of cover.
 */
from: Day | null
/**
 * Day cover paused.
 */
pausedOn: Day | null
/**
 * Division where the person is insured (insuplc_admdvs).
 */
place: (string | null)
}

/**
 * One identity.
 */
export interface PersonIdentity {
/**
 * psn_idet_type as written; a regional table.
 */
code: string
/**
 * What the deployment's dictionary (1901) says of the code; null: not in it.
 */
label: (string | null)
/**
 * Category of the label; `unknown` where the dictionary has none.
 */
category: ("dibao" | "tekun" | "dibao-marginal" | "rigid-expense" | "poverty-monitored" | "orphan" | "severe-disability" | "preferential-treatment" | "medical-assistance-other" | "temporary" | "not-assisted" | "unknown")
/**
 * Holds from.
 */
from: Day | null
/**
 * Holds to; null: open.
 */
to: Day | null
}

/**
 * Facts and grades, kept in clear under the random person key.
 */
export interface PersonContent {
/**
 * One entry a kind of insurance and place (insuinfo); what only supplements another (320, 330, 370, 391, 392), long-term care (410) and maternity (510) are left out. Null: not stated, which is not none.
 */
insurances: (PersonInsurance[] | null)
/**
 * Entries of idetinfo: medical-assistance identity with its validity.
 * 
 * Items: One identity.
 */
identities: PersonIdentity[]
/**
 * Place whose calls may ask about this person: that of the current insurance, else the first named.
 */
place: (string | null)
}

/**
 * Identifying and health values, sealed under the person's own key.
 */
export interface PersonSealed {
/**
 * psn_no, the key of every other question.
 */
personNo: string
}

/**
 * Facts and grades, kept in clear under the random person key.
 */
export interface RegistrationContent {
/**
 * begndate.
 */
from: Day | null
/**
 * enddate; null: open.
 */
to: Day | null
}

/**
 * Identifying and health values, sealed under the person's own key.
 */
export interface RegistrationSealed {
/**
 * opsp_dise_code.
 */
diseaseCode: (string | null)
/**
 * opsp_dise_name.
 */
diseaseName: (string | null)
}

/**
 * Facts and grades, kept in clear under the random person key.
 */
export interface SettlementContent {
/**
 * setl_time.
 */
settledAt: Instant
/**
 * begndate.
 */
from: Day | null
/**
 * enddate.
 */
to: Day | null
/**
 * From med_type: in-patient, chronic-disease out-patient, accident, pharmacy, or other. Maternity is not told apart from other: no rule needs it.
 */
care: ("inpatient" | "outpatient" | "chronic" | "accident" | "pharmacy" | "other" | "unknown")
/**
 * 310 employee, 390 resident.
 */
insurance: ("employee" | "resident" | "other" | "unknown")
/**
 * hosp_lv as written.
 */
hospitalLevel: (string | null)
/**
 * medfee_sumamt.
 */
total: Fen | null
/**
 * psn_pay.
 */
ownPaid: Fen | null
/**
 * cash_payamt.
 */
cashPaid: Fen | null
/**
 * fund_pay_sumamt.
 */
fundPaid: Fen | null
/**
 * maf_pay; above zero: assisted.
 */
medicalAid: Fen | null
/**
 * setl_id this settlement reverses: neither then counts, whatever amounts the reversal carries.
 */
reverses: (string | null)
}

/**
 * Identifying and health values, sealed under the person's own key.
 */
export interface SettlementSealed {
/**
 * fixmedins_name.
 */
hospital: (string | null)
/**
 * dise_codg.
 */
diseaseCode: (string | null)
/**
 * dise_name.
 */
diseaseName: (string | null)
}

/**
 * Facts and grades, kept in clear under the random person key.
 */
export interface UnemploymentContent {
/**
 * AJC090.
 */
unemployedOn: Day | null
/**
 * AAE210.
 */
benefitFrom: Month | null
/**
 * AJC056.
 */
benefitTo: Month | null
/**
 * AJC097.
 */
monthsEntitled: (number | null)
/**
 * AJC098.
 */
monthsTaken: (number | null)
/**
 * AJC099.
 */
monthsLeft: (number | null)
/**
 * AJC140, fen a month.
 */
monthlyAmount: Fen | null
/**
 * AAE116 by dictionary where the deployment labels it.
 */
paying: ("yes" | "no" | "unknown")
/**
 * AAE100: 1 valid, 0 cancelled.
 */
valid: boolean
}

/**
 * Identifying and health values, sealed under the person's own key.
 */
export interface UnemploymentSealed {

}

/**
 * Facts and grades, kept in clear under the random person key.
 */
export interface WorkInjuryContent {
/**
 * ALC020.
 */
injuredOn: Day | null
/**
 * ALC031 by dictionary where the deployment labels it.
 */
recognised: ("yes" | "no" | "unknown")
/**
 * ALA040, 1 (gravest) to 10; null: none stated or no meaning.
 */
disabilityGrade: (number | null)
/**
 * AAE100: 1 valid, 0 cancelled.
 */
valid: boolean
}

/**
 * Identifying and health values, sealed under the person's own key.
 */
export interface WorkInjurySealed {

}

export interface CanonicalContent {
  'assistance': AssistanceContent;
  'contributions': ContributionsContent;
  'death': DeathContent;
  'family': FamilyContent;
  'participation': ParticipationContent;
  'person': PersonContent;
  'registration': RegistrationContent;
  'settlement': SettlementContent;
  'unemployment': UnemploymentContent;
  'work-injury': WorkInjuryContent;
}
export interface CanonicalSealed {
  'assistance': AssistanceSealed;
  'contributions': ContributionsSealed;
  'death': DeathSealed;
  'family': FamilySealed;
  'participation': ParticipationSealed;
  'person': PersonSealed;
  'registration': RegistrationSealed;
  'settlement': SettlementSealed;
  'unemployment': UnemploymentSealed;
  'work-injury': WorkInjurySealed;
}

export interface Member { readonly content: MembersContent; readonly sealed: MembersSealed }
