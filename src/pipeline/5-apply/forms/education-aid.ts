/** 子女助学: everything but the child. No source says who is at school, so a person raises it, and this spares them the rest. */
import type { EducationAidForm } from '../../../domain/application.ts';
import type { Case } from '../../4-screen/types.ts';
import type { Filling } from '../filled.ts';
import type { Applicant } from '../types.ts';
import { aidFilePart, assistancePart, hardshipPart, householdPart, medicalInsurancePart, personPart, workPart } from './shared.ts';

export const fillEducationAid = (applicant: Applicant, hardship: Case): Filling<EducationAidForm> => ({
  person: personPart(applicant),
  work: workPart(applicant),
  household: householdPart(applicant),
  assistance: assistancePart(applicant),
  medicalInsurance: medicalInsurancePart(applicant),
  aidFile: aidFilePart(applicant),
  hardship: hardshipPart(applicant, hardship),
});
