import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/domain/canonical-json.ts';
import type { IdNumber } from '../../../src/domain/id-number.ts';
import type { Instant } from '../../../src/domain/period.ts';
import type { Admission, AdmissionTable, DraftRow, KnownVersion, RosterEntry } from '../../../src/pipeline/2-normalise/admission.ts';
import { admit } from '../../../src/pipeline/2-normalise/admit.ts';
import { day } from '../../support/dossiers.ts';
import { idNumberOf } from '../../support/nights-town.ts';

const [ANNA, BO, CARL, STRANGER] = [idNumberOf(1), idNumberOf(2), idNumberOf(3), idNumberOf(9)];

const entry = (personKey: string, permitted: boolean): RosterEntry => ({
  personKey,
  permitted,
  statement: () => ({ name: '张三', bornOn: day('1988-07-04'), employer: null }),
});
/** Carl is a member who agrees to nothing. */
const ROSTER = new Map<IdNumber, RosterEntry>([
  [ANNA, entry('anna', true)],
  [BO, entry('bo', true)],
  [CARL, entry('carl', false)],
]);

const at = (hour: number): Instant => `2026-11-20T${String(hour).padStart(2, '0')}:00:00.000Z` as Instant;

const aRow = (traits: Partial<DraftRow> = {}): DraftRow => ({
  recordKey: 'K1',
  subject: ANNA,
  changedAt: at(1),
  ended: false,
  content: { category: 'dibao' },
  sealed: null,
  stated: { name: null, birthDate: null, employer: null },
  household: null,
  ...traits,
});
const aBareEnd = (traits: Partial<DraftRow> = {}): DraftRow => aRow({ subject: null, ended: true, content: null, ...traits });

const table = (traits: Partial<AdmissionTable> = {}): AdmissionTable => ({
  runId: 'run-2',
  keysAre: 'global',
  roster: ROSTER,
  left: new Map(),
  known: [],
  fingerprint: canonicalJson,
  ...traits,
});

/** What is known once an admission has been saved: the newest version of a record supersedes the others of the same person. */
const saved = (known: readonly KnownVersion[], { versions, seen }: Admission, runId: string): readonly KnownVersion[] => {
  const isOf = (a: { personKey: string; recordKey: string }, b: { personKey: string; recordKey: string }): boolean =>
    a.personKey === b.personKey && a.recordKey === b.recordKey;
  const before = known.map((one) => ({
    ...one,
    current: one.current && !versions.some((version) => version.current && isOf(version, one)),
    seenRun: seen.some((row) => isOf(row, one) && row.version === one.version) ? runId : one.seenRun,
  }));
  return [...before, ...versions.map((version) => ({ ...version, seenRun: runId }))];
};

/** Pages one after the other, each saved before the next. */
const read = (pages: readonly (readonly DraftRow[])[], traits: Partial<AdmissionTable> = {}) => {
  const given = table(traits);
  let known = given.known;
  const counts = pages.map((rows) => {
    const admission = admit('assistance', rows, { ...given, known });
    known = saved(known, admission, given.runId);
    return admission.counts;
  });
  return { known, counts };
};

/** `anna K1 v2`, of what holds now. */
const holding = (known: readonly KnownVersion[]): readonly string[] =>
  known
    .filter(({ current, ended }) => current && !ended)
    .map(({ personKey, recordKey, version }) => `${personKey} ${recordKey} v${version}`)
    .toSorted();

/** `anna K1`, whichever version it has come to. */
const holders = (known: readonly KnownVersion[]): readonly string[] => holding(known).map((held) => held.replace(/ v\d+$/, ''));

const columnsOf = (counts: Admission['counts']): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([column, count]) => `${column} ${count}`)
    .join(', ');

/** What last night left: Anna's record K1, as of one o'clock. */
const LAST_NIGHT = read([[aRow()]], { runId: 'run-1' }).known;

