/** The households of a batch of persons (`interfaces.md` §1, s_civil_family). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import household from '../../../connectors/civil-affairs/fixtures/household-of-three.json' with { type: 'json' };
import { normaliseFamily } from '../../../connectors/civil-affairs/normalise-family.ts';
import { subject } from './gateway.ts';
import { otherwiseWritten } from './spellings.ts';

const [head, wife, child] = household as [Row, Row, Row];
type Row = (typeof household)[number];
/** What JSON parsing makes of an identity number that was sent as a number: its last digits are gone. */
const ROUNDED = Number('440305198503122015');
const HEAD = subject(head.GMSFHM);
const WIFE = subject(wife.GMSFHM, '测试员乙');
const STRANGER = subject('440304196001012048', '测试员丁');

const without = (row: object, ...names: readonly string[]): object =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
const drafts = (rows: readonly unknown[], subjects = [HEAD]) =>
  normaliseFamily(rows, subjects).rows.flatMap((row) => (row.ok === true ? [row.draft] : []));

describe('a household', () => {
  test('is counted, and of its others nothing is kept', () => {
    const read = normaliseFamily(household, [HEAD]);
    expect(read.rows).toEqual([
      {
        ok: true,
        draft: {
          dataset: 'family',
          recordKey: 'household',
          subject: HEAD.idNumber,
          changedAt: null,
          ended: false,
          content: { householdSize: 3, relationToHead: '01', isHead: true },
          sealed: {},
          stated: { name: '测试员甲', birthDate: '1985-03-12', employer: null },
          household: 'H-4403050001',
        },
      },
      { ok: 'other', subject: wife.GMSFHM },
      { ok: 'other', subject: child.GMSFHM },
    ]);
  });

  test('that two of those asked about share is told of each, though it comes twice', () => {
    const read = normaliseFamily([...household, ...household], [HEAD, WIFE]);
    expect(read.rows.map(({ ok }) => ok)).toEqual([true, true, 'other', 'merged', 'merged', 'other']);
    expect(drafts([...household, ...household], [HEAD, WIFE]).map(({ content }) => content)).toEqual([
      { householdSize: 3, relationToHead: '01', isHead: true },
      { householdSize: 3, relationToHead: '10', isHead: false },
    ]);
  });

  test('is told apart from the next one', () => {
    const alone = { ...head, GMSFHM: STRANGER.idNumber, XM: '测试员丁', HH: 'H-2', HZZH: STRANGER.idNumber };
    expect(drafts([household[0], alone, household[1]], [HEAD, STRANGER]).map(({ content }) => content)).toMatchObject([
      { householdSize: 2 },
      { householdSize: 1 },
    ]);
  });

  test('counts a member whose number cannot be read; that row costs only itself', () => {
    const foreigner = { ...child, GMSFHM: 'P1234567', XM: 'TEST PERSON' };
    const read = normaliseFamily([head, wife, foreigner], [HEAD]);
    expect(read.rows).toMatchObject([
      { ok: true, draft: { content: { householdSize: 3 } } },
      { ok: 'other' },
      { ok: false, broken: { reason: 'identity-number', path: '/GMSFHM', shape: 'string(8) a9999999' } },
    ]);
  });

  test('of a person who stands in two comes as two records, in whatever order its rows do', () => {
    const elsewhere = { ...head, HH: 'H-2' };
    const told = (...rows: readonly object[]) =>
      Object.fromEntries(drafts(rows).map(({ recordKey, content, household: number }) => [recordKey, { content, number }]));
    const both = {
      household: { content: { householdSize: 1 }, number: 'H-2' },
      'household-2': { content: { householdSize: 2 }, number: 'H-4403050001' },
    };
    expect(told(head, wife, elsewhere)).toMatchObject(both);
    expect(told(elsewhere, head, wife)).toEqual(told(head, wife, elsewhere));
  });
});

