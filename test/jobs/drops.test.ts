import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/alerts/evaluate.ts';
import type { Member } from '../../src/domain/canonical.ts';
import { type Instant, MINUTE, startOf } from '../../src/domain/period.ts';
import type { Dataset, Testimony } from '../../src/domain/sources.ts';
import { Fault } from '../../src/faults.ts';
import { acceptDrop } from '../../src/jobs/accept-drop.ts';
import { retryJobs } from '../../src/jobs/retry-jobs.ts';
import { listAlerts } from '../../src/storage/alerts.ts';
import { askedDropCount, standingDrops } from '../../src/storage/drops.ts';
import { failedWork } from '../../src/storage/work.ts';
import { aRow } from '../support/connectors.ts';
import { onRoster } from '../support/connectors-aid-system.ts';
import { aDibao, aFamily, aRegistration, day } from '../support/dossiers.ts';
import { type Night, type Nights, nightsOfThisFile, TESTER } from '../support/nights.ts';
import { aMember, changed, enrol, insure, LONG_AGO, settleTown, type Town } from '../support/nights-town.ts';

const D = day('2026-11-22');
const NEXT = day('2026-11-23');
const NEXT_BUT_ONE = day('2026-11-24');
const ACTING = { by: TESTER, why: '部门来函确认', trace: null };

const DOWN = new Fault('busy', { code: 'unreachable', detail: 'The source does not answer.' });

const startNights = nightsOfThisFile();

/** Thirty members more than the few of whom each test knows what is said: each insured, with a family record, and on assistance. */
const MORE = Array.from({ length: 30 }, (_, index) => aMember(100 + index));
const settle = (sizes: Parameters<typeof settleTown>[0] = {}): Town => {
  const { town } = settleTown(sizes);
  for (const member of MORE) {
    const { idNumber } = member.sealed;
    enrol(town, member);
    insure(town, member, { at: LONG_AGO });
    town.rows.family.push(aRow(idNumber, aFamily({}, { recordKey: 'household' }), { at: LONG_AGO, household: `of-${idNumber}` }));
    town.rows.assistance.push(aRow(idNumber, aDibao({}, { recordKey: assistanceOf(member) }), { at: LONG_AGO }));
  }
  return town;
};
/** Whom nobody knew before. */
const NEWCOMERS = Array.from({ length: 20 }, (_, index) => aMember(200 + index));
const assistanceOf = ({ content: { memberId } }: Member): string => `aid-of-${memberId}`;

/** Their assistance ends, by `D` rows that state only the key. */
const endAssistance = (town: Town, count: number, date = NEXT): void => {
  for (const member of MORE.slice(0, count))
    town.rows.assistance.push(aRow(null, aDibao({}, { recordKey: assistanceOf(member) }), { at: startOf(date), ended: true }));
};
/** The lookup names every n-th household no more. */
const loseFamilies = (town: Town, everyNth: number): (() => void) => {
  const all = [...town.rows.family];
  town.rows.family.splice(0, all.length, ...all.filter((_, index) => index % everyNth !== 0));
  return () => void town.rows.family.splice(0, town.rows.family.length, ...all);
};

const held = async ({ context }: Nights, dataset: Testimony): Promise<number> => {
  const { rowCount } = await context.pool.query(`select from record where dataset = $1 and current and not ended`, [dataset]);
  return rowCount ?? 0;
};
const failedIn = ({ summary }: Night): readonly string[] =>
  summary.books.filter(({ state }) => state !== 'complete').map(({ dataset }) => dataset);
const isBalanced = ({ summary }: Night): boolean => summary.books.every(({ balanced }) => balanced);
const dropsOf = async ({ context }: Nights) =>
  (await standingDrops(context.pool)).map(({ dataset, runId, wouldEnd, held: of, accepted }) => ({
    dataset,
    runId,
    wouldEnd,
    of,
    accepted,
  }));
/** What the watch tells of the night after a look, `failed-cause` and the rest of it among them. */
const toldOf = async ({ context }: Nights) => {
  await evaluate(context, null);
  const open = await listAlerts(context.pool, { states: ['firing', 'final'], after: null, limit: 100 });
  return open.filter(({ rule }) => OF_NIGHTS.includes(rule)).map(({ rule, subject, state }) => `${rule} ${subject} ${state}`);
};
const OF_NIGHTS = ['drop-asked', 'failed-cause', 'night-unfinished'];
const accept = ({ context }: Nights, dataset: Dataset, runId: string) => acceptDrop({ dataset, runId }, ACTING, context);

