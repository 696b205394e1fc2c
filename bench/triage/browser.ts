/** A browser whose clicks are counted. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { MINUTE, SECOND } from '../../src/domain/period.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

export const openBrowser = async (): Promise<Browser> => {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const executablePath = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable);
  if (executablePath === undefined) throw new Error(`none of ${NAMES.join(', ')} is on PATH`);
  // Its sandbox does not work for root, and /dev/shm is small in containers.
  const args = ['--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  return chromium.launch({ executablePath, args });
};

export interface Hand {
  readonly page: Page;
  readonly click: (target: Locator) => Promise<void>;
  /** Clicks and seconds since it was asked last. */
  readonly lap: () => Lap;
}

export interface Lap {
  readonly clicks: number;
  readonly seconds: number;
}

export const handIn = async (browser: Browser, locale: 'zh-CN' | 'en-US'): Promise<Hand> => {
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
      clicks = 0;
      since = performance.now();
      return lap;
    },
  };
};
