/** What a member and whoever helps them are told: line by line as it is read, in both languages, and nothing that would tell who it is about. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainMember } from '../../../src/pipeline/4-screen/explain.ts';
import { screenHousehold } from '../../../src/pipeline/4-screen/screen.ts';
import { anyMemberPartlyRead } from '../../support/any-dossier.ts';
import { aDossier } from '../../support/dossiers.ts';
import { aSheet, richerRulesOn } from '../../support/people.ts';
import { asOfIn, type Given, type Said, toldOf } from '../../support/situations.ts';

const BOTH_AGREE: readonly Said[] = [
  { of: 'assistance', category: 'dibao' },
  { of: 'person', identity: 'dibao' },
];
const ILL: readonly Said[] = ['insured', 'works', 'registered'];
const FILE = '2025-03-01' as NonNullable<Given['onFileSince']>;
type Lines = readonly (readonly [zh: string, en: string])[];

const A_PERSON_DECIDES = [
  '以上仅供工作人员核实，是否给予帮扶由工作人员决定。',
  'All of this is for a person to check; a person decides.',
] as const;
const MAY_APPLY_FOR_MEDICAL_AID = [
  '可申请医疗救助，表格已预填，待本人补充确认。',
  'May apply for medical aid: the form is prefilled, for the member to complete and confirm.',
] as const;
const CLASS_BY_INCOME = [
  '请核实家庭收入和刚性支出：扣除后人均每月低于1,450.00元为深度困难，低于其两倍为相对困难。',
  'Check income and rigid expenses: below 1,450.00 yuan a person a month after deduction is deep hardship, below twice that relative.',
] as const;

const given = (text: string): Given => JSON.parse(text);

const WHOLE: readonly { readonly of: string; readonly given: Given; readonly want: Lines }[] = [
  {
    of: 'a suggested class, with one programme sent and one held',
    given: { records: BOTH_AGREE },
    want: [
      ['部门记录支持深度困难。', 'The records carry deep hardship.'],
      [
        '民政等部门记录一致：正在享受最低生活保障。依据：民政社会救助记录（截至2026年11月22日）、医保参保信息（截至2026年11月22日）。',
        'Civil affairs and another authority agree: subsistence allowance is being received. From: social assistance (civil affairs) as of 2026-11-22; insured persons (medical insurance) as of 2026-11-22.',
      ],
      [
        '可申请生活救助，表格已预填，待本人补充确认。',
        'May apply for living aid: the form is prefilled, for the member to complete and confirm.',
      ],
      [
        '子女助学暂不推送：没有部门记录说明家中有在学子女，由申请人提出。',
        'Held for now, education aid: No source says that a child of the household is at school: the applicant has to say so.',
      ],
      A_PERSON_DECIDES,
    ],
  },
  {
    of: 'a lead, with value, threshold, distance and what to check',
    given: { records: [...ILL, { of: 'settlement', ownPaid: 31_000 }] },
    want: [
      [
        '部门记录提示可能需要帮扶（类别待核实），需要核实。',
        'The records suggest that help may be needed (a class still to be determined): to be checked.',
      ],
      [
        '近12个月个人支付医疗费31,000.00元，达到30,000.00元的标准，且有慢特病登记。依据：慢特病登记（截至2026年11月22日）、医保结算记录（截至2026年11月22日）。',
        'Own payments for care in the last 12 months are 31,000.00 yuan, at or above 30,000.00 yuan, with a registered disease. From: registered diseases (medical insurance) as of 2026-11-22; settlements (medical insurance) as of 2026-11-22.',
      ],
      [
        '近12个月个人支付31,000.00元，标准为不低于30,000.00元，相差1,000.00元。',
        'Own payments, 12 months: 31,000.00 yuan; the threshold is at least 30,000.00 yuan, 1,000.00 yuan apart.',
      ],
      ['请核对医疗费票据和其他报销情况。', 'Check receipts and what else was reimbursed.'],
      CLASS_BY_INCOME,
      MAY_APPLY_FOR_MEDICAL_AID,
      A_PERSON_DECIDES,
    ],
  },
  {
    of: 'a near miss, which flags nobody and so asks nobody to decide',
    given: { records: [...ILL, { of: 'settlement', ownPaid: 29_999.99 }] },
    want: [
      ['目前没有达到标准，但已接近。', 'No threshold is reached, but one is near.'],
      [
        '接近「登记病种医疗负担」：近12个月个人支付再增加0.01元即达到标准。',
        'Near "Burden of a registered disease": Own payments, 12 months: 0.01 yuan more would reach the threshold.',
      ],
    ],
  },
  {
    of: 'a file that is due to end, since when and for how many months',
    given: given(`{"onFileSince":"${FILE}","records":["insured","works"],"earlier":[{"on":"2026-05-22"}]}`),
    want: [
      ['已建档，档案可能需要退出或注销，需要核实。', 'There is a file, and it may have to end: to be checked.'],
      [
        '各部门记录中已连续6个月没有困难情形，达到6个月，请核实后办理脱困。',
        'For 6 months in a row no record has shown hardship, which reaches 6 months: check, and let the file end.',
      ],
      ['自2026年5月22日起未再发现困难情形，已连续6个月。', 'None has been found since 2026-05-22: 6 months in a row.'],
    ],
  },
  {
    of: 'a file without a ground for one month, which is on file long enough',
    given: given(`{"onFileSince":"${FILE}","records":["insured","works"],"earlier":[{"on":"2026-10-22"}]}`),
    want: [
      ['已建档，档案可能需要退出或注销，需要核实。', 'There is a file, and it may have to end: to be checked.'],
      [
        '建档已满6个月，各部门记录中已没有困难情形，请核实是否脱困。',
        'On file for 6 months or more, and no record shows hardship any more: check whether the household still qualifies.',
      ],
      ['自2026年10月22日起未再发现困难情形，已连续1个月。', 'None has been found since 2026-10-22: 1 month in a row.'],
    ],
  },
  {
    of: 'a file on the first night without a ground: no months in a row yet',
    given: { onFileSince: FILE, records: ['insured', 'works'] },
    want: [
      ['已建档，档案可能需要退出或注销，需要核实。', 'There is a file, and it may have to end: to be checked.'],
      [
        '建档已满6个月，各部门记录中已没有困难情形，请核实是否脱困。',
        'On file for 6 months or more, and no record shows hardship any more: check whether the household still qualifies.',
      ],
      ['自2026年11月22日起未再发现困难情形，尚不满1个月。', 'None has been found since 2026-11-22: for less than a month.'],
    ],
  },
  {
    of: 'a file that must close, with the record that says so',
    given: { onFileSince: FILE, records: ['insured', { of: 'death' }] },
    want: [
      ['已建档，档案可能需要退出或注销，需要核实。', 'There is a file, and it may have to end: to be checked.'],
      [
        '有部门记录该会员已去世。依据：民政死亡登记（截至2026年11月22日）。',
        'An authority records that the member has died. From: the register of deaths (civil affairs) as of 2026-11-22.',
      ],
    ],
  },
  {
    of: 'enrolment, with what no source says left to a person',
    given: { form: 'courier' },
    want: [
      ['没有发现达到标准的困难情形。', 'No ground of hardship was found.'],
      ['现有记录提示可能符合申请条件，需要核实。', 'The records suggest that an application may be made: to be checked.'],
      [
        '会员从事快递外卖，年龄符合参保条件。依据：工会会员名册。',
        'The member works as a courier and is of an age to be enrolled. From: the union roster.',
      ],
      ['年龄36岁，标准为不低于18岁，相差18岁。', 'Age: 36 years; the threshold is at least 18 years, 18 years apart.'],
      ['年龄36岁，标准为不高于60岁，相差24岁。', 'Age: 36 years; the threshold is at most 60 years, 24 years apart.'],
      [
        '无法判断「平台从业时间」：平台从业月数，没有部门记录可以说明。',
        'Cannot be judged, "Time on the platform": Months on the platform: no source says it.',
      ],
      [
        '请核实在平台实际从业是否已满3个月：没有部门记录可以说明。',
        'Check that the member has actually worked on the platform for 3 months: no source says it.',
      ],
      [
        '可申请专属保障参保，表格已预填，待本人补充确认。',
        'May apply for enrolment in exclusive protection: the form is prefilled, for the member to complete and confirm.',
      ],
      A_PERSON_DECIDES,
    ],
  },
  {
    of: 'nothing found',
    given: { records: ['insured'] },
    want: [['没有发现达到标准的困难情形。', 'No ground of hardship was found.']],
  },
  {
    of: 'a near miss on a night that could not judge what was found before: that stands',
    given: given(
      '{"openSince":"2026-10-01","records":["insured","works",{"of":"work-injury","disabilityGrade":7}],"readings":{"settlement":"failed"}}',
    ),
    want: [
      ['当晚有情形无法判断，此前的提示继续保留。', 'Something could not be judged that night: what was found before stands as it is.'],
      ['能够判断的情形中没有达到标准的，但有一项已接近。', 'Of what could be judged no threshold is reached, but one is near.'],
      ['接近「工伤致残」：伤残等级再重1级即达到标准。', 'Near "Injured at work": Grade of injury: 1 graver would reach the threshold.'],
      [
        '无法判断「重大医疗支出」：近12个月个人支付，部门数据暂时无法读取。',
        'Cannot be judged, "Very large own payments": Own payments, 12 months: the authority could not be read.',
      ],
    ],
  },
  {
    of: 'a file that may have to close on a night that could not judge what was found before: that stands',
    given: given(
      `{"openSince":"2026-10-01","onFileSince":"${FILE}","records":[{"of":"person","place":"440100"}],"readings":{"settlement":"failed"}}`,
    ),
    want: [
      ['当晚有情形无法判断，此前的提示继续保留。', 'Something could not be judged that night: what was found before stands as it is.'],
      ['已建档，档案可能需要退出或注销，需要核实。', 'There is a file, and it may have to end: to be checked.'],
      [
        '目前的医保参保地不在本市，本市也没有在职参保记录，请核实是否已迁出。依据：医保参保信息（截至2026年11月22日）。',
        "The medical insurance in force is of another city, and no employer's insurance runs in this one: check whether the member has moved. From: insured persons (medical insurance) as of 2026-11-22.",
      ],
      [
        '无法判断「重大医疗支出」：近12个月个人支付，部门数据暂时无法读取。',
        'Cannot be judged, "Very large own payments": Own payments, 12 months: the authority could not be read.',
      ],
    ],
  },
  {
    of: 'nothing agreed to',
    given: { records: BOTH_AGREE, permitted: [] },
    want: [
      [
        '没有使用其数据筛查困难情形的同意或授权，未作筛查。',
        'The use of their data to look for hardship was not agreed to: nothing was judged.',
      ],
    ],
  },
];

/** Why nothing can be said of large payments, or of what stands in their place. */
const LACKS: readonly {
  readonly lack: string;
  readonly given: Given;
  readonly expired?: readonly string[];
  readonly want: Lines[number];
}[] = [
  {
    lack: 'not read yet',
    given: { records: ILL, readings: { settlement: 'not-yet-read' } },
    want: [
      '无法判断「登记病种医疗负担」「重大医疗支出」：近12个月个人支付，尚未读取。',
      'Cannot be judged, "Burden of a registered disease", "Very large own payments": Own payments, 12 months: it has not been read yet.',
    ],
  },
  {
    lack: 'a source that failed',
    given: { records: ['works'], readings: { settlement: 'failed' } },
    want: [
      '无法判断「重大医疗支出」：近12个月个人支付，部门数据暂时无法读取。',
      'Cannot be judged, "Very large own payments": Own payments, 12 months: the authority could not be read.',
    ],
  },
  {
    lack: 'withheld',
    given: { records: ['works'], readings: { settlement: 'withheld' } },
    want: [
      '无法判断「重大医疗支出」：近12个月个人支付，未取得使用该数据的同意或授权。',
      'Cannot be judged, "Very large own payments": Own payments, 12 months: its use was not agreed to.',
    ],
  },
  {
    lack: 'stale',
    given: given('{"records":["works"],"readings":{"settlement":"2026-08-22"}}'),
    want: [
      '无法判断「重大医疗支出」：近12个月个人支付，记录已超过时效，过期数据不作为依据。',
      'Cannot be judged, "Very large own payments": Own payments, 12 months: the record is too old, and old records raise nothing.',
    ],
  },
  {
    lack: 'a code without meaning',
    given: { records: ['works', { of: 'work-injury', recognised: 'unknown' }] },
    want: [
      '无法判断「工伤致残」：伤残等级，记录中的代码无法解读。',
      'Cannot be judged, "Injured at work": Grade of injury: its code has no known meaning.',
    ],
  },
  {
    lack: 'a field not stated',
    given: { records: ['works', { of: 'work-injury', disabilityGrade: null }] },
    want: [
      '无法判断「工伤致残」：伤残等级，记录未注明。',
      'Cannot be judged, "Injured at work": Grade of injury: the record does not state it.',
    ],
  },
  {
    lack: 'a contradiction',
    given: given('{"records":[{"of":"assistance","stoppedOn":"2026-05-01"},{"of":"person","identity":"dibao"}]}'),
    want: [
      '无法判断「低保或特困」「低保边缘或刚性支出困难」「救助身份待核实」：救助印证，有关记录相互矛盾。',
      'Cannot be judged, "Subsistence allowance or destitution support", "Marginal household or rigid expenses", "Assistance to be confirmed": Standing of assistance: the records contradict each other.',
    ],
  },
  {
    lack: 'a contradiction of one authority alone, of which no other is accused',
    given: given(
      '{"records":[{"of":"participation","payment":"paused","to":"2026-07-31"},{"of":"contributions","to":"2026-09","months":3,"base":8000}]}',
    ),
    want: [
      '无法判断「中断缴费」：参保暂停月数，有关记录相互矛盾。',
      'Cannot be judged, "Contributions ceased": Months since cover was paused: the records contradict each other.',
    ],
  },
  {
    lack: 'what no source says',
    given: { form: 'courier' },
    want: [
      '无法判断「平台从业时间」：平台从业月数，没有部门记录可以说明。',
      'Cannot be judged, "Time on the platform": Months on the platform: no source says it.',
    ],
  },
  {
    lack: 'a threshold without a value',
    given: { records: ['works', { of: 'settlement', ownPaid: 50_000 }] },
    expired: ['veryLargeOwnPayments'],
    want: [
      '无法判断「重大医疗支出」：当日没有有效的标准。',
      'Cannot be judged, "Very large own payments": there is no threshold in force on this date.',
    ],
  },
];

