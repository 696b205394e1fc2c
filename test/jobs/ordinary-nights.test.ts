/**
 * An ordinary night looks at whom something changed of, and comes to what it would have come to had it looked at everybody: the same town lives through
 * the same days twice, once as it is, and once with code that is new every night, so that everybody is due.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Member } from '../../src/domain/canonical.ts';
import { canonicalJson } from '../../src/domain/canonical-json.ts';
import { addDays, type Day, endOf, HOUR, instantOf, startOf } from '../../src/domain/period.ts';
import type { OpenedRun } from '../../src/jobs/open-run.ts';
import { performUnit } from '../../src/jobs/worker.ts';
import { partsOf } from '../../src/pipeline/4-screen/past-night/job.ts';
import { replayNight } from '../../src/pipeline/4-screen/replay/job.ts';
import { takeEvents } from '../../src/pipeline/5-apply/callback/job.ts';
import type { LookupKey } from '../../src/security/digest.ts';
import { eraseMember } from '../../src/security/erasure/erase.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { takeBack, takeForRelay } from '../../src/storage/handing-over.ts';
import { lastComplete } from '../../src/storage/readings.ts';
import { holdDataset } from '../../src/storage/records.ts';
import { findRun } from '../../src/storage/runs.ts';
import type { AttemptRef } from '../../src/storage/work.ts';
import type { LookupReader } from '../../src/upstream/connector.ts';
import { aBrokenRow, aRow, type WireRow } from '../support/connectors.ts';
import {
  aBenefit,
  aContribution,
  aDibao,
  aFamily,
  anIdentity,
  aParticipation,
  aRegistration,
  aWorkInjury,
  day,
  month,
} from '../support/dossiers.ts';
import { type Night, type Nights, nightsOfThisFile, TESTER, until } from '../support/nights.ts';
import {
  aMember,
  CONSENT_TO_ALL,
  changed,
  employ,
  enrol,
  grantDibao,
  idNumberOf,
  insure,
  LONG_AGO,
  settleTown,
  statedBy,
  type Town,
  type Townspeople,
} from '../support/nights-town.ts';

const D = day('2026-11-22');
const startNights = nightsOfThisFile();

const peopleLookedAt = ({ summary }: Night): number => summary.looked.people;
const unitsOf = async ({ context: { pool } }: Nights, { run }: Night): Promise<Readonly<Record<string, number>>> => {
  const { rows } = await pool.query<{ step: string; units: number }>(
    `select step, count(*)::int as units from work where run_id = $1 and step in ('permit', 'verify', 'screen', 'apply') group by step`,
    [run.runId],
  );
  return Object.fromEntries(rows.map(({ step, units }) => [step, units]));
};

/** What screening was told of everybody, as it stands. */
const sheetsOf = async ({ context: { pool } }: Nights): Promise<string> => {
  const { rows } = await pool.query(
    `select m.member_id, f.content, f.household = f.person_key::text as alone from fact_sheet f join member m on m.person_key = f.person_key
      where f.current order by m.member_id`,
  );
  return createHash('sha256').update(canonicalJson(rows)).digest('hex');
};

/** Since when the open cases of hardship lasted that screening was told of that night. */
const flaggedBefore = async ({ run }: Night, { context }: Nights): Promise<readonly Day[]> => {
  const days = new Set<Day>();
  for await (const { households } of partsOf(run, context))
    for (const { sheet } of households.flat()) if (sheet.before.openHardship !== null) days.add(sheet.before.openHardship.openedOn);
  return [...days];
};

