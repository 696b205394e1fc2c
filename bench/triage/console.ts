/** The console, as an operator uses it: from sign-in to all causes on one page, and from there to one of them tried again. */
import type { CauseName } from '../../test/support/five-causes.ts';
import type { Clicking, Lap } from './browser.ts';
import type { FailedNight } from './night.ts';

export interface InConsole {
  /** From the moment of sign-in until every cause stands on the page with its jobs. */
  readonly toKnow: Lap;
  /** From there until the batch has begun. */
  readonly toRetry: Lap;
}

export const triageInConsole = async (
  clicking: Clicking,
  { url, password, refusals }: FailedNight,
  cause: CauseName,
): Promise<InConsole> => {
  const { page, click, lap } = clicking;
  await page.goto(`${url}/console/`);
  await page.getByLabel('账号').fill('admin');
  await page.getByLabel('口令', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  lap();
  // Three causes stand on *This morning*, and how many there are besides.
  await click(page.getByRole('link', { name: /^另有 \d+ 种原因$/ }));
  for (const name of Object.keys(refusals.jobs) as CauseName[]) await lineOf(clicking, wordsOf(refusals.said(name))).waitFor();
  const toKnow = lap();
  await click(lineOf(clicking, wordsOf(refusals.said(cause))).getByRole('button', { name: /^重试全部/ }));
  const dialog = page.getByRole('dialog', { name: '重试失败作业' });
  await click(dialog.getByRole('button', { name: '对方已恢复' }));
  await click(dialog.getByRole('button', { name: '开始重试' }));
  await page.locator('.retry-live').waitFor();
  return { toKnow, toRetry: lap() };
};

const lineOf = ({ page }: Clicking, words: string) => page.getByRole('article').filter({ hasText: words });
/** Without the authority's code. */
const wordsOf = (said: string): string => said.slice(said.indexOf(' ') + 1);
