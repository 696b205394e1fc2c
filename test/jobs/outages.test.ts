import { beforeAll, describe, expect, it } from 'vitest';
import { addDays, endOf, MINUTE, startOf } from '../../src/domain/period.ts';
import type { Dataset, Testimony } from '../../src/domain/sources.ts';
import { Fault } from '../../src/faults.ts';
import { listCauses } from '../../src/storage/causes.ts';
import { aRow, type Trouble, type WireRow } from '../support/connectors.ts';
import { aDeath, aDibao, aFamily, day } from '../support/dossiers.ts';
import { type Night, nightsOfThisFile } from '../support/nights.ts';
import { aMember, employ, enrol, grantDibao, insure, LONG_AGO, STRANGER, settleTown, type Town } from '../support/nights-town.ts';

const D = day('2026-11-22');
const NEXT = day('2026-11-23');
const NEXT_BUT_ONE = day('2026-11-24');

const DOWN = new Fault('busy', { code: 'unreachable', detail: 'The source does not answer.' });
const AGAINST_ITS_INTERFACE = new Fault('broken', { code: 'not-json', detail: 'The answer is no JSON.' });

const startNights = nightsOfThisFile();
let undisturbed = '';
beforeAll(async () => {
  undisturbed = await startNights.undisturbed(settleTown().town, D);
});

const TOO_LARGE = new Fault('broken', {
  code: 'answer-too-large',
  detail: 'The counterpart answered with more than we take in one answer.',
});

const statesOf = ({ summary }: Night): Readonly<Record<string, string>> =>
  Object.fromEntries(
    summary.books.map(({ dataset, reading, state }) => [reading === 'catch-up' ? `${dataset}, catch-up` : dataset, state]),
  );
const failedIn = (night: Night): readonly string[] =>
  Object.entries(statesOf(night))
    .filter(([, state]) => state !== 'complete')
    .map(([dataset]) => dataset);
const bookOf = ({ summary }: Night, dataset: Dataset) =>
  summary.books.find((line) => line.dataset === dataset && line.reading === 'nightly');

const offsetsOf = (town: Town, dataset: Dataset): readonly unknown[] =>
  town.questions.flatMap((question) => (question.dataset === dataset && 'offset' in question.request ? [question.request.offset] : []));

const EVERYTHING: readonly Dataset[] = [
  ...([
    'assistance',
    'contributions',
    'death',
    'family',
    'members',
    'participation',
    'person',
    'registration',
    'settlement',
    'unemployment',
    'work-injury',
  ] as const),
];