describe('a feed that ends more than a fifth of what is held', () => {
  it('ends nothing, and the reading has failed until a person accepts the drop', async () => {
    const town = settle();
    const nights = startNights(town);
    await nights.reconcile(D);
    const before = await held(nights, 'assistance');
    endAssistance(town, 12);
    const stopped = await nights.reconcile(NEXT, { waitMs: MINUTE });
    expect([stopped.run.status, failedIn(stopped), isBalanced(stopped)]).toEqual(['incomplete', ['assistance'], true]);
    expect(await held(nights, 'assistance')).toBe(before);
    expect(await dropsOf(nights)).toEqual([{ dataset: 'assistance', runId: stopped.run.runId, wouldEnd: 12, of: before, accepted: null }]);
    expect([await askedDropCount(nights.context.pool), await toldOf(nights)]).toEqual([1, ['drop-asked assistance final']]);

    await accept(nights, 'assistance', stopped.run.runId);
    expect([await askedDropCount(nights.context.pool), await toldOf(nights)]).toEqual([0, []]);
    const again = await nights.reconcile(NEXT);
    expect([again.run.status, isBalanced(again), await held(nights, 'assistance'), await dropsOf(nights)]).toEqual([
      'completed',
      true,
      before - 12,
      [],
    ]);
  });

  it('is asked about every night until somebody accepts it, and not worn down night by night', async () => {
    const town = settle({ pageSize: 4 });
    const nights = startNights(town);
    await nights.reconcile(D);
    const before = await held(nights, 'assistance');
    endAssistance(town, 20);
    await nights.reconcile(NEXT);
    const left = await held(nights, 'assistance');
    expect(before - left).toBeLessThanOrEqual(before / 5);
    const next = await nights.reconcile(NEXT_BUT_ONE);
    expect([failedIn(next), await held(nights, 'assistance')]).toEqual([['assistance'], left]);
    expect(await dropsOf(nights)).toMatchObject([{ dataset: 'assistance', runId: next.run.runId, of: before }]);
    expect(await toldOf(nights)).toEqual(['drop-asked assistance final']);
    await accept(nights, 'assistance', next.run.runId);
    expect((await nights.reconcile(NEXT_BUT_ONE)).run.status).toBe('completed');
    expect([await held(nights, 'assistance'), await dropsOf(nights)]).toEqual([before - 20, []]);
  });

  it('is nothing to ask about where the records came in the same reading: a first night reads histories', async () => {
    const town = settle({ pageSize: 10 });
    endAssistance(town, 25, D);
    const nights = startNights(town);
    expect((await nights.reconcile(D)).run.status).toBe('completed');
    expect(await dropsOf(nights)).toEqual([]);
  });
});

describe('a feed that ends a few', () => {
  it.each([
    { given: 'a fifth', ends: 6 },
    { given: 'one', ends: 1 },
  ])('$given goes through', async ({ ends }) => {
    const town = settle();
    const nights = startNights(town);
    await nights.reconcile(D);
    const before = await held(nights, 'assistance');
    endAssistance(town, ends);
    expect((await nights.reconcile(NEXT)).run.status).toBe('completed');
    expect(await held(nights, 'assistance')).toBe(before - ends);
  });

  it('night after night is ordinary: a complete reading begins anew', async () => {
    const town = settle();
    const nights = startNights(town);
    await nights.reconcile(D);
    const before = await held(nights, 'assistance');
    endAssistance(town, 6);
    await nights.reconcile(NEXT);
    endAssistance(town, 11, NEXT_BUT_ONE);
    expect((await nights.reconcile(NEXT_BUT_ONE)).run.status).toBe('completed');
    expect(await held(nights, 'assistance')).toBe(before - 11);
  });
});

describe('a lookup that no longer names many, a few of every batch', () => {
  it('ends no more than the share, says what the whole would be, and goes on when a person accepts it', async () => {
    const town = settle({ batchSize: 8 });
    const nights = startNights(town);
    await nights.reconcile(D);
    const before = await held(nights, 'family');
    loseFamilies(town, 3);
    const gone = before - town.rows.family.length;
    const stopped = await nights.reconcile(NEXT, { waitMs: MINUTE });
    expect([failedIn(stopped), isBalanced(stopped)]).toEqual([['family'], true]);
    expect(before - (await held(nights, 'family'))).toBeLessThanOrEqual(before / 5);
    expect(await dropsOf(nights)).toMatchObject([{ dataset: 'family', wouldEnd: gone, of: before, accepted: null }]);
    await accept(nights, 'family', stopped.run.runId);
    expect((await nights.reconcile(NEXT)).run.status).toBe('completed');
    expect(await held(nights, 'family')).toBe(before - gone);
  });

  it('is as if nothing had been where the authority names them again', async () => {
    const town = settle({ batchSize: 8 });
    const nights = startNights(town);
    await nights.reconcile(D);
    const before = await held(nights, 'family');
    const bringBack = loseFamilies(town, 3);
    await nights.reconcile(NEXT);
    expect(await toldOf(nights)).toEqual(['drop-asked family final']);
    bringBack();
    const next = await nights.reconcile(NEXT_BUT_ONE);
    expect([next.run.status, await held(nights, 'family'), await dropsOf(nights)]).toEqual(['completed', before, []]);
    expect(await toldOf(nights)).toEqual([]);
  });
});

