/** Tries failed jobs again: all of a cause, some that were chosen, or one. Offered to operators. */
import { ReloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useHasRole } from '../../frame/session.ts';
import { RetryDialog } from './retry-dialog.tsx';

interface RetryButtonProps {
  readonly label: string;
  /** Where the same label stands more than once: which of them. */
  readonly of?: string;
  readonly selection: Schemas['Selection'];
  readonly isPrimary?: boolean;
  /** Once a batch has begun and its dialog is closed. */
  readonly onDone?: () => void;
}

export const RetryButton = ({ label, of, selection, isPrimary = false, onDone }: RetryButtonProps) => {
  const mayAct = useHasRole('operator');
  const [isOpen, setOpen] = useState(false);
  // What the list says may change while the dialog is open: it is about what was there when it was opened.
  const [opened, setOpened] = useState(selection);
  if (!mayAct) return null;
  const open = (): void => {
    setOpened(selection);
    setOpen(true);
  };
  return (
    <>
      <Button
        type={isPrimary ? 'primary' : 'default'}
        icon={<ReloadOutlined aria-hidden />}
        aria-haspopup="dialog"
        aria-label={of === undefined ? undefined : `${label}: ${of}`}
        onClick={open}
      >
        {label}
      </Button>
      <RetryDialog selection={opened} isOpen={isOpen} close={() => setOpen(false)} onDone={onDone} />
    </>
  );
};
