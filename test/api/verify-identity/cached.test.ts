import { describe, expect, it } from 'vitest';
import { addDays, DAY, type Day, dayAt, startOf } from '../../../src/domain/period.ts';
import { inTransaction, one } from '../../../src/storage/database.ts';
import { findVerification, forgetToldAnswers } from '../../../src/storage/verifications.ts';
import { day } from '../../support/dossiers.ts';
import { nightsOfThisFile } from '../../support/nights.ts';
import { aMember, employ, enrol, insure, STRANGER, settleTown } from '../../support/nights-town.ts';
import { askerNamed, deskOn, resultOf, statusOf, type TestDesk, tellingOf } from '../../support/verifications.ts';

const start = nightsOfThisFile();
const NIGHT = day('2026-11-01');

const afterNight = async () => {
  const people = settleTown();
  const nights = start(people.town);
  await nights.reconcile(NIGHT);
  return { ...people, nights, desk: deskOn(nights.context) };
};

describe('answered from what the night read', () => {
  it('each check is graded, and each source says from when', async () => {
    const { desk, poor, nights } = await afterNight();
    const answer = await desk.ask(poor);
    expect(answer.outcome).toBe('partial');
    expect(Object.fromEntries(answer.checks.map(({ check, result }) => [check, result]))).toEqual({
      identity: 'match',
      living: 'match',
      'assistance-status': 'match',
      'medical-insurance': 'match',
      'employment-insurance': 'not-held',
      employer: 'unknown',
    });
    expect(answer.sources.map(({ status }) => status)).toEqual(['cached', 'cached', 'cached']);
    expect(answer.sources.every(({ asOf }) => asOf !== null && asOf <= nights.context.clock())).toBe(true);
  });

  it('no field value leaves: neither number nor name nor employer', async () => {
    const { desk, ordinary } = await afterNight();
    const told = JSON.stringify(await desk.ask(ordinary));
    const { idNumber, name, employerName } = ordinary.sealed;
    for (const value of [idNumber, name, employerName ?? '']) expect(told).not.toContain(value);
  });

  it('what is not asked is answered not-asked', async () => {
    const { desk, ordinary } = await afterNight();
    const answer = await desk.ask(ordinary, { checks: ['living', 'medical-insurance'] });
    expect(answer.outcome).toBe('match');
    expect(answer.checks.filter(({ result }) => result === 'not-asked').map(({ check }) => check)).toEqual([
      'identity',
      'assistance-status',
      'employment-insurance',
      'employer',
    ]);
  });

  it('what is older than the caller will have is stale and unknown, and its source says from when', async () => {
    const { desk, nights, ordinary } = await afterNight();
    nights.clock.forward(DAY);
    const fresh = await desk.ask(ordinary, { maxAgeSeconds: 30 * 24 * 3600 });
    const old = await desk.ask(ordinary, { maxAgeSeconds: 3600 });
    expect([fresh.outcome, statusOf(fresh, 'social-security')]).toEqual(['partial', 'cached']);
    expect([old.outcome, resultOf(old, 'identity'), statusOf(old, 'social-security')]).toEqual(['unavailable', 'unknown', 'stale']);
    expect(old.sources.map(({ asOf }) => asOf)).toEqual(fresh.sources.map(({ asOf }) => asOf));
  });

  it('months later a reading is stale without anybody saying so', async () => {
    const { desk, nights, ordinary } = await afterNight();
    nights.clock.forward(100 * DAY);
    const answer = await desk.ask(ordinary, { checks: ['medical-insurance'] });
    expect([answer.outcome, statusOf(answer, 'medical-insurance')]).toEqual(['unavailable', 'stale']);
  });

  it('is fetched again by whoever was given it, and by nobody else', async () => {
    const { desk, nights, ordinary } = await afterNight();
    const { verificationId, ...answer } = await desk.ask(ordinary, {}, askerNamed('one'));
    const kept = await findVerification(nights.context.pool, 'client:one', verificationId);
    expect(JSON.parse(kept?.answer ?? '')).toEqual(answer);
    expect(await findVerification(nights.context.pool, 'client:another', verificationId)).toBeNull();
  });

  it('is kept in words that are written once, however many are told the same, and forgotten once nobody can fetch it', async () => {
    const { nights, ordinary } = await afterNight();
    const { pool } = nights.context;
    const askedOf = async (process: TestDesk, by: string) => (await process.ask(ordinary, {}, askerNamed(by))).verificationId;
    const [first, second] = [deskOn(nights.context), deskOn(nights.context)];
    const ids = [await askedOf(first, 'one'), await askedOf(first, 'another'), await askedOf(second, 'a third')];
    const { rows } = await pool.query<{ told_on: Day; tellings: number }>(
      `select told_on, count(*)::int as tellings from verification join told_answer on digest = answer_digest where verification_id = any($1::uuid[]) group by digest`,
      [ids],
    );
    expect(rows).toEqual([{ told_on: dayAt(nights.context.clock()), tellings: 3 }]);
    const forget = (before: Day) => inTransaction(pool, (tx) => forgetToldAnswers(tx, { before, limit: 10 }));
    const toldOn = one(rows).told_on;
    expect(await forget(toldOn)).toMatchObject({ deleted: 0 });
    nights.clock.forward(DAY);
    await askedOf(first, 'one');
    expect(await forget(addDays(toldOn, 1))).toMatchObject({ deleted: 0 });
    expect(await forget(addDays(toldOn, 2))).toMatchObject({ deleted: 1 });
  });

  it('is on record before it is told: who, what for, the sources and the outcome, and about whom by digest', async () => {
    const { desk, nights, ordinary } = await afterNight();
    const { verificationId } = await desk.ask(ordinary, {}, askerNamed('one'));
    const { rows } = await nights.context.pool.query(
      `select actor, act, purpose, sources, outcome, subjects from ledger_entry where particulars->>'verificationId' = $1`,
      [verificationId],
    );
    expect(rows).toEqual([
      {
        actor: 'client:one',
        act: 'verify-identity',
        purpose: 'hardship-screening',
        sources: ['civil-affairs', 'medical-insurance', 'social-security'],
        outcome: 'partial',
        subjects: 1,
      },
    ]);
  });

  it('is kept with whom it is about, as the ledger calls them; what a process of the version before kept since says nobody', async () => {
    const { desk, nights, ordinary } = await afterNight();
    const { pool, lookup, ledger } = nights.context;
    const { verificationId } = await desk.ask(ordinary, {}, askerNamed('one', 'key-1'));
    const kept = await findVerification(pool, 'client:one', verificationId);
    expect(kept?.subject).toBe(ledger.subjectOf(lookup.digest('identity-number', ordinary.sealed.idNumber)));
    const { rows } = await pool.query<{ id: string }>(
      `insert into verification (verification_id, client, idempotency_key, request_digest, answer_digest, answered_at)
       select gen_random_uuid(), client, idempotency_key, request_digest, answer_digest, answered_at from verification where verification_id = $1
       on conflict (client, idempotency_key) where idempotency_key is not null do update set verification_id = excluded.verification_id
       returning verification_id as id`,
      [verificationId],
    );
    expect(await findVerification(pool, 'client:one', one(rows).id)).toMatchObject({ subject: null });
  });
});