describe('an authority that is down', () => {
  const OUTAGES: readonly { readonly down: Dataset; readonly failed: readonly string[] }[] = [
    { down: 'assistance', failed: ['assistance'] },
    { down: 'family', failed: ['family'] },
    // Nobody's person number is known, so that nobody could be asked about.
    { down: 'person', failed: ['person', 'registration', 'settlement'] },
    { down: 'settlement', failed: ['settlement'] },
    { down: 'participation', failed: ['participation'] },
    // Nobody is known whom a feed could be read for.
    { down: 'members', failed: EVERYTHING },
  ];
  it.each(OUTAGES)(
    'costs its own step: $down fails, the rest goes on, and is picked up later as if nothing had been',
    async ({ down, failed }) => {
      const { town } = settleTown();
      const nights = startNights(town);
      town.troubles[down] = () => DOWN;
      const first = await nights.reconcile(D);
      expect(first.run.status).toBe('incomplete');
      expect(failedIn(first)).toEqual(failed);
      delete town.troubles[down];
      const again = await nights.reconcile(D);
      expect(again).toMatchObject({ how: 'reopened', run: { runId: first.run.runId, status: 'completed' } });
      expect(again.digest).toBe(undisturbed);
    },
  );

  it('is one cause, whether a job ran into the outage or was turned away after it', async () => {
    const { town } = settleTown();
    const nights = startNights(town);
    const turnedAway = new Fault('busy', { code: 'circuit-open', detail: 'The counterpart is left alone for a moment.', cause: DOWN });
    town.troubles.assistance = () => DOWN;
    town.troubles.death = () => turnedAway;
    await nights.reconcile(D);
    const causes = await listCauses(nights.context.pool, { state: 'open' });
    expect(causes).toMatchObject([{ code: 'unreachable', source: 'civil-affairs', jobs: 2, datasets: ['assistance', 'death'] }]);
  });

  it('for its code tables only costs what is read by them', async () => {
    const { town } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    const medicalInsurance = nights.context.authorities['medical-insurance'];
    const { dictionary } = medicalInsurance;
    Object.assign(medicalInsurance, { dictionary: () => Promise.reject(DOWN) });
    expect(failedIn(await nights.reconcile(NEXT))).toEqual(['person']);
    Object.assign(medicalInsurance, { dictionary });
    expect((await nights.reconcile(NEXT)).run.status).toBe('completed');
  });

  it('is waited for as long as was asked, and the run then completes in one go', async () => {
    const { town } = settleTown();
    town.troubles.assistance = ({ nth }) => (nth <= 3 ? DOWN : null);
    const night = await startNights(town).reconcile(D, { waitMs: 10 * MINUTE });
    expect(night.run.status).toBe('completed');
    expect(night.summary.jobs).toMatchObject({ failed: 0, retried: 3 });
    expect(night.digest).toBe(undisturbed);
  });

  it('is not absence: nobody has lost anything by it, and no case closes', async () => {
    const { town } = settleTown();
    const nights = startNights(town);
    const before = await nights.reconcile(D);
    town.troubles.assistance = () => DOWN;
    town.troubles.person = () => DOWN;
    const after = await nights.reconcile(NEXT);
    expect(after.run.status).toBe('incomplete');
    expect(after.summary.cases).toEqual(before.summary.cases);
    expect(town.office.calls.filter(({ call }) => call === 'withdraw')).toEqual([]);
  });

  it('leaves where its reading ended: the next night asks for both days', async () => {
    const { town, ordinary } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    grantDibao(town, ordinary, { at: startOf(NEXT) });
    town.troubles.assistance = () => DOWN;
    await nights.reconcile(NEXT);
    delete town.troubles.assistance;
    expect(bookOf(await nights.reconcile(NEXT_BUT_ONE), 'assistance')).toMatchObject({ state: 'complete', fetched: 1, accepted: 1 });
  });

  it('on the first night, and is the roster, leaves nothing unread to the night after, which reads everything from its beginning', async () => {
    const { town } = settleTown();
    town.troubles.members = () => DOWN;
    const nights = startNights(town);
    await nights.reconcile(D);
    delete town.troubles.members;
    const [night, other] = [await nights.reconcile(NEXT), await startNights(settleTown().town).reconcile(NEXT)];
    expect(night).toMatchObject({ run: { status: 'completed' }, digest: other.digest });
  });

  it('in the middle of the first roster leaves nobody of the rest to wait for a catch-up', async () => {
    const { town } = settleTown();
    town.troubles.members = ({ nth }) => (nth > 1 ? DOWN : null);
    const nights = startNights(town);
    await nights.reconcile(D);
    delete town.troubles.members;
    expect((await nights.reconcile(NEXT)).digest).toBe((await startNights(settleTown().town).reconcile(NEXT)).digest);
  });

  it('before anybody could be read of it says nothing of anybody, rather than no', async () => {
    const { town } = settleTown();
    town.troubles.person = () => DOWN;
    const nights = startNights(town);
    await nights.reconcile(D);
    expect(await nights.readingOf('member-4', 'person')).toBe('failed');
    expect(await nights.readingOf('member-4', 'settlement')).toBe('failed');
  });

  it('is asked the rest of about those it was known to know, whatever it says of others', async () => {
    const { town } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    town.troubles.person = () => DOWN;
    expect(failedIn(await nights.reconcile(NEXT))).toEqual(['person']);
  });
});

