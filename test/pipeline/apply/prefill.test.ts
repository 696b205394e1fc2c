import { describe, expect, it } from 'vitest';
import type { Programme } from '../../../src/domain/application.ts';
import { fenOf } from '../../../src/domain/money.ts';
import { endOf } from '../../../src/domain/period.ts';
import { nextVersion } from '../../../src/pipeline/5-apply/application.ts';
import { documentChecker } from '../../../src/pipeline/5-apply/document-check.ts';
import { prefill } from '../../../src/pipeline/5-apply/prefill.ts';
import type { Candidate } from '../../../src/pipeline/5-apply/types.ts';
import { APPLICATION_SCHEMAS } from '../../support/application-schemas.ts';
import {
  aContribution,
  aDibao,
  aFamily,
  anIdentity,
  anInsurance,
  aPerson as anInsured,
  aParticipation,
  aRegistration,
  aSettlement,
  type DossierTraits,
  day,
  month,
  readAsOf,
  TONIGHT,
} from '../../support/dossiers.ts';
import { ASSISTED, applying, COURIER, DISMISSED, ILL, IN_HOSPITAL, ROSTER, SITUATIONS } from './applicants.ts';

const faultsOf = documentChecker(APPLICATION_SCHEMAS);
const candidateOf = (programme: Programme, traits: DossierTraits, roster = ROSTER): Candidate => {
  const { found, offer, applicant } = applying(programme, traits, roster);
  return prefill(found, offer, applicant);
};
const documentOf = (programme: Programme, traits: DossierTraits, roster = ROSTER) => {
  const document = nextVersion(null, candidateOf(programme, traits, roster), { on: TONIGHT });
  if (document === 'unchanged') throw new RangeError('a first version always differs');
  return document;
};

const LONG = '长'.repeat(500);
/** A roster that says more than any form has room for. */
const WORDY = {
  member: { district: LONG },
  roster: { ...ROSTER, name: LONG, mobile: LONG, employerName: LONG, employerUscc: LONG, policyNo: LONG, fileNo: LONG },
};
/** Characters beyond the basic plane count once. */
const FULL_ROOM = '𠮷'.repeat(300);
const withoutRegistrations = ({ holds = [] }: DossierTraits) => holds.filter(({ dataset }) => dataset !== 'registration');

