import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PAGES } from '../../src/console/pages.ts';
import { PAGE_NAMES } from '../../src/console/words/pages.ts';
import { seriousFindings } from './accessibility.ts';
import { openChromium } from './chromium.ts';
import { type City, openCity } from './city.ts';
import { EVERY_PAGE, EXPECTED, filled, NOWHERE } from './every-page.ts';
import { inChromium } from './in-chromium.ts';
import { type LivedIn, openLivedIn } from './lived-in.ts';
import { strayWords } from './own-words.ts';
import type { Language } from './visit.ts';
import { lead, shareWindows, type Windows } from './windows.ts';

const LONG = 240_000;
const POLL = { timeout: 60_000 };
/** Names that people and data have, and no word of the console is; and the first line of a chart's label that stands on two. */
const QUOTED =
  /^\p{Script=Han}\*+$|值班员|市民服务大厅|对方已恢复|核对帮扶线索|各部门说法不一|^aid-system$|^city-hall$|^sandbox-city$|^mutual-aid$/u;
const TAGS = { zh: 'zh-CN', en: 'en' } as const;

const wideness = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

it('of every page it is written down what is expected of it', () => {
  expect(Object.keys(EXPECTED).toSorted()).toEqual(PAGES.map(({ name }) => name).toSorted());
});

inChromium('every page', () => {
  let browser: Browser;
  let livedIn: LivedIn;
  let fresh: City;
  let windows: Windows;
  beforeAll(async () => {
    [browser, livedIn, fresh] = [await openChromium(), await openLivedIn(), await openCity({ members: 20 })];
    windows = shareWindows(browser);
  }, LONG);
  afterEach(() => windows.leave());
  afterAll(async () => {
    await browser?.close();
    await livedIn?.close();
    await fresh?.close();
  });

  const addressOf = ({ path, query = '' }: { readonly path: string; readonly query?: string }, { url }: City, ids: LivedIn['ids']) =>
    `${url}/console${filled(`${path}${query}`, ids)}`;

  describe.each(EVERY_PAGE)('$name', ({ name, roles, stranger, question, shows, empty, group, ...page }) => {
    it('waits, says what failed under which trace, then shows what there is in both languages and widths, and leaves nobody out', async () => {
      const { page: tab, complaints, forget } = await windows.look(livedIn, roles);
      const main = tab.getByRole('main');
      const { answer, refusals } = await refused(tab, filled(question, livedIn.ids));
      await tab.goto(addressOf(page, livedIn, livedIn.ids));
      await main.locator('[aria-busy="true"], [role="status"] .ant-skeleton').first().waitFor();
      await tab.evaluate(tellOfPresses, PRESSED);
      answer();
      const alert = main.getByRole('alert').filter({ hasText: PROBLEM.traceId }).first();
      await alert.waitFor();
      expect(await alert.innerText()).toMatch(/内部错误[\s\S]*nothing of it was kept[\s\S]*追踪号 trace-of-this-page/);
      await alert.getByRole('button', { name: '重试' }).click();
      await expect.poll(() => main.innerText(), POLL).toMatch(shows);
      // The browser writes each refusal down; besides these the page was loaded in order.
      expect(complaints()).toEqual(Array.from({ length: refusals() }, () => WRITTEN_DOWN));
      forget();
      const found: Record<string, unknown> = {};
      for (const language of ['zh', 'en'] as const satisfies readonly Language[]) {
        if (language === 'en') await tab.getByRole('button', { name: 'English' }).click();
        await tab.locator(`html[lang="${TAGS[language]}"]`).waitFor();
        found[`${language} stray words`] = await strayWords(tab, language, QUOTED);
        found[`${language} serious findings`] = await seriousFindings(tab, { isInColour: language === 'zh' });
        found[`${language} too wide at 1280`] = await wideness(tab);
      }
      await tab.setViewportSize({ width: 820, height: 1180 });
      found['too wide at 820'] = await wideness(tab);
      found['complaints'] = complaints();
      expect(found).toEqual({
        'zh stray words': [],
        'zh serious findings': [],
        'zh too wide at 1280': 0,
        'en stray words': [],
        'en serious findings': [],
        'en too wide at 1280': 0,
        'too wide at 820': 0,
        complaints: [],
      });
    });

    it('says so where there is nothing', async () => {
      const { page: tab } = await windows.stay(fresh, roles);
      await lead(tab, addressOf(page, fresh, NOWHERE));
      await expect.poll(() => tab.getByRole('main').innerText(), POLL).toMatch(empty);
    });

    it('is not offered to whoever may not see it, and at its address says who may', async () => {
      const { page: tab, complaints, forget } = await windows.stay(livedIn, stranger);
      forget();
      await lead(tab, addressOf(page, livedIn, livedIn.ids));
      await tab.getByText('无权查看此页').waitFor();
      expect(await tab.getByRole('main').innerText()).toMatch(/需要以下角色之一/);
      if (group !== null)
        expect(await tab.getByRole('navigation').getByRole('link', { name: PAGE_NAMES.zh[name], exact: true }).count()).toBe(0);
      expect(complaints()).toEqual([]);
    });
  });
});

/** What is asked for there is held until it is let be answered, and then refused until something is pressed. */
const refused = async (tab: Page, path: string): Promise<{ readonly answer: () => void; readonly refusals: () => number }> => {
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  let refusals = 0;
  await tab.context().clearCookies({ name: PRESSED });
  const refuse = async (route: Route): Promise<void> => {
    await answered;
    const cookies = await tab.context().cookies();
    if (cookies.some(({ name }) => name === PRESSED)) return route.continue();
    refusals += 1;
    return route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(PROBLEM) });
  };
  await tab.route((url) => url.pathname === path, refuse);
  return { answer, refusals: () => refusals };
};

const WRITTEN_DOWN = 'error: Failed to load resource: the server responded with a status of 500 (Internal Server Error)';

/** A cookie that says that something was pressed. Until then all is refused, also what a page asks again by itself. */
const PRESSED = 'pressed';
const tellOfPresses = (name: string): void => {
  document.addEventListener('click', () => Object.assign(document, { cookie: `${name}=yes` }), { capture: true });
};

const PROBLEM = {
  type: 'urn:huzheng:problem:unexpected',
  title: '内部错误',
  status: 500,
  detail: 'Something failed here, and nothing of it was kept.',
  traceId: 'trace-of-this-page',
};
