/** Quarantined rows, read once more after what reads them was mended. */
import { describe, expect, it } from 'vitest';
import type { Member } from '../../src/domain/canonical.ts';
import { startOf } from '../../src/domain/period.ts';
import type { Testimony } from '../../src/domain/sources.ts';
import { replayQuarantined } from '../../src/jobs/replay-quarantined.ts';
import type { BookLine } from '../../src/jobs/summary.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { markMended } from '../../src/storage/quarantine.ts';
import type { WantedRows } from '../../src/storage/replays.ts';
import { enterPhase } from '../../src/storage/runs.ts';
import { aBrokenRow, aRow, type WireRow } from '../support/connectors.ts';
import { aDibao, aPerson, aSettlement, day } from '../support/dossiers.ts';
import { type Night, type Nights, nightsOfThisFile, performReady, TESTER } from '../support/nights.ts';
import { changed, enrol, settleTown, type Town, type Townspeople } from '../support/nights-town.ts';

const D = day('2026-11-22');
const NEXT = day('2026-11-23');
const AT = startOf(day('2026-11-01'));
const BEFORE = startOf(day('2026-10-01'));
const ALL = { datasets: ['assistance', 'person', 'settlement'] as const, reason: null };

const startNights = nightsOfThisFile();

/**
 * The mapping, mended: rows that were set aside are read as `mended` says. A kept row is the authority's own, so the readers of this town are told how
 * to read it now, by its place in the feed.
 */
const mend = (town: Town, dataset: Testimony, mended: (raw: WireRow) => WireRow): void => {
  for (const client of Object.values(town.clients))
    for (const reader of client.readers) {
      if (reader.dataset !== dataset) continue;
      const readOne = (raw: unknown) => mended(raw as WireRow).read;
      Object.assign(reader, { normalise: reader.kind === 'lookup' ? (rows: unknown[]) => ({ rows: rows.map(readOne) }) : readOne });
    }
};

/** Only broken rows are read otherwise. */
const mendBroken = (town: Town, dataset: Testimony, as: WireRow): void => mend(town, dataset, (raw) => (raw.read.ok ? raw : as));

const replay = ({ context }: Nights, wanted: WantedRows = ALL) =>
  replayQuarantined({ wanted, why: 'the mapping of dates was mended', by: TESTER, trace: null }, context);

const replayed = async (nights: Nights, wanted?: WantedRows): Promise<Night> =>
  nights.finish({ run: (await replay(nights, wanted)).run, how: 'reopened' });

const lineOf = ({ summary }: Night, dataset: BookLine['dataset']) => {
  const line = summary.books.find((one) => one.dataset === dataset && one.reading === 'replay');
  if (line === undefined) return 'no line';
  const { fetched, accepted, unchanged, offRoster, withheld, quarantined, duplicate, balanced, state } = line;
  return { fetched, accepted, unchanged, offRoster, withheld, quarantined, duplicate, balanced, state };
};
const NOTHING = {
  fetched: 0,
  accepted: 0,
  unchanged: 0,
  offRoster: 0,
  withheld: 0,
  quarantined: 0,
  duplicate: 0,
  balanced: true,
  state: 'complete',
};

const inQuarantine = async ({ context }: Nights) => {
  const { rows } = await context.pool.query<{ id: string; state: string; reason: string; kept: boolean }>(
    `select quarantine_id as id, state, reason, sealed is not null as kept from quarantine order by created_at, quarantine_id`,
  );
  return rows;
};

const currentOf = async ({ context }: Nights, { content }: Member, dataset: Testimony) => {
  const { rows } = await context.pool.query<{ key: string; version: number; content: Record<string, unknown> }>(
    `select r.record_key as key, r.version, r.content from record r join member m using (person_key)
      where m.member_id = $1 and r.dataset = $2 and r.current and not r.ended order by 1`,
    [content.memberId, dataset],
  );
  return rows;
};

const dibaoOf = (member: Member, traits: Parameters<typeof aDibao>[0] = {}, at = AT): WireRow =>
  aRow(member.sealed.idNumber, aDibao(traits, { recordKey: `aid-of-${member.content.memberId}` }), {
    at,
    stated: { name: member.sealed.name },
    household: 'household-1',
  });

