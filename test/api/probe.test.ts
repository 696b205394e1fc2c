import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BUDGETS } from '../../src/api/verify-identity/budget.ts';
import { idNumberOf } from '../support/nights-town.ts';
import { attackerAs } from '../support/probe/attacker.ts';
import { learnedBits } from '../support/probe/bits.ts';
import { attackAll, openStage, refusalsOf, type Stage, tellApart } from '../support/probe/probe.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 120_000);
afterAll(() => stage.api.close());
beforeEach(async () => {
  await stage.api.context.pool.query('delete from allowance');
  stage.api.anotherMinute();
});

describe('whoever asks about one person over and over', () => {
  /** `npm run bench -- probe` asks five thousand. */
  it('learns no more than the budget lets be answered, in whatever way they ask', async () => {
    const attacks = await attackAll(stage, 240);
    for (const attack of attacks) {
      const { name, answered, mostAnswers, learnedBits: learned, boundBits } = attack;
      expect(answered, name).toBeGreaterThan(0);
      expect(answered, name).toBeLessThanOrEqual(mostAnswers);
      expect(learned, name).toBeLessThanOrEqual(boundBits);
    }
    const guesses = attacks.filter(({ name }) => name.startsWith('many ') && !name.includes('clients'));
    expect(guesses).toHaveLength(2);
    for (const { name, learnedBits: learned, ofBits } of guesses) expect(learned, name).toBeLessThan(ofBits / 2);
    const repeated = attacks.filter(({ name }) => /^(the same (question|under)|checks one)/.test(name)).map((one) => one.learnedBits);
    expect(new Set(repeated).size, 'repetition tells nothing that the first answers did not').toBe(1);
  }, 120_000);

  it('cannot tell somebody off the roster from somebody who did not agree: same bytes, statements and calls', async () => {
    const { stranger, ...others } = await tellApart(stage);
    for (const [who, seen] of Object.entries(others)) expect(seen, who).toEqual(stranger);
    expect(stranger.join()).toMatch(/[1-9]\d* statements, 1 calls/);
  });

  it('is refused at the same moment and in the same words, whoever it is about', async () => {
    const { poor, silent } = stage.api.people;
    const subjects = [poor.sealed, silent.sealed, { idNumber: idNumberOf(888), name: '无此人' }].map(({ idNumber, name }) => ({
      idNumber,
      name,
    }));
    const [member, ...others] = await refusalsOf(stage, subjects);
    expect(member).toMatch(new RegExp(`^after ${BUDGETS['client-subject']}: 429 \\d+ .*too-many-requests`));
    expect(others).toEqual([member, member]);
  });

  it("uses up what they may ask, and nobody else's", async () => {
    const { poor } = stage.api.people;
    const question = { subject: { idNumber: poor.sealed.idNumber, name: poor.sealed.name } };
    const greedy = await attackerAs(stage.api, 'greedy');
    await greedy.askAll(Array.from({ length: 200 }, () => question));
    expect((await (await attackerAs(stage.api, 'modest')).ask(question)).isAnswer).toBe(true);
  });
});

describe('what is learned', () => {
  it('is nothing where nothing is told apart, and everything where everybody is', () => {
    expect([learnedBits([8]), learnedBits([1, 1, 1, 1, 1, 1, 1, 1]), learnedBits([4, 4])]).toEqual([0, 3, 1]);
  });
});