describe('the column of a row', () => {
  const ROWS: readonly { readonly given: string; readonly row: DraftRow; readonly want: string; readonly holds: readonly string[] }[] = [
    { given: 'a row never seen', row: aRow({ recordKey: 'K2' }), want: 'accepted 1', holds: ['anna K1 v1', 'anna K2 v1'] },
    { given: 'the row of last night', row: aRow(), want: 'unchanged 1', holds: ['anna K1 v1'] },
    { given: 'a newer row of the same key', row: aRow({ changedAt: at(2) }), want: 'accepted 1', holds: ['anna K1 v2'] },
    { given: 'an older row of the same key', row: aRow({ changedAt: at(0) }), want: 'accepted 1', holds: ['anna K1 v1'] },
    {
      given: 'a row of the same moment with other content',
      row: aRow({ content: { category: 'tekun' } }),
      want: 'accepted 1',
      holds: ['anna K1 v2'],
    },
    { given: 'an end with a number', row: aRow({ ended: true, content: null, changedAt: at(2) }), want: 'accepted 1', holds: [] },
    { given: 'an end without a number', row: aBareEnd({ changedAt: at(2) }), want: 'accepted 1', holds: [] },
    { given: 'an end that is older than the record', row: aBareEnd({ changedAt: at(0) }), want: 'offRoster 1', holds: ['anna K1 v1'] },
    {
      given: 'an end without a number, of a record never accepted',
      row: aBareEnd({ recordKey: 'K9' }),
      want: 'offRoster 1',
      holds: ['anna K1 v1'],
    },
    { given: 'a row about nobody whom a roster can name', row: aRow({ subject: null, changedAt: at(2) }), want: 'accepted 1', holds: [] },
    {
      given: 'a row about nobody whom a roster can name, of a record never accepted',
      row: aRow({ subject: null, recordKey: 'K9' }),
      want: 'offRoster 1',
      holds: ['anna K1 v1'],
    },
    { given: 'a row about nobody here', row: aRow({ subject: STRANGER, recordKey: 'K9' }), want: 'offRoster 1', holds: ['anna K1 v1'] },
    {
      given: 'a row about a member who agrees to nothing',
      row: aRow({ subject: CARL, recordKey: 'K9' }),
      want: 'withheld 1',
      holds: ['anna K1 v1'],
    },
  ];
  it.each(ROWS)('$given is $want', ({ row, want, holds }) => {
    const { known, counts } = read([[row]], { known: LAST_NIGHT });
    expect(counts.map(columnsOf)).toEqual([want]);
    expect(holding(known)).toEqual(holds);
  });

  it('a row seen before in the same run is a duplicate, on the same page and on a later one', () => {
    const { counts } = read([[aRow(), aRow()], [aRow()]], { known: LAST_NIGHT });
    expect(counts.map(columnsOf)).toEqual(['unchanged 1, duplicate 1', 'duplicate 1']);
  });

  it('the same row is read in different words of the wire, and is still the same', () => {
    const reordered = aRow({ content: { since: '2025-01', category: 'dibao' } });
    const { counts } = read([[aRow({ content: { category: 'dibao', since: '2025-01' } })], [reordered]]);
    expect(counts.map(columnsOf)).toEqual(['accepted 1', 'duplicate 1']);
  });
});

describe('a key that goes to somebody else', () => {
  const MOVES: readonly { readonly given: string; readonly subject: IdNumber; readonly hour: number; readonly holds: readonly string[] }[] =
    [
      { given: 'another member', subject: BO, hour: 2, holds: ['bo K1 v1'] },
      { given: 'a stranger', subject: STRANGER, hour: 2, holds: [] },
      { given: 'a member who agrees to nothing', subject: CARL, hour: 2, holds: [] },
      { given: 'another member, in a row older than the record', subject: BO, hour: 0, holds: ['anna K1 v1'] },
      { given: 'a stranger, in a row older than the record', subject: STRANGER, hour: 0, holds: ['anna K1 v1'] },
    ];
  it.each(MOVES)('$given: the latest row decides who holds the record', ({ subject, hour, holds }) => {
    expect(holding(read([[aRow({ subject, changedAt: at(hour) })]], { known: LAST_NIGHT }).known)).toEqual(holds);
  });

  it('is not taken from somebody who has left by a row about themselves, and is by one about anybody else', () => {
    const left = { known: LAST_NIGHT, roster: new Map(), left: new Map([[ANNA, 'anna']]) };
    const [own, others] = [ANNA, STRANGER].map((subject) => read([[aRow({ subject, changedAt: at(2) })]], left));
    expect([own, others].map((after) => holding(after?.known ?? []))).toEqual([['anna K1 v1'], []]);
    expect(own?.counts.map(columnsOf)).toEqual(['offRoster 1']);
  });

  it('comes back to who held it first', () => {
    const { known } = read([[aRow({ subject: BO, changedAt: at(2) })], [aRow({ changedAt: at(3) })]], { known: LAST_NIGHT });
    expect(holding(known)).toEqual(['anna K1 v3']);
  });

  it('a lookup answers person by person: the same key is a record of each', () => {
    const { known } = read([[aRow({ changedAt: null }), aRow({ subject: BO, changedAt: null })]], { keysAre: 'personal' });
    expect(holding(known)).toEqual(['anna K1 v1', 'bo K1 v1']);
  });
});

