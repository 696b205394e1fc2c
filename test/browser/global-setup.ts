/** Before any browser suite: is there a Chromium, and is the console built of the sources as they are? */
import { CONSOLE_IS_STALE, isConsoleBuilt } from '../../scripts/console-inputs.ts';
import { IN_CI } from '../support/in-ci.ts';
import { CHROMIUM, NAMES } from './chromium.ts';

export default async (): Promise<void> => {
  if (CHROMIUM === null) {
    const missing = `No Chromium (${NAMES.join(', ')}) is on PATH`;
    if (IN_CI) throw new Error(`${missing}: install one, the console's tests need it.`);
    process.stderr.write(`${missing}: the browser tests are skipped.\n`);
    return;
  }
  if (!(await isConsoleBuilt())) throw new Error(CONSOLE_IS_STALE);
};