describe('a broken page', () => {
  it('is tried four times, fails its dataset and nothing else, and the rest of the feed is read later', async () => {
    const { town } = settleTown({ pageSize: 1 });
    const nights = startNights(town);
    town.troubles.participation = ({ request }) => ('cursor' in request && request.cursor === '2' ? AGAINST_ITS_INTERFACE : null);
    const night = await nights.reconcile(D, { waitMs: 10 * MINUTE });
    expect(failedIn(night)).toEqual(['participation']);
    expect(
      town.questions.filter(({ dataset, request }) => dataset === 'participation' && 'cursor' in request && request.cursor === '2'),
    ).toHaveLength(4);
    delete town.troubles.participation;
    expect((await nights.reconcile(D)).digest).toBe(undisturbed);
  });

  it('has its four chances also after an outage that took many attempts', async () => {
    const { town } = settleTown();
    town.troubles.participation = ({ nth }) => (nth <= 5 ? DOWN : nth <= 8 ? AGAINST_ITS_INTERFACE : null);
    const night = await startNights(town).reconcile(D, { waitMs: 10 * MINUTE });
    expect(night.run.status).toBe('completed');
    expect(night.digest).toBe(undisturbed);
  });

  it('is read again from where the last good one ended', async () => {
    const { town } = settleTown({ pageSize: 1 });
    town.troubles.participation = ({ nth }) => (nth === 3 ? AGAINST_ITS_INTERFACE : null);
    const night = await startNights(town).reconcile(D, { waitMs: MINUTE });
    expect(night.run.status).toBe('completed');
    const asked = town.questions
      .filter(({ dataset }) => dataset === 'participation')
      .map(({ request }) => ('cursor' in request ? request.cursor : ''));
    expect(asked).toEqual([null, '1', '2', '2', '3']);
    expect(night.digest).toBe(undisturbed);
  });
});

describe('a window that does not say how many rows it holds', () => {
  it('is read to a page without rows, asked for twice, and comes to the same', async () => {
    const { town } = settleTown({ pageSize: 1 });
    town.troubles.assistance = () => 'uncounted';
    const night = await startNights(town).reconcile(D);
    expect(night.digest).toBe(undisturbed);
    const rows = town.rows.assistance.length;
    expect(offsetsOf(town, 'assistance')).toEqual([...Array.from({ length: rows }, (_, offset) => offset), rows, rows]);
  });

  it('is not read again the next night from where it began', async () => {
    const { town } = settleTown();
    town.troubles.assistance = () => 'uncounted';
    const nights = startNights(town);
    await nights.reconcile(D);
    expect(bookOf(await nights.reconcile(NEXT), 'assistance')).toMatchObject({ state: 'complete', fetched: 0 });
  });

  it('and holds none at all is not believed to', async () => {
    const { town } = settleTown();
    town.rows.assistance.length = 0;
    town.troubles.assistance = () => 'uncounted';
    expect(failedIn(await startNights(town).reconcile(D))).toContain('assistance');
  });
});

it('a window that grows while it is read is read to its new end', async () => {
  const { town, ordinary } = settleTown({ pageSize: 1 });
  const late = aRow(ordinary.sealed.idNumber, aDibao({}, { recordKey: 'late' }), { at: town.rows.assistance.at(-1)?.at ?? LONG_AGO });
  town.troubles.assistance = ({ nth }) => {
    if (nth === 2) town.rows.assistance.push(late);
    return null;
  };
  const rows = town.rows.assistance.length;
  expect(bookOf(await startNights(town).reconcile(D), 'assistance')).toMatchObject({ fetched: rows + 1 });
});

