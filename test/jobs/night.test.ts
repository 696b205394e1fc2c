import { describe, expect, it } from 'vitest';
import { BOOK_COLUMNS } from '../../src/domain/books.ts';
import type { Member } from '../../src/domain/canonical.ts';
import { addDays, endOf, startOf } from '../../src/domain/period.ts';
import { TESTIMONIES } from '../../src/domain/sources.ts';
import type { BookLine } from '../../src/jobs/summary.ts';
import type { Grades } from '../../src/pipeline/3-verify/grades.ts';
import { gradesOf } from '../../src/storage/night-grades.ts';
import { aBrokenRow, aRow } from '../support/connectors.ts';
import { aDibao, aPerson, day } from '../support/dossiers.ts';
import { type Night, type Nights, nightsOfThisFile } from '../support/nights.ts';
import { aMember, enrol, grantDibao, LONG_AGO, settleTown, type Town } from '../support/nights-town.ts';

const D = day('2026-11-22');
const NEXT = day('2026-11-23');

const startNights = nightsOfThisFile();

/** `fetched 3 = accepted 1 + withheld 1 + offRoster 1` */
const lineOf = ({ summary }: Night, dataset: BookLine['dataset'], reading: BookLine['reading'] = 'nightly'): string => {
  const line = summary.books.find((one) => one.dataset === dataset && one.reading === reading);
  if (line === undefined) return 'no line';
  const columns = BOOK_COLUMNS.filter((column) => column !== 'fetched' && line[column] > 0);
  return `fetched ${line.fetched} = ${columns.map((column) => `${column} ${line[column]}`).join(' + ') || 'nothing'}`;
};

const deliveries = ({ office }: Town): readonly string[] =>
  office.calls
    .filter(({ call }) => call === 'deliver')
    .map(({ applicationId, version }) => `${office.filed.get(applicationId)?.document.programme} v${version}`)
    .toSorted();

describe('a first night', () => {
  it('reads every dataset to its end, balances its books and completes', async () => {
    const { town } = settleTown();
    const night = await startNights(town).reconcile(D);
    expect(night.run.status).toBe('completed');
    expect(night.summary.books.map(({ dataset, state, balanced }) => ({ dataset, state, balanced }))).toEqual(
      ['members', ...TESTIMONIES].toSorted().map((dataset) => ({ dataset, state: 'complete', balanced: true })),
    );
    expect(lineOf(night, 'assistance')).toBe('fetched 3 = accepted 1 + offRoster 1 + withheld 1');
    expect(lineOf(night, 'person')).toBe('fetched 4 = accepted 4');
    expect(lineOf(night, 'members')).toBe('fetched 5 = accepted 5');
    expect(night.summary.jobs).toMatchObject({ failed: 0, retried: 0 });
  });

  it('counts every row in the metrics as it stands in the books, the roster’s too', async () => {
    const { town } = settleTown();
    const nights = startNights(town);
    const countedRows = async (): Promise<ReadonlyMap<string, number>> => {
      const { text } = await nights.context.metrics.exposition({}, null);
      const counted = text.matchAll(/^huzheng_rows_total\{source="[^"]*",dataset="([^"]*)",column="([^"]*)"\} (\d+)$/gm);
      return new Map([...counted].map(([, dataset, column, many]) => [`${dataset} ${column}`, Number(many)]));
    };
    const before = await countedRows();
    const { summary } = await nights.reconcile(D);
    const after = await countedRows();
    for (const { dataset, ...line } of summary.books)
      for (const column of BOOK_COLUMNS) {
        const key = `${dataset} ${column}`;
        expect([key, (after.get(key) ?? 0) - (before.get(key) ?? 0)]).toEqual([key, line[column]]);
      }
  });

  it('verifies whoever agreed to it, flags, and delivers each application once', async () => {
    const { town } = settleTown();
    const { summary } = await startNights(town).reconcile(D);
    expect(summary.verification.people).toBe(4);
    expect(summary.cases.byClass).toEqual({ deep: 1 });
    expect(deliveries(town)).toEqual(['exclusive-protection v1', 'living-aid v1', 'mutual-aid-claim v1']);
    expect(summary.applications.byProgramme).toMatchObject({
      'living-aid': { delivered: 1, held: 0, refused: 0 },
      'mutual-aid-claim': { delivered: 1, held: 0, refused: 0 },
      'exclusive-protection': { delivered: 1, held: 0, refused: 0 },
    });
  });

  it('keeps nothing of people who are nobody here, or who agreed to nothing', async () => {
    const { town, silent } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    const { rows } = await nights.context.pool.query<{ member_id: string | null; records: number }>(
      `select m.member_id, count(*)::int as records from record r left join member m using (person_key) where r.dataset <> 'members' group by 1 order by 1`,
    );
    const held = rows.map(({ member_id }) => member_id);
    expect(held).toEqual(['member-1', 'member-2', 'member-3', 'member-4']);
    expect(held).not.toContain(silent.content.memberId);
  });

  it('of the day it runs on ends with the moment it starts', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    const now = startOf(NEXT);
    nights.clock.set(now);
    town.rows.assistance.push(aRow(poor.sealed.idNumber, aDibao({}, { recordKey: 'too-late' }), { at: now }));
    const { run, summary } = await nights.finish(await nights.openToday(NEXT));
    expect(run.businessAt).toBe(now);
    expect(summary.books.find(({ dataset }) => dataset === 'assistance')).toMatchObject({ fetched: 3 });
  });

  it('of a day long past ends with that day', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    nights.clock.set(startOf(day('2026-12-24')));
    town.rows.assistance.push(aRow(poor.sealed.idNumber, aDibao({}, { recordKey: 'of-the-next-day' }), { at: startOf(NEXT) }));
    const { run, summary } = await nights.reconcile(D);
    expect(run.businessAt).toBe(endOf(D));
    expect(summary.books.find(({ dataset }) => dataset === 'assistance')).toMatchObject({ fetched: 3 });
  });
});

