/** What came of it, in the dialog in which it was asked for; whoever asked by keyboard is led to it. */
import { Result } from 'antd';
import { type ReactNode, useEffect, useRef } from 'react';

interface OutcomeProps {
  readonly title: string;
  readonly children: ReactNode;
  /** Where one goes on. */
  readonly onward?: ReactNode;
}

export const Outcome = ({ title, children, onward }: OutcomeProps) => {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} tabIndex={-1} className="outcome">
      <Result status="success" title={title} subTitle={children} extra={onward} />
    </div>
  );
};