describe('a prefilled form', () => {
  it.each(SITUATIONS)('$programme of $given keeps to its schema, with provenance for every field', ({ programme, traits }) => {
    expect(faultsOf(documentOf(programme, traits))).toEqual([]);
  });

  it.each(SITUATIONS)('$programme of $given keeps to it where the roster says the least', ({ programme, traits }) => {
    const sparse = { ...ROSTER, name: '', mobile: null, employerName: null, employerUscc: null, policyNo: null, fileNo: null };
    expect(faultsOf(documentOf(programme, traits, sparse))).toEqual([]);
  });

  it.each(SITUATIONS)('$programme of $given keeps to it where texts are longer than it has room for', ({ programme, traits }) => {
    const document = documentOf(programme, { ...traits, member: { ...traits.member, ...WORDY.member } }, WORDY.roster);
    expect(faultsOf(document)).toEqual([]);
    expect(JSON.stringify(document.form)).not.toContain(LONG);
  });

  it('leaves texts that it has no room for to the worker, be they in a list, and keeps those that just fit', () => {
    const [fits, tooLong] = [FULL_ROOM, `${FULL_ROOM}长`].map((diseaseName) =>
      candidateOf('medical-aid', {
        ...ILL,
        holds: [aRegistration({}, { sealed: { diseaseCode: 'T1', diseaseName } }), ...withoutRegistrations(ILL)],
      }),
    );
    expect(fits?.form['medical']).toMatchObject({ diseases: [{ name: FULL_ROOM }] });
    expect(tooLong?.form['medical']).toMatchObject({ diseases: [{ registeredFrom: '2026-01-01' }] });
    expect(tooLong?.provenance).not.toHaveProperty(['/medical/diseases/0/name']);
  });

  it('living aid holds what the sources agree on', () => {
    expect(candidateOf('living-aid', ASSISTED).form).toEqual({
      person: {
        name: '张三',
        idType: 'resident-id',
        idNumber: '440305199001010018',
        sex: 'male',
        birthDate: '1990-01-01',
        mobile: '13800000000',
        district: '440305',
      },
      work: { employerName: '甲市测试有限公司', employerUscc: '91440300MA5TEST00X', employmentForm: 'standard', status: 'employed' },
      household: { size: 3 },
      assistance: { category: 'dibao', since: '2024-03', monthlyAmount: 2900, peopleCovered: 3 },
      medicalInsurance: { type: 'employee', place: '440300' },
      hardship: { suggestedClass: 'deep' },
    });
  });

  it.each([
    { given: 'nothing, for nobody', monthlyAmount: 0, peopleCovered: 0 },
    { given: 'less than nothing', monthlyAmount: -500, peopleCovered: 0 },
  ])('assistance that pays $given leaves both for the applicant to say', ({ monthlyAmount, peopleCovered }) => {
    const grant = aDibao({ since: month('2024-03'), monthlyAmount: fenOf(monthlyAmount), peopleCovered });
    const traits = { holds: [grant, ...(ASSISTED.holds ?? []).slice(1)] };
    for (const programme of ['living-aid', 'education-aid'] as const)
      expect(candidateOf(programme, traits).form['assistance']).toEqual({ category: 'dibao', since: '2024-03' });
  });

  it('a claim states no amount below zero', () => {
    const stay = aSettlement({ total: fenOf(9000), fundPaid: fenOf(-1), ownPaid: fenOf(-3000) }, { recordKey: 'S1' });
    const { form } = candidateOf('mutual-aid-claim', { ...IN_HOSPITAL, holds: [stay] });
    expect(form['stay']).toEqual({
      settlementNo: 'S1',
      admittedOn: '2026-09-01',
      dischargedOn: '2026-09-10',
      settledOn: '2026-09-10',
      total: 9000,
    });
  });

  it('work that ended says since when', () => {
    expect(candidateOf('living-aid', DISMISSED).form).toMatchObject({
      work: {
        status: 'not-employed',
        lastContributionMonth: '2026-06',
        unemployedOn: '2026-06-15',
        benefitFrom: '2026-07',
        benefitTo: '2027-06',
      },
    });
  });

  it('medical aid sums exactly the settlements that screening counted', () => {
    expect(candidateOf('medical-aid', ILL).form).toMatchObject({
      medical: {
        firstSettledOn: '2026-03-10',
        lastSettledOn: '2026-09-10',
        total: 90_000,
        fundPaid: 48_999.5,
        ownPaid: 41_000.5,
        inpatientStays: 2,
        diseases: [{ name: '测试病种', registeredFrom: '2026-01-01' }],
      },
      aidFile: { fileNo: 'DA-1', class: 'accident', openedOn: '2026-02-01' },
    });
  });

  it.each([
    { programme: 'medical-aid', traits: { ...ASSISTED, holds: [...(ASSISTED.holds ?? []), ...(ILL.holds ?? []).slice(1)] } },
    { programme: 'education-aid', traits: ASSISTED },
  ] as const)('$programme holds the same hardship file as living aid', ({ programme, traits }) => {
    const { assistance, medicalInsurance, hardship } = candidateOf('living-aid', ASSISTED).form;
    expect(candidateOf(programme, traits).form).toMatchObject({ assistance, medicalInsurance, hardship });
  });

  it('a claim names its policy and its stay', () => {
    expect(candidateOf('mutual-aid-claim', IN_HOSPITAL).form).toMatchObject({
      policy: { policyNo: 'HB-1', from: '2026-01-01', to: '2026-12-31' },
      stay: {
        settlementNo: 'S1',
        hospital: '测试医院',
        diagnosis: '测试病种',
        admittedOn: '2026-09-01',
        dischargedOn: '2026-09-10',
        settledOn: '2026-09-10',
        total: 9000,
        fundPaid: 6000,
        ownPaid: 3000,
      },
    });
  });

  it('an enrolment says what the member does', () => {
    expect(candidateOf('exclusive-protection', COURIER).form).toMatchObject({
      occupation: { employmentForm: 'courier', platformName: '甲市测试有限公司', workInjuryInsured: true },
    });
  });

  it.each(SITUATIONS)(
    '$programme of $given never says what no source says, nor the income declared to civil affairs',
    ({ programme, traits }) => {
      const pointers = Object.keys(candidateOf(programme, traits).provenance).join(' ');
      expect(pointers).not.toMatch(/income|housing|cause|payout|card|student|beneficiary|decided/i);
    },
  );

  it('a category that one source alone states is not filled in, and no class either', () => {
    const lead: DossierTraits = { holds: [aDibao(), aParticipation()] };
    expect(candidateOf('living-aid', lead).form).not.toHaveProperty('assistance');
    expect(candidateOf('living-aid', lead).form).not.toHaveProperty('hardship');
  });

  it.each([
    { given: 'two other sizes', sizes: [2, 5], roster: 4, want: undefined },
    { given: 'the same size twice', sizes: [5, 5], roster: 4, want: { size: 5 } },
    { given: 'one that states none', sizes: [null, 5], roster: 4, want: { size: 5 } },
    { given: 'none that states one', sizes: [null, null], roster: 4, want: { size: 4 } },
  ])('a household of which two records state $given', ({ sizes, roster, want }) => {
    const holds = (ASSISTED.holds ?? []).filter(({ dataset }) => dataset !== 'family');
    const families = sizes.map((householdSize) => aFamily({ householdSize }));
    const { form, provenance } = candidateOf('living-aid', { member: { householdSize: roster }, holds: [...holds, ...families] });
    expect(form['household']).toEqual(want);
    const stating = sizes.flatMap((size, index) => (size === null ? [] : [`family-${index + 1}`]));
    expect(provenance['/household/size']?.map(({ recordKey }) => recordKey)).toEqual(
      want === undefined ? undefined : stating.length > 0 ? stating : ['member-1'],
    );
  });

  it('the insurance is the one of employees, else of residents, else another, in whatever order they are listed', () => {
    const typeOf = (...types: readonly ('employee' | 'resident' | 'other')[]) => {
      const insurances = types.map((type) => anInsurance({ type }));
      const holds = [aDibao(), anInsured({ identities: [anIdentity()], insurances }), aParticipation(), aContribution()];
      return candidateOf('living-aid', { holds }).form['medicalInsurance'];
    };
    const listed = [typeOf('other', 'resident'), typeOf('resident', 'other'), typeOf('other', 'resident', 'employee'), typeOf('other')];
    expect(listed).toMatchObject([{ type: 'resident' }, { type: 'resident' }, { type: 'employee' }, { type: 'other' }]);
  });

  it('care of a kind without meaning may be treatment as well: sums and stays are left to the worker', () => {
    const { form } = candidateOf('medical-aid', { ...ILL, holds: [...(ILL.holds ?? []), aSettlement({ care: 'unknown' })] });
    expect(form['medical']).toEqual({ firstSettledOn: '2026-03-10', lastSettledOn: '2026-09-10', diseases: [expect.anything()] });
  });

  it('work-injury insurance beyond its last day is not filled in', () => {
    const holds = [aParticipation({ insurance: 'work-injury', to: day('2024-01-31') })];
    expect(candidateOf('exclusive-protection', { ...COURIER, holds }).form['occupation']).not.toHaveProperty('workInjuryInsured');
  });

  it('a sum with an amount missing is left to the worker', () => {
    const { form } = candidateOf('medical-aid', {
      ...ILL,
      holds: (ILL.holds ?? []).map((record) =>
        record.dataset === 'settlement' && record.recordKey === 'S1' ? { ...record, content: { ...record.content, total: null } } : record,
      ),
    });
    expect(form.medical).not.toHaveProperty('total');
    expect(form.medical).toHaveProperty('ownPaid', 41_000.5);
  });
});

