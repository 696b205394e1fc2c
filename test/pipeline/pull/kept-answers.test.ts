/** Reading by what is kept of the last answer, beside reading everything: with the readers themselves, over answers as they come. */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import household from '../../../connectors/civil-affairs/fixtures/household-of-three.json' with { type: 'json' };
import { glanceAtFamily, normaliseFamily } from '../../../connectors/civil-affairs/normalise-family.ts';
import onDibao from '../../../connectors/medical-insurance/fixtures/employee-on-dibao.json' with { type: 'json' };
import stays from '../../../connectors/medical-insurance/fixtures/stay-and-its-reversal.json' with { type: 'json' };
import diseases from '../../../connectors/medical-insurance/fixtures/two-diseases-of-one-day.json' with { type: 'json' };
import { glanceAtPersons, normalisePersons } from '../../../connectors/medical-insurance/normalise-person.ts';
import { normaliseRegistrations } from '../../../connectors/medical-insurance/normalise-registration.ts';
import { normaliseSettlements } from '../../../connectors/medical-insurance/normalise-settlement.ts';
import { glanceByPersonNo } from '../../../connectors/medical-insurance/rows.ts';
import type { IdNumber } from '../../../src/domain/id-number.ts';
import { type Answer, type AskedPerson, type KeptAnswer, readAnswer } from '../../../src/pipeline/1-pull/kept-answers.ts';
import type { InsuredSubject, LookupReader, LookupRow, Subject } from '../../../src/upstream/connector.ts';
import { idOf, LABELS, LI, ZHANG } from '../../connectors/medical-insurance/people.ts';

const digest =
  (key = 'key') =>
  (words: string): Buffer =>
    createHmac('sha256', key).update(words).digest();

const person = ({ idNumber }: Subject, traits: Partial<AskedPerson> = {}): AskedPerson => ({
  personKey: `key of ${idNumber}`,
  idNumber,
  comparedWith: 'member-1 1',
  kept: null,
  ...traits,
});

const [head, wife, child] = household as [Row, Row, Row];
type Row = (typeof household)[number];
const resident = (number: string, name: string): Subject => ({ idNumber: idOf(number), idType: 'resident-id', name });
const [HEAD, WIFE, OTHER] = [
  resident(head.GMSFHM, '测试员甲'),
  resident(wife.GMSFHM, '测试员乙'),
  resident('440304196001012048', '测试员丁'),
];
const WU: InsuredSubject = { ...resident('11010519491231002X', '赵六'), personNo: '0099', place: '440300' };
const entry = { certno: ZHANG.idNumber, infcode: 0, err_msg: '', ...onDibao.output };
const [stay, reversal] = stays.output.setlinfo;

interface Lookup {
  readonly dataset: string;
  readonly reader: Pick<LookupReader, 'glance' | 'normalise'>;
  readonly subjects: readonly Subject[];
  /** What an answer is made of: rows as they should be, of another person, changed, broken, or of nobody can tell whom. */
  readonly rows: readonly unknown[];
}

const LOOKUPS: readonly Lookup[] = [
  {
    dataset: 'family',
    reader: { glance: glanceAtFamily, normalise: normaliseFamily },
    subjects: [HEAD, WIFE, OTHER],
    rows: [
      ...[head, wife, child, { ...wife, XM: '测试员新' }, { ...head, HH: 'H-2' }, { ...head, CSRQ: '20201399' }],
      { ...head, GMSFHM: OTHER.idNumber, XM: '测试员丁', HH: 'H-3', HZZH: OTHER.idNumber },
      { ...head, GMSFHM: OTHER.idNumber, XM: '测试员丁', HH: undefined, HZZH: OTHER.idNumber },
      ...[
        { ...child, GMSFHM: 'P1234567', XM: 'TEST PERSON' },
        { ...child, GMSFHM: 'P1234567', XM: '' },
        { ...child, GMSFHM: '', XM: '测试员戊' },
        { ...child, GMSFHM: '', XM: '测试员乙' },
      ],
      ...[{ ...wife, GMSFHM: Number(wife.GMSFHM) }, 'not a row'],
    ],
  },
  {
    dataset: 'person',
    reader: { glance: glanceAtPersons, normalise: normalisePersons },
    subjects: [ZHANG, LI, WU],
    rows: [
      ...[entry, { ...entry, idetinfo: [] }, { ...entry, certno: ` ${ZHANG.idNumber}` }, { ...entry, insuinfo: 'broken' }],
      { ...entry, certno: LI.idNumber, baseinfo: { ...entry.baseinfo, certno: LI.idNumber } },
      { ...entry, certno: Number(LI.idNumber), baseinfo: { ...entry.baseinfo, certno: undefined } },
      ...[{ ...entry, certno: OTHER.idNumber }, { infcode: -1, err_msg: '系统繁忙' }, 'not a row'],
    ],
  },
  {
    dataset: 'settlement',
    reader: { glance: glanceByPersonNo, normalise: normaliseSettlements },
    subjects: [ZHANG, LI, WU],
    rows: [
      ...[stay, reversal, { ...stay, psn_pay: '1.00' }, { ...stay, setl_id: 'SETL-9', setl_time: 'never' }],
      ...[
        { ...stay, setl_id: 'SETL-2', psn_no: LI.personNo, certno: LI.idNumber },
        { ...stay, setl_id: 'SETL-3', psn_no: undefined },
      ],
      ...[
        { ...stay, setl_id: 'SETL-4', psn_no: Number(WU.personNo), certno: undefined },
        { ...stay, psn_no: '7', certno: OTHER.idNumber },
      ],
      'not a row',
    ],
  },
  {
    dataset: 'registration',
    reader: { glance: glanceByPersonNo, normalise: normaliseRegistrations },
    subjects: [ZHANG, LI, WU],
    rows: [
      ...diseases.output.feedetail,
      ...diseases.output.feedetail.map((row) => ({ ...row, psn_no: LI.personNo })),
      ...[{ ...diseases.output.feedetail[0], psn_no: 4 }, { ...diseases.output.feedetail[0], begndate: 'no day' }, 'not a row'],
    ],
  },
];

