/** Reading rows once more: what would be, and why; then the run where one can watch it heal. Nothing for whoever may not. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, type ButtonProps, Modal, Result } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { client, type Schemas, told } from '../../api/client.ts';
import { useHasRole } from '../../frame/session.ts';
import { useTexts } from '../../language.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { countText } from '../../parts/count.tsx';
import { REPLAY } from './words.ts';

type Chosen = Omit<Schemas['ReplayRequest'], 'why'>;

interface ReplayButtonProps {
  readonly label: string;
  readonly chosen: Chosen;
  /** What would be read, in a sentence. */
  readonly says: string;
  /** False: not any more; what was begun stays in sight. */
  readonly isOffered?: boolean;
  readonly onDone?: () => void;
  readonly type?: NonNullable<ButtonProps['type']>;
}

export const ReplayButton = ({ label, chosen, says, isOffered = true, onDone, type = 'default' }: ReplayButtonProps) => {
  const say = useTexts(REPLAY);
  const mayAct = useHasRole('operator');
  const [isOpen, setOpen] = useState(false);
  const replay = useReplay(chosen);
  if (!mayAct) return null;
  const open = (): void => {
    replay.reset();
    setOpen(true);
  };
  const close = (): void => {
    setOpen(false);
    if (replay.data !== undefined) onDone?.();
  };
  return (
    <>
      {isOffered && (
        <Button type={type} onClick={open} aria-haspopup="dialog">
          {label}
        </Button>
      )}
      <ConfirmDialog
        title={say.title}
        confirm={say.confirm}
        isOpen={isOpen && replay.data === undefined}
        isPending={replay.isPending}
        error={replay.error}
        onConfirm={(why) => replay.mutate(why)}
        onCancel={close}
      >
        <p className="said">{says}</p>
        <p className="note">{say.what}</p>
      </ConfirmDialog>
      {replay.data !== undefined && <Begun replay={replay.data} isOpen={isOpen} close={close} />}
    </>
  );
};

const useReplay = (chosen: Chosen) => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (why: string) => told(client.POST('/v1/quarantine/replay', { body: { ...chosen, why } })),
    onSuccess: () => {
      for (const queryKey of [['quarantine'], ['runs'], ['run'], ['morning']]) void queries.invalidateQueries({ queryKey });
    },
  });
};

interface BegunProps {
  readonly replay: Schemas['OpenedReplay'];
  readonly isOpen: boolean;
  readonly close: () => void;
}

const Begun = ({ replay: { run, rows, how }, isOpen, close }: BegunProps) => {
  const say = useTexts(REPLAY);
  return (
    <Modal open={isOpen} title={say.title} footer={<Button onClick={close}>{say.close}</Button>} onCancel={close}>
      <Result
        status="success"
        title={say.begun(countText(rows))}
        subTitle={say[how]}
        extra={
          <Link to={`/runs/${run}`} autoFocus>
            {say.watch} {run}
          </Link>
        }
      />
    </Modal>
  );
};
