import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sift } from '../../../src/pipeline/1-pull/passing-by.ts';

const ANNA = '11010519491231002X';
const BO = '440301198001010017';

interface Row {
  readonly recordKey: string;
  readonly subject: string | null;
}
const glance = (row: Row | null): Row | null => row;
const forAnna = (recordKeys: readonly string[] = []) => ({ idNumbers: new Set([ANNA]), recordKeys: new Set(recordKeys) });

describe('a catch-up', () => {
  it.each([
    ['reads a row about somebody it is for', { recordKey: 'K1', subject: ANNA }, true],
    ['however their number is written', { recordKey: 'K1', subject: ' 11010519491231002x' }, true],
    ['passes by a row about anybody else', { recordKey: 'K1', subject: BO }, false],
    ['reads a number that is none: it may be theirs', { recordKey: 'K1', subject: '1101051949123' }, true],
    ['reads a row that a glance does not tell of', null, true],
    ['passes by the end of a record that is nobody’s it reads for', { recordKey: 'K1', subject: null }, false],
  ])('%s', (_, row, isRead) => {
    expect(sift([row], glance, forAnna())).toEqual(isRead ? { kept: [{ raw: row, at: 0 }], passedBy: 0 } : { kept: [], passedBy: 1 });
  });

  it('reads what happens to a record of theirs, whoever it is given to', () => {
    const given = { recordKey: 'K1', subject: BO };
    const ended = { recordKey: 'K1', subject: null };
    expect(sift([given, ended], glance, forAnna(['K1'])).kept).toEqual([
      { raw: given, at: 0 },
      { raw: ended, at: 1 },
    ]);
  });

  it('remembers on the next page which records it has read for them', () => {
    const whom = forAnna();
    sift([{ recordKey: 'K1', subject: ANNA }], glance, whom);
    expect(sift([{ recordKey: 'K1', subject: BO }], glance, whom).kept).toHaveLength(1);
  });

  it('leaves every row where it stood, and loses none', () => {
    const row = fc.record({ recordKey: fc.constantFrom('K1', 'K2', 'K3'), subject: fc.constantFrom(ANNA, BO, null) });
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const { kept, passedBy } = sift(rows, glance, forAnna());
        expect(kept.length + passedBy).toBe(rows.length);
        for (const { raw, at } of kept) expect(rows[at]).toBe(raw);
      }),
    );
  });

  it('for everybody reads everything', () => {
    const rows = [{ recordKey: 'K1', subject: BO }];
    expect(sift(rows, glance, null)).toEqual({ kept: [{ raw: rows[0], at: 0 }], passedBy: 0 });
  });
});