/** Single lines, beside others. */
const LINES: readonly { readonly of: string; readonly given: Given; readonly want: Lines[number] }[] = [
  {
    of: 'a sum of which an amount is missing is at least that',
    given: {
      records: [...ILL, { of: 'settlement', ownPaid: 31_000 }, { of: 'settlement', ownPaid: null }],
    },
    want: [
      '近12个月个人支付至少31,000.00元，标准为不低于30,000.00元，相差1,000.00元。',
      'Own payments, 12 months: at least 31,000.00 yuan; the threshold is at least 30,000.00 yuan, 1,000.00 yuan apart.',
    ],
  },
  {
    of: 'the reason itself, which goes with the application, says of such a sum that it is at least that',
    given: {
      records: ['insured', 'works', { of: 'settlement', ownPaid: 41_000 }, { of: 'settlement', ownPaid: null }],
    },
    want: [
      '近12个月个人支付医疗费至少41,000.00元，达到40,000.00元的标准。依据：医保结算记录（截至2026年11月22日）。',
      'Own payments for care in the last 12 months are at least 41,000.00 yuan, at or above 40,000.00 yuan. From: settlements (medical insurance) as of 2026-11-22.',
    ],
  },
  {
    of: 'a base at the floor is at most that',
    given: given(
      '{"records":["insured","registered",{"of":"participation"},{"of":"contributions","to":"2026-10","months":12,"base":4500},{"of":"settlement","ownPaid":21000}]}',
    ),
    want: [
      '近12个月平均缴费基数至多4,500.00元，标准为不高于4,500.00元，相差0.00元。',
      'Contribution base, average of 12 months: at most 4,500.00 yuan; the threshold is at most 4,500.00 yuan, 0.00 yuan apart.',
    ],
  },
  {
    of: 'a grade of injury is graver the lower its number, and in Chinese higher: it is said by gravity',
    given: { records: ['insured', 'works', { of: 'work-injury', disabilityGrade: 5 }] },
    want: ['伤残等级5级，标准为6级或更重，相差1级。', 'Grade of injury: 5; the threshold is 6 or graver, 1 apart.'],
  },
  {
    of: 'a grade of injury that is near: how much graver it would have to be',
    given: { records: ['insured', 'works', { of: 'work-injury', disabilityGrade: 7 }] },
    want: ['接近「工伤致残」：伤残等级再重1级即达到标准。', 'Near "Injured at work": Grade of injury: 1 graver would reach the threshold.'],
  },
  {
    of: 'a stay before the policy on the roster',
    given: given('{"mutualAid":["2026-09-11","2027-09-10"],"records":["works",{"of":"settlement","ownPaid":1000,"hospitalLevel":"3"}]}'),
    want: [
      '有住院早于名册现载的互助保障，当时是否在保障期间内无法判断；此前已提出的给付申请保持不变。',
      'A stay began before the mutual-aid policy now on the roster: whether it was covered cannot be judged. A claim made for it earlier stands as it is.',
    ],
  },
  {
    of: 'what sources contradict each other about is not sent, and may have been before they did',
    given: given('{"records":[{"of":"assistance","category":"dibao","name":"different"},{"of":"person","identity":"dibao"}]}'),
    want: [
      '生活救助暂不推送：各部门登记的姓名或出生日期不一致，核实前不推送。此前如已推送，不撤回，也不更新。',
      'Held for now, living aid: Sources contradict each other on name or birth date: not sent before it is settled. If it was sent before, it is neither withdrawn nor amended.',
    ],
  },
  {
    of: 'one expense is not to be paid for twice',
    given: given('{"mutualAid":["2026-01-01","2026-12-31"],"records":["works",{"of":"settlement","ownPaid":45000,"hospitalLevel":"3"}]}'),
    want: [
      '同一笔医疗费用也用于互助保障给付，请核对，避免重复。',
      'The same care is also put to a mutual-aid claim: one expense is not paid for twice.',
    ],
  },
];

