/** A mouse in a page of its own, and what it took from one point to the next. */
import type { Browser, Locator, Page } from 'playwright-core';
import { MINUTE, SECOND } from '../../src/domain/period.ts';

export interface Clicking {
  readonly page: Page;
  readonly click: (target: Locator) => Promise<void>;
  /** Since it was asked last. */
  readonly lap: () => Lap;
}

export interface Lap {
  readonly clicks: number;
  readonly seconds: number;
}

export const clickingIn = async (browser: Browser, locale: 'zh-CN' | 'en-US'): Promise<Clicking> => {
  const window = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale, reducedMotion: 'reduce' });
  window.setDefaultTimeout(MINUTE);
  const page = await window.newPage();
  let [clicks, since] = [0, performance.now()];
  return {
    page,
    click: async (target) => {
      clicks += 1;
      await target.click();
    },
    lap: () => {
      const lap = { clicks, seconds: (performance.now() - since) / SECOND };
      [clicks, since] = [0, performance.now()];
      return lap;
    },
  };
};
