/** Dossiers nobody thought of: for properties that hold of every member. */
import fc from 'fast-check';
import type { RecordGrades } from '../../src/domain/grade.ts';
import { addDays, type Day, endOf, type Month, monthOf } from '../../src/domain/period.ts';
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
  TONIGHT,
} from './dossiers.ts';

const days: fc.Arbitrary<Day> = fc.integer({ min: -500, max: 30 }).map((offset) => addDays(TONIGHT, offset));
const months: fc.Arbitrary<Month> = days.map(monthOf);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const grade = fc.constantFrom('equal', 'similar', 'different', 'not-stated');
const traits = fc.record({ grades: fc.record<RecordGrades>({ name: grade, birthDate: grade, employer: grade }) });
const category = fc.constantFrom('dibao', 'tekun', 'dibao-marginal', 'medical-assistance-other', 'temporary', 'not-assisted', 'unknown');
const yesNo = fc.constantFrom('yes', 'no', 'unknown');
const insurance = fc.constantFrom('pension', 'unemployment', 'medical', 'work-injury');

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
        assistanceRecipient: yesNo,
      }),
      traits,
    )
    .map((given) => aParticipation(...given)),
  fc.record({ insurance, month: months, arrived: yesNo }).map((given) => aContribution(given)),
  fc.record({ benefitFrom: months, paying: yesNo, valid: fc.boolean() }).map((given) => aBenefit(given)),
  fc.record({ from: maybe(days), care: fc.constantFrom('inpatient', 'pharmacy') }).map((given) => aSettlement(given)),
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