describe('provenance', () => {
  it('names the record of each field, dated by the reading', () => {
    const { provenance } = candidateOf('living-aid', ASSISTED);
    expect(provenance['/assistance/since']).toEqual([
      { source: 'civil-affairs', dataset: 'assistance', recordKey: 'assistance-1', asOf: endOf(TONIGHT) },
    ]);
    expect(provenance['/person/idNumber']).toEqual([
      { source: 'aid-system', dataset: 'members', recordKey: 'member-1', asOf: endOf(TONIGHT) },
    ]);
    expect(provenance['/person/name']?.map(({ source }) => source)).toEqual(['aid-system', 'medical-insurance']);
  });

  it('a part rests on all that its fields rest on', () => {
    const { provenance } = candidateOf('living-aid', ASSISTED);
    expect(provenance['/assistance']?.map(({ dataset }) => dataset).toSorted()).toEqual(['assistance', 'person']);
    expect(candidateOf('medical-aid', ILL).provenance['/medical/diseases/0/name']?.[0]?.dataset).toBe('registration');
  });
});

describe('reasons that go with a form', () => {
  it('are those of its own programme, without evidence, with what to check', () => {
    const both: DossierTraits = { ...ILL, holds: [...(ILL.holds ?? []), ...(DISMISSED.holds ?? [])], member: {} };
    expect(candidateOf('living-aid', both).reasons.map(({ code }) => code)).toEqual([
      'job-lost',
      'unemployment-benefit',
      'check-employment-now',
      'check-class-by-income',
    ]);
    expect(candidateOf('medical-aid', both).reasons.map(({ code }) => code)).toEqual([
      'medical-burden',
      'medical-burden-very-large',
      'check-medical-receipts',
      'check-class-by-income',
    ]);
    expect(candidateOf('living-aid', both).reasons.every((reason) => Object.keys(reason).join() === 'code,text')).toBe(true);
  });

  it('a living-aid form tells nothing of an illness', () => {
    const both: DossierTraits = { ...ILL, holds: [...(ILL.holds ?? []), ...(DISMISSED.holds ?? [])], member: {} };
    expect(JSON.stringify(candidateOf('living-aid', both))).not.toMatch(/settlement|registration|病|医疗费/);
  });
});