describe('the same date once more', () => {
  it('changes nothing and delivers nothing', async () => {
    const { town } = settleTown();
    const nights = startNights(town);
    const first = await nights.reconcile(D);
    const before = deliveries(town);
    const second = await nights.reconcile(D);
    expect(second.run).toMatchObject({ runId: 'run-2026-11-22-2', status: 'completed' });
    expect(second.digest).toBe(first.digest);
    expect(deliveries(town)).toEqual(before);
    expect(lineOf(second, 'assistance')).toBe('fetched 0 = nothing');
    expect(lineOf(second, 'person')).toBe('fetched 4 = unchanged 4');
  });

  it('in full reads everything again, and still changes nothing', async () => {
    const { town } = settleTown();
    const nights = startNights(town);
    const first = await nights.reconcile(D);
    const full = await nights.reconcile(D, { full: true });
    expect(full.digest).toBe(first.digest);
    expect(lineOf(full, 'assistance')).toBe('fetched 3 = unchanged 1 + offRoster 1 + withheld 1');
    expect(lineOf(full, 'members')).toBe('fetched 5 = unchanged 5');
    expect(town.office.calls).toHaveLength(3);
  });

  it('of one authority asks that authority alone', async () => {
    const { town } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    const before = town.questions.length;
    const { summary, run } = await nights.reconcile(D, { source: 'social-security' });
    expect(run.status).toBe('completed');
    expect(new Set(summary.books.map(({ source }) => source))).toEqual(new Set(['aid-system', 'social-security']));
    expect(new Set(town.questions.slice(before).map(({ dataset }) => dataset))).toEqual(
      new Set(['members', 'participation', 'contributions', 'unemployment', 'work-injury']),
    );
  });
});

describe('the next night', () => {
  it('reads what changed, and only that', async () => {
    const { town, ordinary } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    grantDibao(town, ordinary, { at: startOf(NEXT) });
    const night = await nights.reconcile(NEXT);
    expect(lineOf(night, 'assistance')).toBe('fetched 1 = accepted 1');
    expect(lineOf(night, 'members')).toBe('fetched 0 = nothing');
  });

  it('a record that ends closes its case, and its application is withdrawn', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    const { idNumber } = poor.sealed;
    town.rows.assistance.push(aRow(idNumber, aDibao({}, { recordKey: 'aid-of-member-1' }), { at: startOf(NEXT), ended: true }));
    town.rows.person.splice(0, 1);
    const { summary } = await nights.reconcile(NEXT);
    expect(summary.cases.byClass).toEqual({});
    expect(town.office.calls.filter(({ call }) => call === 'withdraw')).toHaveLength(1);
    expect([...town.office.filed.values()].find(({ document }) => document.programme === 'living-aid')?.status).toBe('withdrawn');
  });
});

