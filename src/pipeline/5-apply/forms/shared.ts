/** The parts that several forms have in common (`schemas/applications/parts.json`). */
import type { LivingAidForm, MedicalAidForm } from '../../../domain/application.ts';
import type { PersonInsurance } from '../../../domain/canonical.ts';
import { yuanOf } from '../../../domain/money.ts';
import type { CanonicalRecord } from '../../2-normalise/types.ts';
import type { Case } from '../../4-screen/types.ts';
import { citing, knownFact, recordsBehind, rosterOf } from '../evidence.ts';
import { type Filling, filled } from '../filled.ts';
import type { Applicant } from '../types.ts';

type Part<K extends keyof LivingAidForm> = Filling<NonNullable<LivingAidForm[K]>>;

/** Name, number and birth date rest on the roster, and on the medical-insurance person whose copies are equal to it (`domain.md` §6.5). */
export const personPart = ({ dossier, roster }: Applicant): Part<'person'> => {
  const onRoster = rosterOf(dossier);
  const alike = (field: 'name' | 'birthDate') => [
    ...onRoster,
    ...citing(
      dossier,
      dossier.records.person.filter(({ grades }) => grades[field] === 'equal'),
    ),
  ];
  return {
    name: filled(roster.name, alike('name')),
    idType: filled(dossier.member.idType, onRoster),
    idNumber: filled(roster.idNumber, onRoster),
    sex: filled(dossier.sex, onRoster),
    birthDate: filled(dossier.bornOn, alike('birthDate')),
    mobile: filled(roster.mobile, onRoster),
    district: filled(dossier.member.district, onRoster),
  };
};

/** The last contribution is told only of those whose work has ended: of the others it changes every month and says nothing new. */
export const workPart = ({ dossier, facts, roster }: Applicant): Part<'work'> => {
  const onRoster = rosterOf(dossier);
  const { employmentForm } = dossier.member;
  const employed = knownFact(facts, 'employedNow');
  const participation = employed?.evidence.filter(({ dataset }) => dataset === 'participation') ?? [];
  const last =
    employed?.value === false ? recordsBehind(dossier, 'contributions', knownFact(facts, 'lastContributionMonth'))[0] : undefined;
  return {
    employerName: filled(roster.employerName, onRoster),
    employerUscc: filled(roster.employerUscc, onRoster),
    employmentForm: employmentForm === 'unknown' ? null : filled(employmentForm, onRoster),
    status: filled(employed?.value === true ? 'employed' : 'not-employed', participation),
    lastContributionMonth: last === undefined ? null : filled(last.content.month, citing(dossier, [last])),
    ...benefitPart({ dossier, facts }),
  };
};

const benefitPart = ({
  dossier,
  facts,
}: Pick<Applicant, 'dossier' | 'facts'>): Pick<Part<'work'>, 'unemployedOn' | 'benefitFrom' | 'benefitTo'> => {
  const spell = recordsBehind(dossier, 'unemployment', knownFact(facts, 'onUnemploymentBenefit'))[0];
  if (spell === undefined) return {};
  const from = citing(dossier, [spell]);
  return {
    unemployedOn: filled(spell.content.unemployedOn, from),
    benefitFrom: filled(spell.content.benefitFrom, from),
    benefitTo: filled(spell.content.benefitTo, from),
  };
};

/** Civil affairs' household before the roster's: only it keeps a register of households. Where it knows of two sizes, the worker says which. */
export const householdPart = ({ dossier }: Applicant): Part<'household'> => {
  const stating = dossier.records.family.filter(({ content }) => content.householdSize !== null);
  const [size, ...others] = new Set(stating.map(({ content }) => content.householdSize));
  if (others.length > 0) return {};
  return { size: filled(size, citing(dossier, stating)) ?? filled(dossier.member.householdSize, rosterOf(dossier)) };
};

/**
 * Only a corroborated category. The income the household declared to civil affairs is never filled (`interfaces.md` §1, `JTYSR`). Assistance that runs
 * pays something to somebody: a zero there is a field that was left empty.
 */
export const assistancePart = ({ dossier, facts }: Applicant): Part<'assistance'> => {
  const standing = knownFact(facts, 'assistanceStanding');
  const category = knownFact(facts, 'assistanceCategory');
  const grant = recordsBehind(dossier, 'assistance', category).find(({ content }) => content.category === category?.value);
  if (standing?.value !== 'corroborated' || category === null || grant === undefined) return {};
  const from = citing(dossier, [grant]);
  const { since, monthlyAmount, peopleCovered } = grant.content;
  return {
    category: filled(categoryOf(grant), category.evidence),
    since: filled(since, from),
    monthlyAmount: filled(monthlyAmount !== null && monthlyAmount > 0 ? yuanOf(monthlyAmount) : null, from),
    peopleCovered: filled(peopleCovered === 0 ? null : peopleCovered, from),
  };
};

type FormCategory = NonNullable<NonNullable<LivingAidForm['assistance']>['category']>;
const categoryOf = ({ content }: CanonicalRecord<'assistance'>): FormCategory | null => {
  const { category } = content;
  return category === 'temporary' || category === 'not-assisted' || category === 'unknown' ? null : category;
};

/** Whoever has a basic insurance may have what some have in its place beside it (`domain.md` §1.7). */
const BASIC_FIRST: readonly PersonInsurance['type'][] = ['employee', 'resident', 'other', 'unknown'];

export const medicalInsurancePart = ({ dossier }: Applicant): Part<'medicalInsurance'> => {
  const insured = dossier.records.person.flatMap((record) =>
    (record.content.insurances ?? []).filter(({ status }) => status === 'insured').map((insurance) => ({ insurance, record })),
  );
  const [current] = insured.toSorted(
    (a, b) =>
      BASIC_FIRST.indexOf(a.insurance.type) - BASIC_FIRST.indexOf(b.insurance.type) || (a.record.recordKey < b.record.recordKey ? -1 : 1),
  );
  if (current === undefined) return {};
  const from = citing(dossier, [current.record]);
  const { type, place } = current.insurance;
  return { type: filled(type === 'unknown' ? null : type, from), place: filled(place, from) };
};

/** An undetermined class is the worker's to find: the field stays empty. */
export const hardshipPart = ({ facts }: Applicant, { class: suggested }: Case): Part<'hardship'> => ({
  suggestedClass:
    suggested === 'deep' || suggested === 'relative' ? filled(suggested, knownFact(facts, 'assistanceCategory')?.evidence ?? []) : null,
});

export const aidFilePart = ({ dossier, roster }: Applicant): Filling<NonNullable<MedicalAidForm['aidFile']>> => {
  const file = dossier.member.aidFile;
  if (file === null) return {};
  const onRoster = rosterOf(dossier);
  return {
    fileNo: filled(roster.fileNo, onRoster),
    class: filled(file.class === 'unknown' ? null : file.class, onRoster),
    openedOn: filled(file.openedOn, onRoster),
  };
};
