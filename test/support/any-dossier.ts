/** Dossiers nobody thought of: for properties that hold of every member. */
import fc from 'fast-check';
import type { RecordGrades } from '../../src/domain/grade.ts';
import { fenOf } from '../../src/domain/money.ts';
import { addDays, addMonths, type Day, endOf, type Month, monthOf, startOf } from '../../src/domain/period.ts';
import { TESTIMONIES } from '../../src/domain/sources.ts';
import type { Dossier, Reading, ReadingsByDataset } from '../../src/pipeline/2-normalise/types.ts';
import {
  type AnyRecord,
  aBenefit,
  aContribution,
  aDeath,
  aDibao,
  aDossier,
  aFamily,
  anIdentity,
  anInsurance,
  aParticipation,
  aPerson,
  aRegistration,
  aSettlement,
  aWorkInjury,
  type DossierTraits,
  TONIGHT,
} from './dossiers.ts';

const days: fc.Arbitrary<Day> = fc.integer({ min: -500, max: 30 }).map((offset) => addDays(TONIGHT, offset));
const months: fc.Arbitrary<Month> = days.map(monthOf);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const grade = fc.constantFrom('equal', 'similar', 'different', 'not-stated');
const traits = fc.record({ grades: fc.record<RecordGrades>({ name: grade, birthDate: grade, employer: grade }) });
const category = fc.constantFrom('dibao', 'tekun', 'dibao-marginal', 'medical-assistance-other', 'temporary', 'not-assisted', 'unknown');
const yesNo = fc.constantFrom('yes', 'no', 'unknown');
const flag = fc.constantFrom('yes', 'no', 'no-such-code', 'unknown');
const monthsOfBenefit = fc.integer({ min: 1, max: 24 });
const insurance = fc.constantFrom('pension', 'unemployment', 'medical', 'work-injury', 'unknown');

const record: fc.Arbitrary<AnyRecord> = fc.oneof(
  fc.tuple(fc.record({ category, since: maybe(months), stoppedOn: maybe(days) }), traits).map((given) => aDibao(...given)),
  fc.tuple(fc.record({ diedOn: maybe(days), crematedOn: maybe(days) }), traits).map((given) => aDeath(...given)),
  fc
    .tuple(
      fc.record({
        identities: fc.array(fc.record({ category, from: maybe(days), to: maybe(days) }).map(anIdentity), { maxLength: 3 }),
        insurances: fc.array(fc.record({ status: fc.constantFrom('insured', 'not-insured', 'unknown') }).map(anInsurance), {
          maxLength: 2,
        }),
      }),
      traits,
    )
    .map((given) => aPerson(...given)),
  fc
    .tuple(
      fc.record({
        insurance,
        payment: fc.constantFrom('paying', 'paused', 'ended', 'unknown'),
        to: maybe(days),
        hardshipCategory: category,
        assistanceRecipient: flag,
      }),
      traits,
    )
    .map((given) => aParticipation(...given)),
  fc.record({ insurance, month: months, arrived: yesNo }).map((given) => aContribution(given)),
  fc
    .record({ benefitFrom: months, benefitTo: maybe(months), monthsEntitled: maybe(monthsOfBenefit), paying: yesNo, valid: fc.boolean() })
    .map((given) => aBenefit(given)),
  fc.record({ from: maybe(days), care: fc.constantFrom('inpatient', 'pharmacy', 'unknown') }).map((given) => aSettlement(given)),
  fc.constantFrom(aFamily(), aRegistration(), aWorkInjury()),
);

const reading: fc.Arbitrary<Reading> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.integer({ min: 0, max: 120 }).map((age): Reading => ({ state: 'read', asOf: endOf(addDays(TONIGHT, -age)) })),
  },
  { weight: 1, arbitrary: fc.constantFrom<Reading>({ state: 'not-yet-read' }, { state: 'failed' }, { state: 'withheld' }) },
);
const readings: fc.Arbitrary<ReadingsByDataset> = fc.record({
  assistance: reading,
  death: reading,
  family: reading,
  person: reading,
  settlement: reading,
  registration: reading,
  participation: reading,
  contributions: reading,
  unemployment: reading,
  'work-injury': reading,
});

