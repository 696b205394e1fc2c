import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AUTHORITIES, type Authority } from '../../../src/domain/sources.ts';
import { ownRecordInWords, saysInWords, TITLES } from '../../../src/pipeline/3-verify/discrepancy-words.ts';
import { DISCREPANCY_KINDS } from '../../../src/pipeline/3-verify/types.ts';

/** Words that only somebody else's data, or a comparison with it, could put into a letter. */
const OTHERS: Readonly<Record<Authority, RegExp>> = {
  'civil-affairs': /医|结算|缴费|失业|参保|名册|一致|不符|差异/,
  'medical-insurance': /死亡|缴费到账|失业|名册|一致|不符|差异/,
  'social-security': /死亡|就医|结算|名册|一致|不符|差异/,
};

describe('what an authority is told of its own record', () => {
  it('holds no word of another source, of the roster, or of a comparison, whatever the discrepancy', () => {
    const said = fc.record({
      source: fc.constantFrom(...AUTHORITIES),
      result: fc.constantFrom('match', 'mismatch', 'similar', 'not-held', 'unknown'),
      value: fc.constantFrom(null, 'dibao', 'tekun', 'dibao-or-tekun', 'of-another-table'),
    });
    fc.assert(
      fc.property(fc.constantFrom(...DISCREPANCY_KINDS), said, (kind, statement) => {
        // No source says of itself what only another could: such pairs do not come about.
        fc.pre(isSaidBy(kind, statement.source));
        const { record, state } = ownRecordInWords(kind, statement as never);
        return record !== '' && !OTHERS[statement.source].test(`${record}${state}`) && !record.includes(TITLES[kind].zh);
      }),
    );
  });

  it('is the same whichever way its name or employer compares with the roster’s', () => {
    for (const kind of ['identity-conflict', 'employer-conflict'] as const) {
      const told = (result: 'match' | 'mismatch') => ownRecordInWords(kind, { source: 'medical-insurance', result, value: null });
      expect(told('match')).toEqual(told('mismatch'));
    }
  });
});

/** Who has a statement in which kind: `ls rules`. */
const SAID_BY: Readonly<Partial<Record<(typeof DISCREPANCY_KINDS)[number], readonly Authority[]>>> = {
  'living-conflict': ['civil-affairs', 'medical-insurance'],
  'paying-after-death': ['civil-affairs', 'social-security'],
  'assistance-after-death': ['civil-affairs'],
  'benefit-while-employed': ['social-security'],
  'medical-insurance-conflict': ['medical-insurance', 'social-security'],
  'employment-insurance-conflict': ['social-security'],
  'employer-conflict': ['medical-insurance', 'social-security'],
};
const isSaidBy = (kind: (typeof DISCREPANCY_KINDS)[number], source: Authority): boolean => SAID_BY[kind]?.includes(source) ?? true;

describe('what those who work here are told', () => {
  it.each([
    {
      kind: 'assistance-conflict',
      said: { source: 'civil-affairs', result: 'match', value: 'dibao' },
      want: '正在享受社会救助（最低生活保障）',
    },
    { kind: 'assistance-after-death', said: { source: 'civil-affairs', result: 'mismatch', value: null }, want: '死亡登记中有此人' },
    {
      kind: 'assistance-after-death',
      said: { source: 'medical-insurance', result: 'match', value: 'tekun' },
      want: '正在享受社会救助（特困供养）',
    },
    { kind: 'benefit-while-employed', said: { source: 'social-security', result: 'mismatch', value: null }, want: '有失业待遇领取记录' },
    {
      kind: 'employment-insurance-conflict',
      said: { source: 'social-security', result: 'mismatch', value: null },
      want: '连续数月无缴费到账',
    },
    { kind: 'employer-conflict', said: { source: 'medical-insurance', result: 'mismatch', value: null }, want: '用人单位与名册不符' },
  ] as const)('of $kind by $said.source: $want', ({ kind, said, want }) => {
    expect(saysInWords(kind, said).zh).toBe(want);
  });

  it('every kind has a title in both languages', () => {
    for (const kind of DISCREPANCY_KINDS)
      expect(TITLES[kind]).toEqual({ zh: expect.stringMatching(/\p{Script=Han}/u), en: expect.stringMatching(/[a-z]/) });
  });
});
