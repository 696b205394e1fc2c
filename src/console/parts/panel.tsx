/** A part of a page under its own heading. */
import { type ReactNode, useId } from 'react';

interface PanelProps {
  readonly title: string;
  /** One sentence: how to read it. */
  readonly about?: string;
  readonly children: ReactNode;
}

export const Panel = ({ title, about, children }: PanelProps) => {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {about !== undefined && <p>{about}</p>}
      {children}
    </section>
  );
};
