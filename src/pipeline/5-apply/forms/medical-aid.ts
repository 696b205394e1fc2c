/** 医疗救助: what settled care cost in twelve months, from exactly the settlements that screening counted. */
import type { MedicalAidForm } from '../../../domain/application.ts';
import { type Fen, sumOf, yuanOf } from '../../../domain/money.ts';
import { dayAt } from '../../../domain/period.ts';
import type { CanonicalRecord } from '../../2-normalise/types.ts';
import type { Case } from '../../4-screen/types.ts';
import { citing, knownFact, recordsBehind } from '../evidence.ts';
import { type Filled, type Filling, filled } from '../filled.ts';
import type { Applicant } from '../types.ts';
import { aidFilePart, assistancePart, hardshipPart, householdPart, medicalInsurancePart, personPart, workPart } from './shared.ts';

type Medical = Filling<NonNullable<MedicalAidForm['medical']>>;
type Settlement = CanonicalRecord<'settlement'>;

export const fillMedicalAid = (applicant: Applicant, hardship: Case): Filling<MedicalAidForm> => ({
  person: personPart(applicant),
  work: workPart(applicant),
  household: householdPart(applicant),
  assistance: assistancePart(applicant),
  medicalInsurance: medicalInsurancePart(applicant),
  aidFile: aidFilePart(applicant),
  hardship: hardshipPart(applicant, hardship),
  medical: medicalPart(applicant),
});

const medicalPart = (applicant: Applicant): Medical => {
  const { dossier, facts } = applicant;
  const counted = recordsBehind(dossier, 'settlement', knownFact(facts, 'ownPaidLast12Months')).toSorted(bySettling);
  const from = citing(dossier, counted);
  // Care of a kind without meaning stands beside what was counted: a sum without it is no sum, and the count is not the number of stays.
  const isWhole = knownFact(facts, 'inpatientStays')?.bound === 'exact';
  const sum = (amount: (settlement: Settlement) => Fen | null): Filled<number> | null =>
    isWhole ? filled(totalOf(counted.map(amount)), from) : null;
  const stays = counted.filter(({ content }) => content.care === 'inpatient');
  const settledOn = (settlement: Settlement | undefined) =>
    settlement === undefined ? null : filled(dayAt(settlement.content.settledAt), citing(dossier, [settlement]));
  return {
    firstSettledOn: settledOn(counted[0]),
    lastSettledOn: settledOn(counted.at(-1)),
    total: sum(({ content }) => content.total),
    fundPaid: sum(({ content }) => content.fundPaid),
    medicalAidPaid: sum(({ content }) => content.medicalAid),
    ownPaid: sum(({ content }) => content.ownPaid),
    inpatientStays: isWhole ? filled(stays.length, citing(dossier, stays)) : null,
    diseases: diseasesOf(applicant),
  };
};

const bySettling = (a: Settlement, b: Settlement): number =>
  compare(a.content.settledAt, b.content.settledAt) || compare(a.recordKey, b.recordKey);
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** A sum with an amount missing is no sum. */
const totalOf = (amounts: readonly (Fen | null)[]): number | null => {
  const stated = amounts.filter((amount): amount is Fen => amount !== null);
  return stated.length < amounts.length ? null : yuanOf(sumOf(stated));
};

const diseasesOf = ({ dossier, facts }: Applicant): NonNullable<Medical['diseases']> =>
  recordsBehind(dossier, 'registration', knownFact(facts, 'seriousDiseaseRegistered'))
    .toSorted((a, b) => compare(a.recordKey, b.recordKey))
    .map((record) => {
      const from = citing(dossier, [record]);
      return { name: filled(record.sealed?.diseaseName, from), registeredFrom: filled(record.content.from, from) };
    });
