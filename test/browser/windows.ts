/**
 * Windows that tests look through one after the other: one for all who look at a city in the same roles, with one tab. A test loads its page anew, but in
 * a process that has read the console's code before: a new tab begins one that has not, and that takes three times as long as loading a page. Where how a
 * page is loaded says nothing, one is led to it.
 */
import type { Browser, Page } from 'playwright-core';
import type { Role } from '../../src/security/caller.ts';
import type { City } from './city.ts';
import { DESK, openWindow, type Tab } from './visit.ts';

export interface Windows {
  /** A tab on a desk, in Chinese, at no page of the console. */
  readonly look: (city: City, roles: readonly Role[]) => Promise<Tab>;
  /** A tab that is not left after the test, but stays where it is. */
  readonly stay: (city: City, roles: readonly Role[]) => Promise<Tab>;
  /** After each test: what was looked at is over, and the next finds nothing of it. */
  readonly leave: () => Promise<void>;
}

/** They are closed with the browser. */
export const shareWindows = (browser: Browser): Windows => {
  const opened = new Map<string, OneTab>();
  const looking: OneTab[] = [];
  const stay: (...who: Parameters<Windows['stay']>) => Promise<OneTab> = async (city, roles) => {
    const key = `${city.url} ${roles.join(' ')}`;
    const one = opened.get(key) ?? (await openOne(browser, city, roles));
    opened.set(key, one);
    return one;
  };
  return {
    stay,
    look: async (city, roles) => {
      const one = await stay(city, roles);
      looking.push(one);
      return one;
    },
    leave: async () => {
      for (const one of looking.splice(0)) await leave(one);
    },
  };
};

interface OneTab extends Tab {
  readonly url: string;
}

const openOne = async (browser: Browser, city: City, roles: readonly Role[]): Promise<OneTab> => {
  const { tab: open } = await openWindow({ browser, ...city }, { roles });
  const tab = await open();
  // Also after a test that went on in English.
  await tab.page.addInitScript(() => localStorage.setItem('huzheng.language', 'zh'));
  return { ...tab, url: city.url };
};

/** Of the same server, so that the process is kept; nothing is asked from there. */
const QUIET = '/healthz';

const leave = async ({ page, url, forget }: OneTab): Promise<void> => {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.goto(`${url}${QUIET}`);
  await page.setViewportSize(DESK);
  forget();
};

/** To another page without loading the console again, if it is loaded: as one of its links would. */
export const lead = async (page: Page, address: string): Promise<void> => {
  if (!new URL(page.url()).pathname.startsWith('/console/')) {
    await page.goto(address);
    return;
  }
  const left = await page.getByRole('main').locator('h1').elementHandle();
  await page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, address);
  // Until then the page that is left stands there, and may say the same.
  await page.waitForFunction((heading) => heading?.isConnected === false, left);
};
