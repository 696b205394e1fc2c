import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Form, type FormValue, PROGRAMMES, type Programme } from '../../../src/domain/application.ts';
import { prefill } from '../../../src/pipeline/5-apply/prefill.ts';
import { type Remainder, whatRemainsBy } from '../../../src/pipeline/5-apply/what-remains.ts';
import { APPLICATION_SCHEMAS } from '../../support/application-schemas.ts';
import type { DossierTraits } from '../../support/dossiers.ts';
import { ASSISTED, applying, COURIER, DISMISSED, ILL, IN_HOSPITAL, SITUATIONS } from './applicants.ts';
import { type Field, fieldsOf } from './form-fields.ts';

const whatRemains = whatRemainsBy(APPLICATION_SCHEMAS);
const formOf = (programme: Programme, traits: DossierTraits): Form => {
  const { found, offer, applicant } = applying(programme, traits);
  return prefill(found, offer, applicant).form;
};
const pointersOf = ({ fields }: Remainder, ...suppliers: readonly string[]): readonly string[] =>
  fields.filter(({ supplier }) => suppliers.length === 0 || suppliers.includes(supplier)).map(({ pointer }) => pointer);

const anyValueOf = (field: Field): fc.Arbitrary<FormValue> => {
  if (field.enum !== undefined) return fc.constantFrom(...field.enum);
  switch (field.type) {
    case 'string':
      return fc.constant('有');
    case 'boolean':
      return field.const === true ? fc.constant(true) : fc.boolean();
    default:
      return fc.integer({ min: 1, max: 4 });
  }
};

/** Two people in a household, and of a value list the last. */
const someValueOf = (field: Field): FormValue => {
  if (field.enum !== undefined) return field.enum.at(-1) ?? '';
  switch (field.type) {
    case 'string':
      return '有';
    case 'boolean':
      return true;
    default:
      return 2;
  }
};

const placed = (node: FormValue | undefined, [name = '', ...below]: readonly string[], value: FormValue): FormValue => {
  const inside = (child: FormValue | undefined): FormValue => (below.length === 0 ? value : placed(child, below, value));
  if (name === '0') return [inside(Array.isArray(node) ? node[0] : undefined)];
  const here = (node ?? {}) as Form;
  return { ...here, [name]: inside(here[name]) };
};
/** That form with one value more. */
const filledIn = (form: Form, pointer: string, value: FormValue): Form => placed(form, pointer.split('/').slice(1), value) as Form;

const BACKGROUND = [
  '/background/ethnicGroup',
  '/background/politicalStatus',
  '/background/health',
  '/background/disabilityCategory',
  '/background/modelWorker',
  '/background/maritalStatus',
  '/background/address',
  '/background/householdRegistration',
  '/background/registrationDivision',
];
const WORK = ['/work/industry', '/work/startedOn', '/work/averageMonthlyIncome'];
const INCOME = ['/household/annualIncome', '/household/annualNonWageIncome', '/household/monthlyIncomePerPerson', '/household/members'];
const HOUSING_AND_CAUSE = ['/housing/type', '/cause/main', '/cause/account'];
const PAYOUT = ['/payout/bank', '/payout/cardNumber'];
const BENEFICIARY = ['/beneficiary/relation', '/beneficiary/name', '/beneficiary/idNumber'];
const HARDSHIP_OFFICER = ['/hardship/decidedClass', '/process/acceptedBy', '/process/reviewedBy', '/process/enteredBy', '/process/opinion'];
const HARDSHIP_SIGNATURES = ['applicant', 'grassroots-union', 'district-federation'];
const HARDSHIP_PAPERS = [
  'application-letter',
  'identity-card',
  'household-register',
  'income-proof',
  'employer-proof',
  'membership-proof',
  'medical-proof',
  'tuition-proof',
  'publicity-materials',
  'bank-card',
];

