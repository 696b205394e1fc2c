import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { agendaUnits } from '../../src/jobs/shard-sizes.ts';
import { agendaSize, lookedAt, noteApplied, noteScreened, noteVerified, onAgenda } from '../../src/storage/agenda.ts';
import { type Everybody, joinedBy, openAgenda } from '../../src/storage/agenda-opening.ts';
import { unverifiedCount } from '../../src/storage/completeness.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { bringForward, type Looked, markDue, saveLooked } from '../../src/storage/due.ts';
import { insertRun } from '../support/bare-runs.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { day } from '../support/dossiers.ts';
import { until } from '../support/nights.ts';

const D = day('2026-11-22');
const NEXT = day('2026-11-23');
const USUAL = { digest: 'usual', stated: { month: '2026-11', code: 'of today' } };
const EVERYWHERE = { first: '00', last: 'ff', from: '00000000-0000-0000-0000-000000000000', to: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
}, 120_000);
afterAll(() => database.drop());
afterEach(async () => {
  for (const table of [
    'agenda',
    'agenda_opening',
    'circumstance',
    'person_news',
    'due',
    'fact_sheet',
    'record',
    'application',
    'member',
    'run',
  ])
    await database.pool.query(`delete from ${table}`);
});

const begin = (runId: string, date = D, ordinal = 1): Promise<unknown> => insertRun(database.pool, { runId, date, ordinal });
const end = (runId: string, status = 'completed'): Promise<unknown> =>
  database.pool.query('update run set status = $2 where run_id = $1', [runId, status]);

const enrol = async (name: string, households: readonly string[] = []): Promise<string> => {
  const personKey = randomUUID();
  await database.pool.query('insert into member (member_id, person_key) values ($1, $2)', [name, personKey]);
  for (const [index, household] of households.entries())
    await database.pool.query(
      `insert into record (person_key, dataset, record_key, version, current, ended, known_run, seen_run, fingerprint, digests)
       values ($1, $2, 'household', 1, true, false, 'run-1', 'run-1', '\\x00', jsonb_build_object('household', $3::text))`,
      [personKey, index === 0 ? 'family' : 'assistance', household],
    );
  return personKey;
};
const judgedTogether = (personKey: string, household: string): Promise<unknown> =>
  database.pool.query(
    `insert into fact_sheet (person_key, version, current, known_run, household, fingerprint, content) values ($1, 1, true, 'run-1', $2, 'f', '{}')`,
    [personKey, household],
  );

interface Beginning {
  readonly date?: typeof D;
  readonly circumstances?: typeof USUAL;
  readonly full?: boolean;
}
const list = (runId: string, { date = D, circumstances = USUAL, full = false }: Beginning = {}): Promise<Everybody> =>
  inTransaction(database.pool, (tx) => openAgenda(tx, { runId, date, circumstances, full }));
const listed = async (runId: string): Promise<Readonly<Record<string, string>>> => {
  const { rows } = await database.pool.query<{ member_id: string; todo: string }>(
    `select m.member_id, case when a.verify then 'verify' when a.screen then 'screen' else 'apply' end as todo
       from agenda a join member m using (person_key) where a.run_id = $1 order by 1`,
    [runId],
  );
  return Object.fromEntries(rows.map(({ member_id, todo }) => [member_id, todo]));
};
/** As a run that looks at everybody on its agenda to the end. */
const look = async (runId: string, left: Partial<Looked> = {}, date = D): Promise<void> => {
  const people = (await onAgenda(database.pool, runId, { part: 'apply', span: EVERYWHERE })).map(({ personKey }) => personKey);
  await inTransaction(database.pool, async (tx) => {
    await noteVerified(tx, runId, people);
    await noteScreened(tx, runId, { people, changed: [] });
    await saveLooked(
      tx,
      { runId, date },
      people.map((personKey) => ({ personKey, dueOn: null, ...left })),
    );
    await noteApplied(tx, runId, people);
  });
};
/** The first night over, and everybody looked at. */
const firstNight = async (left: Partial<Looked> = {}): Promise<void> => {
  await begin('run-1');
  await list('run-1');
  await look('run-1', left);
  await end('run-1');
};
const nextNight = async (beginning: Beginning = {}): Promise<Readonly<Record<string, string>>> => {
  await begin('run-2', beginning.date ?? NEXT);
  await list('run-2', { date: NEXT, ...beginning });
  return listed('run-2');
};
const mark = (personKeys: readonly string[], news: Parameters<typeof markDue>[2] = {}): Promise<void> =>
  inTransaction(database.pool, (tx) => markDue(tx, personKeys, news));