/** A town in which somebody's day comes nearly every day. */
const settle = () => {
  const people = settleTown();
  const { town, ordinary } = people;
  const at = startOf(day('2026-11-01'));
  const onFile = aMember(10, { content: { aidFile: { class: 'deep', openedOn: day('2026-03-26'), memberCount: 1 } } });
  const housemate = aMember(11);
  const celebrating = aMember(12, { sealed: { idNumber: idNumberOf(12, '19861124') } });
  const withdrawing = aMember(13, {
    content: { consents: CONSENT_TO_ALL.map((consent) => ({ ...consent, expiresAt: startOf(day('2026-11-28')) })) },
  });
  const losing = aMember(14);
  const injured = aMember(15);
  enrol(town, onFile, housemate, celebrating, withdrawing, losing, injured);
  for (const member of [onFile, housemate, celebrating, injured]) insure(town, member, { at });
  for (const member of [housemate, celebrating, withdrawing]) employ(town, member, at);
  grantDibao(town, withdrawing, { at });
  insure(town, losing, { at, identities: [anIdentity({ to: day('2026-11-26') })] });
  const feed = (member: typeof onFile) => ({
    id: member.sealed.idNumber,
    of: member.content.memberId,
    traits: { at, stated: statedBy(member) },
  });
  const [lost, hurt, mate] = [feed(losing), feed(injured), feed(housemate)];
  town.rows.assistance.push(aRow(lost.id, aDibao({ stoppedOn: day('2026-11-27') }, { recordKey: 'aid-of-losing' }), lost.traits));
  town.rows.registration.push(aRow(lost.id, aRegistration({ to: day('2026-11-23') }, { recordKey: 'registration' }), lost.traits));
  town.rows['work-injury'].push(aRow(hurt.id, aWorkInjury({ injuredOn: day('2026-06-26') }, { recordKey: 'injury' }), hurt.traits));
  town.rows.family.push(aRow(mate.id, aFamily({}, { recordKey: 'household' }), { ...mate.traits, household: 'household-2' }));
  return { ...people, ordinary, onFile, housemate, celebrating, withdrawing, losing, injured };
};

type Settled = ReturnType<typeof settle>;

/** What happens on the day before a night. */
const DAYS: readonly { readonly on: Day; readonly happens?: (settled: Settled, nights: Nights) => void | Promise<void> }[] = [
  { on: D },
  { on: day('2026-11-23') },
  {
    on: day('2026-11-24'),
    // Somebody in a household of two is granted assistance: which of them opens the file is judged of both.
    happens: ({ town, ordinary }) => grantDibao(town, ordinary, { at: startOf(day('2026-11-24')), household: 'household-2' }),
  },
  {
    on: day('2026-11-25'),
    happens: async ({ town, poor, courier }, { context }) => {
      town.rows.participation.push(
        aRow(courier.sealed.idNumber, aParticipation({ payment: 'ended' }, { recordKey: 'pension-of-member-2' }), {
          at: startOf(day('2026-11-25')),
          stated: statedBy(courier),
        }),
      );
      const { rows } = await context.pool.query<{ application_id: string }>(
        `select a.application_id from application a join member m using (person_key) where m.member_id = $1 and a.programme = 'living-aid'`,
        [poor.content.memberId],
      );
      const applicationId = rows[0]?.application_id ?? '';
      const event = {
        eventId: 'confirmed',
        applicationId,
        version: 1,
        status: 'confirmed',
        reasonCode: null,
        decidedAt: startOf(day('2026-11-25')),
        toldAt: startOf(day('2026-11-25')),
      } as const;
      await takeEvents([{ event, trace: 'test' }], context);
    },
  },
  {
    on: day('2026-11-26'),
    // The household falls apart: who stays is judged without who left.
    happens: ({ town, housemate }) =>
      void town.rows.family.splice(
        -1,
        1,
        aRow(housemate.sealed.idNumber, aFamily({}, { recordKey: 'household' }), {
          at: startOf(day('2026-11-26')),
          household: 'household-3',
          stated: statedBy(housemate),
        }),
      ),
  },
  {
    on: day('2026-11-28'),
    happens: ({ town }) => {
      const newcomer = aMember(20);
      grantDibao(town, newcomer, { at: LONG_AGO });
      enrol(town, newcomer);
      town.troubles.participation = () => 'empty';
    },
  },
  {
    on: day('2026-11-29'),
    happens: async ({ town, onFile, injured }, { context }) => {
      delete town.troubles.participation;
      enrol(town, changed(injured, startOf(day('2026-11-29')), { sealed: { name: '郑另' } }));
      town.rows.unemployment.push(
        aRow(onFile.sealed.idNumber, aBenefit({ benefitFrom: month('2026-12') }, { recordKey: 'benefit-of-10' }), {
          at: startOf(day('2026-11-29')),
          stated: statedBy(onFile),
        }),
      );
      const cause = { cause: 'asked', reason: 'they asked', caller: TESTER } as const;
      await eraseMember({ ...cause, memberId: 'member-4' }, context);
    },
  },
  { on: day('2026-11-30') },
  {
    on: day('2026-12-01'),
    happens: ({ town, celebrating }) =>
      void town.rows.contributions.push(
        aRow(celebrating.sealed.idNumber, aContribution({ month: month('2026-11') }, { recordKey: 'november-of-member-12' }), {
          at: startOf(day('2026-12-01')),
        }),
      ),
  },
  { on: day('2026-12-02') },
];

