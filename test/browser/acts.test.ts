import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../src/security/caller.ts';
import { SESSION_COOKIE } from '../../src/security/sign-in/sessions.ts';
import { standingDrops } from '../../src/storage/drops.ts';
import { type Asking, askerAt, signedIn } from '../support/api.ts';
import { seriousFindings } from './accessibility.ts';
import { openChromium } from './chromium.ts';
import { EVERY_PAGE, filled } from './every-page.ts';
import { inChromium } from './in-chromium.ts';
import { type LivedIn, openLivedIn } from './lived-in.ts';
import { type Tab, visit } from './visit.ts';
import { shareWindows, type Windows } from './windows.ts';

const LONG = 240_000;
const POLL = { timeout: 60_000 };
const WHY = { why: '对方已恢复' };

interface Denied {
  readonly claim: string;
  readonly role: Role;
  /** Who may. */
  readonly instead: Role;
  readonly path: string;
  readonly offered: { readonly kind: 'button' | 'link'; readonly name: RegExp };
  readonly ask: Pick<Asking, 'method' | 'path' | 'json'>;
}

const DENIED: readonly Denied[] = [
  {
    claim: 'a viewer cannot retry',
    ...{ role: 'viewer', instead: 'operator', path: '/jobs', offered: { kind: 'button', name: /^重试全部/ } },
    ask: { method: 'POST', path: '/v1/jobs/retry', json: { all: true, ...WHY } },
  },
  {
    claim: 'a viewer cannot see who a member is',
    ...{ role: 'viewer', instead: 'operator', path: '/cases/:caseId', offered: { kind: 'button', name: /^查看身份/ } },
    ask: { method: 'POST', path: '/v1/members/:memberId/reveal', json: { purpose: 'hardship-screening', ...WHY } },
  },
  {
    claim: 'a rule-keeper cannot pause a source',
    ...{ role: 'rule-keeper', instead: 'operator', path: '/sources', offered: { kind: 'button', name: /^暂停/ } },
    ask: { method: 'POST', path: '/v1/connectors/social-security/pause', json: WHY },
  },
  {
    claim: 'an operator cannot read the ledger',
    ...{ role: 'operator', instead: 'auditor', path: '/runs', offered: { kind: 'link', name: /^审计台账$/ } },
    ask: { method: 'GET', path: '/v1/audit' },
  },
  {
    claim: 'an operator cannot register a system',
    ...{ role: 'operator', instead: 'administrator', path: '/runs', offered: { kind: 'link', name: /^调用系统$/ } },
    ask: { method: 'POST', path: '/v1/clients', json: { clientId: 'somebody', name: '某系统', scopes: ['verify'] } },
  },
  {
    claim: 'an auditor cannot act: starts no run',
    ...{ role: 'auditor', instead: 'operator', path: '/runs', offered: { kind: 'button', name: /^启动批次/ } },
    ask: { method: 'POST', path: '/v1/runs', json: WHY },
  },
  {
    claim: 'an auditor cannot act: retries nothing',
    ...{ role: 'auditor', instead: 'operator', path: '/runs', offered: { kind: 'link', name: /^作业$/ } },
    ask: { method: 'POST', path: '/v1/jobs/:jobId/retry', json: WHY },
  },
  {
    claim: 'an administrator sees no cases',
    ...{ role: 'administrator', instead: 'viewer', path: '/runs', offered: { kind: 'link', name: /^个案$/ } },
    ask: { method: 'GET', path: '/v1/cases' },
  },
  {
    claim: 'an administrator asks no authority for a correction',
    ...{ role: 'administrator', instead: 'operator', path: '/runs', offered: { kind: 'link', name: /^差异$/ } },
    ask: { method: 'POST', path: '/v1/discrepancies/:discrepancyId/resolve', json: { action: 'withdraw-request', ...WHY } },
  },
];

/** What stands on a page that has been answered. */
const shownAt = (path: string): RegExp => EVERY_PAGE.find((page) => page.path === path)?.shows ?? /./;