/** Somebody's assistance cannot be read. */
const breakAssistance = ({ town, poor }: Townspeople): WireRow => {
  const [index] = town.rows.assistance.flatMap(({ read }, at) => (read.ok && read.draft.subject === poor.sealed.idNumber ? [at] : []));
  const whole = town.rows.assistance[index ?? 0] ?? dibaoOf(poor);
  town.rows.assistance[index ?? 0] = aBrokenRow({ recordKey: `aid-of-${poor.content.memberId}`, subject: poor.sealed.idNumber }, whole.at);
  return whole;
};

describe('a replay', () => {
  it('heals a row after a mapping fix: the night comes to what it would have come to', async () => {
    const undisturbed = await startNights.undisturbed(settleTown().town, D);
    const people = settleTown();
    const whole = breakAssistance(people);
    const nights = startNights(people.town);
    const first = await nights.reconcile(D);
    expect([first.digest === undisturbed, first.summary.quarantine.open, first.summary.cases.byClass]).toEqual([
      false,
      1,
      { undetermined: 1 },
    ]);
    mendBroken(people.town, 'assistance', whole);
    const second = await replayed(nights);
    expect(lineOf(second, 'assistance')).toEqual({ ...NOTHING, fetched: 1, accepted: 1 });
    expect([second.run.runId, second.run.status, second.summary.quarantine.open]).toEqual([first.run.runId, 'completed', 0]);
    expect(second.digest).toBe(undisturbed);
    expect(await inQuarantine(nights)).toEqual([{ id: expect.any(String), state: 'replayed', reason: 'impossible-date', kept: false }]);
  });

  it('leaves open what still cannot be read, with the reason of now and when it was last met', async () => {
    const people = settleTown();
    breakAssistance(people);
    const nights = startNights(people.town);
    await nights.reconcile(D);
    const [before] = await inQuarantine(nights);
    const subject = people.poor.sealed.idNumber;
    mendBroken(
      people.town,
      'assistance',
      aBrokenRow({ recordKey: 'aid-of-member-1', subject, reason: 'impossible-amount', path: '/JE' }, AT),
    );
    const night = await replayed(nights);
    expect(lineOf(night, 'assistance')).toEqual({ ...NOTHING, fetched: 1, quarantined: 1 });
    expect(await inQuarantine(nights)).toEqual([{ id: before?.id, state: 'open', reason: 'impossible-amount', kept: true }]);
    mendBroken(people.town, 'assistance', dibaoOf(people.poor));
    expect((await replayed(nights)).summary.quarantine.open).toBe(0);
    expect(await currentOf(nights, people.poor, 'assistance')).toHaveLength(1);
  });

  it('never overwrites what the authority has said since, where it says when', async () => {
    const people = settleTown();
    const { town, poor } = people;
    const nights = startNights(town);
    const later = dibaoOf(poor, { category: 'tekun' }, startOf(day('2026-11-20')));
    town.rows.assistance.push(
      aBrokenRow({ recordKey: null, subject: poor.sealed.idNumber, reason: 'missing-key', path: '/UUID' }, BEFORE),
      later,
    );
    await nights.reconcile(D);
    mendBroken(town, 'assistance', dibaoOf(poor, { category: 'dibao-marginal' }, BEFORE));
    const night = await replayed(nights);
    expect(lineOf(night, 'assistance')).toEqual({ ...NOTHING, fetched: 1, accepted: 1 });
    expect((await currentOf(nights, poor, 'assistance')).map(({ content }) => content['category'])).toEqual(['tekun']);
  });

  it('never overwrites a later answer of a lookup, which does not say when', async () => {
    const people = settleTown();
    const { town, patient } = people;
    const subject = patient.sealed.idNumber;
    const stay = (total: number) => aRow(subject, aSettlement({ total: total as never }, { recordKey: 'stay-2' }), { at: AT });
    const broken = (recordKey: string) => aBrokenRow({ recordKey, subject, path: '/medfee_sumamt' }, AT);
    const nights = startNights(town);
    town.rows.settlement.push(broken('stay-2'));
    await nights.reconcile(D);
    town.rows.settlement.pop();
    // The next night reads it, and cannot read another: nothing says that the first entry is mended.
    town.rows.settlement.push(stay(700_000), broken('stay-3'));
    await nights.reconcile(NEXT);
    const [old] = await inQuarantine(nights);
    mendBroken(town, 'settlement', stay(100_000));
    const night = await replayed(nights, { ids: [old?.id ?? ''] });
    expect(lineOf(night, 'settlement')).toEqual({ ...NOTHING, fetched: 1, duplicate: 1 });
    const stays = await currentOf(nights, patient, 'settlement');
    expect(stays.find(({ key }) => key === 'stay-2')?.content).toMatchObject({ total: 700_000 });
  });

  it('of one row of a lookup ends nobody’s other records, and mends nobody else’s rows', async () => {
    const people = settleTown();
    const { town, patient, courier, ordinary } = people;
    const subject = patient.sealed.idNumber;
    town.rows.settlement.push(aBrokenRow({ recordKey: 'stay-2', subject, path: '/begndate' }, AT));
    for (const member of [courier, ordinary]) {
      town.rows.person = town.rows.person.filter(({ read }) => !read.ok || read.draft.subject !== member.sealed.idNumber);
      town.rows.person.push(aBrokenRow({ recordKey: 'person', subject: member.sealed.idNumber, path: '/insuinfo' }, AT));
    }
    const nights = startNights(town);
    await nights.reconcile(D);
    mendBroken(town, 'settlement', aRow(subject, aSettlement({}, { recordKey: 'stay-2' }), { at: AT }));
    mend(town, 'person', (raw) => {
      const owner = raw.read.ok ? null : raw.read.broken.subject;
      return owner === courier.sealed.idNumber
        ? aRow(owner, aPerson({}, { recordKey: 'person', sealed: { personNo: 'n-2' } }), { at: AT })
        : raw;
    });
    const night = await replayed(nights);
    expect(lineOf(night, 'settlement')).toEqual({ ...NOTHING, fetched: 1, accepted: 1 });
    expect(lineOf(night, 'person')).toEqual({ ...NOTHING, fetched: 2, accepted: 1, quarantined: 1 });
    expect((await currentOf(nights, patient, 'settlement')).map(({ key }) => key)).toEqual(['stay-1', 'stay-2']);
    expect((await inQuarantine(nights)).filter(({ state }) => state === 'open')).toHaveLength(1);
  });

  it('stores nothing of somebody who has withdrawn since, and keeps nothing of the row', async () => {
    const people = settleTown();
    const whole = breakAssistance(people);
    const nights = startNights(people.town);
    await nights.reconcile(D);
    await nights.context.pool.query(
      `update permission set datasets = array_remove(datasets, 'assistance') where person_key = (select person_key from member where member_id = 'member-1')`,
    );
    mendBroken(people.town, 'assistance', whole);
    const night = await replayed(nights);
    expect(lineOf(night, 'assistance')).toEqual({ ...NOTHING, fetched: 1, withheld: 1 });
    expect(await currentOf(nights, people.poor, 'assistance')).toEqual([]);
    expect(await inQuarantine(nights)).toMatchObject([{ state: 'replayed', kept: false }]);
  });

  it('stores nothing of somebody who has left since', async () => {
    const people = settleTown();
    const whole = breakAssistance(people);
    const nights = startNights(people.town);
    await nights.reconcile(D);
    await nights.context.pool.query(`update member set left_on = '2026-11-22' where member_id = 'member-1'`);
    mendBroken(people.town, 'assistance', whole);
    const night = await replayed(nights);
    expect(lineOf(night, 'assistance')).toEqual({ ...NOTHING, fetched: 1, offRoster: 1 });
    expect(await currentOf(nights, people.poor, 'assistance')).toEqual([]);
  });
});