describe('the name that the caller gives', () => {
  it.each([
    { name: '周试甲', identity: 'match', outcome: 'partial', told: true },
    { name: '周試甲', identity: 'match', outcome: 'partial', told: true },
    { name: ' 周　试甲 ', identity: 'match', outcome: 'partial', told: true },
    { name: '舟试甲', identity: 'similar', outcome: 'partial', told: true },
    { name: 'ZHOU SHIJIA', identity: 'similar', outcome: 'partial', told: true },
    { name: '郑大钱', identity: 'mismatch', outcome: 'mismatch', told: false },
  ])('$name for 周试甲: identity $identity, outcome $outcome', async ({ name, identity, outcome, told }) => {
    const { desk, ordinary } = await afterNight();
    const answer = await desk.ask(ordinary, { name });
    expect(ordinary.sealed.name).toBe('周试甲');
    expect([answer.outcome, resultOf(answer, 'identity'), resultOf(answer, 'living') !== 'not-asked']).toEqual([outcome, identity, told]);
  });

  it('a source that has the caller’s name beside the roster’s other one is a match', async () => {
    const people = settleTown();
    const renamed = aMember(6, { sealed: { name: '买买提·阿不都' } });
    enrol(people.town, renamed);
    insure(people.town, { ...renamed, sealed: { ...renamed.sealed, name: '王试新' } }, { at: startOf(NIGHT) });
    const nights = start(people.town);
    await nights.reconcile(NIGHT);
    const desk = deskOn(nights.context);
    const asRoster = await desk.ask(renamed, { name: '买买提•阿不都' });
    const asSource = await desk.ask(renamed, { name: '王试新' });
    expect([resultOf(asRoster, 'identity'), asRoster.outcome]).toEqual(['mismatch', 'mismatch']);
    expect(resultOf(asSource, 'identity')).toBe('match');
  });

  it('of somebody whom no source knows, another name than the roster’s is told nothing', async () => {
    const people = settleTown();
    const unheardOf = aMember(7);
    enrol(people.town, unheardOf);
    const nights = start(people.town);
    await nights.reconcile(NIGHT);
    const desk = deskOn(nights.context);
    const right = await desk.ask(unheardOf);
    const wrong = await desk.ask(unheardOf, { name: '别人家' });
    expect([resultOf(right, 'identity'), resultOf(right, 'living')]).toEqual(['not-held', 'match']);
    expect([wrong.outcome, resultOf(wrong, 'living')]).toEqual(['mismatch', 'not-asked']);
  });

  it.each(['张*', '**', '？？', '····', '赵○甲'])('%s is masked, and refused before anything is looked up', async (name) => {
    const { desk, ordinary } = await afterNight();
    expect(() => desk.ask(ordinary, { name })).toThrow(/masked/);
  });
});