describe('a row that was withheld', () => {
  it('is accepted when it is read again with consent, and not taken for one that is known', () => {
    const news = aRow({ changedAt: at(2), content: { category: 'tekun' } });
    const withoutConsent = new Map(ROSTER).set(ANNA, entry('anna', false));
    const withheld = read([[news]], { known: LAST_NIGHT, roster: withoutConsent });
    expect(holding(withheld.known)).toEqual([]);
    const again = read([[aRow()], [news]], { known: withheld.known, runId: 'run-3' });
    expect(again.counts.map(columnsOf)).toEqual(['unchanged 1', 'accepted 1']);
    expect(holding(again.known)).toEqual(['anna K1 v3']);
  });
});

describe('a source without change times', () => {
  const lookup = (content: object): DraftRow => aRow({ changedAt: null, content });
  const PERSONAL = { keysAre: 'personal' } as const;

  it('goes back to an earlier state, which is news', () => {
    const nights = [{ category: 'dibao' }, { category: 'none' }, { category: 'dibao' }].map((content) => [lookup(content)]);
    const { known, counts } = read(nights, PERSONAL);
    expect(counts.map(columnsOf)).toEqual(['accepted 1', 'accepted 1', 'accepted 1']);
    expect(holding(known)).toEqual(['anna K1 v3']);
  });

  it('one with change times repeats an earlier row only as history', () => {
    const { known, counts } = read([[aRow()], [aRow({ changedAt: at(2) })], [aRow()]]);
    expect(counts.map(columnsOf)).toEqual(['accepted 1', 'accepted 1', 'duplicate 1']);
    expect(holding(known)).toEqual(['anna K1 v2']);
  });
});

describe('grades', () => {
  const gradesOf = (row: DraftRow) => admit('assistance', [row], table()).versions.map(({ grades }) => grades?.name);

  it('a row is compared with the roster on arrival', () => {
    expect(gradesOf(aRow({ stated: { name: '李四', birthDate: null, employer: null } }))).toEqual(['different']);
  });

  it('a row that states nothing of the person opens nothing of the roster', () => {
    const unopened: RosterEntry = {
      ...entry('anna', true),
      statement: () => {
        throw new Error('opened');
      },
    };
    expect(admit('assistance', [aRow()], table({ roster: new Map([[ANNA, unopened]]) })).counts.accepted).toBe(1);
  });

  it('a known row whose grade was lost to a correction of the roster is compared anew, and is no new version', () => {
    const row = aRow({ stated: { name: '张三', birthDate: null, employer: null } });
    const lost = read([[row]], { runId: 'run-1' }).known.map((version) => ({
      ...version,
      grades: { name: 'not-stated', birthDate: 'not-stated', employer: 'not-stated' } as const,
    }));
    const again = admit('assistance', [row], table({ known: lost }));
    expect(again.counts.unchanged).toBe(1);
    expect(again.versions).toEqual([]);
    expect(again.regraded).toEqual([
      { personKey: 'anna', recordKey: 'K1', version: 1, grades: { name: 'equal', birthDate: 'not-stated', employer: 'not-stated' } },
    ]);
  });

  it('a known row that keeps its grade is not compared again', () => {
    const row = aRow({ stated: { name: '张三', birthDate: null, employer: null } });
    const { known } = read([[row]], { runId: 'run-1' });
    expect(admit('assistance', [row], table({ known })).regraded).toEqual([]);
  });
});