interface Lived {
  readonly nights: Nights;
  readonly came: readonly { readonly on: Day; readonly digest: string; readonly sheets: string; readonly status: string }[];
  readonly looked: readonly number[];
  readonly settled: Settled;
}

/** Before each night, with its day. */
type Meddle = (nights: Nights, on: Day) => Promise<unknown>;
const asItIs: Meddle = () => Promise.resolve();
const withNewCode: Meddle = async ({ context }, on) => Object.assign(context, { ownCode: () => Promise.resolve(`of ${on}`) });

const live = async (begin: (town: Settled['town']) => Nights | Promise<Nights>, meddle: Meddle): Promise<Lived> => {
  const settled = settle();
  const nights = await begin(settled.town);
  const came: Lived['came'][number][] = [];
  const looked: number[] = [];
  for (const { on, happens } of DAYS) {
    await happens?.(settled, nights);
    await meddle(nights, on);
    const night = await nights.reconcile(on);
    came.push({ on, digest: night.digest, sheets: await sheetsOf(nights), status: night.run.status });
    looked.push(peopleLookedAt(night));
  }
  return { nights, came, looked, settled };
};

/** The same whoever asks: it is lived through once. */
let lived: Promise<Lived> | null = null;
const thoroughly = (): Promise<Lived> => (lived ??= live(startNights.anew, withNewCode));

describe('ordinary nights', () => {
  it('come to what they would have come to had they looked at everybody, night by night, over the turn of a month', async () => {
    const skipping = await live(startNights, asItIs);
    const thorough = await thoroughly();
    expect(skipping.came).toEqual(thorough.came);
    expect(new Set(skipping.came.map(({ digest }) => digest)).size).toBeGreaterThan(6);
    const [first, ...others] = skipping.looked;
    expect(first).toBe(11);
    expect(others.every((people, index) => people <= (thorough.looked[index + 1] ?? 0))).toBe(true);
    // Of eleven and later twelve people: everybody on the first of the month, else those of whom something changed or whose day had come.
    expect(skipping.looked[DAYS.findIndex(({ on }) => on === day('2026-12-01'))]).toBe(11);
    expect(Math.max(...others.slice(0, 5))).toBeLessThan(6);
  }, 600_000);

  it('would come to something else without whose day has come: this test can fail', async () => {
    const thorough = await thoroughly();
    const blind = await live(startNights.anew, ({ context: { pool } }) => pool.query(`update due set due_on = 'infinity'`));
    expect(blind.came).not.toEqual(thorough.came);
  }, 600_000);
});

describe('a night after which nothing changed', () => {
  it('looks at nobody and has no unit of people at all; judged again, it was told of the night before', async () => {
    const nights = startNights(settleTown().town);
    const first = await nights.reconcile(D);
    expect(first.summary.looked).toEqual({ people: 5, everybody: ['first-night'] });
    const second = await nights.reconcile(day('2026-11-23'));
    const third = await nights.reconcile(day('2026-11-24'));
    for (const night of [second, third]) {
      expect(await unitsOf(nights, night)).toEqual({});
      expect(night.summary.looked).toEqual({ people: 0, everybody: [] });
    }
    expect([await flaggedBefore(first, nights), await flaggedBefore(second, nights)]).toEqual([[], [D]]);
    expect(await replayNight(third.run, nights.context)).toMatchObject({ people: 5, same: 5, differing: [] });
    expect(third.run.status).toBe('completed');
    expect([second.digest, third.digest]).toEqual([first.digest, first.digest]);
    expect(third.summary).toMatchObject({ verification: first.summary.verification, cases: first.summary.cases });
  }, 120_000);

  it.each<{ when: string; because: readonly string[]; change: (nights: Nights) => object; options?: { full: boolean }; on?: Day }>([
    { when: 'our own code is another', because: ['code'], change: () => ({ ownCode: () => Promise.resolve('other') }) },
    { when: 'it is asked for', because: ['asked'], change: () => ({}), options: { full: true } },
    { when: 'a month has begun', because: ['contributions-month', 'month'], change: () => ({}), on: day('2026-12-01') },
  ])(
    'looks at everybody when $when, and says so',
    async ({ because, change, options, on = day('2026-11-23') }) => {
      const nights = startNights(settleTown().town);
      const first = await nights.reconcile(D);
      Object.assign(nights.context, change(nights));
      const { summary, digest } = await nights.reconcile(on, options);
      expect(summary.looked).toEqual({ people: 5, everybody: because });
      if (on === day('2026-11-23')) expect(digest).toBe(first.digest);
    },
    120_000,
  );

  it('of an earlier date looks at everybody who was looked at on a later one, and so does the next night on', async () => {
    const nights = startNights(settleTown().town);
    await nights.reconcile(D);
    await nights.reconcile(day('2026-11-20'));
    const { rows } = await nights.context.pool.query<{ looked_on: Day }>('select distinct looked_on from due');
    expect(rows).toEqual([{ looked_on: '2026-11-20' }]);
  }, 120_000);
});