describe('an empty answer', () => {
  const empty = (): Trouble => 'empty';
  const FIRST: readonly { readonly dataset: Dataset }[] = [{ dataset: 'assistance' }, { dataset: 'participation' }, { dataset: 'members' }];
  it.each(FIRST)('of $dataset on a first night is not believed: no city is empty', async ({ dataset }) => {
    const { town } = settleTown();
    const nights = startNights(town);
    town.troubles[dataset] = empty;
    const night = await nights.reconcile(D);
    expect(failedIn(night)).toContain(dataset);
    delete town.troubles[dataset];
    expect((await nights.reconcile(D)).digest).toBe(undisturbed);
  });

  const RARE: readonly { readonly dataset: Testimony }[] = [{ dataset: 'death' }, { dataset: 'unemployment' }, { dataset: 'work-injury' }];
  it.each(RARE)(
    'of $dataset is believed of a small town where there is none, as long as its authority tells of other things',
    async ({ dataset }) => {
      const { town } = settleTown();
      town.rows[dataset].length = 0;
      const nights = startNights(town);
      const night = await nights.reconcile(D);
      expect(night.run.status).toBe('completed');
      expect(await nights.readingOf('member-4', dataset)).toBe('read');
    },
  );

  it('of deaths is not believed of an authority that tells of nothing', async () => {
    const { town } = settleTown();
    town.troubles.death = empty;
    town.troubles.assistance = empty;
    const night = await startNights(town).reconcile(D);
    expect(failedIn(night)).toEqual(['assistance', 'death']);
  });

  it('of assistance is believed of a town where nobody is on it, once its authority has said so four times', async () => {
    const { town } = settleTown();
    town.rows.assistance.length = 0;
    town.rows.death.push(aRow(STRANGER.sealed.idNumber, aDeath({}, { recordKey: 'death-1' }), { at: LONG_AGO }));
    const night = await startNights(town).reconcile(D, { waitMs: 10 * MINUTE });
    expect(night.run.status).toBe('completed');
    expect(night.summary.jobs).toMatchObject({ failed: 0, retried: 3 });
  });

  it('of a small town is asked for from the beginning until there is something', async () => {
    const { town, poor } = settleTown();
    town.rows.death.length = 0;
    const nights = startNights(town);
    await nights.reconcile(D);
    town.rows.death.push(aRow(poor.sealed.idNumber, aDeath({}, { recordKey: 'death-1' }), { at: LONG_AGO }));
    const night = await nights.reconcile(NEXT);
    expect(bookOf(night, 'death')).toMatchObject({ state: 'complete', fetched: 1, accepted: 1 });
    expect(night.summary.cases.byClass).toEqual({});
  });

  const LATER: readonly { readonly dataset: Testimony }[] = [
    { dataset: 'assistance' },
    { dataset: 'family' },
    { dataset: 'person' },
    { dataset: 'settlement' },
    { dataset: 'participation' },
  ];
  it.each(LATER)('of $dataset on a later night erases nothing', async ({ dataset }) => {
    const { town } = settleTown();
    const nights = startNights(town);
    const before = await nights.reconcile(D);
    town.troubles[dataset] = empty;
    const after = await nights.reconcile(NEXT);
    expect(after.summary.cases).toEqual(before.summary.cases);
    expect(after.summary.verification).toEqual(before.summary.verification);
    expect(town.office.calls.filter(({ call }) => call === 'withdraw')).toEqual([]);
  });

  it('of a window is asked for once more the next night: what it hid is not missed for ever', async () => {
    const { town, ordinary } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    grantDibao(town, ordinary, { at: startOf(NEXT) });
    town.troubles.assistance = empty;
    expect((await nights.reconcile(NEXT)).run.status).toBe('completed');
    delete town.troubles.assistance;
    expect(bookOf(await nights.reconcile(NEXT_BUT_ONE), 'assistance')).toMatchObject({ fetched: 1, accepted: 1 });
  });

  it('of a quiet feed does not grow old: it is as of the night it was asked', async () => {
    const { town } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    await nights.reconcile(NEXT);
    const { rows } = await nights.context.pool.query<{ as_of: string }>(
      `select as_of from reading where run_id = 'run-2026-11-23' and dataset in ('assistance', 'death') order by dataset`,
    );
    expect(rows.map(({ as_of }) => as_of)).toEqual([endOf(NEXT), endOf(NEXT)]);
  });

  it('about a few who are really gone is believed when the source says so three times', async () => {
    const { town } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    town.rows.family.length = 0;
    const night = await nights.reconcile(NEXT, { waitMs: MINUTE });
    expect(night.run.status).toBe('completed');
    expect(night.summary.jobs.retried).toBe(2);
    const { rows } = await nights.context.pool.query(`select 1 from record where dataset = 'family' and current and not ended`);
    expect(rows).toEqual([]);
  });
});

