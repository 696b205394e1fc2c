/** Erasing a member, between nights and in the middle of one. */
import { describe, expect, it } from 'vitest';
import { questionOf } from '../../src/api/verify-identity/question.ts';
import { type Told, verificationDesk } from '../../src/api/verify-identity/verify-identity.ts';
import type { Member } from '../../src/domain/canonical.ts';
import { addDays, type Day, dayAt, endOf, startOf } from '../../src/domain/period.ts';
import { Fault } from '../../src/faults.ts';
import { withdrawErased } from '../../src/pipeline/5-apply/withdraw-erased/job.ts';
import { actorOf, type Caller } from '../../src/security/caller.ts';
import { eraseMember } from '../../src/security/erasure/erase.ts';
import { findVerification } from '../../src/storage/verifications.ts';
import { aBrokenRow } from '../support/connectors.ts';
import { day } from '../support/dossiers.ts';
import { type Nights, nightsOfThisFile } from '../support/nights.ts';
import { aMember, CONSENT_TO_ALL, changed, enrol, idNumberOf, settleTown } from '../support/nights-town.ts';
import { personOf, rowsNaming } from '../support/whose-rows.ts';

const ASKING: Caller = { kind: 'client', id: 'aid-system', scopes: ['verify'] };
const D = day('2026-11-22');
const NEXT = day('2026-11-23');
const AFTER = day('2026-11-24');
const FOREVER = new AbortController().signal;

const startNights = nightsOfThisFile();

const ask = (nights: Nights, member: Pick<Member, 'content'>, reason: string | null = null) =>
  eraseMember({ memberId: member.content.memberId, cause: 'asked', reason, caller: ASKING }, nights.context);

const keyOf = (nights: Nights, { content }: Member): Promise<string> => personOf(nights, content.memberId);

const unbalanced = (summary: { readonly books: readonly { readonly balanced: boolean }[] }) =>
  summary.books.filter(({ balanced }) => !balanced);
const roster = (summary: { readonly books: readonly { readonly dataset: string; readonly withheld: number }[] }) =>
  summary.books.find(({ dataset }) => dataset === 'members');