describe('a lookup that is told the same again', () => {
  const NEXT = day('2026-11-23');
  const LOOKED_UP = ['family', 'person', 'registration', 'settlement'];

  /** Rows that were read, by dataset, since this was asked for last. */
  const readsOf = ({ clients }: Town): (() => Readonly<Record<string, number>>) => {
    let read: Record<string, number> = {};
    for (const reader of Object.values(clients).flatMap(({ readers }) => readers)) {
      if (reader.kind !== 'lookup') continue;
      const { normalise } = reader;
      const counting: LookupReader['normalise'] = (...given) => {
        const answer = normalise(...given);
        const count = answer.rows.filter(({ ok }) => ok !== 'known').length;
        read[reader.dataset] = (read[reader.dataset] ?? 0) + count;
        return answer;
      };
      Object.assign(reader, { normalise: counting });
    }
    return () => {
      const since = read;
      read = {};
      return Object.fromEntries(Object.entries(since).filter(([, count]) => count > 0));
    };
  };
  const EVERYTHING = { family: 2, person: 4, settlement: 1 };

  /** Every row that stands, and by which transaction it was written. */
  const written = async ({ context: { pool } }: Nights) => {
    const { rows } = await pool.query(
      `select 'record' as of, r.xmin::text, r.person_key, r.dataset, r.record_key, r.version from record r where dataset = any($1::text[])
       union all select 'coverage', c.xmin::text, c.person_key, c.dataset, '', 0 from coverage c where dataset = any($1::text[]) order by 1, 3, 4, 5, 6`,
      [LOOKED_UP],
    );
    return rows;
  };
  const lookupLines = ({ summary }: Night) =>
    summary.books
      .filter(({ dataset }) => LOOKED_UP.includes(dataset))
      .map(({ dataset, state, balanced, fetched, unchanged }) => [dataset, state, balanced, fetched, unchanged]);
  const keptOf = async ({ context: { pool } }: Nights, memberId: string): Promise<readonly string[]> => {
    const { rows } = await pool.query<{ dataset: string }>(
      `select c.dataset from coverage c join member m using (person_key) where m.member_id = $1 and c.answer is not null order by 1`,
      [memberId],
    );
    return rows.map(({ dataset }) => dataset);
  };

  type Lookups = Townspeople & { readonly nights: Nights };

  /** What happens before each night, and what the night then reads; nothing else is read, whatever was read before. */
  const NIGHTS: readonly {
    readonly given: string;
    readonly happens: (lookups: Lookups, on: Day) => unknown;
    readonly full?: true;
    readonly reads: object;
  }[] = [
    {
      given: 'our own code is another',
      happens: ({ nights }) => Object.assign(nights.context, { ownCode: async () => 'other' }),
      reads: EVERYTHING,
    },
    {
      given: 'the words of the authority mean something else',
      happens: ({ nights }) =>
        Object.assign(nights.context, { dictionaryOf: async () => ({ version: 'none', tables: { psn_idet_type: { '21': '低保' } } }) }),
      reads: EVERYTHING,
    },
    { given: 'digests are made under another key', happens: ({ nights }) => digestOtherwise(nights), reads: EVERYTHING },
    { given: 'everything is to be read', happens: () => undefined, full: true, reads: EVERYTHING },
    {
      given: 'the roster says something else of one of them',
      happens: ({ town, courier }, on) => enrol(town, changed(courier, startOf(on), { sealed: { name: '赵改名' } })),
      reads: { person: 1 },
    },
    {
      given: 'something else is said of one, and nothing more of another',
      happens: ({ town, courier, ordinary }) => {
        insure(town, ordinary, { at: LONG_AGO, identities: [anIdentity()] });
        for (const member of [ordinary, courier]) town.rows.person.splice(town.rows.person.findIndex(isAbout(member)), 1);
      },
      reads: { person: 1 },
    },
    {
      given: 'a row of hers cannot be read',
      happens: ({ town, ordinary }) =>
        town.rows.person.push(aBrokenRow({ recordKey: 'person', subject: ordinary.sealed.idNumber }, LONG_AGO)),
      reads: { person: 2 },
    },
    { given: 'it still cannot', happens: () => undefined, reads: { person: 2 } },
    { given: 'it is mended', happens: ({ town }) => void town.rows.person.pop(), reads: { person: 1 } },
    {
      given: 'she agrees no more',
      happens: ({ town, ordinary }, on) => enrol(town, changed(ordinary, startOf(on), { content: { consents: [] } })),
      reads: {},
    },
    {
      given: 'she agrees again',
      happens: ({ town, ordinary }, on) => enrol(town, changed(ordinary, startOf(on), {})),
      reads: { family: 1, person: 1 },
    },
    { given: 'nothing happens', happens: () => undefined, reads: {} },
  ];
  /** Of lookups only: people are found as before. */
  const digestOtherwise = ({ context }: Nights): void => {
    const { lookup } = context;
    const digest: LookupKey['digest'] = (use, value) => lookup.digest(use, use === 'answer' ? `other ${value}` : value);
    Object.assign(context, { lookup: { digest } });
  };

  it('reads, compares and writes nothing of anybody, and speaks for the new night all the same', async () => {
    const people = settleTown();
    const reads = readsOf(people.town);
    const nights = startNights(people.town);
    const first = await nights.reconcile(D);
    expect(reads()).toEqual(EVERYTHING);
    const before = await written(nights);
    const next = await nights.reconcile(NEXT);
    expect(reads()).toEqual({});
    expect(await written(nights)).toEqual(before);
    expect(lookupLines(next)).toEqual([
      ['family', 'complete', true, 2, 2],
      ['person', 'complete', true, 4, 4],
      ['registration', 'complete', true, 0, 0],
      ['settlement', 'complete', true, 1, 1],
    ]);
    expect([next.run.status, next.digest]).toEqual(['completed', first.digest]);
    expect((await lastComplete(nights.context.pool)).get('person')?.asOf).toBe(endOf(NEXT));
  }, 120_000);

  it('is read where anything it was read by is another, and where what was kept of it is gone', async () => {
    const people = settleTown();
    const reads = readsOf(people.town);
    const nights = startNights(people.town);
    await nights.reconcile(D);
    reads();
    const lookups = { ...people, nights };
    for (const [nth, { given, happens, full = false, reads: want }] of NIGHTS.entries()) {
      const on = addDays(D, nth + 1);
      await happens(lookups, on);
      const { run } = await nights.reconcile(on, { full });
      expect([given, run.status, reads()]).toEqual([given, 'completed', want]);
      expect([given, await keptOf(nights, 'member-4')]).toEqual([given, KEPT_AFTER[given] ?? LOOKED_UP]);
    }
    const { rows } = await nights.context.pool.query(
      `select m.member_id as "memberId", r.version, r.ended from record r join member m using (person_key)
        where r.dataset = 'person' and r.current and r.version > 1 order by 1`,
    );
    expect(rows).toEqual([{ memberId: 'member-2', version: 2, ended: true }]);
    await eraseMember({ memberId: 'member-4', cause: 'asked', reason: null, caller: TESTER }, nights.context);
    const { rowCount } = await nights.context.pool.query(
      `select from coverage c where not exists (select from member m where m.person_key = c.person_key)`,
    );
    expect(rowCount).toBe(0);
  }, 600_000);

  const KEPT_AFTER: Readonly<Record<string, readonly string[]>> = {
    'a row of hers cannot be read': ['family', 'registration', 'settlement'],
    'it still cannot': ['family', 'registration', 'settlement'],
    'she agrees no more': [],
  };
});

