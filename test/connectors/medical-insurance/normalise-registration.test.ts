import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import answer from '../../../connectors/medical-insurance/fixtures/two-diseases-of-one-day.json' with { type: 'json' };
import { normaliseRegistrations } from '../../../connectors/medical-insurance/normalise-registration.ts';
import { LABELS, LI, LOST_DIGITS, ZHANG } from './people.ts';
import { spelled } from './spellings.ts';

const rows = answer.output.feedetail;
const [second, first] = rows;

const normalised = (given: readonly unknown[]) => normaliseRegistrations(given, [ZHANG, LI], LABELS).rows;
const keysOf = (given: readonly unknown[]) => normalised(given).map((row) => (row.ok === true ? row.draft.recordKey : row.ok));
/** By disease, whatever the order. */
const bySealed = (given: readonly unknown[]) =>
  new Map(
    normalised(given).flatMap((row) =>
      row.ok === true && row.draft.dataset === 'registration' ? [[row.draft.sealed?.diseaseCode, row.draft] as const] : [],
    ),
  );

describe('registrations', () => {
  test('become records with their days in clear and the disease sealed', () => {
    expect(normalised([first])).toEqual([
      {
        ok: true,
        draft: {
          dataset: 'registration',
          recordKey: '2026-03-01#1',
          subject: ZHANG.idNumber,
          changedAt: null,
          ended: false,
          content: { from: '2026-03-01', to: '2027-02-28' },
          sealed: { diseaseCode: 'M-TEST-1', diseaseName: '测试病种一' },
          stated: { name: null, birthDate: null, employer: null },
          household: null,
        },
      },
    ]);
  });

  test('of one day are numbered by disease code; one without a day is undated', () => {
    expect(keysOf(rows)).toEqual(['2026-03-01#2', '2026-03-01#1', 'undated#1']);
  });

  test('have no health code in their key', () => {
    expect(keysOf(rows).join()).not.toMatch(/M-TEST|测试/);
  });

  test('are the same records in any order and any spelling', () => {
    const want = bySealed(rows);
    const shuffled = fc.shuffledSubarray(rows, { minLength: rows.length }).chain((order) => fc.tuple(...order.map((row) => spelled(row))));
    fc.assert(
      fc.property(shuffled, (given) => {
        expect(bySealed(given)).toEqual(want);
      }),
    );
  });

  test('of different persons do not count together', () => {
    expect(keysOf([first, { ...second, psn_no: LI.personNo }])).toEqual(['2026-03-01#1', '2026-03-01#1']);
  });

  test('answered twice keep one key', () => {
    expect(keysOf([first, second, first])).toEqual(['2026-03-01#1', '2026-03-01#2', '2026-03-01#1']);
  });

  test('of the same disease and day with another end are two', () => {
    expect(new Set(keysOf([first, { ...first, enddate: '2028-02-28' }])).size).toBe(2);
  });

  test('of somebody nobody asked about are counted and not kept', () => {
    expect(normalised([{ ...first, psn_no: 'another' }])).toEqual([{ ok: 'other', subject: null }]);
  });
});

describe('a broken row costs only itself', () => {
  test.each([
    { given: 'no psn_no', row: { ...first, psn_no: '' }, want: { reason: 'missing-key', path: '/psn_no', subject: null } },
    {
      given: 'a psn_no as a JSON number',
      row: { ...first, psn_no: LOST_DIGITS },
      want: { reason: 'wrong-type', path: '/psn_no', subject: null },
    },
    {
      given: 'no disease',
      row: { ...first, opsp_dise_code: '', opsp_dise_name: null },
      want: { reason: 'missing-key', path: '/opsp_dise_code', subject: ZHANG.idNumber },
    },
    {
      given: 'an impossible day',
      row: { ...first, begndate: '2026-02-29' },
      want: { reason: 'impossible-date', path: '/begndate', subject: ZHANG.idNumber },
    },
  ])('$given', ({ row, want }) => {
    expect(normalised([row, second])).toMatchObject([
      { ok: false, broken: want },
      { ok: true, draft: { recordKey: '2026-03-01#1' } },
    ]);
  });
});
