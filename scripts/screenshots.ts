/**
 * `npm run screenshots`: a picture of every page of the console into `docs/screenshots`, of a synthetic city whose last night social security refused. All
 * people in it are invented. Needs Chromium, and a database server as the tests have it, which it starts itself.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { PAGES } from '../src/console/pages.ts';
import { openChromium } from '../test/browser/chromium.ts';
import { EXPECTED, filled } from '../test/browser/every-page.ts';
import { type LivedIn, openLivedIn } from '../test/browser/lived-in.ts';
import { type Visitor, visit } from '../test/browser/visit.ts';
import { CONSOLE_IS_STALE, isConsoleBuilt } from './console-inputs.ts';

const FOLDER = join(import.meta.dirname, '../docs/screenshots');
/** A long list says nothing more further down. */
const TALLEST = 1600;
const LOWEST = 640;

/** As tall as the page is. */
const take = async (page: Page, name: string): Promise<void> => {
  await page.waitForLoadState('networkidle');
  await page.locator('.ant-skeleton').first().waitFor({ state: 'detached' });
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const { width = 0 } = page.viewportSize() ?? {};
  await page.setViewportSize({ width, height: LOWEST });
  const tall = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.min(TALLEST, Math.max(LOWEST, tall)) });
  // Charts are drawn when they are looked at.
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' });
  process.stdout.write(`${name}\n`);
};

if (!(await isConsoleBuilt())) throw new Error(CONSOLE_IS_STALE);
const browser = await openChromium();
const city: LivedIn = await openLivedIn();
await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
const looking = async (visitor: Visitor, act: (page: Page) => Promise<void>): Promise<void> => {
  const { page, close } = await visit({ browser, ...city }, visitor);
  try {
    await act(page);
  } finally {
    await close();
  }
};
const at = (path: string): string => `${city.url}/console${filled(path, city.ids)}`;
try {
  await looking({}, async (page) => {
    await page.goto(at('/sign-in'));
    await take(page, 'sign-in');
  });
  for (const { name, path } of PAGES) {
    const { roles, query = '' } = EXPECTED[name];
    await looking({ roles }, async (page) => {
      await page.goto(at(`${path}${query}`));
      await take(page, name);
    });
  }
  for (const { name, ...how } of [
    { name: 'morning-tablet', width: 820 },
    { name: 'morning-en', language: 'en' },
  ] as const)
    await looking({ roles: ['operator'], ...how }, async (page) => {
      await page.goto(at('/morning'));
      await take(page, name);
    });
  await looking({ roles: ['operator'] }, async (page) => {
    await page.goto(at('/jobs'));
    await page
      .getByRole('button', { name: /^重试全部/ })
      .first()
      .click();
    await page
      .getByRole('dialog')
      .getByText(/^将重试/)
      .waitFor();
    await take(page, 'retry-preview');
  });
} finally {
  await browser.close();
  await city.close();
}