describe('only members, only what is agreed', () => {
  it('somebody off the roster and somebody who agreed to nothing are answered alike', async () => {
    const { desk, silent } = await afterNight();
    const stranger = tellingOf(await desk.ask(STRANGER));
    expect(tellingOf(await desk.ask(silent))).toEqual(stranger);
    expect(stranger).toMatchObject({ outcome: 'not-found' });
  });

  it('a consent for another purpose is none', async () => {
    const people = settleTown();
    const agreed = aMember(8);
    const [first] = agreed.content.consents;
    const member = aMember(8, { content: { consents: first === undefined ? [] : [first] } });
    enrol(people.town, member);
    const nights = start(people.town);
    await nights.reconcile(NIGHT);
    const desk = deskOn(nights.context);
    expect((await desk.ask(member, { purpose: 'hardship-screening' })).outcome).not.toBe('not-found');
    expect(tellingOf(await desk.ask(member, { purpose: 'mutual-aid-claim' }))).toEqual(tellingOf(await desk.ask(STRANGER)));
  });

  it('a consent that expires at noon counts in the morning and not in the afternoon', async () => {
    const people = settleTown();
    const noon = startOf(day('2026-11-03'));
    const member = aMember(9, {
      content: { consents: aMember(9).content.consents.map((consent) => ({ ...consent, expiresAt: noon })) },
    });
    enrol(people.town, member);
    employ(people.town, member, startOf(NIGHT));
    const nights = start(people.town);
    await nights.reconcile(NIGHT);
    const desk = deskOn(nights.context);
    expect((await desk.ask(member)).outcome).toBe('partial');
    nights.clock.set(noon);
    expect((await desk.ask(member)).outcome).toBe('not-found');
  });
});
