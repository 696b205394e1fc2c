/** What a code means is asked in one place: whatever is in no table is unknown, and whatever the dictionary does not have is without a label. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as medicalInsurance from '../../connectors/medical-insurance/codes.ts';
import * as socialSecurity from '../../connectors/social-security/codes.ts';
import { type CodeTable, labelOf, labels, meaningOf } from '../../src/upstream/code-tables.ts';

const { CARE, INSURED } = medicalInsurance;
const { BENEFIT_PAYMENTS, INSURANCES } = socialSecurity;

test.each<[table: CodeTable, code: string | null, want: string]>([
  [INSURANCES, '410', 'work-injury'],
  [medicalInsurance.INSURANCES, '410', 'supplement'],
  [CARE, ' ２１ ', 'inpatient'],
  [INSURED, '9', 'unknown'],
  [BENEFIT_PAYMENTS, '__proto__', 'unknown'],
  [BENEFIT_PAYMENTS, 'constructor', 'unknown'],
  [INSURANCES, '', 'unknown'],
  [INSURANCES, null, 'unknown'],
])('of the codes %j, %j means %s', (table, code, want) => {
  expect(meaningOf(table, code)).toBe(want);
});

test('what is in no table is unknown, whatever it is', () => {
  const known = new Set(Object.keys(INSURANCES));
  fc.assert(
    fc.property(
      fc.string().filter((code) => !known.has(code.normalize('NFKC').replace(/\s+/gu, ''))),
      (code) => {
        expect(meaningOf(INSURANCES, code)).toBe('unknown');
      },
    ),
  );
});

test('a code is called what the dictionary calls it, and nothing where it has no such table or code', () => {
  const dictionary = { version: '1', tables: { AAC148: { '1': '低保' } } };
  expect([labels(dictionary, 'AAC148'), labels(dictionary, 'AAC158'), labels(dictionary, 'toString')]).toEqual([true, false, false]);
  expect(labelOf(dictionary, 'AAC148', '1')).toBe('低保');
  for (const code of ['2', 'constructor', null]) expect(labelOf(dictionary, 'AAC148', code)).toBeNull();
  for (const field of ['AAC158', 'toString']) expect(labelOf(dictionary, field, '1')).toBeNull();
});
