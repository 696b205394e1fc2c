import { describe, expect, it } from 'vitest';
import { PROGRAMMES } from '../../../src/domain/application.ts';
import { type Condition, formReader } from '../../../src/pipeline/5-apply/form-schema.ts';
import { APPLICATION_SCHEMAS } from '../../support/application-schemas.ts';
import { FORMS, fieldsOf, listsOf } from './form-fields.ts';

const REQUIRED = true;

/** `domain.md` §6.4, row by row. Required is what it stars; members, pay-out and process have no stars there: of these, what they say nothing without. */
const HARDSHIP_FILE: readonly (readonly [term: string, pointer: string, required?: true])[] = [
  ['职工编号', '/background/staffNo'],
  ['困难类别', '/hardship/decidedClass', REQUIRED],
  ['姓名', '/person/name', REQUIRED],
  ['民族', '/background/ethnicGroup', REQUIRED],
  ['性别', '/person/sex', REQUIRED],
  ['政治面貌', '/background/politicalStatus', REQUIRED],
  ['身份证号', '/person/idNumber', REQUIRED],
  ['出生日期', '/person/birthDate', REQUIRED],
  ['健康状况', '/background/health', REQUIRED],
  ['残疾类别', '/background/disabilityCategory'],
  ['工作状态', '/work/status', REQUIRED],
  ['劳模类型', '/background/modelWorker', REQUIRED],
  ['婚姻状况', '/background/maritalStatus', REQUIRED],
  ['手机号码', '/person/mobile', REQUIRED],
  ['其他联系方式', '/background/otherContact'],
  ['邮编', '/background/postalCode'],
  ['家庭住址', '/background/address', REQUIRED],
  ['户口类型', '/background/householdRegistration', REQUIRED],
  ['户口所在地行政区划', '/background/registrationDivision', REQUIRED],
  ['住房类型', '/housing/type', REQUIRED],
  ['建筑面积', '/housing/area'],
  ['工作单位', '/work/employerName'],
  ['单位性质', '/work/employerKind'],
  ['企业状况', '/work/employerCondition'],
  ['工作时间', '/work/startedOn', REQUIRED],
  ['所属行业', '/work/industry', REQUIRED],
  ['农民工合同期限', '/work/contractTerm'],
  ['本人月平均收入', '/work/averageMonthlyIncome', REQUIRED],
  ['家庭其他非薪资年收入', '/household/annualNonWageIncome', REQUIRED],
  ['家庭年度总收入', '/household/annualIncome', REQUIRED],
  ['家庭人口', '/household/size', REQUIRED],
  ['家庭月人均收入', '/household/monthlyIncomePerPerson', REQUIRED],
  ['是否单亲', '/household/singleParent'],
  ['是否零就业家庭', '/household/noOneEmployed'],
  ['是否有一定自救能力', '/household/ableToHelpItself'],
  ['医保状况', '/medicalInsurance/type'],
  ['主要致困原因', '/cause/main', REQUIRED],
  ['次要致困原因', '/cause/secondary/0'],
  ['成员姓名', '/household/members/0/name', REQUIRED],
  ['成员关系', '/household/members/0/relation', REQUIRED],
  ['成员性别', '/household/members/0/sex'],
  ['成员政治面貌', '/household/members/0/politicalStatus'],
  ['成员身份证号', '/household/members/0/idNumber', REQUIRED],
  ['成员出生日期', '/household/members/0/birthDate'],
  ['成员健康状况', '/household/members/0/health'],
  ['成员月收入', '/household/members/0/monthlyIncome', REQUIRED],
  ['成员身份', '/household/members/0/standing'],
  ['成员医保状况', '/household/members/0/medicalInsurance'],
  ['成员单位或学校', '/household/members/0/place'],
  ['开户银行', '/payout/bank', REQUIRED],
  ['支行', '/payout/branch'],
  ['银行卡号', '/payout/cardNumber', REQUIRED],
  ['建档人', '/process/acceptedBy', REQUIRED],
  ['审核人', '/process/reviewedBy', REQUIRED],
  ['录入人', '/process/enteredBy', REQUIRED],
  ['签章意见', '/process/opinion', REQUIRED],
  ['解困脱困五类群体', '/process/reliefGroup'],
  ['解困脱困四个一批', '/process/reliefMeasure'],
];

/** The value lists of `domain.md` §6.4; 其他疾病 stands for its three dots, 非劳模 for those who are none. */
const VALUE_LISTS: readonly (readonly [pointer: string, terms: string])[] = [
  ['/background/politicalStatus', '中共党员/共青团员/群众/民主党派/其他'],
  ['/background/health', '良好/恶性肿瘤/心血管病/脑血管病/终末期肾病/精神病/肝病/血液病/糖尿病/其他疾病/残疾'],
  ['/work/standing', '在岗/下（待）岗/失业/退休/病休/内退/农民工'],
  ['/background/modelWorker', '全国/省部/地市/其他/非劳模'],
  ['/housing/type', '承租单位公房/政府廉租房/自购房/租房/自建/无房'],
  ['/background/householdRegistration', '非农业/农业/农转居'],
  ['/cause/main', '无劳动能力/有劳动能力未就业/下岗失业/未参加社保/社保待遇落实不到位/患重特大疾病/自然灾害/意外事故/子女上学/其他'],
];

