/** Tries failed jobs again: all of a cause, some that were chosen, or one. Offered to operators. */
import { ReloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { Schemas } from '../../api/client.ts';
import { useHasRole } from '../../frame/session.ts';
import { useRetrier } from './retrier.tsx';

interface RetryButtonProps {
  readonly label: string;
  /** Where the same label stands more than once: which of them. */
  readonly of?: string;
  readonly selection: Schemas['Selection'];
  /** Once a batch has begun and its dialog is closed. */
  readonly onDone?: (() => void) | undefined;
}

export const RetryButton = ({ label, of, selection, onDone }: RetryButtonProps) => {
  const mayAct = useHasRole('operator');
  const ask = useRetrier();
  if (!mayAct) return null;
  return (
    <Button
      type="primary"
      icon={<ReloadOutlined aria-hidden />}
      aria-haspopup="dialog"
      aria-label={of === undefined ? undefined : `${label}: ${of}`}
      onClick={() => ask({ selection, onDone })}
    >
      {label}
    </Button>
  );
};