const linesOf = (of: Given, expired: readonly string[] = []): Lines =>
  (toldOf({ people: [{ given: of, want: {} }], expired })[0]?.explanation ?? []).map(({ zh, en }) => [zh, en]);

describe('a member is told', () => {
  it.each(WHOLE)('$of', ({ given: of, want }) => {
    expect(linesOf(of)).toEqual(want);
  });

  it.each(LACKS)('what cannot be judged: $lack', ({ given: of, expired, want }) => {
    expect(linesOf(of, expired)).toContainEqual(want);
  });

  it.each(LINES)('$of', ({ given: of, want }) => {
    expect(linesOf(of)).toContainEqual(want);
  });
});

const rules = richerRulesOn();
const MEMBER = 'M-4401-77';
const anyone = anyMemberPartlyRead.map(({ member, holds, ...traits }) => {
  const named = holds.map((one) => ({ ...one, recordKey: `KEY-${one.recordKey}` }));
  const dossier = aDossier({ ...traits, holds: named, member: { ...member, memberId: MEMBER } });
  const sheet = aSheet(dossier);
  const [screened] = screenHousehold([sheet], rules);
  if (screened === undefined) throw new RangeError('no answer about somebody');
  return { screened, lines: explainMember(sheet, screened, rules, asOfIn(dossier)) };
});