describe('what makes a version', () => {
  const versionAfter = (before: DossierTraits, after: DossierTraits) => {
    const previous = candidateOf('living-aid', before);
    const standing = { status: 'awaiting-confirmation', isAboutAnother: false } as const;
    const issued = { ...previous, ...standing, version: 1, expiresAt: endOf(day('2026-12-22')) };
    return nextVersion(issued, candidateOf('living-aid', after), { on: day('2026-11-23') });
  };

  it('a later reading of the same records makes none', () => {
    const tomorrow = readAsOf(endOf(day('2026-11-23')));
    expect(
      versionAfter(ASSISTED, {
        ...ASSISTED,
        on: day('2026-11-22'),
        readings: { assistance: tomorrow, person: tomorrow, family: tomorrow, participation: tomorrow, contributions: tomorrow },
      }),
    ).toBe('unchanged');
  });

  it('a corrected record makes one, even where the form reads the same', () => {
    const corrected = (ASSISTED.holds ?? []).map((record) => (record.dataset === 'assistance' ? { ...record, version: 2 } : record));
    expect(versionAfter(ASSISTED, { ...ASSISTED, holds: corrected })).toMatchObject({ version: 2 });
  });

  it('a member who works on makes none by being paid another month', () => {
    const paidAgain = [...(ASSISTED.holds ?? []), aContribution({ month: month('2026-11') })];
    expect(versionAfter(ASSISTED, { ...ASSISTED, holds: paidAgain })).toBe('unchanged');
  });
});