describe('erasing a member', () => {
  it('leaves no row of theirs in any table, and everybody else as they were', async () => {
    const { town, poor, ordinary } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    const [key, other] = [await keyOf(nights, poor), await keyOf(nights, ordinary)];
    const before = await rowsNaming(nights, other);
    expect(Object.keys(await rowsNaming(nights, key))).toEqual(
      expect.arrayContaining(['application', 'finding', 'person', 'record', 'screening']),
    );
    expect(await ask(nights, poor)).toMatchObject({ outcome: 'erased', withdrawing: 1, restrictions: [] });
    expect(await rowsNaming(nights, key)).toEqual({ application: 1 });
    expect(await withdrawErased(nights.context, FOREVER)).toBe(0);
    expect(await rowsNaming(nights, key)).toEqual({});
    expect(await rowsNaming(nights, other)).toEqual(before);
    expect([...town.office.filed.values()].find(({ document }) => document.programme === 'living-aid')?.status).toBe('withdrawn');
  });

  it('answers afterwards as for somebody nobody knows', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    const desk = verificationDesk(nights.context);
    const told = async (idNumber: string) => {
      const question = questionOf({ subject: { idNumber, name: poor.sealed.name }, purpose: 'hardship-screening', freshness: 'cached' });
      const { verificationId: _, ...answer } = await desk.verify(question, { caller: ASKING, trace: null, idempotencyKey: null });
      return answer;
    };
    const known = await told(poor.sealed.idNumber);
    await ask(nights, poor);
    const unknown = await told(idNumberOf(777));
    expect(known).not.toEqual(unknown);
    expect(await told(poor.sealed.idNumber)).toEqual(unknown);
  });

  it('takes the answers that were kept for whoever had asked: under the same key nobody is known, by id there is nothing', async () => {
    const { town, poor, ordinary } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    const desk = verificationDesk(nights.context);
    const told = ({ sealed }: typeof poor) => {
      const subject = { idNumber: sealed.idNumber, name: sealed.name };
      const question = questionOf({ subject, purpose: 'hardship-screening', freshness: 'cached' });
      return desk.verify(question, { caller: ASKING, trace: null, idempotencyKey: `about ${sealed.idNumber}` });
    };
    const kept = ({ verificationId }: Told) => findVerification(nights.context.pool, actorOf(ASKING), verificationId);
    const [before, another] = [await told(poor), await told(ordinary)];
    expect(await ask(nights, poor)).toMatchObject({ outcome: 'erased', deleted: { verification: 1 } });
    expect([await kept(before), await kept(another)]).toEqual([null, expect.anything()]);
    expect((await told(poor)).answer.outcome).toBe('not-found');
    expect(await told(ordinary)).toEqual(another);
  });

  it('done twice is done once; of a member nobody knows it says so', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    await ask(nights, poor);
    expect(await ask(nights, poor)).toEqual({ outcome: 'already-erased', restrictions: [] });
    expect(await ask(nights, aMember(99))).toEqual({ outcome: 'unknown' });
  });

  it('that breaks off half-way has changed nothing, and can be done again', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    const key = await keyOf(nights, poor);
    const before = await rowsNaming(nights, key);
    const { lookup } = nights.context;
    const broken = {
      ...lookup,
      digest: (...[use, value]: Parameters<typeof lookup.digest>) => (use === 'erased-person' ? fail() : lookup.digest(use, value)),
    };
    await expect(
      eraseMember({ memberId: 'member-1', cause: 'asked', reason: null, caller: ASKING }, { ...nights.context, lookup: broken }),
    ).rejects.toThrow('killed');
    expect(await rowsNaming(nights, key)).toEqual(before);
    expect((await ask(nights, poor)).outcome).toBe('erased');
  });

  it('refuses a reason that says who, and keeps one that says why', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    await expect(ask(nights, poor, `${poor.sealed.name} wrote to us`)).rejects.toMatchObject({ code: 'reason-names-person' });
    await expect(ask(nights, poor, `call 138-0000-1111`)).rejects.toMatchObject({ code: 'reason-names-person' });
    expect((await ask(nights, poor, 'letter 2026/17')).outcome).toBe('erased');
  });

  it('takes with it whom they were taken for before the roster corrected the number', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    const mistaken = await keyOf(nights, poor);
    enrol(town, changed(poor, startOf(NEXT), { sealed: { idNumber: idNumberOf(31) } }));
    await nights.reconcile(NEXT);
    const corrected = await keyOf(nights, poor);
    expect(corrected).not.toBe(mistaken);
    await ask(nights, poor);
    await withdrawErased(nights.context, FOREVER);
    expect(await Promise.all([mistaken, corrected].map((key) => rowsNaming(nights, key)))).toEqual([{}, {}]);
  });
});