const isAbout =
  ({ sealed }: Member) =>
  ({ read }: WireRow): boolean =>
    read.ok && read.draft.subject === sealed.idNumber;

describe('whom a night leaves on its agenda', () => {
  const onAgenda = async ({ context: { pool } }: Nights) =>
    (
      await pool.query<{ member_id: string; verify: boolean; screen: boolean }>(
        `select m.member_id, a.verify, a.screen from agenda a join member m using (person_key) order by 1`,
      )
    ).rows;

  it('because a unit failed is looked at by the next night, though nothing changed of them since', async () => {
    const { town, ordinary } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    await nights.reconcile(day('2026-11-23'));
    const undisturbed = nights.context.pool;
    grantDibao(town, ordinary, { at: startOf(day('2026-11-24')) });
    await undisturbed.query(`alter table finding add constraint nothing_found check (false) not valid`);
    const failed = await nights.reconcile(day('2026-11-24'));
    await undisturbed.query(`alter table finding drop constraint nothing_found`);
    expect(failed.run.status).toBe('incomplete');
    expect(await onAgenda(nights)).toEqual([{ member_id: 'member-4', verify: true, screen: false }]);
    const next = await nights.reconcile(day('2026-11-25'));
    expect([next.run.status, peopleLookedAt(next)]).toEqual(['completed', 1]);
    expect(await onAgenda(nights)).toEqual([]);
    const fresh = settleTown();
    grantDibao(fresh.town, fresh.ordinary, { at: startOf(day('2026-11-24')) });
    const others = await startNights.anew(fresh.town);
    expect((await others.reconcile(day('2026-11-25'))).summary.cases.byClass).toEqual(next.summary.cases.byClass);
  }, 120_000);
});

