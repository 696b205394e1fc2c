/** The machine's own Chromium, headless. Where there is none these suites are skipped, and say so (`global-setup.ts`); under `CI=true` they fail instead. */
import { type Browser, chromium } from 'playwright-core';
import { onPath } from '../support/on-path.ts';

export const NAMES = ['chromium', 'chromium-browser', 'google-chrome'] as const;

/** Null: there is none on PATH. */
export const CHROMIUM: string | null = onPath(NAMES);

/** One a test file; close it. */
export const openChromium = async (): Promise<Browser> => {
  if (CHROMIUM === null) throw new Error(`none of ${NAMES.join(', ')} is on PATH`);
  // Its sandbox does not work for root, and /dev/shm is small in containers. No page stays long enough for its code to be worth compiling thoroughly.
  const args = ['--disable-dev-shm-usage', '--js-flags=--no-opt --no-maglev', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  return chromium.launch({ executablePath: CHROMIUM, args });
};
