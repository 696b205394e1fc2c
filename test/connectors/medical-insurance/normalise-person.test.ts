import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import batch from '../../../connectors/medical-insurance/fixtures/batch-with-an-absent-and-a-refused-person.json' with { type: 'json' };
import onDibao from '../../../connectors/medical-insurance/fixtures/employee-on-dibao.json' with { type: 'json' };
import { isPresent, normalisePersons } from '../../../connectors/medical-insurance/normalise-person.ts';
import type { Subject } from '../../../src/upstream/connector.ts';
import { idOf, LABELS, LI, LOST_DIGITS, WANG, ZHANG, ZHAO } from './people.ts';
import { spelled } from './spellings.ts';

const entry = { certno: ZHANG.idNumber, infcode: 0, err_msg: '', ...onDibao.output };
const { baseinfo } = entry;

const normalised = (row: unknown, subjects: readonly Subject[] = [ZHANG]) => normalisePersons([row], subjects, LABELS).rows[0];
const contentOf = (row: unknown) => {
  const read = normalised(row);
  return read?.ok === true && read.draft.dataset === 'person' ? read.draft.content : null;
};
const insuredBy = (...insuinfo: readonly object[]) => contentOf({ ...entry, insuinfo });

const draft = {
  dataset: 'person',
  recordKey: 'person',
  subject: ZHANG.idNumber,
  changedAt: null,
  ended: false,
  content: {
    insurances: [
      { type: 'resident', status: 'not-insured', from: '2010-09-01', pausedOn: '2015-06-30', place: '440500' },
      { type: 'employee', status: 'insured', from: '2015-07-01', pausedOn: null, place: '440300' },
    ],
    identities: [
      { code: '21', label: '城乡低保对象', category: 'dibao', from: '2026-01-01', to: null },
      { code: '23', label: '医疗救助人员', category: 'medical-assistance-other', from: '2023-01-01', to: '2023-12-31' },
      { code: '7777', label: null, category: 'unknown', from: '2025-01-01', to: null },
    ],
    place: '440300',
  },
  sealed: { personNo: '44030000000000000001' },
  stated: { name: '张三', birthDate: '1990-01-01', employer: { name: '测试单位有限公司', uscc: null } },
  household: null,
};