const waitingForLocks = async (): Promise<number> =>
  (await database.pool.query(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).rowCount ?? 0;

describe('the agenda of a night', () => {
  it('of the first holds everybody, and of the next nobody', async () => {
    await enrol('one');
    await enrol('two');
    await begin('run-1');
    expect(await list('run-1')).toEqual(['first-night']);
    expect(await listed('run-1')).toEqual({ one: 'verify', two: 'verify' });
    await look('run-1');
    await end('run-1');
    expect(await nextNight()).toEqual({});
    expect(await agendaUnits(database.pool, 'run-2', 'verify')).toEqual([]);
    expect(await lookedAt(database.pool, 'run-2')).toEqual({ people: 0, everybody: [] });
  });

  it('of a run that is opened again counts everybody once: whom it has judged, and whom it still has to', async () => {
    const [one, two] = [await enrol('one'), await enrol('two')];
    await enrol('three');
    await firstNight();
    await mark([one]);
    await nextNight();
    const counted = async () => (await lookedAt(database.pool, 'run-2')).people;
    expect(await counted()).toBe(1);
    await mark([one]);
    await list('run-2', { date: NEXT });
    expect(await counted()).toBe(1);
    await look('run-2', {}, NEXT);
    await mark([one, two]);
    await list('run-2', { date: NEXT });
    expect(await counted()).toBe(2);
  });

  it('holds whom something changed of: to be judged, or only to see what became of their application', async () => {
    const [one, two] = [await enrol('one'), await enrol('two')];
    await enrol('three');
    await firstNight();
    await mark([one]);
    await mark([two], { kind: 'apply' });
    expect(await nextNight()).toEqual({ one: 'verify', two: 'apply' });
  });

  it('holds whose day has come, and whoever is new', async () => {
    const one = await enrol('one');
    await enrol('two');
    await firstNight();
    await inTransaction(database.pool, (tx) => saveLooked(tx, { runId: 'run-1', date: D }, [{ personKey: one, dueOn: NEXT }]));
    await enrol('new');
    expect(await nextNight()).toEqual({ new: 'verify', one: 'verify' });
  });

  it('holds nobody before their day, unless an application brings it forward', async () => {
    const one = await enrol('one');
    await firstNight({ dueOn: day('2026-12-24') });
    expect(await nextNight()).toEqual({});
    await inTransaction(database.pool, (tx) =>
      bringForward(tx, [
        { personKey: one, on: NEXT },
        { personKey: one, on: D },
      ]),
    );
    await list('run-2', { date: NEXT });
    expect(await listed('run-2')).toEqual({ one: 'verify' });
  });

  it.each([
    {
      when: 'circumstances are others',
      beginning: { circumstances: { digest: 'other', stated: { month: '2026-12', code: 'of today' } } },
      everybody: ['month'],
    },
    { when: 'everybody is asked for', beginning: { full: true }, everybody: ['asked'] },
    { when: 'the night is of an earlier date', beginning: { date: day('2026-11-20') }, everybody: [] },
  ])('holds everybody where $when', async ({ beginning, everybody }) => {
    await enrol('one');
    await enrol('two');
    await firstNight();
    expect(await nextNight(beginning)).toEqual({ one: 'verify', two: 'verify' });
    expect((await lookedAt(database.pool, 'run-2')).everybody).toEqual(everybody);
  });

  it('holds whoever was judged together with somebody on it, or will be, and nobody beyond', async () => {
    const mover = await enrol('mover', ['new home']);
    const left = await enrol('left behind', ['old home']);
    await enrol('found there', ['new home']);
    await enrol('neighbour', ['another home']);
    await firstNight();
    await judgedTogether(mover, 'old home');
    await judgedTogether(left, 'old home');
    await mark([mover]);
    expect(await nextNight()).toEqual({ 'found there': 'screen', 'left behind': 'screen', mover: 'verify' });
  });

  it('brings into one unit whom a chain of households links', async () => {
    const keys = [await enrol('a', ['h1']), await enrol('b', ['h1', 'h2']), await enrol('c', ['h2', 'h3']), await enrol('d', ['h3'])];
    await enrol('apart', ['h4']);
    await firstNight();
    await mark([keys[3] ?? '']);
    expect(Object.keys(await nextNight())).toEqual(['a', 'b', 'c', 'd']);
    const { rows } = await database.pool.query(`select distinct together from agenda where run_id = 'run-2'`);
    expect(rows).toEqual([{ together: 'h1' }]);
  });

  it('keeps a change that comes while its person is being looked at for the next night', async () => {
    const one = await enrol('one');
    await firstNight();
    await mark([one], { runId: 'run-2' });
    expect(await nextNight()).toEqual({ one: 'verify' });
    await mark([one]);
    await look('run-2', {}, NEXT);
    await end('run-2');
    await begin('run-3', day('2026-11-24'));
    await list('run-3', { date: day('2026-11-24') });
    expect(await listed('run-3')).toEqual({ one: 'verify' });
  });

  it.each(['incomplete', 'cancelled'])(
    'takes over what a run left that is %s, and takes part of what one has that is still under way',
    async (status) => {
      const [one, two] = [await enrol('one'), await enrol('two')];
      await firstNight();
      await mark([one]);
      await nextNight();
      await mark([two], { runId: 'run-2' });
      await begin('run-3', day('2026-11-24'));
      await list('run-3', { date: day('2026-11-24') });
      expect(await listed('run-3')).toEqual({ one: 'verify', two: 'verify' });
      // What is the other's to take is left to it.
      await list('run-2', { date: NEXT });
      expect(await listed('run-2')).toEqual({ one: 'verify', two: 'verify' });
      await look('run-3', {}, day('2026-11-24'));
      for (const run of ['run-2', 'run-3']) await end(run, status);
      await begin('run-4', day('2026-11-25'));
      await list('run-4', { date: day('2026-11-25') });
      expect(await listed('run-4')).toEqual({ one: 'verify', two: 'verify' });
      expect(await listed('run-2')).toEqual({});
    },
  );

  it.each([
    { whose: 'by the run itself', news: { runId: 'run-2' } },
    { whose: 'for any run', news: {} },
  ])('of the second of two first nights holds what was read $whose while the other was looking at it', async ({ news }) => {
    const one = await enrol('one');
    await enrol('two');
    await begin('run-1');
    await begin('run-2', NEXT);
    await list('run-1');
    await mark([one], news);
    await look('run-1');
    await list('run-2', { date: NEXT });
    expect(await listed('run-2')).toEqual({ one: 'verify' });
  });

  it('holds what was read for a run that was over, when it goes on while another takes what it had left', async () => {
    const one = await enrol('one');
    await firstNight();
    await begin('run-2', NEXT);
    await mark([one], { runId: 'run-2' });
    await end('run-2', 'incomplete');
    await begin('run-3', D, 2);
    await inTransaction(database.pool, async (tx) => {
      await openAgenda(tx, { runId: 'run-3', date: D, circumstances: USUAL, full: false });
      await database.pool.query(`update run set status = 'running', pass = 2 where run_id = 'run-2'`);
      await mark([one], { runId: 'run-2' });
    });
    await look('run-3');
    await list('run-2', { date: NEXT });
    expect(await listed('run-2')).toEqual({ one: 'verify' });
  });

  it('of two that are made at once holds the same', async () => {
    const one = await enrol('one');
    await enrol('two');
    await firstNight();
    await mark([one]);
    await begin('run-2', NEXT);
    await begin('run-3', NEXT, 2);
    const second = await inTransaction(database.pool, async (tx) => {
      await openAgenda(tx, { runId: 'run-2', date: NEXT, circumstances: USUAL, full: false });
      const waiting = list('run-3', { date: NEXT });
      await until(async () => (await waitingForLocks()) === 1);
      return { waiting };
    });
    await second.waiting;
    expect([await listed('run-2'), await listed('run-3')]).toEqual([{ one: 'verify' }, { one: 'verify' }]);
  });

  it('that is not worked off to the end is missed when the books are closed', async () => {
    await enrol('one');
    await begin('run-1');
    await list('run-1');
    expect(await unverifiedCount(database.pool, 'run-1')).toBe(1);
    await look('run-1');
    expect(await unverifiedCount(database.pool, 'run-1')).toBe(0);
  });

  it('of a night on which two in a hundred changed holds these two, and whoever lives with them', async () => {
    await database.pool.query(
      `insert into member (member_id, person_key) select 'm' || i, gen_random_uuid() from generate_series(1, 1000) i`,
    );
    await database.pool.query(
      `insert into record (person_key, dataset, record_key, version, current, ended, known_run, seen_run, fingerprint, digests)
       select person_key, 'family', 'household', 1, true, false, 'run-1', 'run-1', '\\x00', jsonb_build_object('household', 'h' || substr(member_id, 2)::int / 2) from member`,
    );
    await firstNight();
    const { rows } = await database.pool.query<{ person_key: string }>(
      `select person_key from member where substr(member_id, 2)::int % 50 = 0`,
    );
    await mark(rows.map(({ person_key }) => person_key));
    await nextNight();
    expect(await agendaSize(database.pool, 'run-2', 'verify')).toBe(20);
    expect(await agendaSize(database.pool, 'run-2', 'screen')).toBe(39);
    expect(await agendaUnits(database.pool, 'run-2', 'verify')).toHaveLength(1);
  });

  it('is cut into units that hold everybody on it once', async () => {
    const people = 400;
    await database.pool.query(
      `insert into member (member_id, person_key) select 'm' || i, gen_random_uuid() from generate_series(1, ${people}) i`,
    );
    await begin('run-1');
    await list('run-1');
    for (const part of ['verify', 'screen', 'apply'] as const) {
      const units = await agendaUnits(database.pool, 'run-1', part);
      expect(units.reduce((sum, { about }) => sum + (about ?? 0), 0)).toBe(people);
      expect(units.every(({ step }) => step === part)).toBe(true);
    }
    expect(await agendaSize(database.pool, 'run-1', 'screen')).toBe(people);
  });
});

describe('households that people link', () => {
  it('are named by the first of all they are linked with, in whatever order that is said', () => {
    const households = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { minLength: 2, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(households, { maxLength: 6 }), (links) => {
        const joined = joinedBy(links);
        const nameOf = (household: string): string => joined.get(household) ?? household;
        for (const link of links) expect(new Set(link.map(nameOf)).size).toBe(1);
        for (const [household, first] of joinedBy(links.toReversed())) expect(nameOf(household)).toBe(first);
        for (const [household, first] of joined) expect(first <= household).toBe(true);
      }),
    );
  });
});
