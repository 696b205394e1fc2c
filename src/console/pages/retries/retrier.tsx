/**
 * The one dialog of a page that retries. It stands above the lists whose buttons open it: a cause that is made good leaves its list, and its button goes
 * with it, while somebody still watches it heal.
 */
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import type { Schemas } from '../../api/client.ts';
import { RetryDialog } from './retry-dialog.tsx';

interface Asked {
  readonly selection: Schemas['Selection'];
  /** Once a batch has begun and the dialog is closed. */
  readonly onDone?: (() => void) | undefined;
}

const RetrierContext = createContext<((asked: Asked) => void) | null>(null);

export const Retrier = ({ children }: { readonly children: ReactNode }) => {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [isOpen, setOpen] = useState(false);
  const ask = useMemo(
    () =>
      (next: Asked): void => {
        setAsked(next);
        setOpen(true);
      },
    [],
  );
  return (
    <RetrierContext value={ask}>
      {children}
      {asked !== null && <RetryDialog {...asked} isOpen={isOpen} close={() => setOpen(false)} />}
    </RetrierContext>
  );
};

export const useRetrier = (): ((asked: Asked) => void) => {
  const ask = useContext(RetrierContext);
  if (ask === null) throw new TypeError('asked to retry outside a page that retries');
  return ask;
};