describe('a sudden drop', () => {
  const HOUSEHOLDS = 30;
  /** A town where thirty more members live, each with a family record. */
  const settleLargerTown = (): Town => {
    const { town } = settleTown();
    for (let sequence = 100; sequence < 100 + HOUSEHOLDS; sequence += 1) {
      const member = aMember(sequence);
      enrol(town, member);
      insure(town, member, { at: LONG_AGO });
      town.rows.family.push(
        aRow(member.sealed.idNumber, aFamily({}, { recordKey: 'household' }), { at: LONG_AGO, household: `of-${sequence}` }),
      );
    }
    return town;
  };
  const currentFamilies = async (nights: ReturnType<typeof startNights>): Promise<number> => {
    const { rowCount } = await nights.context.pool.query(`select 1 from record where dataset = 'family' and current and not ended`);
    return rowCount ?? 0;
  };

  it('is not believed, and what was known stands until the source names it again', async () => {
    const town = settleLargerTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    const held = await currentFamilies(nights);
    const lost = town.rows.family.splice(0, 20);
    const dropped = await nights.reconcile(NEXT);
    expect(failedIn(dropped)).toEqual(['family']);
    expect(await currentFamilies(nights)).toBe(held);
    town.rows.family.unshift(...lost);
    expect((await nights.reconcile(NEXT)).run.status).toBe('completed');
  });

  it('a few that go are gone', async () => {
    const town = settleLargerTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    const held = await currentFamilies(nights);
    town.rows.family.splice(0, 5);
    expect((await nights.reconcile(NEXT)).run.status).toBe('completed');
    expect(await currentFamilies(nights)).toBe(held - 5);
  });
});

describe('a roster whose first page is empty', () => {
  const beganWith = (town: Town, first: { readonly nextCursor: string; readonly hasMore: boolean }): Town => {
    const { office } = town;
    const { members } = office.client;
    const page: typeof members.page = async (request, call) =>
      request.cursor === null ? { rows: [], ...first } : members.page(request, call);
    return { ...town, office: { ...office, client: { ...office.client, members: { ...members, page } } } };
  };

  it('is read on where more follow', async () => {
    const { town } = settleTown();
    const { run } = await startNights(beganWith(town, { nextCursor: '0', hasMore: true })).reconcile(D);
    expect(run.status).toBe('completed');
  });

  it.each([{ hasMore: false }, { hasMore: true }])('and has nobody in it at its end is not believed (%o)', async ({ hasMore }) => {
    const { town } = settleTown();
    town.office.roster.length = 0;
    const { run } = await startNights(beganWith(town, { nextCursor: '0', hasMore })).reconcile(D);
    expect(run.status).toBe('incomplete');
  });
});

