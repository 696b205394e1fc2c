/**
 * Dossiers for tests: `aDossier({ holds: [aDibao({ since: month('2024-01') })] })`. What a test does not name is empty and unremarkable: every
 * dataset read to its end the evening of `on`, no record in any, every copy of name and birth date equal to the roster's. People are invented.
 */
import type {
  CanonicalContent,
  CanonicalSealed,
  MembersContent,
  MembersSealed,
  PersonIdentity,
  PersonInsurance,
} from '../../src/domain/canonical.ts';
import type { RecordGrades } from '../../src/domain/grade.ts';
import { type IdNumber, parseIdNumber } from '../../src/domain/id-number.ts';
import { type Day, endOf, type Instant, type Month, monthOf, startOf, toDay } from '../../src/domain/period.ts';
import { TESTIMONIES, type Testimony } from '../../src/domain/sources.ts';
import type { CanonicalRecord, Dossier, Reading, ReadingsByDataset } from '../../src/pipeline/2-normalise/types.ts';

export const day = (text: string): Day => toDay(text);
/** `month('2026-10')` */
export const month = (text: string): Month => monthOf(toDay(`${text}-01`));
export const idNumber = (text: string): IdNumber => {
  const parsed = parseIdNumber(text);
  if (!parsed.ok) throw new RangeError(`not an identity number for a test: ${parsed.fault}`);
  return parsed.value;
};

/** The business day of every test that names none. */
export const TONIGHT = day('2026-11-22');

export const ALL_EQUAL: RecordGrades = { name: 'equal', birthDate: 'equal', employer: 'equal' };

export type AnyRecord = { [D in Testimony]: CanonicalRecord<D> }[Testimony];
/** `recordKey` is given by the dossier (`assistance-1`, `assistance-2` …) where the test does not name one. */
export interface RecordTraits<D extends Testimony> {
  readonly recordKey?: string;
  readonly version?: number;
  readonly changedAt?: Instant | null;
  readonly grades?: Partial<RecordGrades>;
  readonly sealed?: CanonicalSealed[D] | null;
}

const UNKEYED = '';

const builderOf =
  <D extends Testimony>(dataset: D, usual: CanonicalContent[D]) =>
  (content: Partial<CanonicalContent[D]> = {}, traits: RecordTraits<D> = {}): CanonicalRecord<D> => ({
    dataset,
    recordKey: traits.recordKey ?? UNKEYED,
    version: traits.version ?? 1,
    changedAt: traits.changedAt ?? null,
    content: { ...usual, ...content },
    sealed: traits.sealed ?? null,
    grades: { ...ALL_EQUAL, ...traits.grades },
  });

/** A running 低保 of civil affairs. */
export const aDibao = builderOf('assistance', {
  category: 'dibao',
  label: '低保',
  monthlyAmount: null,
  peopleCovered: null,
  declaredIncome: null,
  since: month('2025-01'),
  stoppedOn: null,
  region: null,
  isHead: null,
});
export const aDeath = builderOf('death', { diedOn: day('2026-03-01'), crematedOn: null });
export const aFamily = builderOf('family', { householdSize: 3, relationToHead: null, isHead: null });

export const anInsurance = (insurance: Partial<PersonInsurance> = {}): PersonInsurance => ({
  type: 'employee',
  status: 'insured',
  from: day('2015-07-01'),
  pausedOn: null,
  place: '440300',
  ...insurance,
});
/** An open medical-assistance identity of 低保. */
export const anIdentity = (identity: Partial<PersonIdentity> = {}): PersonIdentity => ({
  code: '7019',
  label: '低保',
  category: 'dibao',
  from: day('2025-01-01'),
  to: null,
  ...identity,
});
/** Insured through an employer, without a medical-assistance identity. */
export const aPerson = builderOf('person', { insurances: [anInsurance()], identities: [], place: '440300' });

export const aRegistration = builderOf('registration', { from: day('2026-01-01'), to: null });
/** A settled in-patient stay. */
export const aSettlement = builderOf('settlement', {
  settledAt: startOf(day('2026-09-10')),
  from: day('2026-09-01'),
  to: day('2026-09-10'),
  care: 'inpatient',
  insurance: 'employee',
  hospitalLevel: null,
  total: null,
  ownPaid: null,
  cashPaid: null,
  fundPaid: null,
  medicalAid: null,
  reverses: null,
});

