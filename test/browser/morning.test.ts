import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { inChromium, openChromium } from './chromium.ts';
import { type City, failing, openCity } from './city.ts';
import { keyboard, mouse } from './hands.ts';
import { performMorning } from './morning.ts';
import { type Visit, visit } from './visit.ts';

inChromium('the morning after a night in which social security failed', () => {
  let browser: Browser;
  let city: City;
  let visitor: Visit;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    city = await openCity({ faults: [failing('social-security', 'refuse')] });
    console.time('night');
    console.log((await city.night()).status);
    console.timeEnd('night');
    await city.heal({ answersInMs: 200 });
    visitor = await visit({ browser, ...city });
  }, 240_000);
  afterEach(async () => {
    await visitor.close();
    await city.close();
  });

  it.each(['mouse', 'keyboard'] as const)(
    'is healed by %s alone, from sign-in to calm, and everything is said on the way',
    async (by) => {
      const { page } = visitor;
      const took = await performMorning({ ...city, page, hand: by === 'mouse' ? mouse() : keyboard(page) }).catch(async (e) => { await page.screenshot({ path: '/tmp/h/shots/t1-fail.png' }); throw e; });
      console.log(JSON.stringify(took, null, 1));
      console.log(visitor.complaints());
    },
    240_000,
  );
});