describe('a person', () => {
  test('becomes one record: insurances, identities by the dictionary, and the place to ask at', () => {
    expect(normalised(entry)).toEqual({ ok: true, draft });
  });

  test('is the same record however the answer is written', () => {
    fc.assert(
      fc.property(spelled(entry), (row) => {
        expect(normalised(row)).toEqual({ ok: true, draft });
      }),
    );
  });

  test('with a single insurance and identity is the same whether they come as lists or not', () => {
    const single = { ...entry, insuinfo: entry.insuinfo.slice(1), idetinfo: entry.idetinfo.slice(0, 1) };
    fc.assert(
      fc.property(spelled(single), (row) => {
        expect(contentOf(row)).toEqual({
          insurances: draft.content.insurances.slice(1),
          identities: draft.content.identities.slice(0, 1),
          place: '440300',
        });
      }),
    );
  });

  test.each([{}, { insuinfo: null }, { insuinfo: '' }, { insuinfo: [{ insutype: '', psn_insu_stas: null, balc: 0 }] }])(
    'of whom nothing more is stated than %j is known; whether they are insured is not',
    (stated) => {
      expect(normalised({ certno: ZHANG.idNumber, infcode: 0, baseinfo: { psn_no: '1' }, ...stated })).toMatchObject({
        ok: true,
        draft: { content: { insurances: null, identities: [], place: null }, stated: { name: null, birthDate: null, employer: null } },
      });
    },
  );

  test('is insured nowhere where the list of insurances is there, and empty', () => {
    expect(insuredBy()?.insurances).toEqual([]);
  });

  test('has no place to be asked about at where the one stated is longer than a call can name', () => {
    expect(insuredBy({ insutype: '310', psn_insu_stas: '1', insuplc_admdvs: '440305001000' })).toMatchObject({
      insurances: [{ status: 'insured', place: null }],
      place: null,
    });
  });

  test.each([
    {
      given: 'the current insurance',
      insuinfo: [
        { psn_insu_stas: '2', insuplc_admdvs: '440500' },
        { psn_insu_stas: '1', insuplc_admdvs: '440300' },
      ],
      want: '440300',
    },
    {
      given: 'the first named where none is current',
      insuinfo: [
        { psn_insu_stas: '2' },
        { psn_insu_stas: '4', insuplc_admdvs: '440500' },
        { psn_insu_stas: '0', insuplc_admdvs: '440300' },
      ],
      want: '440500',
    },
    {
      given: 'the first named where the current one names none',
      insuinfo: [{ psn_insu_stas: '1' }, { psn_insu_stas: '4', insuplc_admdvs: '440500' }],
      want: '440500',
    },
  ])('is asked about at the place of $given', ({ insuinfo, want }) => {
    expect(insuredBy(...insuinfo)?.place).toBe(want);
  });

  test.each([
    { insutype: '310', type: 'employee' },
    { insutype: '390', type: 'resident' },
    { insutype: '340', type: 'other' },
    { insutype: '380', type: 'other' },
    { insutype: '9999', type: 'unknown' },
    { insutype: '', type: 'unknown' },
  ])('insured under $insutype is insured as $type', ({ insutype, type }) => {
    expect(insuredBy({ insutype, psn_insu_stas: '1' })?.insurances).toMatchObject([{ type }]);
  });

  test.each(['320', '330', '370', '391', '392', '410', '510'])('%s only supplements: nobody is insured by it', (insutype) => {
    const supplement = { insutype, psn_insu_stas: '1', insuplc_admdvs: '440300' };
    expect(insuredBy({ insutype: '310', psn_insu_stas: '2' }, supplement)?.insurances).toMatchObject([
      { type: 'employee', status: 'not-insured' },
    ]);
    expect(insuredBy(supplement)).toMatchObject({ insurances: [], place: '440300' });
  });

  test.each(['公务员', '国家公务员', '医疗照顾'])('%s is an identity that says nothing of assistance, and is not kept', (label) => {
    const labels = { ...LABELS, tables: { ...LABELS.tables, psn_idet_type: { '05': label } } };
    const [read] = normalisePersons([{ ...entry, idetinfo: [{ psn_idet_type: '05', begntime: '2015-01-01' }] }], [ZHANG], labels).rows;
    expect(read).toMatchObject({ ok: true, draft: { content: { identities: [] } } });
  });

  test.each([
    { code: '1', status: 'insured' },
    { code: '0', status: 'not-insured' },
    { code: '2', status: 'not-insured' },
    { code: '3', status: 'not-insured' },
    { code: '4', status: 'not-insured' },
    { code: '9', status: 'unknown' },
    { code: '', status: 'unknown' },
  ])('with psn_insu_stas "$code" is $status', ({ code, status }) => {
    expect(insuredBy({ insutype: '310', psn_insu_stas: code })?.insurances).toMatchObject([{ status }]);
  });

  test('is not insured by an entry that states nothing', () => {
    const nothing = { insutype: '', psn_insu_stas: null, balc: 0 };
    expect(insuredBy(nothing, { insutype: '310', psn_insu_stas: '2' })?.insurances).toMatchObject([{ status: 'not-insured' }]);
  });

  test('has the employer of the current employee insurance, not of a past or a resident one', () => {
    const employerOf = (...insuinfo: readonly object[]) => {
      const read = normalised({ ...entry, insuinfo });
      return read?.ok === true ? read.draft.stated.employer : undefined;
    };
    const [past, present] = [
      { insutype: '310', psn_insu_stas: '4', emp_name: '旧单位' },
      { insutype: '310', psn_insu_stas: '1', emp_name: '新单位' },
    ];
    expect(employerOf(past, present)).toEqual({ name: '新单位', uscc: null });
    expect(employerOf(past)).toBeNull();
    expect(employerOf({ ...present, insutype: '390' })).toBeNull();
  });

  test('has no identity where the entry states no code', () => {
    expect(contentOf({ ...entry, idetinfo: { psn_idet_type: '', begntime: '', endtime: '' } })?.identities).toEqual([]);
  });

  test.each(['999', 'toString'])('with an identity code "%s" that no table has is of unknown category', (code) => {
    expect(contentOf({ ...entry, idetinfo: [{ psn_idet_type: code }] })?.identities).toMatchObject([{ label: null, category: 'unknown' }]);
  });

  test('whose label is in the dictionary but means nothing to us is of unknown category, and the label is kept', () => {
    expect(contentOf({ ...entry, idetinfo: [{ psn_idet_type: '88' }] })?.identities).toMatchObject([
      { label: '本市特殊群体', category: 'unknown' },
    ]);
  });
});