describe('a household number that is not stated', () => {
  test('is made up for by the head all rows name', () => {
    const rows = [...household.map((row) => without(row, 'HH')), { ...head, GMSFHM: STRANGER.idNumber, HH: null, HZZH: STRANGER.idNumber }];
    expect(drafts(rows, [HEAD, STRANGER])).toMatchObject([
      { content: { householdSize: 3 }, household: null },
      { content: { householdSize: 1 } },
    ]);
  });

  test('on some rows is that of the rows with the same head', () => {
    expect(drafts([without(head, 'HH'), wife, child])).toMatchObject([{ content: { householdSize: 3 }, household: 'H-4403050001' }]);
  });

  test('needs no making up where only one person was asked about', () => {
    expect(drafts(['row', ...household.map((row) => without(row, 'HH', 'HZZH'))])).toMatchObject([
      { content: { householdSize: 3, isHead: true }, household: null },
    ]);
  });

  test('is that of the head, or of the same person in another row', () => {
    const [byHead, byPerson] = [without(head, 'HZZH'), without(wife, 'HH', 'HZZH')];
    expect(drafts([byHead, without(child, 'HH'), wife, byPerson], [HEAD, WIFE])).toMatchObject([
      { content: { householdSize: 3 }, household: 'H-4403050001' },
      { recordKey: 'household', content: { householdSize: 3 }, household: 'H-4403050001' },
    ]);
  });

  test('is no riddle where only one person was asked about, though heads and numbers come apart', () => {
    expect(drafts([without(head, 'HZZH'), without(wife, 'HH'), without(child, 'HH', 'HZZH')])).toMatchObject([
      { content: { householdSize: 3 }, household: 'H-4403050001' },
    ]);
  });

  test.each([
    { given: 'a member of nobody knows which household', rows: [head, wife, without(child, 'HH', 'HZZH')] },
    {
      given: 'one household by number and one by head that may be the same',
      rows: [{ ...wife, HZZH: null }, without(child, 'HH'), without(head, 'HH')],
    },
  ])('and cannot be made up for tells no size: $given', ({ rows }) => {
    const read = drafts(rows, [HEAD, WIFE]);
    expect(read).toHaveLength(2);
    for (const { content } of read) expect(content).toMatchObject({ householdSize: null });
  });

  test('of the person asked about is no fault of the row', () => {
    expect(drafts([without(head, 'HH', 'HZZH')], [HEAD, WIFE])).toMatchObject([
      { recordKey: 'household', content: { householdSize: null, isHead: true }, household: null },
    ]);
  });
});

test('a member without a readable number is counted once, however the number is written', () => {
  const foreigner = { ...child, GMSFHM: 'P1234567', XM: 'TEST PERSON' };
  const again = { ...foreigner, GMSFHM: ' ｐ1234567', XM: 'Test Person ' };
  expect(drafts([head, wife, foreigner, head, wife, again], [HEAD, WIFE])).toMatchObject([
    { content: { householdSize: 3 } },
    { content: { householdSize: 3 } },
  ]);
});

describe('the head', () => {
  test.each([
    { given: { HZZH: '', YHZGXDM: '02' }, want: true },
    { given: { HZZH: '', YHZGXDM: 1 }, want: null },
    { given: { HZZH: '', YHZGXDM: '2' }, want: null },
    { given: { HZZH: '', YHZGXDM: '10' }, want: false },
    { given: { HZZH: '', YHZGXDM: '' }, want: null },
    { given: { HZZH: head.HZZH, YHZGXDM: '10' }, want: true },
    { given: { HZZH: wife.GMSFHM, YHZGXDM: '01' }, want: false },
  ])('$given: $want', ({ given, want }) => {
    expect(drafts([{ ...head, ...given }])).toMatchObject([{ content: { isHead: want } }]);
  });
});