describe('the night after an erasure', () => {
  it('withdraws what the aid system could not be told', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    const key = await keyOf(nights, poor);
    await ask(nights, poor);
    town.office.onWithdrawal = () => {
      throw new Fault('busy', { code: 'unreachable', detail: 'The aid system does not answer.' });
    };
    expect(await withdrawErased(nights.context, FOREVER)).toBe(1);
    town.office.onWithdrawal = null;
    const { run, summary } = await nights.reconcile(NEXT);
    expect([run.status, unbalanced(summary)]).toEqual(['completed', []]);
    expect(await rowsNaming(nights, key)).toEqual({});
    expect(town.office.filed.size).toBe(3);
    expect([...town.office.filed.values()].filter(({ status }) => status === 'withdrawn')).toHaveLength(1);
  });

  it('drops the next row of the roster about them, and counts it as withheld', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    await ask(nights, poor);
    enrol(town, changed(poor, startOf(NEXT), { sealed: { employerName: '试验市另一家公司' } }));
    const { read } = aBrokenRow({ subject: poor.sealed.idNumber }, startOf(NEXT));
    if (!read.ok) town.office.roster.push({ ok: false, broken: read.broken, memberId: poor.content.memberId });
    const { run, summary } = await nights.reconcile(NEXT);
    expect([run.status, unbalanced(summary), roster(summary)]).toMatchObject(['completed', [], { withheld: 2, quarantined: 0 }]);
    expect(await keyOf(nights, poor)).toBe('');
    // The same person under another member id, and the whole roster read anew.
    enrol(town, aMember(1, { content: { memberId: 'member-1-again' } }));
    const full = await nights.reconcile(AFTER, { full: true });
    expect([full.run.status, roster(full.summary)]).toMatchObject(['completed', { withheld: 3, accepted: 0 }]);
  });

  it('knows them again, as somebody new, by a consent given since, and by that alone', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    const before = await keyOf(nights, poor);
    await ask(nights, poor);
    const [fresh] = CONSENT_TO_ALL;
    if (fresh === undefined) throw new Error('there is no consent');
    const consents = [...CONSENT_TO_ALL, { ...fresh, sources: ['civil-affairs' as const], includesHealth: false, grantedAt: endOf(NEXT) }];
    enrol(town, changed(poor, endOf(NEXT), { content: { consents } }));
    const { run, summary } = await nights.reconcile(AFTER);
    expect([run.status, unbalanced(summary)]).toEqual(['completed', []]);
    const key = await keyOf(nights, poor);
    expect(['', before]).not.toContain(key);
    const { rows } = await nights.context.pool.query('select purposes from permission where person_key = $1', [key]);
    expect(rows).toEqual([{ purposes: { 'hardship-screening': ['assistance', 'death', 'family'] } }]);
    // And can go again.
    expect((await ask(nights, poor)).outcome).toBe('erased');
    expect(await rowsNaming(nights, key)).not.toHaveProperty('record');
  });
});

describe('erasing beside a night', () => {
  const erasedDuring = async (dataset: 'person' | 'assistance' | 'settlement' | 'participation') => {
    const people = settleTown();
    const { town, poor } = people;
    const nights = startNights(town);
    await nights.reconcile(D);
    const key = await keyOf(nights, poor);
    enrol(town, changed(people.ordinary, startOf(NEXT), { sealed: { employerName: '试验市另一家公司' } }));
    let asked = 0;
    town.troubles[dataset] = async () => {
      asked += 1;
      if (asked === 1) await ask(nights, poor);
      return null;
    };
    const { run, summary } = await nights.reconcile(NEXT, { full: true });
    return { nights, key, asked, status: run.status, wrong: unbalanced(summary), town };
  };

  it.each(['person', 'assistance', 'settlement', 'participation'] as const)(
    'while %s is read: nothing of them is written after',
    async (dataset) => {
      const { nights, key, asked, status, wrong, town } = await erasedDuring(dataset);
      expect(asked).toBeGreaterThan(0);
      expect([status, wrong]).toEqual(['completed', []]);
      expect(await rowsNaming(nights, key)).toEqual({});
      expect([...town.office.filed.values()].filter(({ status: filed }) => filed === 'withdrawn')).toHaveLength(1);
    },
  );

  it('while their own application is on its way: it is withdrawn once it has arrived', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    const key = Promise.withResolvers<string>();
    const { deliver } = town.office.client;
    Object.assign(town.office.client, {
      deliver: async (...[id, document, call]: Parameters<typeof deliver>) => {
        if (document.memberId === poor.content.memberId && document.version === 1 && !town.office.filed.has(id)) {
          key.resolve(await keyOf(nights, poor));
          await ask(nights, poor);
        }
        return deliver(id, document, call);
      },
    });
    const { run, summary } = await nights.reconcile(D);
    expect([run.status, unbalanced(summary)]).toEqual(['completed', []]);
    expect(await rowsNaming(nights, await key.promise)).toEqual({});
    expect([...town.office.filed.values()].find(({ document }) => document.memberId === poor.content.memberId)?.status).toBe('withdrawn');
  });

  it('when it was delivered earlier that night: the same night withdraws it', async () => {
    const { town, poor, courier } = settleTown();
    const nights = startNights(town);
    const { deliver } = town.office.client;
    const before: boolean[] = [];
    Object.assign(town.office.client, {
      deliver: async (...[id, document, call]: Parameters<typeof deliver>) => {
        if (document.memberId !== courier.content.memberId) return deliver(id, document, call);
        before.push(await isDelivered(nights, poor));
        // What has not gone through goes by itself, once the others are noted.
        if (before.length === 1) throw new Fault('busy', { code: 'unreachable', detail: 'The aid system does not answer.' });
        await ask(nights, poor);
        return deliver(id, document, call);
      },
    });
    const { run } = await nights.reconcile(D);
    expect(run.status).toBe('completed');
    expect(before).toEqual([false, true]);
    expect([...town.office.filed.values()].find(({ document }) => document.memberId === poor.content.memberId)?.status).toBe('withdrawn');
  });
});