describe('a batch', () => {
  const asked = [ZHANG, LI, WANG, ZHAO];

  test('an entry that says the person is unknown is no row; a refused or unreadable one is', () => {
    expect(batch.output.list.map(isPresent)).toEqual([false, true, true]);
    expect([isPresent(null), isPresent('x'), isPresent({})]).toEqual([true, true, true]);
  });

  test('persons are matched by number in any order, also by the old form of 15 digits', () => {
    const { rows } = normalisePersons([batch.output.list[1], entry], asked, LABELS);
    expect(rows).toMatchObject([
      { ok: true, draft: { subject: LI.idNumber, sealed: { personNo: '00440000000000000002' } } },
      { ok: true, draft: { subject: ZHANG.idNumber } },
    ]);
  });

  test('a refused entry is a broken row of its person, never an absence', () => {
    const { rows } = normalisePersons([batch.output.list[2]], asked, LABELS);
    expect(rows).toEqual([
      {
        ok: false,
        broken: { recordKey: 'person', subject: ZHAO.idNumber, reason: 'unknown-operation', path: '/infcode', shape: 'string(2) -9' },
      },
    ]);
  });

  test('a person nobody asked about is counted and not kept', () => {
    expect(normalised(entry, [LI])).toEqual({ ok: 'other', subject: ZHANG.idNumber });
  });
});