describe('two datasets that drop at once', () => {
  it('are two causes; what is asked once more because of the one is not counted twice of the other', async () => {
    const town = settle({ batchSize: 8 });
    for (const { sealed } of MORE)
      town.rows.registration.push(aRow(sealed.idNumber, aRegistration({}, { recordKey: 'registration' }), { at: LONG_AGO }));
    const nights = startNights(town);
    const { context } = nights;
    await nights.reconcile(D);
    const before = await held(nights, 'registration');
    town.troubles.registration = () => 'empty';
    town.troubles.person = () => 'empty';
    await nights.reconcile(NEXT, { waitMs: MINUTE });
    expect(new Set((await failedWork(context.pool)).map(({ fingerprint }) => fingerprint)).size).toBe(2);
    const failedOf = async (asked: Dataset): Promise<readonly string[]> =>
      (await failedWork(context.pool)).filter(({ dataset }) => dataset === asked).map(({ workId }) => workId);
    await retryJobs({ jobIds: await failedOf('person'), fingerprint: null, source: null }, ACTING, context);
    await nights.reconcile(NEXT);
    expect(await dropsOf(nights)).toMatchObject([{ dataset: 'person' }, { dataset: 'registration', wouldEnd: before, of: before }]);
    expect(await held(nights, 'registration')).toBe(before);
    for (let times = 0; times < 3; times += 1) {
      await retryJobs({ jobIds: null, fingerprint: null, source: null }, ACTING, context);
      await nights.reconcile(NEXT);
      expect(await dropsOf(nights)).toMatchObject([{ dataset: 'person' }, { dataset: 'registration', wouldEnd: before, of: before }]);
      expect(new Set((await failedWork(context.pool)).map(({ fingerprint }) => fingerprint)).size).toBe(2);
    }

    delete town.troubles.registration;
    delete town.troubles.person;
    await retryJobs({ jobIds: await failedOf('person'), fingerprint: null, source: null }, ACTING, context);
    expect((await nights.reconcile(NEXT)).run.status).toBe('completed');
  });
});

describe('a lookup that answers empty', () => {
  it.each([{ batchSize: 4 }, { batchSize: 100 }])(
    'in batches of $batchSize erases nothing, however often it is asked, and a person is asked',
    async ({ batchSize }) => {
      const town = settle({ batchSize });
      const nights = startNights(town);
      await nights.reconcile(D);
      const before = await held(nights, 'family');
      town.troubles.family = () => 'empty';
      const stopped = await nights.reconcile(NEXT, { waitMs: 5 * MINUTE });
      expect([failedIn(stopped), isBalanced(stopped), await held(nights, 'family')]).toEqual([['family'], true, before]);
      expect(await dropsOf(nights)).toMatchObject([{ dataset: 'family', wouldEnd: before, of: before, accepted: null }]);

      await accept(nights, 'family', stopped.run.runId);
      expect((await nights.reconcile(NEXT, { waitMs: 5 * MINUTE })).run.status).toBe('completed');
      expect([await held(nights, 'family'), await dropsOf(nights)]).toEqual([0, []]);
    },
  );
});

/** On the roster, and no longer: as the rows of a feed that keeps all history. */
const leave = (town: Town, members: readonly Member[], at: Instant, leftOn = NEXT): void =>
  void town.office.roster.push(...members.map((member) => onRoster(changed(member, at, { content: { leftOn } }))));
const membersIn = async ({ context }: Nights): Promise<number> => {
  const { rowCount } = await context.pool.query('select from member where left_on is null');
  return rowCount ?? 0;
};