const HARDSHIP_PROGRAMMES = ['living-aid', 'medical-aid', 'education-aid'] as const;

describe.each(HARDSHIP_PROGRAMMES)('the form of %s', (programme) => {
  const fields = fieldsOf(programme);

  it.each(HARDSHIP_FILE.map(([term, pointer, required]) => ({ term, pointer, required })))(
    'has $term of the hardship file at $pointer',
    ({ pointer, required }) => {
      expect(fields.get(pointer)).toBeDefined();
      expect(fields.get(pointer)?.['x-required']).toBe(required);
    },
  );

  it.each(VALUE_LISTS)('offers at %s the values of the hardship file', (pointer, terms) => {
    expect(Object.values(fields.get(pointer)?.['x-enumTitles'] ?? {}).join('/')).toBe(terms);
  });
});

/** What no source states, or only a person may decide (`domain.md` §6.5). */
const NEVER_A_SOURCES = /income|housing|cause|payout|members|students|beneficiary|declaration|decided|months|process|background|approved/i;

/** Programmes by what they ask for besides the hardship file, with who supplies it. */
const BESIDES: readonly (readonly [(typeof PROGRAMMES)[number], Readonly<Record<string, 'source' | 'worker' | 'officer'>>])[] = [
  ['medical-aid', { '/medical/total': 'source', '/medical/ownPaid': 'source', '/medical/otherReimbursement': 'worker' }],
  ['education-aid', { '/students/0/name': 'worker', '/students/0/school': 'worker', '/students/0/annualTuition': 'worker' }],
  [
    'mutual-aid-claim',
    {
      '/policy/policyNo': 'source',
      '/stay/diagnosis': 'source',
      '/stay/cause': 'worker',
      '/beneficiary/relation': 'worker',
      '/payout/cardNumber': 'worker',
      '/process/approvedAmount': 'officer',
    },
  ],
  [
    'exclusive-protection',
    {
      '/occupation/platformName': 'source',
      '/occupation/monthsWorked': 'worker',
      '/beneficiary/relation': 'worker',
      '/declaration/truthful': 'worker',
      '/enrolment/policyYear': 'officer',
    },
  ],
];

describe('what a programme asks besides', () => {
  it.each(BESIDES)('%s', (programme, suppliers) => {
    const required = Object.keys(suppliers).map((pointer) => [pointer, fieldsOf(programme).get(pointer)] as const);
    expect(Object.fromEntries(required.map(([pointer, field]) => [pointer, field?.['x-supplier']]))).toEqual(suppliers);
    expect(required.filter(([, field]) => field?.['x-required'] !== true).map(([pointer]) => pointer)).toEqual([]);
  });
});

describe('papers', () => {
  const attachmentsOf = (programme: string) =>
    FORMS.filter((form) => form.programme === programme).flatMap(({ schema }) => schema['x-attachments']);

  it.each(HARDSHIP_PROGRAMMES)('%s names all ten of the hardship file', (programme) => {
    expect(attachmentsOf(programme).map(({ code }) => code)).toEqual([
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
    ]);
  });

  it('medical receipts are always due with medical aid, tuition receipts with education aid, elsewhere where they are the cause', () => {
    const conditional = (programme: string) =>
      attachmentsOf(programme)
        .filter(({ when }) => when !== undefined)
        .map(({ code }) => code);
    expect(conditional('living-aid')).toEqual(['employer-proof', 'medical-proof', 'tuition-proof']);
    expect(conditional('medical-aid')).toEqual(['employer-proof', 'tuition-proof']);
    expect(conditional('education-aid')).toEqual(['employer-proof', 'medical-proof']);
  });

  it('every programme is signed by the worker and by their union at least', () => {
    for (const { schema } of FORMS) expect(schema['x-signatures'].map(({ by }) => by).slice(0, 2)).toEqual(['worker', 'grassroots-union']);
  });
});