describe('two nights under way at once', () => {
  const waitingForLocks = async ({ context: { pool } }: Nights): Promise<number> =>
    (await pool.query(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).rowCount ?? 0;

  it('save what they find of the same people one after the other, neither fails of it, and nothing is opened twice', async () => {
    const nights = startNights(settleTown().town);
    const { pool } = nights.context;
    const opened = [await nights.open(D), await nights.open(day('2026-11-23'))];
    const perform = (ref: AttemptRef): Promise<void> => performUnit(ref, nights.context, new AbortController().signal);
    const performUntil = async (step: string, units: number): Promise<readonly AttemptRef[]> => {
      const held: AttemptRef[] = [];
      for (let [ref] = await takeForRelay(pool, 1); ref !== undefined; [ref] = await takeForRelay(pool, 1)) {
        if (ref.step !== step) await perform(ref);
        else if (held.push(ref) === units) break;
      }
      return held;
    };
    const atOnce = async (step: string, writes: string): Promise<void> => {
      const units = await performUntil(step, opened.length);
      const { begun } = await inTransaction(pool, async (tx) => {
        await tx.query(`lock table ${writes} in exclusive mode`);
        const both = units.map(perform);
        await until(async () => (await waitingForLocks(nights)) === units.length);
        return { begun: both };
      });
      await Promise.all(begun);
    };
    await atOnce('verify', 'finding');
    await atOnce('screen', 'fact_sheet');
    await atOnce('apply', 'application');
    await performUntil('nothing', 1);
    for (const { run } of opened) expect((await findRun(pool, run.runId))?.status).toBe('completed');
    const twice = await pool.query(
      `select person_key from screening_case where closed_run is null and content ->> 'purpose' = 'hardship-screening' group by 1 having count(*) > 1`,
    );
    expect(twice.rows).toEqual([]);
  }, 120_000);

  it('keep nothing by a permission that the other has ended since it was looked up', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    const { pool, lookup } = nights.context;
    const { run } = await nights.open(D);
    await nights.open(day('2026-11-23'));
    const ofThisOne = async ({ workId }: AttemptRef): Promise<boolean> =>
      (await pool.query('select from work where work_id = $1 and run_id = $2', [workId, run.runId])).rowCount === 1;
    const work = async (): Promise<void> => {
      for (let [ref] = await takeForRelay(pool, 1); ref !== undefined; [ref] = await takeForRelay(pool, 1))
        if (await ofThisOne(ref)) await performUnit(ref, nights.context, new AbortController().signal);
    };
    const poorOne = [lookup.digest('identity-number', poor.sealed.idNumber)];
    const about = `(select person_key from person_lookup where id_digest = $1)`;
    const { worked } = await inTransaction(pool, async (tx) => {
      await holdDataset(tx, 'assistance');
      const working = work();
      await until(async () => (await waitingForLocks(nights)) === 1);
      await tx.query(`update permission set datasets = array_remove(datasets, 'assistance') where person_key = ${about}`, poorOne);
      return { worked: working };
    });
    await worked;
    const kept = await pool.query<{ dataset: string }>(
      `select distinct dataset from record where current and person_key = ${about} order by 1`,
      poorOne,
    );
    expect(kept.rows.map(({ dataset }) => dataset)).toEqual(['family', 'members', 'person']);
    expect((await findRun(pool, run.runId))?.status).toBe('completed');
  });

  it('speak for nobody who was permitted by the one when the other was past their rows', async () => {
    const { town, later } = aTownOfLongFeeds();
    const nights = startNights(town);
    const { pool } = nights.context;
    const first = await nights.open(D);
    nights.clock.forward(HOUR);
    const second = await nights.open(day('2026-11-23'));
    const works = async ({ run }: OpenedRun, isLeft: (unit: string) => boolean): Promise<readonly AttemptRef[]> => {
      const left: AttemptRef[] = [];
      for (let [ref] = await takeForRelay(pool, 1); ref !== undefined; [ref] = await takeForRelay(pool, 1)) {
        const { rows } = await pool.query<{ run_id: string; unit: string }>('select run_id, unit from work where work_id = $1', [
          ref.workId,
        ]);
        const [{ run_id: runId, unit } = { run_id: '', unit: '' }] = rows;
        if (runId !== run.runId || isLeft(unit)) left.push(ref);
        else await performUnit(ref, nights.context, new AbortController().signal);
      }
      await takeBack(pool, left);
      return left;
    };
    await works(second, (unit) => unit === 'participation/nightly/2');
    nights.clock.forward(HOUR);
    enrol(town, changed(later, instantOf(nights.clock.now()), { content: { consents: CONSENT_TO_ALL } }));
    await works(first, (unit) => unit.startsWith('participation'));
    await works(second, () => false);
    expect((await findRun(pool, second.run.runId))?.status).toBe('completed');
    expect(await nights.readingOf(later.content.memberId, 'participation')).toBe('not-yet-read');
  });
});

