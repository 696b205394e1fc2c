import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import answer from '../../../connectors/medical-insurance/fixtures/stay-and-its-reversal.json' with { type: 'json' };
import { normaliseSettlements } from '../../../connectors/medical-insurance/normalise-settlement.ts';
import { LABELS, LI, LOST_DIGITS, WANG, ZHANG } from './people.ts';
import { spelled } from './spellings.ts';

const [stay, reversal] = answer.output.setlinfo;

const normalised = (row: unknown) => normaliseSettlements([row], [ZHANG, LI], LABELS).rows[0];
const contentOf = (row: unknown) => {
  const read = normalised(row);
  return read?.ok === true && read.draft.dataset === 'settlement' ? read.draft.content : null;
};

const draft = {
  dataset: 'settlement',
  recordKey: 'SETL-0001',
  subject: ZHANG.idNumber,
  changedAt: null,
  ended: false,
  content: {
    settledAt: '2026-10-09T07:30:00.000Z',
    from: '2026-10-01',
    to: '2026-10-09',
    care: 'inpatient',
    insurance: 'employee',
    hospitalLevel: '09',
    total: 2_345_678,
    ownPaid: 845_670,
    cashPaid: 800_000,
    fundPaid: 1_500_008,
    medicalAid: 120_050,
    reverses: null,
  },
  sealed: { hospital: '测试医院', diseaseCode: 'M-TEST-1', diseaseName: '测试病种一' },
  stated: { name: '张三', birthDate: '1990-01-01', employer: null },
  household: null,
};

describe('a settlement', () => {
  test('becomes one record, in fen, and nothing else of the row', () => {
    expect(normalised(stay)).toEqual({ ok: true, draft });
  });

  test('is the same record however the answer is written', () => {
    fc.assert(
      fc.property(spelled(stay), (row) => {
        expect(normalised(row)).toEqual({ ok: true, draft });
      }),
    );
  });

  test.each([
    {},
    { psn_pay: '-99999999999999.99', medfee_sumamt: 'minus two', begndate: '20261399', brdy: 'unknown', dise_codg: 'M'.repeat(41) },
  ])('that reverses another names it, whatever it carries: %j', (carried) => {
    expect(contentOf({ ...reversal, ...carried })).toEqual({
      ...{ settledAt: contentOf(reversal)?.settledAt, reverses: 'SETL-0001' },
      ...{ from: null, to: null, care: 'unknown', insurance: 'unknown', hospitalLevel: null },
      ...{ total: null, ownPaid: null, cashPaid: null, fundPaid: null, medicalAid: null },
    });
  });

  test('can be reversed under a key as long as any that it can have', () => {
    const key = 'SETL-440300-'.padEnd(400, '0');
    expect(normalised({ ...stay, setl_id: key })).toMatchObject({ ok: true, draft: { recordKey: key } });
    expect(contentOf({ ...reversal, medins_setl_id: key })?.reverses).toBe(key);
  });

  test('counts though its disease has a code longer than any', () => {
    const several = 'M03900,M01600,M02101,M05400,M07800,M08900';
    expect(normalised({ ...stay, dise_codg: several })).toMatchObject({ ok: true, draft: { sealed: { diseaseCode: null } } });
  });

  test('that is no reversal names none, though the hospital has a number of its own for it', () => {
    expect(contentOf({ ...stay, refd_setl_flag: '', medins_setl_id: 'HIS-77' })?.reverses).toBeNull();
  });

  test.each([
    { code: '11', care: 'outpatient' },
    { code: '14', care: 'chronic' },
    { code: '19', care: 'accident' },
    { code: '24', care: 'inpatient' },
    { code: '41', care: 'pharmacy' },
    { code: '52', care: 'other' },
    { code: '9901', care: 'unknown' },
    { code: '', care: 'unknown' },
  ])('of med_type "$code" is $care', ({ code, care }) => {
    expect(contentOf({ ...stay, med_type: code })?.care).toBe(care);
  });

  test.each([
    { code: '310', insurance: 'employee' },
    { code: '390', insurance: 'resident' },
    { code: '340', insurance: 'other' },
    { code: '777', insurance: 'unknown' },
    { code: null, insurance: 'unknown' },
  ])('under insutype $code is of $insurance insurance', ({ code, insurance }) => {
    expect(contentOf({ ...stay, insutype: code })?.insurance).toBe(insurance);
  });

  test('belongs to the person asked about by psn_no, with or without a certno', () => {
    expect(normalised({ ...stay, certno: '' })).toMatchObject({ ok: true, draft: { subject: ZHANG.idNumber } });
    expect(normalised({ ...stay, psn_no: LI.personNo, certno: '440524800101001' })).toMatchObject({
      ok: true,
      draft: { subject: LI.idNumber },
    });
  });

  test.each([
    { psn_cert_type: '04', certno: 'H12345678' },
    { psn_cert_type: '02', certno: '军字第20091234号' },
    { psn_cert_type: '99', certno: '4403051990' },
  ])('belongs to the person asked about by psn_no, also where it was settled under another document: %j', (document) => {
    expect(normalised({ ...stay, ...document })).toMatchObject({ ok: true, draft: { subject: ZHANG.idNumber } });
  });

  test('belongs to the person its certno names where psn_no is not stated, or another of that person’s', () => {
    expect(normalised({ ...stay, psn_no: null })).toMatchObject({ ok: true, draft: { subject: ZHANG.idNumber } });
    expect(normalised({ ...stay, psn_no: 'another' })).toMatchObject({ ok: true, draft: { subject: ZHANG.idNumber } });
  });

  test('of somebody nobody asked about is counted and not kept', () => {
    expect(normalised({ ...stay, psn_no: 'another', certno: WANG.idNumber })).toEqual({ ok: 'other', subject: WANG.idNumber });
    expect(normalised({ ...stay, psn_no: 'another', certno: null })).toEqual({ ok: 'other', subject: null });
  });

  test('counts whatever is said of the hospital: longer than any code of its level that says nothing', () => {
    expect(contentOf({ ...stay, hosp_lv: '三级甲等综合性医院' })?.hospitalLevel).toBeNull();
  });

  test('shortens words that are longer than is kept', () => {
    expect(normalised({ ...stay, dise_name: '病'.repeat(400) })).toMatchObject({ draft: { sealed: { diseaseName: '病'.repeat(300) } } });
  });
});