describe('a broken record', () => {
  it('costs itself: it is set aside with its reason, and the rest goes on', async () => {
    const { town } = settleTown();
    town.rows.assistance.push(aBrokenRow({ recordKey: 'broken-1' }, LONG_AGO));
    const night = await startNights(town).reconcile(D);
    expect(night.run.status).toBe('completed');
    expect(lineOf(night, 'assistance')).toBe('fetched 4 = accepted 1 + offRoster 1 + withheld 1 + quarantined 1');
    expect(night.summary.quarantine).toEqual({ open: 1 });
  });

  it('is mended by a later row with its key', async () => {
    const { town, ordinary } = settleTown();
    town.rows.assistance.push(aBrokenRow({ recordKey: 'aid-of-member-4' }, LONG_AGO));
    const nights = startNights(town);
    await nights.reconcile(D);
    grantDibao(town, ordinary, { at: startOf(NEXT) });
    expect((await nights.reconcile(NEXT)).summary.quarantine).toEqual({ open: 0 });
  });

  it.each(['the same night', 'a later night'])('is mended by its end, though it was never accepted: %s', async (when) => {
    const { town } = settleTown();
    const at = when === 'the same night' ? LONG_AGO : startOf(NEXT);
    town.rows.assistance.push(aBrokenRow({ recordKey: 'broken-1' }, LONG_AGO));
    town.rows.assistance.push(aRow(null, aDibao({}, { recordKey: 'broken-1' }), { at, ended: true }));
    const nights = startNights(town);
    await nights.reconcile(D);
    expect((await nights.reconcile(NEXT)).summary.quarantine).toEqual({ open: 0 });
  });

  it('is not mended by the row before it', async () => {
    const { town, ordinary } = settleTown();
    town.rows.assistance.push(aRow(ordinary.sealed.idNumber, aDibao({}, { recordKey: 'broken-1' }), { at: LONG_AGO }));
    town.rows.assistance.push(aBrokenRow({ recordKey: 'broken-1' }, LONG_AGO));
    expect((await startNights(town).reconcile(D)).summary.quarantine).toEqual({ open: 1 });
  });

  const answerAbout = async ({ context }: Nights, { sealed }: Member): Promise<string | undefined> => {
    const idDigest = context.lookup.digest('identity-number', sealed.idNumber);
    const [text] = await gradesOf(context.pool, [{ idDigest, purpose: 'hardship-screening' }]);
    const { checks } = JSON.parse(text ?? '') as Grades;
    const found = checks.find(({ check }) => check === 'assistance-status');
    return found?.statements.find(({ source }) => source === 'civil-affairs')?.result;
  };

  it.each(['its end', 'its good row'])('of a feed is no absence of whom it is about, until the night that brings %s', async (what) => {
    const { town, ordinary } = settleTown();
    const { idNumber } = ordinary.sealed;
    const nights = startNights(town);
    await nights.reconcile(D);
    expect(await answerAbout(nights, ordinary)).toBe('not-held');
    town.rows.assistance.push(aBrokenRow({ recordKey: 'broken-1', subject: idNumber }, startOf(NEXT)));
    await nights.reconcile(NEXT);
    expect([await nights.readingOf('member-4', 'assistance'), await answerAbout(nights, ordinary)]).toEqual(['not-yet-read', 'unknown']);
    const ended = what === 'its end';
    town.rows.assistance.push(aRow(idNumber, aDibao({}, { recordKey: 'broken-1' }), { at: startOf(addDays(NEXT, 1)), ended }));
    await nights.reconcile(addDays(NEXT, 1));
    expect([await nights.readingOf('member-4', 'assistance'), await answerAbout(nights, ordinary)]).toEqual([
      'read',
      ended ? 'not-held' : 'match',
    ]);
  });

  it('of a lookup costs one person, is no absence, and is mended by the next answer about them', async () => {
    const { town, ordinary, courier } = settleTown();
    const { idNumber } = ordinary.sealed;
    const mended = town.rows.family.filter(({ read }) => read.ok && read.draft.subject === idNumber);
    const broken = aBrokenRow({ subject: idNumber }, LONG_AGO);
    town.rows.family.splice(
      town.rows.family.indexOf(mended[0] ?? broken),
      1,
      broken,
      aBrokenRow({ subject: courier.sealed.idNumber }, LONG_AGO),
    );
    const nights = startNights(town);
    const first = await nights.reconcile(D);
    expect(first.summary.quarantine).toEqual({ open: 2 });
    expect(await nights.readingOf('member-4', 'family')).toBe('not-yet-read');
    town.rows.family.splice(town.rows.family.indexOf(broken), 1, ...mended);
    const second = await nights.reconcile(NEXT);
    expect(second.summary.quarantine).toEqual({ open: 1 });
    expect(await nights.readingOf('member-4', 'family')).toBe('read');
    expect(await nights.readingOf('member-2', 'family')).toBe('not-yet-read');
  });

  const kept = async ({ context }: Nights) =>
    (
      await context.pool.query<{ person: boolean; sealed: boolean; state: string }>(
        'select person_key is not null as person, sealed is not null as sealed, state from quarantine',
      )
    ).rows;

  it('of a lookup that lost the digits of its number is no absence, and nothing of it is kept under anybody', async () => {
    const { town, ordinary } = settleTown();
    const { idNumber } = ordinary.sealed;
    const lost = aBrokenRow({ reason: 'identity-number', identityFault: 'number-type', path: '/certno', mayBe: [idNumber] }, LONG_AGO);
    const mended = town.rows.person.filter(({ read }) => read.ok && read.draft.subject === idNumber);
    town.rows.person.splice(0, town.rows.person.length, ...town.rows.person.filter((row) => !mended.includes(row)), lost);
    const nights = startNights(town);
    await nights.reconcile(D);
    expect(await nights.readingOf('member-4', 'person')).toBe('not-yet-read');
    expect(await kept(nights)).toEqual([{ person: true, sealed: false, state: 'open' }]);
    town.rows.person.splice(town.rows.person.indexOf(lost), 1, ...mended);
    await nights.reconcile(NEXT);
    expect(await nights.readingOf('member-4', 'person')).toBe('read');
    expect(await kept(nights)).toMatchObject([{ state: 'replayed' }]);
  });

  it('about somebody who did not agree to it is set aside without its content, and without a word of whose it is', async () => {
    const { town, silent, ordinary } = settleTown();
    for (const [recordKey, { sealed }] of Object.entries({ 'broken-1': silent, 'broken-2': ordinary }))
      town.rows.assistance.push(aBrokenRow({ recordKey, subject: sealed.idNumber }, LONG_AGO));
    const nights = startNights(town);
    await nights.reconcile(D);
    expect((await kept(nights)).toSorted((a, b) => Number(a.sealed) - Number(b.sealed))).toEqual([
      { person: false, sealed: false, state: 'open' },
      { person: true, sealed: true, state: 'open' },
    ]);
  });

  it('of a lookup whose number is disputed keeps no content; one that is broken otherwise keeps it, sealed', async () => {
    const { town, ordinary } = settleTown();
    const subject = ordinary.sealed.idNumber;
    town.rows.person.push(aBrokenRow({ recordKey: 'person', subject, reason: 'identity-number', path: '/baseinfo/certno' }, LONG_AGO));
    town.rows.person.push(aBrokenRow({ recordKey: 'person', subject }, LONG_AGO));
    const nights = startNights(town);
    await nights.reconcile(D);
    expect((await kept(nights)).toSorted((a, b) => Number(a.sealed) - Number(b.sealed))).toEqual([
      { person: true, sealed: false, state: 'open' },
      { person: true, sealed: true, state: 'open' },
    ]);
  });

  it('of a lookup is one entry, however the same fault is written the next time', async () => {
    const { town, ordinary } = settleTown();
    const subject = ordinary.sealed.idNumber;
    const written = (raw: object) => ({ ...aBrokenRow({ recordKey: 'person', subject, path: '/infcode' }, LONG_AGO), ...raw });
    const unkeyed = (raw: object) => ({ ...aBrokenRow({ subject, path: '/begndate' }, LONG_AGO), ...raw });
    town.rows.person.push(written({ infcode: -1, traceId: 'one' }));
    town.rows.registration.push(unkeyed({ psn_no: ' 1', code: '', amount: 5000 }));
    const nights = startNights(town);
    const first = await nights.reconcile(D);
    town.rows.person.splice(-1, 1, written({ infcode: '-1', traceId: 'two' }));
    town.rows.registration.splice(-1, 1, unkeyed({ psn_no: '1', code: null, amount: '5000.00' }));
    const second = await nights.reconcile(NEXT);
    expect([first.summary.quarantine, second.summary.quarantine]).toEqual([{ open: 2 }, { open: 2 }]);
  });

  it('of the roster is mended by the next row about the member', async () => {
    const { town } = settleTown();
    const { read } = aBrokenRow({ reason: 'identity-number', identityFault: 'wrong-check-character' }, LONG_AGO);
    if (!read.ok) town.office.roster.push({ ok: false, broken: read.broken, memberId: 'member-6' });
    const nights = startNights(town);
    const first = await nights.reconcile(D);
    expect(lineOf(first, 'members')).toBe('fetched 6 = accepted 5 + quarantined 1');
    enrol(town, aMember(6));
    const second = await nights.reconcile(NEXT);
    expect(second.summary.quarantine).toEqual({ open: 0 });
  });
});