/** What is left of forms as the night fills them. */
const LEFT: readonly {
  readonly programme: Programme;
  readonly given: string;
  readonly traits: DossierTraits;
  readonly worker: readonly string[];
  readonly officer: readonly string[];
  readonly signatures: readonly string[];
  readonly attachments: readonly string[];
}[] = [
  {
    programme: 'living-aid',
    given: 'a household on assistance',
    traits: ASSISTED,
    worker: [...BACKGROUND, ...WORK, ...INCOME, ...HOUSING_AND_CAUSE, ...PAYOUT],
    officer: HARDSHIP_OFFICER,
    signatures: HARDSHIP_SIGNATURES,
    attachments: HARDSHIP_PAPERS,
  },
  {
    programme: 'living-aid',
    given: 'a member out of work, of whose household nothing is known',
    traits: DISMISSED,
    worker: [...BACKGROUND, ...WORK, '/household/size', ...INCOME, ...HOUSING_AND_CAUSE, ...PAYOUT],
    officer: HARDSHIP_OFFICER,
    signatures: HARDSHIP_SIGNATURES,
    attachments: HARDSHIP_PAPERS.filter((code) => code !== 'employer-proof'),
  },
  {
    programme: 'medical-aid',
    given: 'a member who is ill, and on whose work social security is silent',
    traits: ILL,
    worker: [
      ...BACKGROUND,
      '/work/status',
      ...WORK,
      '/household/size',
      ...INCOME,
      ...HOUSING_AND_CAUSE,
      '/medical/otherReimbursement',
      ...PAYOUT,
    ],
    officer: HARDSHIP_OFFICER,
    signatures: HARDSHIP_SIGNATURES,
    attachments: HARDSHIP_PAPERS,
  },
  {
    programme: 'education-aid',
    given: 'a household on assistance',
    traits: ASSISTED,
    worker: [...BACKGROUND, ...WORK, ...INCOME, ...HOUSING_AND_CAUSE, '/students', ...PAYOUT],
    officer: HARDSHIP_OFFICER,
    signatures: HARDSHIP_SIGNATURES,
    attachments: HARDSHIP_PAPERS,
  },
  {
    programme: 'mutual-aid-claim',
    given: 'a stay in hospital',
    traits: IN_HOSPITAL,
    worker: ['/stay/cause', '/stay/accidentAccount', ...BENEFICIARY, ...PAYOUT],
    officer: ['/process/acceptedBy', '/process/reviewedBy', '/process/opinion', '/process/approvedAmount'],
    signatures: ['applicant', 'grassroots-union', 'mutual-aid-association'],
    attachments: [
      'application-letter',
      'identity-card',
      'membership-proof',
      'medical-proof',
      'accident-proof',
      'beneficiary-proof',
      'bank-card',
    ],
  },
  {
    programme: 'exclusive-protection',
    given: 'a courier',
    traits: COURIER,
    worker: ['/occupation/platformSince', '/occupation/monthsWorked', ...BENEFICIARY, '/declaration/truthful', '/declaration/termsRead'],
    officer: ['/enrolment/policyYear', '/enrolment/acceptedOn', '/enrolment/acceptedBy'],
    signatures: ['applicant', 'grassroots-union', 'insurer'],
    attachments: ['identity-card', 'membership-proof', 'platform-proof', 'beneficiary-proof'],
  },
];

describe('what remains of a form as the night fills it', () => {
  it.each(LEFT)('$programme of $given', ({ programme, traits, worker, officer, signatures, attachments }) => {
    const left = whatRemains(programme, formOf(programme, traits));
    expect(pointersOf(left, 'worker').toSorted()).toEqual(worker.toSorted());
    expect(pointersOf(left, 'officer')).toEqual(officer);
    expect(left.signatures.map(({ code }) => code)).toEqual(signatures);
    expect(left.attachments.map(({ code }) => code)).toEqual(attachments);
  });

  it.each(SITUATIONS)('$programme of $given is never complete: nobody has signed it', ({ programme, traits }) => {
    expect(whatRemains(programme, formOf(programme, traits)).complete).toBe(false);
  });

  it.each(PROGRAMMES)('%s with every field filled still waits for signatures and papers', (programme) => {
    const filled = [...fieldsOf(programme)].reduce<Form>((form, [pointer, field]) => filledIn(form, pointer, someValueOf(field)), {});
    const left = whatRemains(programme, filled);
    expect(left).toMatchObject({ fields: [], complete: false });
    expect(left.signatures.length).toBeGreaterThan(0);
  });

  it.each(PROGRAMMES)('%s left to itself asks for all that is required, and what a source did not say, of the worker', (programme) => {
    const left = whatRemains(programme, {});
    expect(pointersOf(left, 'worker')).toContain('/person/mobile');
    expect(left.fields.filter(({ title }) => !/\p{Script=Han}/u.test(title.zh) || !/[a-z]/i.test(title.en))).toEqual([]);
  });

  it('is complete where nothing at all is left, and only there', () => {
    const { signatures, attachments } = whatRemains('living-aid', {});
    const completeWith = (due: object): boolean => {
      const form = { ...APPLICATION_SCHEMAS.forms['living-aid'], properties: {}, ...due };
      return whatRemainsBy({ ...APPLICATION_SCHEMAS, rules: {}, forms: { ...APPLICATION_SCHEMAS.forms, 'living-aid': form } })(
        'living-aid',
        {},
      ).complete;
    };
    expect(completeWith({ 'x-signatures': [], 'x-attachments': [] })).toBe(true);
    expect(completeWith({ 'x-signatures': signatures, 'x-attachments': [] })).toBe(false);
    expect(completeWith({ 'x-signatures': [], 'x-attachments': attachments })).toBe(false);
  });
});