/** Enrolled in pension insurance and paying; no word about hardship. */
export const aParticipation = builderOf('participation', {
  insurance: 'pension',
  enrolment: 'enrolled',
  payment: 'paying',
  from: day('2015-07-01'),
  to: null,
  base: null,
  hardshipLabel: null,
  hardshipCategory: 'unknown',
  assistanceRecipient: 'unknown',
});
/** A contribution that arrived. */
export const aContribution = builderOf('contributions', { insurance: 'pension', month: month('2026-10'), base: null, arrived: 'yes' });
/** Unemployment benefit being paid. */
export const aBenefit = builderOf('unemployment', {
  unemployedOn: day('2026-06-15'),
  benefitFrom: month('2026-07'),
  benefitTo: month('2027-06'),
  monthsEntitled: null,
  monthsTaken: null,
  monthsLeft: null,
  monthlyAmount: null,
  paying: 'yes',
  valid: true,
});
export const aWorkInjury = builderOf('work-injury', { injuredOn: day('2026-04-01'), recognised: 'yes', disabilityGrade: 5, valid: true });

const USUAL_MEMBER: MembersContent = {
  memberId: 'member-1',
  idType: 'resident-id',
  district: null,
  employmentForm: 'standard',
  joinedOn: day('2018-01-01'),
  leftOn: null,
  consents: [],
  mutualAid: null,
  aidFile: null,
  householdSize: null,
  updatedAt: null,
};

/** What the roster keeps sealed of the usual member. */
export const aRosterIdentity = (sealed: Partial<MembersSealed> = {}): MembersSealed => ({
  idNumber: idNumber('440305199001010018'),
  name: '张三',
  mobile: null,
  employerName: '甲市测试有限公司',
  employerUscc: null,
  policyNo: null,
  fileNo: null,
  ...sealed,
});

export const readAsOf = (asOf: Instant): Reading => ({ state: 'read', asOf });
/** As a dataset read to its end the evening of that day. */
export const readOn = (on: Day): Reading => readAsOf(endOf(on));

export interface DossierTraits {
  readonly member?: Partial<MembersContent>;
  readonly bornOn?: Day;
  readonly sex?: 'male' | 'female';
  readonly on?: Day;
  readonly holds?: readonly AnyRecord[];
  readonly readings?: Partial<ReadingsByDataset>;
}

const keyed = (records: readonly AnyRecord[]): readonly AnyRecord[] =>
  TESTIMONIES.flatMap((dataset) =>
    records
      .filter((record) => record.dataset === dataset)
      .map((record, index) => (record.recordKey === UNKEYED ? { ...record, recordKey: `${dataset}-${index + 1}` } : record)),
  );

const recordsOf = (records: readonly AnyRecord[]): Dossier['records'] => {
  const of = <D extends Testimony>(dataset: D) =>
    records.filter((record): record is AnyRecord & CanonicalRecord<D> => record.dataset === dataset);
  return {
    assistance: of('assistance'),
    death: of('death'),
    family: of('family'),
    person: of('person'),
    settlement: of('settlement'),
    registration: of('registration'),
    participation: of('participation'),
    contributions: of('contributions'),
    unemployment: of('unemployment'),
    'work-injury': of('work-injury'),
  };
};

const readingsOf = (usual: Reading): ReadingsByDataset => ({
  assistance: usual,
  death: usual,
  family: usual,
  person: usual,
  settlement: usual,
  registration: usual,
  participation: usual,
  contributions: usual,
  unemployment: usual,
  'work-injury': usual,
});

export const aDossier = ({
  member = {},
  bornOn = day('1990-01-01'),
  sex = 'male',
  on = TONIGHT,
  holds = [],
  readings = {},
}: DossierTraits = {}): Dossier => {
  const content = { ...USUAL_MEMBER, ...member };
  return {
    memberId: content.memberId,
    member: content,
    bornOn,
    sex,
    on,
    records: recordsOf(keyed(holds)),
    readings: { ...readingsOf(readOn(on)), ...readings },
  };
};

/** The same dossier with every dataset in that state: `{ ...aDossier(…), readings: everyReading({ state: 'failed' }) }`. */
export const everyReading = readingsOf;