const answerOf = ({ reader, subjects }: Lookup, rows: readonly unknown[]): Answer<LookupRow> => ({
  glances: reader.glance(rows, subjects),
  read: (known) => reader.normalise(rows, subjects, LABELS, known).rows,
});
const keptAfter = (lookup: Lookup, rows: readonly unknown[]): ReadonlyMap<IdNumber, KeptAnswer | null> => {
  const { partOf } = readAnswer(
    answerOf(lookup, rows),
    lookup.subjects.map((one) => person(one)),
    digest(),
  );
  return new Map(
    lookup.subjects.map(({ idNumber }) => {
      const part = partOf(idNumber);
      return [idNumber, part.known === null ? part.toKeep : null];
    }),
  );
};
const everythingIn = ({ reader, subjects }: Lookup, rows: readonly unknown[]): readonly LookupRow[] =>
  reader.normalise(rows, subjects, LABELS).rows;

/** All that is read of somebody, or might be about them. */
const about = (idNumber: IdNumber, rows: readonly LookupRow[]) =>
  rows.filter((row) =>
    row.ok === true
      ? row.draft.subject === idNumber
      : row.ok === false && (row.broken.subject === idNumber || row.broken.mayBe?.includes(idNumber) === true),
  );

describe.each(LOOKUPS)('an answer about $dataset', (lookup) => {
  const { subjects } = lookup;
  const answers = fc.shuffledSubarray([...lookup.rows, ...lookup.rows.slice(0, 3)]);
  /** The next answer is often the same, or the same but for a row. */
  const pairs = answers.chain((before) =>
    fc.tuple(
      fc.constant(before),
      fc.oneof(
        fc.constant(before),
        fc.shuffledSubarray([...before]),
        answers,
        fc.constantFrom(...lookup.rows).map((row) => [...before, row]),
      ),
    ),
  );

  it('read by what is kept comes to what reading everything comes to, whatever was told before', () => {
    let everKnown = 0;
    fc.assert(
      fc.property(pairs, ([before, now]) => {
        const kept = keptAfter(lookup, before);
        const read = readAnswer(
          answerOf(lookup, now),
          subjects.map((one) => person(one, { kept: kept.get(one.idNumber) ?? null })),
          digest(),
        );
        const everything = everythingIn(lookup, now);
        const known = subjects.filter(({ idNumber }) => read.partOf(idNumber).known !== null).map(({ idNumber }) => idNumber);
        everKnown += known.length;
        for (const idNumber of known) {
          const theirs = about(idNumber, everything);
          expect(theirs).toEqual(about(idNumber, everythingIn(lookup, before)));
          expect(theirs.every(({ ok }) => ok === true)).toBe(true);
          expect(read.partOf(idNumber).known?.records).toBe(
            new Set(theirs.map((row) => (row.ok === true ? row.draft.recordKey : ''))).size,
          );
        }
        for (const [index, row] of read.rows.entries()) if (row.ok !== 'known') expect(row).toEqual(everything[index]);
        const knownRows = known.reduce((sum, idNumber) => sum + (read.partOf(idNumber).known?.rows ?? 0), 0);
        expect(read.rows.filter(({ ok }) => ok === 'known')).toHaveLength(knownRows);
      }),
    );
    expect(everKnown).toBeGreaterThan(20);
  });

  it('is kept of nobody of whom a row could not be read, or whose rows contradict each other', () => {
    fc.assert(
      fc.property(answers, (rows) => {
        const everything = everythingIn(lookup, rows);
        for (const [idNumber, kept] of keptAfter(lookup, rows)) {
          if (kept === null) continue;
          const theirs = about(idNumber, everything).flatMap((row) => (row.ok === true ? [row.draft] : []));
          expect(about(idNumber, everything)).toHaveLength(theirs.length);
          const byKey = Map.groupBy(theirs, ({ recordKey }) => recordKey);
          for (const drafts of byKey.values())
            expect(drafts.every((draft) => JSON.stringify(draft) === JSON.stringify(drafts[0]))).toBe(true);
        }
      }),
    );
  });
});

describe('what was told before, told again', () => {
  const lookup = LOOKUPS.find(({ dataset }) => dataset === 'person') ?? LOOKUPS[0];
  if (lookup === undefined) throw new Error('no lookup');
  const rows = [entry];
  const kept = keptAfter(lookup, rows).get(ZHANG.idNumber) ?? null;
  const partOf = (traits: Partial<AskedPerson>, key?: string) =>
    readAnswer(answerOf(lookup, rows), [person(ZHANG, { kept, ...traits })], digest(key)).partOf(ZHANG.idNumber);

  it('is not read', () => {
    expect(partOf({})).toEqual({ known: { rows: 1, records: 1 } });
  });

  it.each([
    ['nothing is kept', { kept: null }],
    ['the roster says something else of them', { comparedWith: 'member-1 2' }],
    ['it is another person', { personKey: 'another' }],
  ] as const)('is read where %s', (_, traits) => {
    expect(partOf(traits).known).toBeNull();
  });

  it('is read where it would be read otherwise: under another key, by other code, with other words', () => {
    expect(partOf({}, 'another').known).toBeNull();
  });
});