describe('a broken row costs only itself, and says whose it is', () => {
  test.each([
    { given: 'no setl_id', row: { ...stay, setl_id: '' }, want: { reason: 'missing-key', path: '/setl_id' } },
    { given: 'no setl_time', row: { ...stay, setl_time: null }, want: { reason: 'missing-key', path: '/setl_time' } },
    {
      given: 'an impossible setl_time',
      row: { ...stay, setl_time: '2026-10-09 25:00:00' },
      want: { reason: 'impossible-date', path: '/setl_time' },
    },
    { given: 'an impossible amount', row: { ...stay, psn_pay: '8,456.7元' }, want: { reason: 'impossible-amount', path: '/psn_pay' } },
    {
      given: 'a certno as a JSON number',
      row: { ...stay, certno: LOST_DIGITS },
      want: { reason: 'identity-number', identityFault: 'number-type', path: '/certno' },
    },
    { given: 'the certno of another person', row: { ...stay, certno: LI.idNumber }, want: { reason: 'identity-number', path: '/certno' } },
    { given: 'a reversal of nothing', row: { ...reversal, medins_setl_id: '' }, want: { reason: 'missing-key', path: '/medins_setl_id' } },
    {
      given: 'a flag of no meaning',
      row: { ...stay, refd_setl_flag: 'Y' },
      want: { reason: 'unknown-operation', path: '/refd_setl_flag' },
    },
  ])('$given', ({ row, want }) => {
    expect(normalised(row)).toMatchObject({ ok: false, broken: want });
  });

  test('by its psn_no, though its certno cannot be read', () => {
    expect(normalised({ ...stay, certno: LOST_DIGITS })).toMatchObject({
      broken: { subject: ZHANG.idNumber, recordKey: 'SETL-0001' },
    });
  });

  test('by its psn_no, though the certno beside it is that of another who was asked about, or of nobody who was', () => {
    for (const { idNumber } of [LI, WANG])
      expect(normalised({ ...stay, certno: idNumber })).toMatchObject({ broken: { reason: 'identity-number', subject: ZHANG.idNumber } });
  });

  test.each([
    { given: 'a psn_no as a JSON number', row: { psn_no: Number(LI.personNo), certno: '' }, mayBe: [LI.idNumber] },
    { given: 'only a certno as a JSON number', row: { psn_no: '', certno: LOST_DIGITS }, mayBe: [ZHANG.idNumber] },
    { given: 'neither', row: { psn_no: '', certno: '' }, mayBe: [] },
  ])('of $given it is only said whose it may be', ({ row, mayBe }) => {
    const read = normaliseSettlements([{ ...stay, ...row }], [ZHANG, LI], LABELS).rows;
    expect(read).toMatchObject([{ ok: false, broken: { subject: null, mayBe } }]);
  });

  test('unless it has neither number', () => {
    expect(normalised({ ...stay, psn_no: '', certno: '' })).toMatchObject({
      ok: false,
      broken: { reason: 'missing-key', path: '/psn_no', subject: null },
    });
  });

  test('anything at all is read or broken, never an exception', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.dictionary(fc.constantFrom('setl_id', 'psn_no', 'certno', 'setl_time', 'psn_pay', 'refd_setl_flag'), fc.jsonValue()),
        ),
        (row) => {
          expect(normalised(row)?.ok).not.toBe(true);
        },
      ),
    );
  });
});

test('only persons with a psn_no can be asked about', () => {
  expect(() => normaliseSettlements([], [WANG], LABELS)).toThrow(TypeError);
});
