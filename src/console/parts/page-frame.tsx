/** A page: its name as heading and title of the window, what can be done on it, its content. Who comes from another page begins at the heading. */
import { type ReactNode, useEffect, useRef } from 'react';
import { useLocation } from 'react-router';
import { FRAME } from '../frame/words.ts';
import { useTexts } from '../language.tsx';

/** The router's name for where the browser began: there the focus is left where the browser has it. */
const FIRST_ENTRY = 'default';

export interface PageFrameProps {
  readonly title: string;
  /** One sentence: what is here. */
  readonly about?: ReactNode;
  /** Buttons of the whole page. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export const PageFrame = ({ title, about, actions, children }: PageFrameProps) => {
  const say = useTexts(FRAME);
  const heading = useRef<HTMLHeadingElement>(null);
  const { key } = useLocation();
  const isArrival = useRef(key !== FIRST_ENTRY);
  useEffect(() => {
    if (isArrival.current) heading.current?.focus();
  }, []);
  return (
    <>
      <title>{`${title} · ${say.product}`}</title>
      <div className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {about !== undefined && <p className="about">{about}</p>}
        </div>
        {actions !== undefined && <div className="actions">{actions}</div>}
      </div>
      {children}
    </>
  );
};