const chunked = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, page) => all.slice(page * size, (page + 1) * size));

describe('whatever rows come', () => {
  const subjects = fc.constantFrom(ANNA, BO, CARL, STRANGER, null);
  const rows = fc.array(
    fc
      .record({
        recordKey: fc.constantFrom('K1', 'K2'),
        subject: subjects,
        hour: fc.integer({ min: 0, max: 5 }),
        ended: fc.boolean(),
        category: fc.constantFrom('dibao', 'tekun'),
      })
      .map(({ recordKey, subject, hour, ended, category }) =>
        subject === null || ended
          ? aRow({ recordKey, subject, changedAt: at(hour), ended: true, content: null })
          : aRow({ recordKey, subject, changedAt: at(hour), content: { category } }),
      ),
    { maxLength: 12 },
  );
  const pages = fc.array(rows, { maxLength: 4 });

  it('every fetched row is in exactly one column', () => {
    fc.assert(
      fc.property(pages, (given) => {
        const { counts } = read(given);
        const total = counts.flatMap((column) => Object.values(column)).reduce((sum, count) => sum + count, 0);
        expect(total).toBe(given.flat().length);
      }),
    );
  });

  it('every record of a person has one current version, and versions are counted without gaps', () => {
    fc.assert(
      fc.property(pages, (given) => {
        const records = Map.groupBy(read(given).known, ({ personKey, recordKey }) => `${personKey} ${recordKey}`);
        for (const versions of records.values()) {
          expect(versions.filter(({ current }) => current)).toHaveLength(1);
          expect(versions.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual(versions.map((_, index) => index + 1));
        }
      }),
    );
  });

  it('nobody holds a key beside somebody else', () => {
    fc.assert(
      fc.property(pages, (given) => {
        const keys = read(given)
          .known.filter(({ current, ended }) => current && !ended)
          .map(({ recordKey }) => recordKey);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  it('reading a feed once more from its beginning changes nothing', () => {
    const inOrder = rows.map((given) => given.toSorted((a, b) => (a.changedAt ?? '').localeCompare(b.changedAt ?? '')));
    const feed = fc.tuple(inOrder, fc.integer({ min: 1, max: 4 })).map(([given, size]) => chunked(given, size));
    fc.assert(
      fc.property(feed, (given) => {
        const once = read(given).known;
        const twice = read(given, { known: once, runId: 'run-3' });
        expect(holders(twice.known)).toEqual(holders(once));
      }),
    );
  });

  it('the order of pages of different records does not matter', () => {
    const ofKey = (recordKey: string) => rows.map((given) => given.map((row) => ({ ...row, recordKey })));
    fc.assert(
      fc.property(ofKey('K1'), ofKey('K2'), (first, second) => {
        expect(holding(read([first, second]).known)).toEqual(holding(read([second, first]).known));
      }),
    );
  });

  it('of one record told at different moments, the order does not matter either: the latest moment stands', () => {
    const told = fc.uniqueArray(
      fc.record({ subject: fc.constantFrom(ANNA, BO), hour: fc.integer({ min: 0, max: 20 }), ended: fc.boolean() }),
      { selector: ({ hour }) => hour, minLength: 1, maxLength: 6 },
    );
    const shuffled = told.chain((given) => fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })));
    fc.assert(
      fc.property(shuffled, ([inOrder, anyOrder]) => {
        const pagesOf = (given: typeof inOrder) =>
          given.map(({ subject, hour, ended }) => [aRow({ subject, changedAt: at(hour), ended, content: ended ? null : { hour } })]);
        expect(holders(read(pagesOf(anyOrder)).known)).toEqual(holders(read(pagesOf(inOrder.toSorted((a, b) => a.hour - b.hour))).known));
      }),
    );
  });
});
