/**
 * A button that does something which goes into the ledger: it asks why, does it, says that it is done, and lets what it changed be asked again. Offered only
 * to whoever may; the API judges anyway. The focus returns to it.
 */
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, type ButtonProps } from 'antd';
import { type ReactNode, useState } from 'react';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { useFocusGoesOn } from './return-focus.ts';

interface ActButtonProps {
  /** On the button. */
  readonly label: string;
  /** Where the same label stands more than once: which of them. */
  readonly of?: string;
  /** Of the dialog. */
  readonly title: string;
  /** On the dialog's button, if it is called otherwise than the dialog. */
  readonly confirm?: string;
  /** What will happen. */
  readonly children: ReactNode;
  /** Answers what to say when it is done. */
  readonly act: (why: string) => Promise<string>;
  /** What it changes. */
  readonly affects: readonly QueryKey[];
  readonly isDanger?: boolean;
  readonly look?: Pick<ButtonProps, 'type' | 'size' | 'icon'>;
}

export const ActButton = ({ label, of, title, confirm = title, children, act, affects, isDanger = false, look }: ActButtonProps) => {
  const [isOpen, setOpen] = useState(false);
  const { message } = App.useApp();
  const queries = useQueryClient();
  const acting = useMutation({
    mutationFn: act,
    onSuccess: (done) => {
      setOpen(false);
      void message.success(done);
      for (const queryKey of affects) void queries.invalidateQueries({ queryKey });
    },
  });
  useFocusGoesOn(acting.isSuccess);
  const open = (): void => {
    acting.reset();
    setOpen(true);
  };
  return (
    <>
      <Button
        {...look}
        danger={isDanger}
        onClick={open}
        aria-haspopup="dialog"
        aria-label={of === undefined ? undefined : `${label}: ${of}`}
      >
        {label}
      </Button>
      <ConfirmDialog
        title={title}
        confirm={confirm}
        isOpen={isOpen}
        isPending={acting.isPending}
        isDanger={isDanger}
        error={acting.error}
        onConfirm={(why) => acting.mutate(why)}
        onCancel={() => setOpen(false)}
      >
        {children}
      </ConfirmDialog>
    </>
  );
};
