/** Reading rows once more: what would be, and why; then the run where one can watch it heal. Nothing for whoever may not. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, type ButtonProps, Form, Modal } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { client, type Schemas, told } from '../../api/client.ts';
import { useHasRole } from '../../frame/session.ts';
import { useTexts } from '../../language.tsx';
import { WhyField } from '../../parts/confirm-dialog.tsx';
import { countText } from '../../parts/count.tsx';
import { Outcome } from '../../parts/outcome.tsx';
import { QueryFailed } from '../../parts/query-failed.tsx';
import { returnFocus } from '../../parts/return-focus.ts';
import { PARTS } from '../../parts/words.ts';
import { REPLAY } from './words.ts';

type Chosen = Omit<Schemas['ReplayRequest'], 'why'>;

interface ReplayProps {
  readonly chosen: Chosen;
  /** What would be read, in a sentence. */
  readonly says: string;
  readonly onDone?: () => void;
}

interface ReplayButtonProps extends ReplayProps {
  readonly label: string;
  /** False: not any more; what was begun stays in sight. */
  readonly isOffered?: boolean;
  readonly type?: NonNullable<ButtonProps['type']>;
}

export const ReplayButton = ({ label, isOffered = true, type = 'default', ...replay }: ReplayButtonProps) => {
  const mayAct = useHasRole('operator');
  const [isOpen, setOpen] = useState(false);
  if (!mayAct) return null;
  return (
    <>
      {isOffered && (
        <Button type={type} onClick={() => setOpen(true)} aria-haspopup="dialog">
          {label}
        </Button>
      )}
      <ReplayDialog {...replay} isOpen={isOpen} close={() => setOpen(false)} />
    </>
  );
};

interface ReplayDialogProps extends ReplayProps {
  readonly isOpen: boolean;
  readonly close: () => void;
}

const ReplayDialog = ({ chosen, says, onDone, isOpen, close }: ReplayDialogProps) => {
  const say = useTexts(REPLAY);
  const parts = useTexts(PARTS);
  const [form] = Form.useForm<{ readonly why: string }>();
  const { data, error, isPending, mutate, reset } = useReplay(chosen);
  const forget = (): void => {
    if (data !== undefined) onDone?.();
    reset();
    returnFocus();
  };
  return (
    <Modal
      title={say.title}
      open={isOpen}
      okText={say.confirm}
      cancelText={parts.cancel}
      confirmLoading={isPending}
      onOk={() => form.submit()}
      onCancel={close}
      afterClose={forget}
      {...(data !== undefined && { footer: <Button onClick={close}>{say.close}</Button> })}
      destroyOnHidden
    >
      {data === undefined ? (
        <>
          <p className="said">{says}</p>
          <p className="note">{say.what}</p>
          <Form form={form} layout="vertical" preserve={false} onFinish={({ why }) => mutate(why.trim())}>
            <WhyField />
          </Form>
        </>
      ) : (
        <Begun replay={data} />
      )}
      {error !== null && <QueryFailed error={error} retry={() => form.submit()} />}
    </Modal>
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

const Begun = ({ replay: { run, rows, how } }: { readonly replay: Schemas['OpenedReplay'] }) => {
  const say = useTexts(REPLAY);
  return (
    <Outcome
      title={say.begun(countText(rows))}
      onward={
        <Link to={`/runs/${run}`}>
          {say.watch} {run}
        </Link>
      }
    >
      {say[how]}
    </Outcome>
  );
};