export const anyHolds: fc.Arbitrary<AnyRecord[]> = fc
  .array(record, { maxLength: 12 })
  .map((records) => records.map((one, index) => ({ ...one, recordKey: `${one.dataset}-${index}` })));

/** What is withheld is not in a dossier. */
export const anyDossier: fc.Arbitrary<Dossier> = fc
  .record({ holds: anyHolds, readings })
  .map((given) => aDossier({ ...given, holds: given.holds.filter(({ dataset }) => given.readings[dataset].state !== 'withheld') }));

const seldom = <T>(arbitrary: fc.Arbitrary<T>, nulls: number) =>
  fc.oneof({ weight: nulls, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

/** Amounts and days about the thresholds of the sandbox city, so that what is asked of them comes true and fails about as often. */
const recentDays: fc.Arbitrary<Day> = fc.integer({ min: -400, max: 0 }).map((offset) => addDays(TONIGHT, offset));
const recentMonths: fc.Arbitrary<Month> = fc.integer({ min: -8, max: 0 }).map((offset) => addMonths(monthOf(TONIGHT), offset));
const ownPaid = fc.constantFrom(null, fenOf(8000), fenOf(19_999.99), fenOf(20_000), fenOf(30_000), fenOf(45_000));
/** Never below the floor: nobody is registered with less (`domain.md` §3.5). */
const base = fc.constantFrom(null, fenOf(4500), fenOf(4500), fenOf(4500.01), fenOf(8000));
const claimed = fc.constantFrom('dibao', 'dibao', 'tekun', 'dibao-marginal', 'rigid-expense');
const held = fc.oneof({ weight: 4, arbitrary: claimed }, { weight: 1, arbitrary: category });

/** Records that belong together as a life would have it: what is asked of several is seldom met by chance. */
const trace: fc.Arbitrary<readonly AnyRecord[]> = fc.oneof(
  claimed.map((of) => [aDibao({ category: of }), aPerson({ identities: [anIdentity({ category: of })] })]),
  fc.record({ category: held, since: maybe(months), stoppedOn: seldom(days, 2), isHead: maybe(fc.boolean()) }).map((of) => [aDibao(of)]),
  fc.record({ category: held, to: seldom(days, 2) }).map((of) => [aPerson({ identities: [anIdentity(of)] })]),
  fc.record({ hardshipCategory: held, assistanceRecipient: flag }).map((of) => [aParticipation({ ...of, hardshipLabel: '困难' })]),
  fc
    .record({ insurance, payment: fc.constantFrom('paying', 'paused', 'paused', 'ended', 'unknown'), to: maybe(recentDays) })
    .map((of) => [aParticipation(of)]),
  fc
    .record({ to: recentMonths, months: fc.constantFrom(1, 3, 12, 12), base, arrived: fc.constantFrom('yes', 'yes', 'no', 'unknown') })
    .map(({ to, months: count, ...of }) =>
      Array.from({ length: count }, (_, back) => aContribution({ month: addMonths(to, -back), ...of })),
    ),
  fc.record({ benefitFrom: recentMonths, paying: yesNo, valid: fc.boolean() }).map((of) => [aBenefit(of)]),
  fc
    .record({
      settledOn: recentDays,
      days: fc.integer({ min: 0, max: 20 }),
      care: fc.constantFrom('inpatient', 'inpatient', 'inpatient', 'chronic', 'pharmacy', 'unknown'),
      hospitalLevel: fc.constantFrom('3', '2', '1', '9', null),
      ownPaid,
      reverses: fc.option(
        fc.integer({ min: 0, max: 9 }).map((index) => `settlement-${index}`),
        { nil: null, freq: 4 },
      ),
    })
    .map(({ settledOn, days: long, ...of }) => [
      aSettlement({ ...of, settledAt: startOf(settledOn), from: addDays(settledOn, -long), to: settledOn }),
    ]),
  fc.record({ to: seldom(days, 3) }).map((of) => [aRegistration(of)]),
  fc
    .record({
      injuredOn: maybe(recentDays),
      disabilityGrade: fc.constantFrom(null, 1, 5, 6, 7, 10),
      recognised: yesNo,
      valid: fc.boolean(),
    })
    .map((of) => [aWorkInjury(of)]),
);
/** A life without work, or an illness with its register. */
const circumstance: fc.Arbitrary<readonly AnyRecord[]> = fc.oneof(
  fc
    .tuple(recentDays, recentMonths, base)
    .map(([to, last, of]) => [
      aParticipation({ payment: 'paused', to }),
      ...Array.from({ length: 12 }, (_, back) => aContribution({ month: addMonths(last, -back), base: of })),
    ]),
  fc.tuple(recentDays, recentMonths).map(([to, benefitFrom]) => [aParticipation({ payment: 'paused', to }), aBenefit({ benefitFrom })]),
  fc
    .tuple(ownPaid, ownPaid, base)
    .map(([one, other, of]) => [
      aRegistration(),
      aSettlement({ ownPaid: one, hospitalLevel: '3' }),
      aSettlement({ ownPaid: other, hospitalLevel: '2' }),
      aParticipation(),
      ...Array.from({ length: 12 }, (_, back) => aContribution({ month: addMonths(monthOf(TONIGHT), -back - 1), base: of })),
    ]),
);
const deceased = fc.record({ diedOn: maybe(recentDays) }).map((of) => [aDeath(of)]);

/** Now and then a day of it is not stated. */
const policyOf = ({ begins, isOpen }: { readonly begins: Day; readonly isOpen: boolean | null }) => ({
  from: isOpen === false ? null : begins,
  to: isOpen === true ? null : addDays(begins, 365),
});

/** Members whom the rules of the sandbox city have something to say about: on file or not, insured or not, a few of them dead or gone. */
export const anyMember: fc.Arbitrary<DossierTraits & { readonly holds: readonly AnyRecord[] }> = fc.record({
  holds: fc
    .array(fc.oneof({ weight: 14, arbitrary: trace }, { weight: 8, arbitrary: circumstance }, { weight: 1, arbitrary: deceased }), {
      maxLength: 6,
    })
    .map((traces) => traces.flat())
    .map((records) => records.map((one, index) => ({ ...one, recordKey: `${one.dataset}-${index}` }))),
  sex: fc.constantFrom('male', 'female'),
  bornOn: fc.integer({ min: 17, max: 62 }).map((age) => addDays(TONIGHT, -365 * age)),
  member: fc.record({
    employmentForm: fc.constantFrom('standard', 'courier', 'housekeeping', 'unknown'),
    leftOn: seldom(recentDays, 15),
    mutualAid: maybe(fc.record({ begins: recentDays, isOpen: seldom(fc.boolean(), 5) }).map(policyOf)),
    aidFile: seldom(
      maybe(recentDays).map((openedOn) => ({ class: 'deep' as const, openedOn, memberCount: null })),
      2,
    ),
  }),
});

/** The same with one or two datasets not read, withheld or long unread. */
export const anyMemberPartlyRead = fc
  .record({ traits: anyMember, readings, unread: fc.subarray([...TESTIMONIES], { maxLength: 2 }) })
  .map(({ traits: given, readings: read, unread }) => ({
    ...given,
    readings: Object.fromEntries(unread.map((dataset) => [dataset, read[dataset]])),
    holds: given.holds.filter(({ dataset }) => !(unread.includes(dataset) && read[dataset].state === 'withheld')),
  }));
