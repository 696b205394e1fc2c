/** Where the focus goes when the button that had it is gone with what it did: to the heading of the page, never to nowhere. */
import { useEffect, useState } from 'react';

export const returnFocus = (): void => {
  if (document.activeElement === document.body) document.querySelector<HTMLElement>('main h1')?.focus();
};

/** For a button that may take itself away. */
export const useFocusGoesOn = (hasActed: boolean): void =>
  useEffect(() => {
    if (!hasActed) return;
    return () => void requestAnimationFrame(returnFocus);
  }, [hasActed]);

/** For a dialog that is there only while it is open, and is gone before it would give the focus back itself: to whatever had it before. */
export const useFocusBack = (): void => {
  // Before the dialog takes it.
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (opener instanceof HTMLElement) opener.focus();
      returnFocus();
    },
    [opener],
  );
};