describe('somebody medical insurance does not know', () => {
  it('has no settlements and no registrations, rather than ones nobody has read', async () => {
    const { town, silent } = settleTown();
    enrol(town, aMember(6));
    const nights = startNights(town);
    await nights.reconcile(D);
    expect(await nights.readingOf('member-6', 'person')).toBe('read');
    expect(await nights.readingOf('member-6', 'settlement')).toBe('read');
    expect(await nights.readingOf('member-6', 'registration')).toBe('read');
    expect(await nights.readingOf(silent.content.memberId, 'settlement')).toBe('withheld');
  });

  it('is somebody else than a person it knows without saying where they are insured: of them nothing could be asked', async () => {
    const { town } = settleTown();
    const unplaced = aMember(6);
    enrol(town, unplaced);
    const known = aPerson({ insurances: [], place: null }, { recordKey: 'person', sealed: { personNo: 'number-of-6' } });
    town.rows.person.push(aRow(unplaced.sealed.idNumber, known, { at: LONG_AGO }));
    const nights = startNights(town);
    await nights.reconcile(D);
    expect(await nights.readingOf('member-6', 'person')).toBe('read');
    expect(await nights.readingOf('member-6', 'settlement')).toBe('not-yet-read');
  });
});

describe('somebody medical insurance has told of before, and cannot be asked about any more', () => {
  const LATER = day('2026-11-24');
  const ASKED = ['settlement', 'registration'] as const;

  /** The patient, who has a settled stay, and what comes of them of their row being another tonight. */
  const nightsOfPatient = () => {
    const { town, patient } = settleTown();
    const { idNumber } = patient.sealed;
    const known = town.rows.person.filter(({ read }) => read.ok && read.draft.subject === idNumber);
    const rows = (...anew: typeof known) =>
      void town.rows.person.splice(0, town.rows.person.length, ...town.rows.person.filter((row) => !known.includes(row)), ...anew);
    const nights = startNights(town);
    const readings = () => Promise.all(ASKED.map((dataset) => nights.readingOf(patient.content.memberId, dataset)));
    return { town, patient, known, rows, nights, readings };
  };

  it('is not read, once they are insured at no place that is told, until a place is told again', async () => {
    const { patient, known, rows, nights, readings } = nightsOfPatient();
    await nights.reconcile(D);
    expect(await readings()).toEqual(['read', 'read']);
    const personNo = 'number-of-member-3';
    const unplaced = aPerson({ insurances: null, place: null }, { recordKey: 'person', sealed: { personNo } });
    const row = aRow(patient.sealed.idNumber, unplaced, { at: startOf(NEXT) });
    rows(row);
    await nights.reconcile(NEXT);
    expect(await readings()).toEqual(['not-yet-read', 'not-yet-read']);
    rows(...known);
    await nights.reconcile(LATER);
    expect(await readings()).toEqual(['read', 'read']);
  });

  it('keeps no word of a stay as one of tonight once they are not known at all; what was never told of is not there', async () => {
    const { rows, nights, readings } = nightsOfPatient();
    await nights.reconcile(D);
    rows();
    for (const night of [NEXT, LATER]) {
      await nights.reconcile(night);
      expect(await readings()).toEqual(['not-yet-read', 'read']);
    }
  });
});
