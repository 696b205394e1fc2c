/** 专属保障: the enrolment of a worker in a new form of employment. Months on the platform and the beneficiary are the member's to say. */
import type { ExclusiveProtectionForm } from '../../../domain/application.ts';
import { knownFact, rosterOf } from '../evidence.ts';
import { type Filling, filled } from '../filled.ts';
import type { Applicant } from '../types.ts';
import { personPart } from './shared.ts';

type Occupation = ExclusiveProtectionForm['occupation'];

export const fillExclusiveProtection = (applicant: Applicant): Filling<ExclusiveProtectionForm> => ({
  person: personPart(applicant),
  occupation: occupationPart(applicant),
});

const occupationPart = ({ dossier, facts, roster }: Applicant): Filling<Occupation> => {
  const onRoster = rosterOf(dossier);
  const { employmentForm } = dossier.member;
  const workInjury = knownFact(facts, 'coveredByWorkInjury');
  return {
    employmentForm: employmentForm === 'standard' || employmentForm === 'unknown' ? null : filled(employmentForm, onRoster),
    platformName: filled(roster.employerName, onRoster),
    platformUscc: filled(roster.employerUscc, onRoster),
    workInjuryInsured: workInjury === null ? null : filled(true, workInjury.evidence),
  };
};