describe('a broken row costs only itself', () => {
  test.each([
    { given: 'no object', row: ['x'], want: { reason: 'not-an-object', path: '', subject: null } },
    {
      given: 'an identity number as a JSON number',
      row: { ...entry, certno: LOST_DIGITS, baseinfo: { ...baseinfo, certno: undefined } },
      want: { reason: 'identity-number', identityFault: 'number-type', path: '/certno', subject: null, mayBe: [ZHANG.idNumber] },
    },
    {
      given: 'one as a JSON number beside a readable one',
      row: { ...entry, certno: LOST_DIGITS },
      want: { reason: 'identity-number', path: '/certno', subject: ZHANG.idNumber },
    },
    {
      given: 'a registered one as a JSON number',
      row: { ...entry, baseinfo: { ...baseinfo, certno: LOST_DIGITS } },
      want: { reason: 'identity-number', path: '/baseinfo/certno', subject: ZHANG.idNumber },
    },
    {
      given: 'a registered one of another person',
      row: { ...entry, baseinfo: { ...baseinfo, certno: WANG.idNumber } },
      want: { reason: 'identity-number', path: '/baseinfo/certno', subject: ZHANG.idNumber },
    },
    {
      given: 'a wrong check character',
      row: { ...entry, certno: '440305199001010019', baseinfo: { ...baseinfo, certno: '' } },
      want: { reason: 'identity-number', identityFault: 'wrong-check-character', path: '/certno', subject: null },
    },
    {
      given: 'no number anywhere',
      row: { ...entry, certno: '', baseinfo: { ...baseinfo, certno: null } },
      want: { reason: 'identity-number', identityFault: 'absent', path: '/baseinfo/certno', subject: null },
    },
    {
      given: 'no baseinfo',
      row: { ...entry, baseinfo: null },
      want: { reason: 'missing-key', path: '/baseinfo', subject: ZHANG.idNumber },
    },
    {
      given: 'no psn_no',
      row: { ...entry, baseinfo: { ...baseinfo, psn_no: ' ' } },
      want: { reason: 'missing-key', path: '/baseinfo/psn_no', subject: ZHANG.idNumber },
    },
    {
      given: 'a psn_no that lost its zeros',
      row: { ...entry, baseinfo: { ...baseinfo, psn_no: 440 } },
      want: { reason: 'wrong-type', path: '/baseinfo/psn_no', subject: ZHANG.idNumber },
    },
    {
      given: 'an impossible birth date',
      row: { ...entry, baseinfo: { ...baseinfo, brdy: '1990-02-30' } },
      want: { reason: 'impossible-date', path: '/baseinfo/brdy', shape: 'string(10) 9999-99-99' },
    },
    {
      given: 'an impossible day of cover',
      row: { ...entry, insuinfo: [{ insutype: '310', psn_insu_date: 'soon' }] },
      want: { reason: 'impossible-date', path: '/insuinfo/0/psn_insu_date' },
    },
    {
      given: 'an impossible end of an identity',
      row: { ...entry, idetinfo: { psn_idet_type: '21', endtime: '2026-13-01' } },
      want: { reason: 'impossible-date', path: '/idetinfo/endtime' },
    },
    {
      given: 'a code that is no code',
      row: { ...entry, idetinfo: [{ psn_idet_type: { code: '21' } }] },
      want: { reason: 'wrong-type', path: '/idetinfo/0/psn_idet_type' },
    },
    {
      given: 'a code longer than codes are',
      row: { ...entry, idetinfo: [{ psn_idet_type: '123456789' }] },
      want: { reason: 'wrong-type', path: '/idetinfo/0/psn_idet_type' },
    },
    { given: 'insurances that are a text', row: { ...entry, insuinfo: 'none' }, want: { reason: 'wrong-type', path: '/insuinfo' } },
  ])('$given', ({ row, want }) => {
    expect(normalised(row)).toMatchObject({ ok: false, broken: want });
  });

  const broken = (rows: readonly unknown[], subjects: readonly Subject[]) =>
    normalisePersons(rows, subjects, LABELS).rows.flatMap((row) => (row.ok === false ? [row.broken] : []));

  test('a JSON number says of nobody whose the entry is, only of whom it may be, and of none of them that they are absent', () => {
    const neighbour = { ...ZHANG, idNumber: idOf('440305199001010034') };
    expect(broken([{ certno: LOST_DIGITS }], [ZHANG, neighbour, LI])).toMatchObject([
      { subject: null, mayBe: [ZHANG.idNumber, neighbour.idNumber] },
    ]);
    expect(
      broken([{ certno: LOST_DIGITS }, { ...entry, certno: neighbour.idNumber, baseinfo: { psn_no: '1' } }], [ZHANG, neighbour]),
    ).toMatchObject([{ subject: null, mayBe: [ZHANG.idNumber] }]);
  });

  test('the old form of 15 digits as a JSON number is as little a number, though no digit is lost', () => {
    expect(broken([{ certno: 440305900101001 }], [ZHANG, LI])).toMatchObject([{ subject: null, mayBe: [ZHANG.idNumber] }]);
  });

  test("the digits of a member who was answered stand in somebody else's entry: whoever was not answered may be meant", () => {
    expect(broken([entry, { certno: LOST_DIGITS, baseinfo: { psn_no: '2' } }], [ZHANG, LI, WANG])).toMatchObject([
      { subject: null, mayBe: [LI.idNumber, WANG.idNumber] },
    ]);
  });

  test('digits of the registered number tell as much as those of the number asked about', () => {
    expect(broken([{ ...entry, certno: '', baseinfo: { ...baseinfo, certno: LOST_DIGITS } }], [ZHANG, LI])).toMatchObject([
      { subject: null, mayBe: [ZHANG.idNumber] },
    ]);
  });

  test('an entry without any number may be about whoever was not answered', () => {
    expect(broken([entry, 'x', {}], [ZHANG, LI])).toMatchObject([{ mayBe: [LI.idNumber] }, { mayBe: [LI.idNumber] }]);
  });

  test('and tells nothing of what stood there', () => {
    const { certno, psn_name } = baseinfo;
    const told = JSON.stringify(normalised({ ...entry, certno: `${certno}${psn_name}`, baseinfo: { ...baseinfo, certno: null } }, [LI]));
    expect(told).not.toContain(certno);
    expect(told).not.toContain(psn_name);
  });

  test('anything at all is read or broken, never an exception', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.record({
            certno: fc.jsonValue(),
            infcode: fc.jsonValue(),
            baseinfo: fc.jsonValue(),
            insuinfo: fc.jsonValue(),
            idetinfo: fc.jsonValue(),
          }),
        ),
        (row) => {
          expect(normalised(row)?.ok).not.toBe(true);
        },
      ),
    );
  });
});
