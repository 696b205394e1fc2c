/** An accessibility checker, run on a page as it stands. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

interface Looking {
  /** Of the page; default: all of it. */
  readonly part?: string;
  /** Contrasts are looked at as well; default: yes. In another language they are what they were. */
  readonly isInColour?: boolean;
}

/** What an accessibility checker holds to be serious, and where. */
export const seriousFindings = async (page: Page, { part = 'html', isInColour = true }: Looking = {}): Promise<readonly string[]> => {
  // What it finds in order is not asked for: writing that down takes it as long as looking.
  const { violations } = await new AxeBuilder({ page })
    .include(part)
    .setLegacyMode()
    .options({ resultTypes: ['violations'], ...(isInColour ? {} : { rules: { 'color-contrast': { enabled: false } } }) })
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
};