describe('where a replay takes place', () => {
  it('asked for before tonight’s readings, it waits until it is known what may be used tonight', async () => {
    const people = settleTown();
    const { town, poor } = people;
    const whole = breakAssistance(people);
    const nights = startNights(town);
    await nights.reconcile(D);
    mendBroken(town, 'assistance', whole);
    enrol(town, changed(poor, startOf(NEXT), { content: { consents: [] } }));
    const opened = await nights.open(NEXT);
    expect((await replay(nights)).how).toBe('added');
    const night = await nights.finish(opened);
    // Whoever withdrew tonight had their rows deleted with tonight's permissions: there is nothing left to read.
    expect([lineOf(night, 'assistance'), await inQuarantine(nights)]).toEqual(['no line', []]);
  });

  it('asked for before tonight’s readings and still allowed, it is a line of tonight’s books', async () => {
    const people = settleTown();
    const whole = breakAssistance(people);
    const nights = startNights(people.town);
    await nights.reconcile(D);
    mendBroken(people.town, 'assistance', whole);
    const opened = await nights.open(NEXT);
    expect(await replay(nights)).toMatchObject({ how: 'added', quarantineIds: [expect.any(String)], run: { runId: 'run-2026-11-23' } });
    const night = await nights.finish(opened);
    expect([lineOf(night, 'assistance'), night.run.status]).toEqual([{ ...NOTHING, fetched: 1, accepted: 1 }, 'completed']);
  });

  it('while the authority is read as well, what it says first stands: the rest is taken up again', async () => {
    const people = settleTown();
    breakAssistance(people);
    const nights = startNights(people.town);
    const { context } = nights;
    await nights.reconcile(D);
    mendBroken(people.town, 'assistance', dibaoOf(people.poor, { category: 'tekun' }));
    const { run } = await replay(nights);
    let asked = 0;
    const readMeanwhile: typeof context.dictionaryOf = async (...given) => {
      asked += 1;
      await inTransaction(context.pool, (tx) => markMended(tx, 'assistance', ['aid-of-member-1']));
      return context.dictionaryOf(...given);
    };
    await performReady({ ...context, dictionaryOf: readMeanwhile });
    expect(asked).toBe(1);
    const night = await nights.finish({ run, how: 'reopened' });
    expect([lineOf(night, 'assistance'), night.run.status]).toEqual([NOTHING, 'completed']);
    expect(await currentOf(nights, people.poor, 'assistance')).toEqual([]);
  });

  it('past its readings a run takes none: the refusal says which run, and when to ask again', async () => {
    const people = settleTown();
    breakAssistance(people);
    const nights = startNights(people.town);
    await nights.reconcile(D);
    const { run } = await nights.open(NEXT);
    await enterPhase(nights.context.pool as never, run.runId, 'screening');
    await expect(replay(nights)).rejects.toMatchObject({
      code: 'run-past-readings',
      message: expect.stringContaining('run-2026-11-23 is past'),
    });
    await performReady(nights.context);
  });

  it('of rows that are not kept, or not open any more, none takes place', async () => {
    const { town } = settleTown();
    town.rows.assistance.push(aBrokenRow({ recordKey: 'of-nobody' }, AT));
    const nights = startNights(town);
    await nights.reconcile(D);
    const [row] = await inQuarantine(nights);
    await expect(replay(nights)).rejects.toMatchObject({ code: 'nothing-to-replay' });
    await expect(replay(nights, { ids: [row?.id ?? ''] })).rejects.toMatchObject({ code: 'not-replayable' });
  });

  it('of a household’s row none takes place: alone it would make a household of one', async () => {
    const { town, poor } = settleTown();
    town.rows.family = town.rows.family.filter(({ read }) => !read.ok || read.draft.subject !== poor.sealed.idNumber);
    town.rows.family.push(aBrokenRow({ recordKey: 'household', subject: poor.sealed.idNumber, path: '/CSRQ' }, AT));
    const nights = startNights(town);
    await nights.reconcile(D);
    const [row] = await inQuarantine(nights);
    expect(row?.kept).toBe(true);
    await expect(replay(nights, { ids: [row?.id ?? ''] })).rejects.toMatchObject({ code: 'not-replayable' });
  });
});