describe('a cursor that the server has forgotten (B0410)', () => {
  it('starts the reading over from the beginning; what is known is unchanged', async () => {
    const { town } = settleTown();
    const nights = startNights(town);
    const before = await nights.reconcile(D);
    town.troubles.participation = ({ request }) => ('cursor' in request && request.cursor !== null ? 'restart' : null);
    const night = await nights.reconcile(NEXT);
    expect(night.run.status).toBe('completed');
    expect(bookOf(night, 'participation')).toMatchObject({ fetched: 4, unchanged: 3, offRoster: 1 });
    expect(night.summary.cases).toEqual(before.summary.cases);
  });

  it('is no failure when it happens again, and again in the middle', async () => {
    const { town } = settleTown({ pageSize: 1 });
    const nights = startNights(town);
    let forgotten = 0;
    town.troubles.participation = ({ request }) => ('cursor' in request && request.cursor === '2' && ++forgotten <= 3 ? 'restart' : null);
    const night = await nights.reconcile(D);
    expect(night.run.status).toBe('completed');
    expect(forgotten).toBe(4);
    expect(bookOf(night, 'participation')).toMatchObject({ accepted: 3, balanced: true });
  });

  it('too often fails, and the next attempt begins anew instead of asking with a dead cursor', async () => {
    const { town } = settleTown({ pageSize: 1 });
    const nights = startNights(town);
    let isForgetful = true;
    town.troubles.participation = ({ request }) => (isForgetful && 'cursor' in request && request.cursor === '2' ? 'restart' : null);
    expect(failedIn(await nights.reconcile(D))).toEqual(['participation']);
    isForgetful = false;
    town.questions.length = 0;
    const night = await nights.reconcile(D);
    expect(town.questions.find(({ dataset }) => dataset === 'participation')?.request).toMatchObject({ cursor: null });
    expect(night).toMatchObject({ how: 'reopened', run: { status: 'completed' } });
    expect(bookOf(night, 'participation')).toMatchObject({ accepted: 3, balanced: true });
  });

  const FORGETFUL: readonly { readonly given: string; readonly trouble: (request: object) => Trouble }[] = [
    { given: 'a feed that refuses its own beginning', trouble: () => 'restart' },
    {
      given: 'a feed that forgets every cursor it gives',
      trouble: (request) => ('cursor' in request && request.cursor !== null ? 'restart' : null),
    },
  ];
  it.each(FORGETFUL)('$given fails, instead of starting over for ever', async ({ trouble }) => {
    const { town } = settleTown({ pageSize: 1 });
    const nights = startNights(town);
    await nights.reconcile(D);
    town.troubles.participation = ({ request }) => trouble(request);
    const night = await nights.reconcile(NEXT);
    expect(failedIn(night)).toEqual(['participation']);
  });
});