/** What begins with a question: where, and by which button. */
const DIALOGS: readonly { readonly role: Role; readonly path: string; readonly button: RegExp }[] = [
  { role: 'operator', path: '/jobs', button: /^重试全部/ },
  { role: 'operator', path: '/runs', button: /^启动批次/ },
  { role: 'operator', path: '/sources', button: /^暂停/ },
  { role: 'operator', path: '/sources', button: /^登记停服/ },
  { role: 'operator', path: '/cases/:caseId', button: /^查看身份/ },
  { role: 'operator', path: '/discrepancies', button: /^申请校核/ },
  { role: 'operator', path: '/discrepancies', button: /^导出/ },
  { role: 'administrator', path: '/operators', button: /^设置角色/ },
  { role: 'administrator', path: '/clients', button: /^登记系统/ },
  { role: 'administrator', path: '/clients', button: /^更换密钥/ },
  { role: 'administrator', path: '/clients', button: /^停用/ },
];

/** As the last night would have left it, had most of a lookup been named no more. */
const leaveDrop = ({ context: { pool }, ids }: LivedIn) =>
  pool.query(
    `with failed as (
       insert into work (work_id, run_id, pass, step, dataset, unit, params, state, fault)
       values (gen_random_uuid(), $1, 1, 'look-up', 'person', 'dropped', '{}', 'failed', '{"kind": "denied", "code": "too-many-ended", "detail": "person"}')
       returning work_id, dataset, run_id)
     insert into ending_refused (work_id, dataset, run_id, records, held) select work_id, dataset, run_id, 282, 300 from failed`,
    [ids['runId']],
  );
const forgetDrop = ({ context: { pool } }: LivedIn) => pool.query(`delete from ending_refused; delete from work where unit = 'dropped'`);