/** Read in two stretches; the first holds what is told of somebody who agrees to it only later. */
const aTownOfLongFeeds = () => {
  const { town } = settleTown({ pageSize: 1 });
  const later = aMember(7, { content: { consents: [] } });
  enrol(town, later);
  employ(town, later, LONG_AGO);
  for (let sequence = 100; sequence < 130; sequence += 1) employ(town, aMember(sequence), startOf(day('2026-01-01')));
  return { town, later };
};

describe('a night under way when a release brings agendas', () => {
  /** The end of the migration: what it does with such a run. */
  const ofRunsUnderWay = async (): Promise<string> => {
    const sql = await readFile(new URL('../../src/storage/migrations/0022-due.sql', import.meta.url), 'utf8');
    return sql.slice(sql.indexOf('-- A run that was past its readings'));
  };

  it('makes one, and comes to what it would have come to', async () => {
    const undisturbed = await startNights.undisturbed(settleTown().town, D);
    const nights = startNights(settleTown().town);
    const { pool } = nights.context;
    const opened = await nights.open(D);
    const { runId } = opened.run;
    while ((await findRun(pool, runId))?.phase !== 'screening')
      for (const ref of await takeForRelay(pool, 1)) await performUnit(ref, nights.context, new AbortController().signal);
    // As the earlier version knows it: units of every shard, and no agenda.
    for (const table of ['agenda', 'agenda_opening', 'circumstance', 'due', 'person_news']) await pool.query(`delete from ${table}`);
    await pool.query(await ofRunsUnderWay());
    const { run, digest, summary } = await nights.finish(opened);
    expect([run.status, digest, summary.looked.people]).toEqual(['completed', undisturbed, 5]);
  }, 120_000);
});