describe('a dictionary that says something new of a code', () => {
  const RECIPIENTS = { '1': '低保对象', '0': '非低保对象' };
  const town = () => {
    const settled = settleTown().town;
    Object.assign(settled.labels, { AAC158: RECIPIENTS, AAC019: { '1': '企业' } });
    return settled;
  };
  const READ_AGAIN = { fetched: 4, unchanged: 3, offRoster: 1 };
  const GONE_ON = { fetched: 0, unchanged: 0, offRoster: 0 };
  /** A dictionary is asked for once a day: each town has days of its own. */
  const daysFrom = (first: string) => [day(first), addDays(day(first), 1), addDays(day(first), 2)] as const;

  it.each([
    { now: 'labels a code it did not label', from: '2026-12-01', labels: { AAC158: { ...RECIPIENTS, '9': '其他' } }, book: READ_AGAIN },
    { now: 'calls a code by another name', from: '2026-12-04', labels: { AAC158: { ...RECIPIENTS, '1': '享受低保' } }, book: READ_AGAIN },
    { now: 'says what it said', from: '2026-12-07', labels: { AAC158: { ...RECIPIENTS } }, book: GONE_ON },
    { now: 'labels what no row is read by', from: '2026-12-10', labels: { AAC019: { '1': '企业', '2': '机关' } }, book: GONE_ON },
    { now: 'leaves a code out', from: '2026-12-13', labels: { AAC158: { '1': '低保对象' } }, book: GONE_ON },
    { now: 'comes without its table', from: '2026-12-16', labels: { AAC158: {} }, book: GONE_ON },
  ])('has the feed read again by it, once, and only by more than was known: it $now', async ({ from, labels, book }) => {
    const [first, second, third] = daysFrom(from);
    const there = town();
    const nights = startNights(there);
    await nights.reconcile(first);
    Object.assign(there.labels, labels);
    const night = await nights.reconcile(second);
    expect(night.run.status).toBe('completed');
    expect(bookOf(night, 'participation')).toMatchObject(book);
    expect(bookOf(night, 'contributions')).toMatchObject({ fetched: 0 });
    expect(bookOf(await nights.reconcile(third), 'participation')).toMatchObject(GONE_ON);
  });

  it('and comes back with what it had left out has said nothing new', async () => {
    const [first, second, third] = daysFrom('2026-12-19');
    const there = town();
    const nights = startNights(there);
    await nights.reconcile(first);
    Object.assign(there.labels, { AAC158: {} });
    await nights.reconcile(second);
    Object.assign(there.labels, { AAC158: RECIPIENTS });
    expect(bookOf(await nights.reconcile(third), 'participation')).toMatchObject(GONE_ON);
  });

  it.each([
    { left: 'a code', from: '2027-01-01', labels: { '1': '低保对象' } },
    { left: 'its table', from: '2027-01-05', labels: {} },
  ])('has what was read without $left read again once it is back', async ({ from, labels }) => {
    const [first, second, third] = daysFrom(from);
    const there = town();
    const nights = startNights(there);
    await nights.reconcile(first);
    Object.assign(there.labels, { AAC158: labels });
    employ(there, STRANGER, startOf(second));
    expect(bookOf(await nights.reconcile(second), 'participation')).toMatchObject({ fetched: 1 });
    Object.assign(there.labels, { AAC158: RECIPIENTS });
    expect(bookOf(await nights.reconcile(third), 'participation')).toMatchObject({ fetched: 5 });
    expect(bookOf(await nights.reconcile(addDays(third, 1)), 'participation')).toMatchObject(GONE_ON);
  });

  it('and a version that reads rows otherwise has the feed read again as well, once', async () => {
    const first = day('2027-02-15');
    const there = town();
    const nights = startNights(there);
    await nights.reconcile(first);
    there.manners.participation = 'otherwise';
    const night = await nights.reconcile(addDays(first, 1));
    expect(bookOf(night, 'participation')).toMatchObject(READ_AGAIN);
    expect(bookOf(night, 'contributions')).toMatchObject({ fetched: 0 });
    expect(bookOf(await nights.reconcile(addDays(first, 2)), 'participation')).toMatchObject(GONE_ON);
  });

  it('has those read again who were caught up with while it left a table out', async () => {
    const first = day('2027-02-01');
    const there = town();
    const nights = startNights(there);
    await nights.reconcile(first);
    enrol(there, aMember(901));
    Object.assign(there.labels, { AAC158: {} });
    const caughtUp = await nights.reconcile(addDays(first, 7));
    expect(statesOf(caughtUp)).toMatchObject({ 'participation, catch-up': 'complete' });
    expect(bookOf(caughtUp, 'participation')).toMatchObject(GONE_ON);
    Object.assign(there.labels, { AAC158: RECIPIENTS });
    expect(bookOf(await nights.reconcile(addDays(first, 8)), 'participation')).toMatchObject(READ_AGAIN);
    expect(bookOf(await nights.reconcile(addDays(first, 9)), 'participation')).toMatchObject(GONE_ON);
  });
});

