/** Where one goes on when the button that had the focus is gone with what it did. */
import { type RefObject, useEffect, useRef } from 'react';

/** Of an element that can be focused. It takes the focus only where a change has left it nowhere. */
export const useFocusKept = <Place extends HTMLElement>(changing: unknown): RefObject<Place | null> => {
  const place = useRef<Place>(null);
  const before = useRef(changing);
  useEffect(() => {
    if (before.current !== changing && document.activeElement === document.body) place.current?.focus({ preventScroll: true });
    before.current = changing;
  }, [changing]);
  return place;
};
