/** Where the focus goes when the button that had it is gone with what it did: to the heading of the page, never to nowhere. */
import { useEffect } from 'react';

export const returnFocus = (): void => {
  if (document.activeElement === document.body) document.querySelector<HTMLElement>('main h1')?.focus();
};

/** For a button that may take itself away. */
export const useFocusGoesOn = (hasActed: boolean): void =>
  useEffect(() => {
    if (!hasActed) return;
    return () => void requestAnimationFrame(returnFocus);
  }, [hasActed]);
