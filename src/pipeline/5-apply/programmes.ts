/** The programmes: for which purpose data is used, who receives it, and what fills the form. A written basis or consent is asked for by the first two. */
import type { Programme, ProgrammeForms } from '../../domain/application.ts';
import type { Purpose, Recipient } from '../../domain/sources.ts';
import type { Case } from '../4-screen/types.ts';
import type { Filling } from './filled.ts';
import { fillEducationAid } from './forms/education-aid.ts';
import { fillExclusiveProtection } from './forms/exclusive-protection.ts';
import { fillLivingAid } from './forms/living-aid.ts';
import { fillMedicalAid } from './forms/medical-aid.ts';
import { fillMutualAidClaim } from './forms/mutual-aid-claim.ts';
import type { Applicant } from './types.ts';

interface ProgrammeDefinition<P extends Programme> {
  readonly purpose: Purpose;
  readonly recipient: Recipient;
  readonly fill: (applicant: Applicant, found: Case) => Filling<ProgrammeForms[P]>;
}

export const PROGRAMME_TABLE: { readonly [P in Programme]: ProgrammeDefinition<P> } = {
  'living-aid': { purpose: 'hardship-screening', recipient: 'federation', fill: fillLivingAid },
  'medical-aid': { purpose: 'hardship-screening', recipient: 'federation', fill: fillMedicalAid },
  'education-aid': { purpose: 'hardship-screening', recipient: 'federation', fill: fillEducationAid },
  'mutual-aid-claim': { purpose: 'mutual-aid-claim', recipient: 'mutual-aid-association', fill: fillMutualAidClaim },
  'exclusive-protection': { purpose: 'exclusive-protection', recipient: 'insurer', fill: fillExclusiveProtection },
};
