/** Before: what would be retried, and why. After the one button: how it goes, from second to second. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useState } from 'react';
import { client, type Schemas, told } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import { returnFocus } from '../../parts/return-focus.ts';
import { RetryForm } from './retry-form.tsx';
import { RetryLive } from './retry-live.tsx';
import { RETRY } from './words.ts';

type Selection = Schemas['Selection'];

interface RetryDialogProps {
  readonly selection: Selection;
  readonly isOpen: boolean;
  readonly close: () => void;
  readonly onDone?: (() => void) | undefined;
}

const WIDTH = 640;

export const RetryDialog = ({ selection, isOpen, close, onDone }: RetryDialogProps) => {
  const say = useTexts(RETRY);
  const queries = useQueryClient();
  const [begun, setBegun] = useState<Schemas['Retry'] | null>(null);
  const start = useMutation({
    mutationFn: (why: string) => told(client.POST('/v1/jobs/retry', { body: { ...selection, why } })),
    onSuccess: (retry) => {
      setBegun(retry);
      void queries.invalidateQueries({ queryKey: ['retries'] });
    },
  });
  const forget = (): void => {
    if (begun !== null) onDone?.();
    setBegun(null);
    start.reset();
    returnFocus();
  };
  return (
    <Modal title={say.title} open={isOpen} onCancel={close} afterClose={forget} footer={null} width={WIDTH} destroyOnHidden>
      {begun === null ? (
        <RetryForm selection={selection} isPending={start.isPending} error={start.error} start={(why) => start.mutate(why)} close={close} />
      ) : (
        <RetryLive begun={begun} close={close} />
      )}
    </Modal>
  );
};