describe('a roster of which more than a fifth leave at once', () => {
  it('lets nobody leave before a person accepts it, and the night goes on with the members there were', async () => {
    const town = settle();
    const nights = startNights(town);
    await nights.reconcile(D);
    const before = await membersIn(nights);
    leave(town, MORE.slice(0, 12), startOf(NEXT));
    const stopped = await nights.reconcile(NEXT, { waitMs: MINUTE });
    expect([failedIn(stopped), isBalanced(stopped), await membersIn(nights)]).toEqual([['members'], true, before]);
    expect(await dropsOf(nights)).toMatchObject([{ dataset: 'members', wouldEnd: 12, of: before }]);
    await accept(nights, 'members', stopped.run.runId);
    expect((await nights.reconcile(NEXT)).run.status).toBe('completed');
    expect(await membersIn(nights)).toBe(before - 12);
  });

  it('is asked about where it is read from its beginning, too', async () => {
    const town = settle({ pageSize: 6 });
    const nights = startNights(town);
    await nights.reconcile(D);
    const before = await membersIn(nights);
    leave(town, MORE.slice(0, 20), startOf(NEXT));
    const stopped = await nights.reconcile(NEXT, { full: true });
    expect(failedIn(stopped)).toEqual(['members']);
    expect(before - (await membersIn(nights))).toBeLessThanOrEqual(before / 5);
    expect(await dropsOf(nights)).toMatchObject([{ dataset: 'members', of: before }]);
  });
});

describe('a roster that keeps all history, read page by page', () => {
  it('is no drop in a first night: there is nothing to lose', async () => {
    const town = settle({ pageSize: 10 });
    leave(town, MORE.slice(0, 25), startOf(D), D);
    const nights = startNights(town);
    expect((await nights.reconcile(D)).run.status).toBe('completed');
    expect([await membersIn(nights), await dropsOf(nights)]).toEqual([10, []]);
  });

  it('is none where the first night broke off, and a later one finishes it', async () => {
    const town = settle({ pageSize: 10 });
    leave(town, MORE.slice(0, 25), startOf(D), D);
    town.troubles.members = ({ nth }) => (nth > 3 ? DOWN : null);
    const nights = startNights(town);
    expect(failedIn(await nights.reconcile(D))).toContain('members');
    expect(await membersIn(nights)).toBe(30);
    delete town.troubles.members;
    expect((await nights.reconcile(NEXT)).run.status).toBe('completed');
    expect([await membersIn(nights), await dropsOf(nights)]).toEqual([10, []]);
  });

  /** After a night, newcomers come, and leave. */
  const afterNewcomers = async () => {
    const town = settle({ pageSize: 10 });
    const nights = startNights(town);
    await nights.reconcile(D);
    const before = await membersIn(nights);
    enrol(town, ...NEWCOMERS);
    leave(town, NEWCOMERS, startOf(NEXT));
    return { town, nights, before };
  };

  it('is none in a later night, of newcomers who have left since', async () => {
    const { nights, before } = await afterNewcomers();
    expect((await nights.reconcile(NEXT)).run.status).toBe('completed');
    expect([await membersIn(nights), await dropsOf(nights)]).toEqual([before, []]);
  });

  it('is none of newcomers whom a night brought that broke off', async () => {
    const { town, nights, before } = await afterNewcomers();
    const asked = town.questions.filter(({ dataset }) => dataset === 'members').length;
    town.troubles.members = ({ nth }) => (nth > asked + 2 ? DOWN : null);
    await nights.reconcile(NEXT);
    expect(await membersIn(nights)).toBe(before + NEWCOMERS.length);
    delete town.troubles.members;
    expect((await nights.reconcile(NEXT_BUT_ONE)).run.status).toBe('completed');
    expect([await membersIn(nights), await dropsOf(nights)]).toEqual([before, []]);
  });

  it('is none where it is read from its beginning and dates no row, so that whoever left comes back and leaves again', async () => {
    const town = settle({ pageSize: 10 });
    const undated = NEWCOMERS.map((member) => ({ ...member, content: { ...member.content, updatedAt: null } }));
    enrol(town, ...undated, ...undated.map((member) => ({ ...member, content: { ...member.content, leftOn: D } })));
    const nights = startNights(town);
    await nights.reconcile(D);
    const before = await membersIn(nights);
    expect((await nights.reconcile(NEXT, { full: true })).run.status).toBe('completed');
    expect([await membersIn(nights), await dropsOf(nights)]).toEqual([before, []]);
  });
});

describe('accepting a drop', () => {
  it('is refused where nothing asks, and a second time; and stands in the ledger with who and why', async () => {
    const town = settle();
    const nights = startNights(town);
    const { run } = await nights.reconcile(D);
    await expect(accept(nights, 'assistance', run.runId)).rejects.toMatchObject({ code: 'no-such-drop' });
    endAssistance(town, 12);
    const stopped = await nights.reconcile(NEXT);
    await accept(nights, 'assistance', stopped.run.runId);
    await expect(accept(nights, 'assistance', stopped.run.runId)).rejects.toMatchObject({ code: 'drop-accepted' });
    const { rows } = await nights.context.pool.query(
      `select actor, particulars from ledger_entry where act = 'drop-accepted' order by seq desc limit 1`,
    );
    expect(rows).toEqual([{ actor: 'command:tester', particulars: { run: stopped.run.runId, dataset: 'assistance', why: ACTING.why } }]);
  });
});
