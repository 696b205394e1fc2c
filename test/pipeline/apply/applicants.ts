/** Applicants with something in every part of their forms; the people are invented. */
import type { Programme } from '../../../src/domain/application.ts';
import type { MembersSealed } from '../../../src/domain/canonical.ts';
import { fenOf } from '../../../src/domain/money.ts';
import { endOf, startOf } from '../../../src/domain/period.ts';
import { factsOf } from '../../../src/pipeline/4-screen/facts.ts';
import { screenHousehold } from '../../../src/pipeline/4-screen/screen.ts';
import type { Case, Offer } from '../../../src/pipeline/4-screen/types.ts';
import { PROGRAMME_TABLE } from '../../../src/pipeline/5-apply/programmes.ts';
import type { Applicant } from '../../../src/pipeline/5-apply/types.ts';
import {
  aBenefit,
  aContribution,
  aDibao,
  aDossier,
  aFamily,
  anIdentity,
  anInsurance,
  aPerson as anInsured,
  aParticipation,
  aRegistration,
  aRosterIdentity,
  aSettlement,
  type DossierTraits,
  day,
  month,
  TONIGHT,
} from '../../support/dossiers.ts';
import { aSheet, aView, rulesOn } from '../../support/people.ts';

export const RULES = rulesOn();
export const ROSTER: MembersSealed = aRosterIdentity({
  mobile: '13800000000',
  employerUscc: '91440300MA5TEST00X',
  policyNo: 'HB-1',
  fileNo: 'DA-1',
});

export const ASSISTED: DossierTraits = {
  member: { householdSize: 4, district: '440305' },
  holds: [
    aDibao({ since: month('2024-03'), monthlyAmount: fenOf(2900), peopleCovered: 3, declaredIncome: fenOf(1450) }),
    anInsured({ insurances: [anInsurance()], identities: [anIdentity()] }),
    aFamily({ householdSize: 3 }),
    aParticipation(),
    aContribution(),
  ],
};
export const ILL: DossierTraits = {
  member: { aidFile: { class: 'accident', openedOn: day('2026-02-01'), memberCount: 3 } },
  holds: [
    anInsured(),
    aRegistration({}, { sealed: { diseaseCode: 'T1', diseaseName: '测试病种' } }),
    aSettlement(
      {
        ownPaid: fenOf(20_000.5),
        total: fenOf(50_000),
        fundPaid: fenOf(29_999.5),
        medicalAid: fenOf(0),
        settledAt: startOf(day('2026-03-10')),
      },
      { recordKey: 'S1' },
    ),
    aSettlement({ ownPaid: fenOf(21_000), total: fenOf(40_000), fundPaid: fenOf(19_000), medicalAid: fenOf(0) }, { recordKey: 'S2' }),
    aSettlement({ ownPaid: fenOf(90_000), settledAt: startOf(day('2026-09-09')) }, { recordKey: 'S3' }),
    aSettlement({ ownPaid: fenOf(-90_000), reverses: 'S3' }, { recordKey: 'S4' }),
  ],
};
export const DISMISSED: DossierTraits = {
  holds: [aParticipation({ payment: 'paused', to: day('2026-06-30') }), aContribution({ month: month('2026-06') }), aBenefit()],
};
export const IN_HOSPITAL: DossierTraits = {
  member: { mutualAid: { from: day('2026-01-01'), to: day('2026-12-31') } },
  holds: [
    aSettlement(
      { total: fenOf(9000), fundPaid: fenOf(6000), ownPaid: fenOf(3000), hospitalLevel: '3' },
      { recordKey: 'S1', sealed: { hospital: '测试医院', diseaseCode: 'T2', diseaseName: '测试病种' } },
    ),
  ],
};
export const COURIER: DossierTraits = { member: { employmentForm: 'courier' }, holds: [aParticipation({ insurance: 'work-injury' })] };

export const SITUATIONS: readonly { readonly programme: Programme; readonly given: string; readonly traits: DossierTraits }[] = [
  { programme: 'living-aid', given: 'a household on assistance', traits: ASSISTED },
  { programme: 'living-aid', given: 'a member out of work', traits: DISMISSED },
  { programme: 'medical-aid', given: 'a member who is ill', traits: ILL },
  { programme: 'education-aid', given: 'a household on assistance', traits: ASSISTED },
  { programme: 'mutual-aid-claim', given: 'a stay in hospital', traits: IN_HOSPITAL },
  { programme: 'exclusive-protection', given: 'a courier', traits: COURIER },
];

export interface Applying {
  readonly found: Case;
  readonly offer: Offer;
  readonly applicant: Applicant;
}

/** What screening makes of that person tonight, and who they are to the form of the programme. */
export const applying = (programme: Programme, traits: DossierTraits, roster: MembersSealed = ROSTER): Applying => {
  const dossier = aDossier(traits);
  const { purpose } = PROGRAMME_TABLE[programme];
  const cases = screenHousehold([aSheet(dossier, { purposes: [purpose] })], RULES)[0]?.cases ?? [];
  const found = cases.find(({ offers }) => offers.some((offer) => offer.programme === programme));
  const offer = found?.offers.find((candidate) => candidate.programme === programme);
  if (found === undefined || offer === undefined) throw new RangeError(`screening offers this person no ${programme}`);
  return { found, offer, applicant: { dossier, facts: factsOf(aView(dossier), RULES), roster, rosterAsOf: endOf(TONIGHT) } };
};