describe('whoever it is about', () => {
  it('every line is in Chinese and in English, with nothing left open in it', () => {
    fc.assert(
      fc.property(anyone, ({ lines }) => {
        expect(lines.length).toBeGreaterThan(0);
        for (const { zh, en } of lines) {
          expect(zh).toMatch(/\p{Script=Han}/u);
          expect(en).not.toMatch(/\p{Script=Han}/u);
          expect(zh + en).not.toMatch(/[{}]|undefined|null|NaN/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('no line names a record, a member, a number of identity or what a fact or threshold is called inside', () => {
    fc.assert(
      fc.property(anyone, ({ lines }) => {
        for (const { zh, en } of lines) {
          expect(zh + en).not.toMatch(/KEY-|M-4401-77|张三|测试有限公司|\d{17}[\dXx]|1\d{10}|[a-z][A-Z]/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('every reason, check and held programme is in it, in both languages', () => {
    fc.assert(
      fc.property(anyone, ({ screened, lines }) => {
        const [zh, en] = [lines.map((line) => line.zh).join('\n'), lines.map((line) => line.en).join('\n')];
        const texts = screened.cases.flatMap(({ reasons, checks, leaving, offers }) => [
          ...[...reasons, ...checks].map(({ text }) => text),
          ...(leaving === null ? [] : [leaving.reason.text]),
          ...offers.flatMap(({ held }) => held.map(({ text }) => text)),
        ]);
        for (const text of texts) {
          expect(zh).toContain(text.zh);
          expect(en).toContain(text.en);
        }
        const offers = screened.cases.flatMap((one) => one.offers);
        const [sent, held] = [offers.filter((one) => one.held.length === 0), offers.filter((one) => one.held.length > 0)];
        expect([zh.match(/可申请/g) ?? [], en.match(/May apply for/g) ?? []].map(({ length }) => length)).toEqual([
          sent.length,
          sent.length,
        ]);
        expect([zh.match(/暂不推送/g) ?? [], en.match(/Held for now/g) ?? []].map(({ length }) => length)).toEqual([
          held.length,
          held.length,
        ]);
      }),
      { numRuns: 500 },
    );
  });
});