describe('a window of more than twenty thousand rows', () => {
  const ROWS = 41_000;
  const strangers = (count: number, at: WireRow['at']): readonly WireRow[] =>
    Array.from({ length: count }, (_, row) => aRow(STRANGER.sealed.idNumber, aDibao({}, { recordKey: `stranger-${row}` }), { at }));

  it('is cut into ranges, and every row of it is read', async () => {
    const { town, ordinary } = settleTown();
    town.rows.assistance.push(...strangers(ROWS, LONG_AGO));
    grantDibao(town, ordinary, { at: startOf(day('2026-11-20')) });
    const nights = startNights(town);
    const night = await nights.reconcile(D);
    expect(bookOf(night, 'assistance')).toMatchObject({ state: 'complete', fetched: ROWS + 4, accepted: 2, balanced: true });
    const { rows } = await nights.context.pool.query<{ unit: string }>(
      `select unit from work where step = 'read-window' and dataset = 'assistance' order by unit`,
    );
    expect(rows.map(({ unit }) => unit)).toEqual(['assistance/nightly/0', 'assistance/nightly/20000', 'assistance/nightly/40000']);
  });

  it('is read in the order of the feed: an end that names only its key comes after what it ends', async () => {
    const { town, ordinary } = settleTown();
    const { idNumber } = ordinary.sealed;
    const late = startOf(day('2026-11-20'));
    town.rows.assistance.push(...strangers(19_990, LONG_AGO));
    town.rows.assistance.push(aRow(idNumber, aDibao({}, { recordKey: 'ended-later' }), { at: startOf(day('2026-10-01')) }));
    town.rows.assistance.push(aRow(idNumber, aDibao({}, { recordKey: 'corrected-later' }), { at: startOf(day('2026-10-01')) }));
    town.rows.assistance.push(...strangers(21_000, startOf(day('2026-10-02'))));
    town.rows.assistance.push(aRow(null, aDibao({}, { recordKey: 'ended-later' }), { at: late, ended: true }));
    town.rows.assistance.push(aRow(STRANGER.sealed.idNumber, aDibao({}, { recordKey: 'corrected-later' }), { at: late }));
    const nights = startNights(town);
    await nights.reconcile(D);
    const { rows } = await nights.context.pool.query(
      `select record_key from record where record_key like '%-later' and current and not ended`,
    );
    expect(rows).toEqual([]);
  });
});

describe('a lookup whose answer is more than we take in one', () => {
  const sizesOf = (town: Town, dataset: Dataset): readonly unknown[] =>
    town.questions.flatMap((question) => (question.dataset === dataset && 'people' in question.request ? [question.request.people] : []));
  const tooLargeFor =
    (most: number) =>
    (question: { readonly request: object }): Trouble =>
      'people' in question.request && Number(question.request.people) > most ? TOO_LARGE : null;

  it.each(['person', 'family', 'registration'] as const)(
    'of %s is asked for in halves, and comes to the same, each row in the books once',
    async (dataset) => {
      const { town } = settleTown();
      const nights = startNights(town);
      const first = await nights.reconcile(D);
      const [people] = sizesOf(town, dataset);
      town.troubles[dataset] = tooLargeFor(1);
      const second = await nights.reconcile(NEXT);
      expect(second.run.status).toBe('completed');
      expect(second.summary.jobs).toMatchObject({ failed: 0, retried: 0 });
      expect(bookOf(second, dataset)?.fetched).toBe(bookOf(first, dataset)?.fetched);
      expect(sizesOf(town, dataset).filter((size) => size === 1)).toHaveLength(Number(people));
    },
  );

  it('on a first night leaves what an undisturbed one leaves', async () => {
    const { town } = settleTown();
    for (const dataset of ['person', 'family', 'registration'] as const) town.troubles[dataset] = tooLargeFor(1);
    expect((await startNights(town).reconcile(D)).digest).toBe(undisturbed);
  });

  it('of a single person is a fault, which fails its dataset', async () => {
    const { town } = settleTown();
    town.troubles.family = tooLargeFor(0);
    const night = await startNights(town).reconcile(D);
    expect(failedIn(night)).toEqual(['family']);
    expect(sizesOf(town, 'family').at(-1)).toBe(1);
  });

  it('of settlements, which come in pages as small as can be, is a fault and asks about nobody alone', async () => {
    const { town } = settleTown();
    town.troubles.settlement = tooLargeFor(1);
    expect(failedIn(await startNights(town).reconcile(D))).toEqual(['settlement']);
    expect(sizesOf(town, 'settlement')).not.toContain(1);
  });
});
