import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MaskedField, maskedRecord } from '../../../src/pipeline/2-normalise/quarantine/masked-record.ts';
import { reasonWords } from '../../../src/pipeline/2-normalise/quarantine/reason-words.ts';

const textOf = (fields: readonly MaskedField[]): readonly string[] =>
  fields.map(({ name, depth, kind, length, isAtFault }) =>
    `${isAtFault ? '→' : ''}${'.'.repeat(depth)}${name ?? ''} ${kind} ${length ?? ''}`.trim(),
  );

describe('a masked record', () => {
  it.each([
    {
      given: 'a field at fault',
      row: { UUID: 'abc', KSNY: '202613', JE: 12.5, YXBZ: true, BZ: null },
      path: '/KSNY',
      want: ['object', '.UUID text 1-4', '→.KSNY text 5-10', '.JE number 1-4', '.YXBZ boolean', '.BZ null'],
    },
    { given: 'a field that is not there', row: { UUID: 'abc' }, path: '/GMSFHM', want: ['object', '.UUID text 1-4', '→.GMSFHM missing'] },
    {
      given: 'a nested one',
      row: { baseinfo: { psn_no: 7 }, insuinfo: [{ a: 1 }, { psn_insu_date: 'x' }] },
      path: '/insuinfo/1/psn_insu_date',
      want: [
        'object',
        '.baseinfo object',
        '..psn_no number 1-4',
        '.insuinfo list 1-4',
        '.. object',
        '...a number 1-4',
        '.. object',
        '→...psn_insu_date text 1-4',
      ],
    },
    { given: 'a missing one in a missing one', row: {}, path: '/baseinfo/certno', want: ['object', '→.baseinfo missing'] },
    { given: 'a row that is no record', row: 'a line of text', path: '', want: ['→ text 11-20'] },
    {
      given: 'names that may be somebody’s',
      row: { 张三: 1, '440305198807040018': 2, a1234: 3 },
      path: '/x',
      want: ['object', '. number 1-4', '. number 1-4', '. number 1-4', '→.x missing'],
    },
    { given: 'names with marks of a pointer in them', row: { 'a/b~c': 1 }, path: '/a~1b~0c', want: ['object', '→. number 1-4'] },
  ])('of $given', ({ row, path, want }) => {
    expect(textOf(maskedRecord(row, path))).toEqual(want);
  });

  it('holds nothing that stood in the row, whatever stood in it', () => {
    const secret = fc.stringMatching(/^[\u4e00-\u9fff]{2,4}$|^[0-9]{17}[0-9X]$|^1[0-9]{10}$/);
    const row = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        secret,
        fc.double(),
        fc.constant(null),
        fc.boolean(),
        fc.array(tie('value')),
        fc.dictionary(secret, tie('value')),
      ),
    })).value;
    fc.assert(
      fc.property(row, secret, (value, hidden) => {
        const shown = JSON.stringify(maskedRecord({ XM: hidden, more: value }, `/${hidden}`));
        const names = new Set(['XM', 'more']);
        return (
          !shown.includes(hidden) &&
          maskedRecord(value, '').every(({ name, value: told }) => (name === null || names.has(name)) && (told === null || told === '***'))
        );
      }),
    );
  });

  it('of a row however large or deep stays small, and says that there is more', () => {
    const wide = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, nth) => [`f_${String.fromCodePoint(97 + (nth % 26)).repeat(3 + (nth % 30))}${nth % 10}`, nth]),
    );
    const deep = Array.from({ length: 50 }).reduce<unknown>((inner) => ({ inner }), 'end');
    for (const row of [wide, deep, Array.from({ length: 5_000 }, () => 1)]) {
      const fields = maskedRecord(row, '/none');
      expect([fields.length <= 203, fields.some(({ kind }) => kind === 'more')]).toEqual([true, true]);
    }
  });
});

describe('the words of a reason', () => {
  it.each([
    { reason: 'impossible-date', want: '日期不存在或格式不符' },
    { reason: 'identity-number:wrong-check-character', want: '公民身份号码无法识别：校验码不符' },
    { reason: 'of-an-earlier-version', want: 'of-an-earlier-version' },
    { reason: 'identity-number:of-another', want: '公民身份号码无法识别' },
  ])('of $reason are $want', ({ reason, want }) => {
    expect(reasonWords(reason).zh).toBe(want);
  });
});
