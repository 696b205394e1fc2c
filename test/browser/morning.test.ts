import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { openChromium } from './chromium.ts';
import { type City, failing, openCity } from './city.ts';
import { keyboard, mouse } from './hands.ts';
import { inChromium } from './in-chromium.ts';
import { performMorning } from './morning.ts';
import { type Visit, visit } from './visit.ts';

/** A night and a morning of a whole city. */
const LONG = 240_000;

/** What the dialog says of a batch, in order. A step that is over before the page looks again is rightly never said; beginning and end always are. */
const STEPS = ['正在试跑：先试一个作业，其余等待。', '试跑成功，其余作业正在分批重试。', '已完成：4 个作业全部修复。'];
const isOrderly = (said: readonly string[]): boolean =>
  said.at(0) === STEPS.at(0) && said.at(-1) === STEPS.at(-1) && said.join() === STEPS.filter((step) => said.includes(step)).join();

inChromium('the morning after a night in which social security refused every call', () => {
  let browser: Browser;
  let city: City;
  let visitor: Visit;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    city = await openCity({ faults: [failing('social-security', 'refuse')] });
    expect(await city.night()).toMatchObject({ status: 'incomplete' });
    // Slow enough for each step of the batch to be seen.
    await city.restartSandbox({ answersInMs: 300 });
    visitor = await visit({ browser, ...city });
  }, LONG);
  afterEach(async () => {
    await visitor.close();
    await city.close();
  });

  it.each([
    { by: 'mouse', handOn: mouse, most: 8 },
    { by: 'keyboard', handOn: keyboard, most: 60 },
  ])(
    'takes at most $most presses by $by alone, from sign-in to healed, and its steps are said on the way, in order',
    async ({ by, handOn, most }) => {
      const { page } = visitor;
      const { said, ...took } = await performMorning({ ...city, page, hand: handOn(page) });
      expect(said).toEqual({
        before: expect.stringMatching(
          /未完成[\s\S]*账平[\s\S]*社保：[\s\S]*4个作业失败，原因1种。[\s\S]*「系统升级维护中[，,]请稍后再试」/,
        ),
        cause: expect.stringMatching(/^社保 [\s\S]*B0500[\s\S]*「系统升级维护中[，,]请稍后再试」/),
        preview: expect.stringMatching(/将重试 4 个作业[\s\S]*预计用时[\s\S]*先试跑/),
        progress: expect.toSatisfy(isOrderly),
        after: expect.stringMatching(/完成[\s\S]*账平[\s\S]*没有会员受影响/),
        focusAfterDialog: '作业',
      });
      expect(said.after).not.toContain('作业失败');
      expect(took.presses).toBeLessThanOrEqual(most);
      expect(visitor.complaints()).toEqual([]);
      process.stdout.write(`the morning by ${by}: ${JSON.stringify(took)}\n`);
    },
    LONG,
  );
});