inChromium('what may be done', () => {
  let browser: Browser;
  let city: LivedIn;
  let windows: Windows;
  beforeAll(async () => {
    [browser, city] = [await openChromium(), await openLivedIn()];
    windows = shareWindows(browser);
  }, LONG);
  afterEach(() => windows.leave());
  afterAll(async () => {
    await browser?.close();
    await city?.close();
  });

  const look = (role: Role): Promise<Tab> => windows.look(city, [role]);
  const addressOf = (path: string): string => `${city.url}/console${filled(path, city.ids)}`;
  const asRole = async (role: Role, { path, ...asking }: Denied['ask']) => {
    const { secret } = await signedIn(city.context, [role]);
    const headers = { cookie: `${SESSION_COOKIE}=${secret}`, origin: city.url };
    return askerAt(city.url)({ ...asking, path: filled(path, city.ids), headers });
  };

  describe('by whom', () => {
    it.each(DENIED)(
      '$claim: it is not offered, and asking for it all the same is refused',
      async ({ role, instead, path, offered, ask }) => {
        const whatIsOffered = async (by: Role): Promise<Locator> => {
          const { page } = await look(by);
          await page.goto(addressOf(path));
          // The page is whole by then; only then it means something that a button is not there.
          await expect.poll(() => page.getByRole('main').innerText(), POLL).toMatch(shownAt(path));
          return page.getByRole(offered.kind, { name: offered.name });
        };
        expect(await (await whatIsOffered(role)).count()).toBe(0);
        await (await whatIsOffered(instead)).first().waitFor();
        expect(await asRole(role, ask)).toMatchObject({ status: 403, json: { type: 'urn:huzheng:problem:not-allowed' } });
      },
    );
  });

  describe('a question before an act', () => {
    it.each(DIALOGS)('$button on $path leaves nobody out in either language, and closed by Escape gives the focus back', async (dialog) => {
      const { page, complaints } = await look(dialog.role);
      await page.goto(addressOf(dialog.path));
      const button: Locator = page.getByRole('button', { name: dialog.button }).first();
      await button.waitFor();
      // By its place: the language changes under it.
      const same = await button.elementHandle();
      const found: Record<string, readonly string[]> = {};
      for (const language of ['zh', 'en']) {
        if (language === 'en') await page.getByRole('button', { name: 'English' }).click();
        await same?.click();
        const asked = page.getByRole('dialog');
        await asked.waitFor();
        await asked.locator('.ant-skeleton').waitFor({ state: 'detached' });
        // The page behind it is looked at by itself (`pages.test.ts`).
        found[language] = await seriousFindings(page, { part: '[role=dialog]' });
        await page.keyboard.press('Escape');
        await asked.waitFor({ state: 'hidden' });
        await expect.poll(() => same?.evaluate((element) => element === document.activeElement), POLL).toBe(true);
      }
      expect(found).toEqual({ zh: [], en: [] });
      expect(complaints()).toEqual([]);
    });
  });

  describe('a drop that waits for a person', () => {
    beforeAll(() => leaveDrop(city));
    afterAll(() => forgetDrop(city));
    const lineOf = (page: Page): Locator => page.getByRole('article', { name: /参保人|insured persons/ });

    it('says how much of how much would end, in both languages and on a narrow screen, and leaves nobody out', async () => {
      const { page, complaints } = await look('operator');
      await page.goto(addressOf('/jobs'));
      await expect.poll(() => lineOf(page).innerText(), POLL).toMatch(/将终止记录\s*282\s*原有\s*300\s*占比\s*94%\s*失败作业\s*1/);
      const found: Record<string, unknown> = { zh: await seriousFindings(page) };
      await page.getByRole('button', { name: 'English' }).click();
      await expect.poll(() => lineOf(page).innerText(), POLL).toMatch(/Records to end\s*282\s*Held\s*300\s*Share\s*94%\s*Failed jobs\s*1/);
      found['en'] = await seriousFindings(page, { isInColour: false });
      await page.setViewportSize({ width: 820, height: 1180 });
      found['too wide'] = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect({ ...found, complaints: complaints() }).toEqual({ zh: [], en: [], 'too wide': 0, complaints: [] });
    });

    it('of a source that names nobody where nothing was held says so, and no figures', async () => {
      await city.context.pool.query('update ending_refused set records = 0, held = 0');
      const { page, complaints } = await look('operator');
      await page.goto(addressOf('/jobs'));
      await expect.poll(() => lineOf(page).innerText(), POLL).toMatch(/查询多人均无记录，而此前也没有记录\s*失败作业\s*1/);
      expect(await lineOf(page).innerText()).not.toMatch(/将终止记录|占比/);
      expect(complaints()).toEqual([]);
    });

    it('is accepted by an operator, with a reason, and by no viewer; then it waits for its retry', async () => {
      const { page: viewers } = await look('viewer');
      await viewers.goto(addressOf('/jobs'));
      await lineOf(viewers).waitFor();
      expect(await lineOf(viewers).getByRole('button').count()).toBe(0);
      const { page, complaints } = await look('operator');
      await page.goto(addressOf('/jobs'));
      await lineOf(page)
        .getByRole('button', { name: /^确认属实/ })
        .click();
      const asked = page.getByRole('dialog');
      await asked.getByRole('textbox').fill('部门来函确认');
      await asked.getByRole('button', { name: /^确认属实/ }).click();
      await expect.poll(() => lineOf(page).innerText(), POLL).toMatch(/已确认，待重试：/);
      expect(await lineOf(page).getByRole('button').count()).toBe(0);
      expect(await standingDrops(city.context.pool)).toMatchObject([{ dataset: 'person', accepted: { why: '部门来函确认' } }]);
      expect(complaints()).toEqual([]);
    });
  });

  describe('a session that ends', () => {
    it.each([
      { on: '/morning', next: null, back: '/console/morning' },
      { on: '/cases?kind=lead', next: '批次', back: '/console/runs' },
      { on: '/discrepancies/:discrepancyId', next: '作业', back: '/console/jobs' },
    ])('while somebody is on $on leads to sign-in, and from there to where they were going', async ({ on, next, back }) => {
      const { page, expire, close } = await visit({ browser, ...city }, { roles: ['operator'] });
      await page.goto(addressOf(on));
      await page.getByRole('main').locator('h1').waitFor();
      await expire();
      // A page that asks again by itself finds out by itself.
      if (next !== null) await page.getByRole('link', { name: next, exact: true }).click();
      await page.waitForURL(/\/console\/sign-in\?return=/, POLL);
      await page.getByLabel('账号').fill('admin');
      await page.getByLabel('口令', { exact: true }).fill(city.password);
      await page.getByRole('button', { name: '登录', exact: true }).click();
      await page.waitForURL((url) => url.pathname === back);
      await page.getByRole('main').locator('h1').waitFor();
      await close();
    });
  });
});
