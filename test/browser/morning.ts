/**
 * The operator's morning, done in the console by a hand: from sign-in over the cause in the authority's own words to healed, with nothing urgent left. Answers what it took.
 * The night behind it had one authority failing, which answers again by now.
 */
import type { Page } from 'playwright-core';
import { MINUTE, SECOND } from '../../src/domain/period.ts';
import type { Hand } from './hands.ts';

export interface Morning {
  readonly page: Page;
  readonly hand: Hand;
  /** Of the console's server. */
  readonly url: string;
  /** Of the local administrator. */
  readonly password: string;
}

export interface Took {
  /** From the first look at *This morning* until the retry was started: what triage costs. */
  readonly triage: { readonly presses: number; readonly seconds: number };
  /** From sign-in until *This morning* had nothing urgent. */
  readonly presses: number;
  readonly seconds: number;
  /** What the page said of the night, and what the batch's one sentence said, one after the other. */
  readonly said: Readonly<Record<'before' | 'cause' | 'preview' | 'after' | 'focusAfterDialog', string>> & {
    readonly progress: readonly string[];
  };
}

/** A night's jobs are retried, and what follows from them is done, while the machine does other things too. */
const HEALED_WITHIN = 2 * MINUTE;

export const performMorning = async ({ page, hand, url, password }: Morning): Promise<Took> => {
  const startedAt = performance.now();
  await page.goto(`${url}/console/`);
  await hand.type(page.getByLabel('账号'), 'admin');
  await hand.type(page.getByLabel('口令', { exact: true }), password);
  await hand.press(page.getByRole('button', { name: '登录', exact: true }));

  await page.locator('.headline').waitFor();
  const [lookedAt, pressedBefore] = [performance.now(), hand.taken()];
  // The first cause's own words are asked for by themselves.
  await page.getByRole('main').getByText(/「/).first().waitFor();
  const before = await page.getByRole('main').innerText();
  await hand.press(page.getByRole('link', { name: /^去处理：.*作业失败/ }));
  const [article, dialog] = [page.getByRole('article').first(), page.getByRole('dialog', { name: '重试失败作业' })];
  await article.waitFor();
  const cause = await article.innerText();
  await hand.press(article.getByRole('button', { name: /^重试全部/ }));
  await dialog.getByText(/^将重试/).waitFor();
  const preview = await dialog.innerText();
  await hand.press(dialog.getByRole('button', { name: '对方已恢复' }));
  const progress = await listenTo(page);
  await hand.press(dialog.getByRole('button', { name: '开始重试' }));
  const triage = { presses: hand.taken() - pressedBefore, seconds: secondsSince(lookedAt) };

  await dialog.getByText(/^已完成：/).waitFor({ timeout: HEALED_WITHIN });
  await hand.press(dialog.getByRole('button', { name: '关闭' }).last());
  await dialog.waitFor({ state: 'hidden' });
  const focusAfterDialog = await page.evaluate(() => document.activeElement?.textContent ?? '');
  await hand.press(page.getByRole('link', { name: '今日早间' }));
  await page.locator('.headline:not(.is-urgent)').waitFor({ timeout: HEALED_WITHIN });
  // What follows from the jobs is done by then.
  await page.getByText('没有会员受影响').waitFor({ timeout: HEALED_WITHIN });
  return {
    triage,
    presses: hand.taken(),
    seconds: secondsSince(startedAt),
    said: { before, cause, preview, progress: await progress(), after: await page.getByRole('main').innerText(), focusAfterDialog },
  };
};

const secondsSince = (at: number): number => Math.round((performance.now() - at) / (SECOND / 10)) / 10;

/** What a screen reader would hear in the dialog, from now on. */
const listenTo = async (page: Page): Promise<() => Promise<readonly string[]>> => {
  await page.evaluate(() => {
    const heard: string[] = [];
    const hear = (): void => {
      const text = document.querySelector('.retry-live [role="status"]')?.textContent ?? '';
      if (text !== '' && heard.at(-1) !== text) heard.push(text);
    };
    new MutationObserver(hear).observe(document.body, { subtree: true, childList: true, characterData: true });
    Object.assign(window, { heard });
  });
  return () => page.evaluate(() => (window as unknown as { readonly heard: readonly string[] }).heard);
};
