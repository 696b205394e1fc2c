import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../../src/domain/period.ts';
import { day } from '../../support/dossiers.ts';
import { nightsOfThisFile } from '../../support/nights.ts';
import { settleTown } from '../../support/nights-town.ts';
import { type Asking, askerNamed, deskOn } from '../../support/verifications.ts';

const start = nightsOfThisFile();

const afterNight = async () => {
  const people = settleTown();
  const nights = start(people.town);
  await nights.reconcile(day('2026-11-01'));
  const looks = async (): Promise<number> => {
    const { rows } = await nights.context.pool.query<{ looks: number }>(
      `select count(*)::int as looks from ledger_entry where act = 'verify-identity'`,
    );
    return rows[0]?.looks ?? 0;
  };
  return { ...people, nights, looks, desk: deskOn(nights.context) };
};

const KEYED = askerNamed('aid-system', 'key-1');

describe('an Idempotency-Key', () => {
  it('with the same question is answered as before: one look, and on record that it was told again, about whom', async () => {
    const { desk, ordinary, looks, nights } = await afterNight();
    const before = await looks();
    const first = await desk.ask(ordinary, {}, KEYED);
    expect(await desk.ask(ordinary, {}, KEYED)).toEqual(first);
    expect((await looks()) - before).toBe(1);
    const { rows } = await nights.context.pool.query<{ act: string; subject: Buffer }>(
      `select act, subject from ledger_entry join ledger_subject using (seq) where particulars ->> 'verificationId' = $1 order by seq`,
      [first.verificationId],
    );
    expect(rows.map(({ act }) => act)).toEqual(['verify-identity', 'verification-read']);
    expect(rows[1]?.subject).toEqual(rows[0]?.subject);
  });

  it('is the caller’s own: another’s same key is another key', async () => {
    const { desk, ordinary } = await afterNight();
    const [one, two] = [await desk.ask(ordinary, {}, KEYED), await desk.ask(ordinary, {}, askerNamed('another', 'key-1'))];
    expect(one.verificationId).not.toBe(two.verificationId);
  });

  it.each<{ readonly given: string; readonly asking: Asking }>([
    { given: 'another name', asking: { name: '周试乙' } },
    { given: 'another purpose', asking: { purpose: 'mutual-aid-claim' } },
    { given: 'other checks', asking: { checks: ['living'] } },
    { given: 'another freshness', asking: { freshness: 'live' } },
  ])('with $given is refused', async ({ asking }) => {
    const { desk, ordinary } = await afterNight();
    await desk.ask(ordinary, {}, KEYED);
    await expect(desk.ask(ordinary, asking, KEYED)).rejects.toMatchObject({ kind: 'conflict', code: 'key-used-before' });
  });

  it('used by many at once is one answer', async () => {
    const { desk, ordinary, looks } = await afterNight();
    const before = await looks();
    const answers = await Promise.all(Array.from({ length: 10 }, () => desk.ask(ordinary, {}, KEYED)));
    expect(new Set(answers.map(({ verificationId }) => verificationId)).size).toBe(1);
    expect((await looks()) - before).toBe(1);
  });

  it('used in two processes at once is one answer', async () => {
    const { nights, ordinary } = await afterNight();
    const processes = [deskOn(nights.context), deskOn(nights.context), deskOn(nights.context)];
    const answers = await Promise.all(processes.map((desk) => desk.ask(ordinary, {}, KEYED)));
    expect(new Set(answers.map(({ verificationId }) => verificationId)).size).toBe(1);
  });

  it('and a question that failed under it can be asked again', async () => {
    const { desk, ordinary, nights } = await afterNight();
    const failing = deskOn({
      ...nights.context,
      ledger: { ...nights.context.ledger, recordWith: () => Promise.reject(new Error('no room')) },
    });
    await expect(failing.ask(ordinary, {}, KEYED)).rejects.toThrow('no room');
    expect((await desk.ask(ordinary, {}, KEYED)).outcome).toBe('partial');
  });

  it('is remembered for a day', async () => {
    const { desk, ordinary, nights } = await afterNight();
    const first = await desk.ask(ordinary, {}, KEYED);
    nights.clock.forward(DAY - HOUR);
    expect(await desk.ask(ordinary, {}, KEYED)).toEqual(first);
    nights.clock.forward(2 * HOUR);
    const later = await desk.ask(ordinary, { checks: ['living'] }, KEYED);
    expect(later.verificationId).not.toBe(first.verificationId);
    expect(await desk.ask(ordinary, { checks: ['living'] }, KEYED)).toEqual(later);
  });
});