const isDelivered = async (nights: Nights, member: Member): Promise<boolean> => {
  const { rows } = await nights.context.pool.query(`select from application where person_key = $1 and state = 'delivered'`, [
    await keyOf(nights, member),
  ]);
  return rows.length > 0;
};

const fail = (): never => {
  throw new Error('killed');
};

describe('where a retention duty runs', () => {
  const aidFile = { class: 'deep', openedOn: day('2026-01-01'), memberCount: 1 } as const;

  it('the file is stored sealed, is used for nothing, and goes when the duty ends', async () => {
    const { town, ordinary } = settleTown();
    const filed = changed(ordinary, startOf(D), { content: { aidFile }, sealed: { fileNo: 'FILE-7' } });
    enrol(town, filed);
    const nights = startNights(town);
    await nights.reconcile(D);
    const key = await keyOf(nights, ordinary);
    const erased = await ask(nights, ordinary);
    const until = day('2036-11-23');
    expect(erased).toMatchObject({ outcome: 'restricted', restrictions: [{ until, duties: [{ duty: 'hardship-files', until }] }] });
    expect(await rowsNaming(nights, key)).toEqual({ person: 1, restriction: 1, retained: 1 });
    expect(await ask(nights, ordinary)).toMatchObject({ outcome: 'already-erased', restrictions: [{ until }] });
    expect(await opened(nights, key)).toMatchObject([
      { memberId: ordinary.content.memberId, name: ordinary.sealed.name, fileNo: 'FILE-7' },
    ]);
    const { run } = await nights.reconcile(NEXT);
    expect([run.status, await keyOf(nights, ordinary)]).toEqual(['completed', '']);
    expect(await rowsNaming(nights, key)).toEqual({ person: 1, restriction: 1, retained: 1 });
    await later(nights, until);
    expect(await rowsNaming(nights, key)).toHaveProperty('restriction');
    await later(nights, addDays(until, 1));
    expect(await rowsNaming(nights, key)).toEqual({});
  });

  it('a granted application is stored with its document, and the rest is erased', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    const key = await keyOf(nights, poor);
    await nights.context.pool.query(
      `update application set state = 'decided', remote_status = 'granted' where person_key = $1 and state = 'delivered'`,
      [key],
    );
    const erased = await ask(nights, poor);
    expect(erased).toMatchObject({
      outcome: 'restricted',
      withdrawing: 0,
      restrictions: [{ duties: [{ duty: 'granted-applications', until: '2036-11-22' }] }],
    });
    expect(await rowsNaming(nights, key)).toEqual({ person: 1, restriction: 1, retained: 2 });
    expect(await opened(nights, key)).toMatchObject([
      { remoteStatus: 'granted', document: { document: { memberId: poor.content.memberId } } },
      { name: poor.sealed.name },
    ]);
  });
});

/** What is stored, as somebody with the key would read it. */
const opened = async ({ context: { pool, vault } }: Nights, personKey: string): Promise<readonly object[]> => {
  const { rows } = await pool.query<{ item: string; sealed: Buffer; wrapped_key: Buffer }>(
    'select item, sealed, wrapped_key from retained join person using (person_key) where person_key = $1 order by item',
    [personKey],
  );
  return rows.map((row) =>
    vault.open<object>({ personKey, wrappedKey: row.wrapped_key, dataset: 'retained', recordKey: row.item, version: 0 }, row.sealed),
  );
};

const later = async (nights: Nights, on: Day): Promise<void> => {
  nights.clock.set(startOf(addDays(on, 1)));
  expect(dayAt(nights.context.clock())).toBe(addDays(on, 1));
  await nights.reconcile(on);
};
