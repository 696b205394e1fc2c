import { describe, expect, it } from 'vitest';
import { BUDGETS } from '../../../src/api/verify-identity/budget.ts';
import { DAY, instantOf, wallTime } from '../../../src/domain/period.ts';
import { Fault } from '../../../src/faults.ts';
import { day } from '../../support/dossiers.ts';
import { nightsOfThisFile } from '../../support/nights.ts';
import { STRANGER, settleTown } from '../../support/nights-town.ts';
import { askerNamed, deskOn } from '../../support/verifications.ts';

const start = nightsOfThisFile();

const afterNight = async () => {
  const people = settleTown();
  const nights = start(people.town);
  await nights.reconcile(day('2026-11-01'));
  return { ...people, nights, desk: deskOn(nights.context) };
};

/** What is told of each question: an outcome, or the fault that it was refused with. */
const told = (asked: Promise<{ readonly outcome: string }>): Promise<string> =>
  asked.then(
    ({ outcome }) => outcome,
    (thrown: unknown) => (thrown instanceof Fault ? thrown.code : String(thrown)),
  );

describe('who asks too much about one person', () => {
  it('is refused alike, whether that is a member or nobody', async () => {
    const { desk, ordinary } = await afterNight();
    for (const [member, answered] of [
      [ordinary, 'partial'],
      [STRANGER, 'not-found'],
    ] as const) {
      const all: string[] = [];
      for (let nth = 0; nth < BUDGETS['client-subject'] + 2; nth += 1) all.push(await told(desk.ask(member)));
      expect(all).toEqual([...Array.from({ length: 20 }, () => answered), 'too-many-requests', 'too-many-requests']);
    }
  });

  it('may ask again the next day, and another client meanwhile', async () => {
    const { desk, nights, ordinary } = await afterNight();
    for (let nth = 0; nth <= BUDGETS['client-subject']; nth += 1) await told(desk.ask(ordinary));
    expect(await told(desk.ask(ordinary))).toBe('too-many-requests');
    expect(await told(desk.ask(ordinary, {}, askerNamed('another')))).toBe('partial');
    nights.clock.forward(DAY);
    expect(await told(desk.ask(ordinary))).toBe('partial');
  });

  it('is told in words when to ask again: a terminal shows nothing else', async () => {
    const { desk, nights, ordinary } = await afterNight();
    for (let nth = 0; nth < BUDGETS['client-subject']; nth += 1) await told(desk.ask(ordinary));
    const nextDay = (Math.floor(nights.context.now() / DAY) + 1) * DAY;
    await expect(desk.ask(ordinary)).rejects.toThrow(`ask again from ${wallTime(instantOf(nextDay))} on, by the clock of Shanghai`);
  });

  it('is counted in every process', async () => {
    const { nights, ordinary } = await afterNight();
    const processes = [deskOn(nights.context), deskOn(nights.context)];
    const all = await Promise.all(Array.from({ length: 30 }, (_, nth) => told(processes[nth % 2]?.ask(ordinary) ?? Promise.reject())));
    expect(all.filter((one) => one === 'partial')).toHaveLength(BUDGETS['client-subject']);
  });

  it('and a question answered before under the same key costs nothing', async () => {
    const { desk, ordinary } = await afterNight();
    for (let nth = 0; nth < 30; nth += 1) expect(await told(desk.ask(ordinary, {}, askerNamed('aid-system', 'key')))).toBe('partial');
  });
});
