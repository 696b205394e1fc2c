/** 生活救助: the hardship file and its application (`domain.md` §6.4). Income, housing, cause and bank card are the applicant's to say. */
import type { LivingAidForm } from '../../../domain/application.ts';
import type { Case } from '../../4-screen/types.ts';
import type { Filling } from '../filled.ts';
import type { Applicant } from '../types.ts';
import { assistancePart, hardshipPart, householdPart, medicalInsurancePart, personPart, workPart } from './shared.ts';

export const fillLivingAid = (applicant: Applicant, hardship: Case): Filling<LivingAidForm> => ({
  person: personPart(applicant),
  work: workPart(applicant),
  household: householdPart(applicant),
  assistance: assistancePart(applicant),
  medicalInsurance: medicalInsurancePart(applicant),
  hardship: hardshipPart(applicant, hardship),
});