describe('a relative without an identity number', () => {
  const newborn = { ...child, GMSFHM: '', XM: '测试员戊', CSRQ: '20261001' };

  test.each([
    ['""', ''],
    ['null', null],
    ['its absence', undefined],
  ])('is counted and is no broken record, its number not stated by %s', (_, GMSFHM) => {
    const read = normaliseFamily([head, wife, { ...newborn, GMSFHM }], [HEAD, WIFE]);
    expect(read.rows).toMatchObject([
      { ok: true, draft: { content: { householdSize: 3 } } },
      { ok: true, draft: { content: { householdSize: 3 } } },
      { ok: 'other', subject: null },
    ]);
  });

  test('is placed by the head, or where only one person was asked about', () => {
    const [unnumbered, unplaced] = [without(newborn, 'HH'), without(newborn, 'HH', 'HZZH')];
    expect(normaliseFamily([head, wife, unnumbered], [HEAD, WIFE]).rows.at(-1)).toEqual({ ok: 'other', subject: null });
    expect(normaliseFamily([head, wife, unplaced], [HEAD]).rows.at(-1)).toEqual({ ok: 'other', subject: null });
    const apart = normaliseFamily([without(head, 'HH'), without(newborn, 'HZZH')], [HEAD]);
    expect(apart.rows.at(-1)).toEqual({ ok: 'other', subject: null });
  });

  test('in nobody knows which household is a broken record', () => {
    const read = normaliseFamily([head, wife, without(newborn, 'HH', 'HZZH')], [HEAD, WIFE]);
    expect(read.rows.at(-1)).toMatchObject({ ok: false, broken: { reason: 'identity-number', identityFault: 'absent' } });
  });

  test('is none where it may be somebody asked about of whom no other row tells', () => {
    for (const XM of ['测试员乙', ''])
      expect(normaliseFamily([head, { ...newborn, XM }], [HEAD, WIFE]).rows.at(-1)).toMatchObject({
        ok: false,
        broken: { identityFault: 'absent', mayBe: [WIFE.idNumber] },
      });
  });
});

test.each([
  { row: 'row', want: { reason: 'not-an-object' } },
  { row: { ...head, GMSFHM: ROUNDED }, want: { reason: 'identity-number', identityFault: 'number-type' } },
  { row: { ...head, CSRQ: '19850230' }, want: { reason: 'impossible-date', path: '/CSRQ', subject: HEAD.idNumber } },
])('a row broken by $want.reason costs only itself', ({ row, want }) => {
  const read = normaliseFamily([row, wife], [HEAD, WIFE]);
  expect(read.rows[0]).toMatchObject({ ok: false, broken: want });
  expect(read.rows[1]).toMatchObject({ ok: true });
});

describe('a row without a readable number', () => {
  const doubts = (row: unknown, subjects = [HEAD, WIFE, STRANGER]) =>
    normaliseFamily([row, head], subjects).rows.flatMap((read) => (read.ok === false ? [read.broken.mayBe] : []));

  test('leaves nobody absent whose number it may have been', () => {
    expect(doubts({ ...wife, GMSFHM: Number('440304196001012048'), XM: '谁' })).toEqual([[STRANGER.idNumber]]);
    expect(doubts({ ...wife, GMSFHM: ROUNDED })).toEqual([[]]);
  });

  test('leaves nobody absent who has its name, or anybody where it has none', () => {
    expect(doubts({ ...wife, GMSFHM: '' })).toEqual([[WIFE.idNumber]]);
    expect(doubts({ ...wife, GMSFHM: 'P1234567', XM: '' })).toEqual([[WIFE.idNumber, STRANGER.idNumber]]);
    expect(doubts({ ...child, GMSFHM: 'P1234567', XM: 'TEST PERSON' })).toEqual([[]]);
  });

  test('leaves nobody absent whose name it may be, though a character of it is hidden or could not be written', () => {
    for (const XM of ['测试员?', '测*']) expect(doubts({ ...wife, GMSFHM: '', XM })).toEqual([[WIFE.idNumber, STRANGER.idNumber]]);
    expect(doubts({ ...wife, GMSFHM: '', XM: '□试员乙' })).toEqual([[WIFE.idNumber]]);
  });
});

test('rows in any order and any permitted spelling say the same of everyone asked about', () => {
  const said = (rows: readonly unknown[]) =>
    drafts(rows, [HEAD, WIFE]).toSorted((a, b) => String(a.subject).localeCompare(String(b.subject)));
  const spelled = fc.tuple(...household.map(otherwiseWritten)).chain((rows) => fc.shuffledSubarray(rows, { minLength: rows.length }));
  fc.assert(
    fc.property(spelled, (rows) => {
      expect(said(rows)).toEqual(said(household));
    }),
  );
});
