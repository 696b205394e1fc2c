/** A table wider than its place: it scrolls, also by keyboard. */
import type { ReactNode } from 'react';
import { useTexts } from '../language.tsx';
import { PARTS } from './words.ts';

export const Sheet = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => {
  const say = useTexts(PARTS);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse (WCAG 2.1.1).
    <section className="sheet" aria-label={say.tableOf(name)} tabIndex={0}>
      {children}
    </section>
  );
};
