/** The button that opened a dialog may be gone with what was made good: then one goes on at the heading of the page. */
export const returnFocus = (): void => {
  if (document.activeElement === document.body) document.querySelector<HTMLElement>('main h1')?.focus();
};
