/** An accessibility checker, run on a page as it stands. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** What an accessibility checker holds to be serious, and where; of a part of the page, if one is named. */
export const seriousFindings = async (page: Page, part = 'html'): Promise<readonly string[]> => {
  // What it finds in order is not asked for: writing that down takes it as long as looking.
  const { violations } = await new AxeBuilder({ page })
    .include(part)
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
};
