/** Two ways of using a page. Each counts what it takes, so that a morning can be compared with another tool's. */
import type { Locator, Page } from 'playwright-core';

export interface Hand {
  /** A button, a link. */
  readonly press: (target: Locator) => Promise<void>;
  readonly type: (target: Locator, text: string) => Promise<void>;
  /** Clicks, or keys that go somewhere or press something; not the letters of what is typed. */
  readonly taken: () => number;
}

export const mouse = (): Hand => {
  let clicks = 0;
  const click = async (target: Locator): Promise<void> => {
    clicks += 1;
    await target.click();
  };
  return {
    press: click,
    type: async (target, text) => {
      // The page has put the cursor there by itself.
      if (!(await isFocused(target))) await click(target);
      await target.pressSequentially(text);
    },
    taken: () => clicks,
  };
};

/** Only keys; wherever the focus rests on the way, it can be seen. */
export const keyboard = (page: Page): Hand => {
  let keys = 0;
  const press = async (key: string): Promise<void> => {
    keys += 1;
    await page.keyboard.press(key);
  };
  const reach = async (target: Locator): Promise<void> => {
    await target.waitFor();
    for (let steps = 0; !(await isFocused(target)); steps += 1) {
      if (steps === MOST_STEPS) throw new Error(`the keyboard does not come to ${target}`);
      await press((await isBehind(target)) ? 'Shift+Tab' : 'Tab');
      const unseen = await focusUnseen(page);
      if (unseen !== null) throw new Error(`on the way to ${target} the focus cannot be seen on ${unseen}`);
    }
  };
  return {
    press: async (target) => {
      await reach(target);
      await press('Enter');
    },
    type: async (target, text) => {
      await reach(target);
      await page.keyboard.type(text);
    },
    taken: () => keys,
  };
};

const MOST_STEPS = 120;

const isFocused = (target: Locator): Promise<boolean> => target.evaluate((element) => element === document.activeElement);

const isBehind = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => {
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) return false;
    return (activeElement.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
  });

/** Null: it can be seen, by an outline or a shadow on what has it or right around that (a field's frame). */
const focusUnseen = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const { activeElement } = document;
    // Between the last stop of a page and the first of the browser's own; Ant Design's empty stops at the ends of a dialog pass it on.
    if (activeElement === null || activeElement === document.body || activeElement.getAttribute('aria-hidden') === 'true') return null;
    const around = [activeElement, activeElement.parentElement, activeElement.parentElement?.parentElement];
    const isSeen = around.some((element) => {
      if (element == null) return false;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    });
    return isSeen ? null : activeElement.outerHTML.slice(0, 200);
  });