describe.each(FORMS)('the schema of $programme', ({ programme, schema }) => {
  const fields = fieldsOf(programme);
  const lists = listsOf(programme);
  const conditions: readonly Condition[] = [
    ...[...fields.values()].flatMap((field) => field['x-requiredUnless'] ?? []),
    ...schema['x-attachments'].flatMap(({ unless }) => unless ?? []),
  ];

  it('gives every value of a list its Chinese term', () => {
    for (const field of fields.values()) expect(Object.keys(field['x-enumTitles'] ?? {})).toEqual(field.enum ?? []);
  });

  it('what it may not be delivered without, it is not complete without', () => {
    const { required } = APPLICATION_SCHEMAS.forms[programme] as { readonly required: readonly string[] };
    expect(required.every((group) => group in schema.properties)).toBe(true);
    const demanded = Object.entries(schema.properties).flatMap(([group, node]) =>
      'required' in node ? (node.required as readonly string[]).map((name) => `/${group}/${name}`) : [],
    );
    expect(demanded.filter((pointer) => fields.get(pointer)?.['x-required'] !== true)).toEqual([]);
  });

  it('income, housing, cause, bank card and what people declare or decide are never a source’s to fill', () => {
    const ofSources = [...fields].filter(([, field]) => field['x-supplier'] === 'source').map(([pointer]) => pointer);
    expect(ofSources.filter((pointer) => NEVER_A_SOURCES.test(pointer))).toEqual([]);
  });

  it('conditions rest on values of fields that must be answered, so that none stays open', () => {
    for (const { field, is } of conditions) {
      expect(fields.get(field)).toMatchObject({ 'x-required': true });
      expect(fields.get(field)?.enum).toEqual(expect.arrayContaining([...is]));
    }
    for (const list of lists.values())
      if (list['x-entriesFrom'] !== undefined)
        expect(fields.get(list['x-entriesFrom'].field)).toMatchObject({ type: 'integer', 'x-required': true });
  });

  it('names no signature and no attachment twice', () => {
    const codes = [...schema['x-signatures'], ...schema['x-attachments']].map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
  });
});

describe('the rules for form schemas', () => {
  const FIELD = { title: '姓名', 'x-titleEn': 'Name', description: 'Name.', type: 'string', 'x-supplier': 'worker' };
  const SIGNATURE = { code: 'applicant', title: { zh: '签名', en: 'Signature' }, by: 'worker' };
  const ATTACHMENT = { code: 'bank-card', title: { zh: '银行卡', en: 'Bank card' }, supplier: 'worker' };
  const without = (node: object, word: string): object => Object.fromEntries(Object.entries(node).filter(([name]) => name !== word));
  const planted = (given: { readonly field?: object; readonly signature?: object; readonly attachment?: object }): object => ({
    ...APPLICATION_SCHEMAS.forms['living-aid'],
    properties: {
      person: {
        ...without(FIELD, 'x-supplier'),
        type: 'object',
        additionalProperties: false,
        required: [],
        properties: { name: given.field ?? FIELD },
      },
    },
    'x-signatures': [given.signature ?? SIGNATURE],
    'x-attachments': [given.attachment ?? ATTACHMENT],
  });
  const read = formReader(APPLICATION_SCHEMAS);

  it('let a sound one pass', () => {
    expect(() => read(planted({}))).not.toThrow();
  });

  it.each([
    { given: 'a field without supplier', schema: planted({ field: without(FIELD, 'x-supplier') }) },
    { given: 'a field of an unknown supplier', schema: planted({ field: { ...FIELD, 'x-supplier': 'neighbour' } }) },
    { given: 'a field without its meaning', schema: planted({ field: without(FIELD, 'description') }) },
    { given: 'a field without English title', schema: planted({ field: without(FIELD, 'x-titleEn') }) },
    { given: 'a field titled in English only', schema: planted({ field: { ...FIELD, title: 'Name' } }) },
    { given: 'values without Chinese terms', schema: planted({ field: { ...FIELD, enum: ['good'] } }) },
    { given: 'a value that is no plain code', schema: planted({ field: { ...FIELD, enum: ['良好'], 'x-enumTitles': { 良好: '良好' } } }) },
    { given: 'a misspelt word', schema: planted({ field: { ...FIELD, 'x-requird': true } }) },
    { given: 'a reference to a part that is not there', schema: planted({ field: { $ref: 'huzheng:applications/parts#/$defs/nothing' } }) },
    { given: 'a signature of nobody', schema: planted({ signature: without(SIGNATURE, 'by') }) },
    { given: 'a signature in one language', schema: planted({ signature: { ...SIGNATURE, title: { zh: '签名' } } }) },
    { given: 'an attachment nobody supplies', schema: planted({ attachment: without(ATTACHMENT, 'supplier') }) },
    {
      given: 'an attachment whose condition is not put in words',
      schema: planted({ attachment: { ...ATTACHMENT, unless: { field: '/work/status', is: ['employed'] } } }),
    },
    { given: 'no signatures', schema: without(planted({}), 'x-signatures') },
    { given: 'no attachments', schema: { ...planted({}), 'x-attachments': [] } },
  ])('refuse $given', ({ schema }) => {
    expect(() => read(schema)).toThrow('breaks form-schema.json');
  });

  it('are kept by all five', () => {
    expect(FORMS.map(({ programme }) => programme)).toEqual([...PROGRAMMES]);
  });
});
