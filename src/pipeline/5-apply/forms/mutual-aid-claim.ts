/** 互助保障: the claim for one settled stay, from the settlement that its reason rests on. */
import type { MutualAidClaimForm } from '../../../domain/application.ts';
import { type Fen, yuanOf } from '../../../domain/money.ts';
import { dayAt } from '../../../domain/period.ts';
import type { Case } from '../../4-screen/types.ts';
import { citing, recordsBehind, rosterOf } from '../evidence.ts';
import { type Filling, filled } from '../filled.ts';
import type { Applicant } from '../types.ts';
import { personPart } from './shared.ts';

export const fillMutualAidClaim = (applicant: Applicant, claim: Case): Filling<MutualAidClaimForm> => ({
  person: personPart(applicant),
  policy: policyPart(applicant),
  stay: stayPart(applicant, claim),
});

const policyPart = ({ dossier, roster }: Applicant): Filling<MutualAidClaimForm['policy']> => {
  const onRoster = rosterOf(dossier);
  const policy = dossier.member.mutualAid;
  return policy === null
    ? {}
    : { policyNo: filled(roster.policyNo, onRoster), from: filled(policy.from, onRoster), to: filled(policy.to, onRoster) };
};

const stayPart = ({ dossier }: Applicant, { reasons }: Case): Filling<MutualAidClaimForm['stay']> => {
  const stay = recordsBehind(dossier, 'settlement', { evidence: reasons.flatMap(({ evidence }) => evidence) })[0];
  if (stay === undefined) return {};
  const from = citing(dossier, [stay]);
  const { content, sealed, recordKey } = stay;
  // Nothing says what less than nothing paid for a stay would be: the member has the bill.
  const amount = (value: Fen | null) => filled(value === null || value < 0 ? null : yuanOf(value), from);
  return {
    settlementNo: filled(recordKey, from),
    hospital: filled(sealed?.hospital, from),
    hospitalLevel: filled(content.hospitalLevel, from),
    diagnosis: filled(sealed?.diseaseName, from),
    admittedOn: filled(content.from, from),
    dischargedOn: filled(content.to, from),
    settledOn: filled(dayAt(content.settledAt), from),
    total: amount(content.total),
    fundPaid: amount(content.fundPaid),
    ownPaid: amount(content.ownPaid),
  };
};
