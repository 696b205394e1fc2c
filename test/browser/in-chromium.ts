/** `describe`, for suites that need a browser: where there is none they are skipped. */
import { describe, type SuiteAPI } from 'vitest';
import { CHROMIUM } from './chromium.ts';

export const inChromium: SuiteAPI = describe.skipIf(CHROMIUM === null) as SuiteAPI;