describe('a question that depends on another', () => {
  const CLAIMS: readonly {
    readonly given: string;
    readonly form: Form;
    readonly fields: readonly string[];
    readonly papers: readonly string[];
  }[] = [
    {
      given: 'nothing said',
      form: {},
      fields: ['/stay/accidentAccount', '/beneficiary/name', '/beneficiary/idNumber'],
      papers: ['accident-proof', 'beneficiary-proof'],
    },
    {
      given: 'an illness, paid to the member',
      form: { stay: { cause: 'illness' }, beneficiary: { relation: 'self' } },
      fields: [],
      papers: [],
    },
    {
      given: 'an accident, paid to the spouse',
      form: { stay: { cause: 'accident' }, beneficiary: { relation: 'spouse' } },
      fields: ['/stay/accidentAccount', '/beneficiary/name', '/beneficiary/idNumber'],
      papers: ['accident-proof', 'beneficiary-proof'],
    },
  ];
  it.each(CLAIMS)('counts until it is ruled out: $given', ({ form, fields, papers }) => {
    const left = whatRemains('mutual-aid-claim', form);
    expect(pointersOf(left).filter((pointer) => /accidentAccount|beneficiary\/(name|idNumber)/.test(pointer))).toEqual(fields);
    expect(left.attachments.map(({ code }) => code).filter((code) => /accident|beneficiary/.test(code))).toEqual(papers);
  });

  it('blank is not filled, no is an answer, and zero an amount', () => {
    const left = pointersOf(whatRemains('living-aid', { payout: { bank: ' ', cardNumber: '6222' }, household: { annualIncome: 0 } }));
    expect(left).toContain('/payout/bank');
    expect(left).not.toContain('/payout/cardNumber');
    expect(left).not.toContain('/household/annualIncome');
  });
});

describe('the others of a household', () => {
  const WHOLE = { name: '李四', relation: '配偶', idNumber: '440305199202020028', monthlyIncome: 0 };
  const HOUSEHOLDS: readonly { readonly given: string; readonly household: Form; readonly want: readonly string[] }[] = [
    { given: 'a household of unknown size', household: { members: [WHOLE] }, want: ['/household/members'] },
    { given: 'a member who lives alone', household: { size: 1 }, want: [] },
    { given: 'two, and nobody named', household: { size: 2 }, want: ['/household/members'] },
    { given: 'two, and the other named', household: { size: 2, members: [WHOLE] }, want: [] },
    { given: 'three, and one named', household: { size: 3, members: [WHOLE] }, want: ['/household/members'] },
    {
      given: 'two, and the other named only',
      household: { size: 2, members: [{ name: '李四' }] },
      want: ['/household/members/0/relation', '/household/members/0/idNumber', '/household/members/0/monthlyIncome'],
    },
  ];
  it.each(HOUSEHOLDS)('$given', ({ household, want }) => {
    expect(pointersOf(whatRemains('living-aid', { household })).filter((pointer) => pointer.startsWith('/household/members'))).toEqual(
      want,
    );
  });

  it('a field of an entry says whose it is', () => {
    const left = whatRemains('living-aid', { household: { size: 2, members: [{ name: '李四' }] } }).fields;
    expect(left.find(({ pointer }) => pointer === '/household/members/0/relation')).toEqual({
      pointer: '/household/members/0/relation',
      title: { zh: '家庭成员 1：关系', en: 'Household member 1: relation' },
      supplier: 'worker',
    });
  });
});

/** Of a field of somebody in a list, that entry: naming them opens what else is due of them. */
const entryOf = (pointer: string): string => /^.*\/\d+(?=\/)/.exec(pointer)?.[0] ?? pointer;

describe('filling a field', () => {
  const anyForm = fc.constantFrom(...PROGRAMMES).chain((programme) => {
    const fields = [...fieldsOf(programme)];
    return fc.record({
      programme: fc.constant(programme),
      filled: fc
        .subarray(fields)
        .chain((some) => fc.tuple(...some.map(([pointer, field]) => anyValueOf(field).map((value) => ({ pointer, value }))))),
      next: fc.constantFrom(...fields).chain(([pointer, field]) => anyValueOf(field).map((value) => ({ pointer, value }))),
    });
  });

  it('never adds to what remains: what remains afterwards did before, by itself or as part of a list, or is of the person it names', () => {
    fc.assert(
      fc.property(anyForm, ({ programme, filled, next }) => {
        const before = filled
          .filter(({ pointer }) => pointer !== next.pointer)
          .reduce((form, { pointer, value }) => filledIn(form, pointer, value), {});
        const then = whatRemains(programme, before);
        const now = whatRemains(programme, filledIn(before, next.pointer, next.value));
        const due = [...pointersOf(then), entryOf(next.pointer)];
        expect(pointersOf(now).filter((pointer) => !due.some((one) => pointer === one || pointer.startsWith(`${one}/`)))).toEqual([]);
        expect(pointersOf(now)).not.toContain(next.pointer);
        expect(then.attachments).toEqual(expect.arrayContaining([...now.attachments]));
        expect(now.signatures).toEqual(then.signatures);
      }),
      { numRuns: 500 },
    );
  });
});
