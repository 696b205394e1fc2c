/** A page of the console in a window of its own, or in one with others, and a watch on it: whatever a browser complains of, or fetches from elsewhere, is written down. */
import type { Browser, Page } from 'playwright-core';
import type { Context } from '../../src/context.ts';
import type { Role } from '../../src/security/caller.ts';
import { SESSION_COOKIE } from '../../src/security/sign-in/sessions.ts';
import { signedIn } from '../support/api.ts';

export type Language = 'zh' | 'en';

export interface Tab {
  readonly page: Page;
  /** Errors in the browser's log (what the page's policy refused is one), uncaught exceptions, failed requests, other origins. */
  readonly complaints: () => readonly string[];
  /** Of what was complained of until now nothing is said any more. */
  readonly forget: () => void;
}

export interface Visit extends Tab {
  /** The session ends on the server; the page does not know yet. */
  readonly expire: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Visitor {
  readonly language?: Language;
  readonly width?: number;
  /** Signed in, in these roles; left out: nobody is. */
  readonly roles?: readonly Role[];
}

interface Place {
  readonly browser: Browser;
  readonly url: string;
  readonly context: Pick<Context, 'pool' | 'uuid' | 'signIn'>;
}

/** Who it is that looks. */
export const ON_DUTY = '值班员';
export const DESK = { width: 1280, height: 900 } as const;
/** For an action or a state, on a machine that has others to serve. */
const PATIENCE_MS = 60_000;

export const visit = async (place: Place, visitor: Visitor = {}): Promise<Visit> => {
  const { tab, ...window } = await openWindow(place, visitor);
  return { ...window, ...(await tab()) };
};

/** Cookies, storage and what was fetched are those of the window: the console, once it is loaded, is there for every tab. */
export interface Window extends Pick<Visit, 'expire' | 'close'> {
  readonly tab: () => Promise<Tab>;
}

export const openWindow = async (
  { browser, url, context }: Place,
  { language = 'zh', width = DESK.width, roles }: Visitor = {},
): Promise<Window> => {
  const window = await browser.newContext({
    viewport: { ...DESK, width },
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    // What moves is not yet where it will be clicked.
    reducedMotion: 'reduce',
  });
  window.setDefaultTimeout(PATIENCE_MS);
  await window.addInitScript((kept) => {
    if (localStorage.getItem('huzheng.language') === null) localStorage.setItem('huzheng.language', kept);
  }, language);
  const secret = roles === undefined ? null : (await signedIn(context, roles, ON_DUTY)).secret;
  if (secret !== null) {
    await window.addCookies([{ name: SESSION_COOKIE, value: secret, url, httpOnly: true }]);
    await window.addInitScript(() => localStorage.setItem('huzheng.signed-in', 'yes'));
  }
  return {
    tab: async () => {
      const page = await window.newPage();
      return { page, ...watch(page, url) };
    },
    expire: () => context.signIn.sessions.close(`${SESSION_COOKIE}=${secret}`),
    close: () => window.close(),
  };
};

/** A question that is given up because its page is left ends so; that is no failure. */
const GIVEN_UP = 'net::ERR_ABORTED';

/** What Chromium looks for by itself, whenever it likes, where a page names no icon: JSON does not. */
const UNNAMED_ICON = '/favicon.ico';

const watch = (page: Page, url: string): Omit<Tab, 'page'> => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.location().url.endsWith(UNNAMED_ICON)) return;
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    if (why !== GIVEN_UP) complaints.push(`failed: ${request.method()} ${request.url()} ${why}`);
  });
  page.on('request', (request) => {
    const { origin } = new URL(request.url());
    if (origin !== url) complaints.push(`another origin: ${request.url()}`);
  });
  return { complaints: () => complaints, forget: () => void complaints.splice(0) };
};
