import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countsOf, type ReadRow } from '../../../src/pipeline/2-normalise/books.ts';
import { idNumberOf } from '../../support/nights-town.ts';

const [MEMBER, STRANGER] = [idNumberOf(1), idNumberOf(9)];
const isMember = (idNumber: string): boolean => idNumber === MEMBER;
const NOTHING = { accepted: 0, unchanged: 0, offRoster: 0, withheld: 0, duplicate: 0 };

it('a household of four is one record; the others are asked about themselves, or nobody here', () => {
  const rows: readonly ReadRow[] = [
    { ok: true },
    { ok: 'merged' },
    { ok: 'other', subject: MEMBER },
    { ok: 'other', subject: STRANGER },
    { ok: 'other', subject: null },
    { ok: false },
  ];
  expect(countsOf(rows, { ...NOTHING, accepted: 1 }, { passedBy: 0, knownRecords: 0, isMember })).toEqual({
    ...NOTHING,
    fetched: 6,
    accepted: 1,
    duplicate: 2,
    offRoster: 2,
    quarantined: 1,
  });
});

it('rows that nobody read again are as many unchanged as there are records, and the others repetitions', () => {
  const rows: readonly ReadRow[] = [{ ok: 'known' }, { ok: 'known' }, { ok: 'known' }, { ok: true }];
  expect(countsOf(rows, { ...NOTHING, accepted: 1 }, { passedBy: 0, knownRecords: 2, isMember })).toEqual({
    ...NOTHING,
    fetched: 4,
    accepted: 1,
    unchanged: 2,
    duplicate: 1,
    quarantined: 0,
  });
});

it('whatever rows come, the line balances', () => {
  const row: fc.Arbitrary<ReadRow> = fc.oneof(
    fc.constantFrom<ReadRow>({ ok: true }, { ok: false }, { ok: 'merged' }, { ok: 'known' }),
    fc.constantFrom(MEMBER, STRANGER, null).map((subject): ReadRow => ({ ok: 'other', subject })),
  );
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const drafts = rows.filter(({ ok }) => ok === true).length;
      const knownRecords = Math.ceil(rows.filter(({ ok }) => ok === 'known').length / 2);
      const { fetched, ...columns } = countsOf(rows, { ...NOTHING, withheld: drafts }, { passedBy: 0, knownRecords, isMember });
      expect(Object.values(columns).reduce((sum, count) => sum + count, 0)).toBe(fetched);
    }),
  );
});
