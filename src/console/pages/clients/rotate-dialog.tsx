/** Another secret for a system; the old one stays good for a day. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { client, type Schemas, told } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import { QueryFailed } from '../../parts/query-failed.tsx';
import { CLIENTS } from './words.ts';

interface RotateDialogProps {
  readonly client: Schemas['Client'];
  readonly tell: (secret: Schemas['ClientSecret']) => void;
  readonly close: () => void;
}

export const RotateDialog = ({ client: { clientId, name }, tell, close }: RotateDialogProps) => {
  const say = useTexts(CLIENTS);
  const queries = useQueryClient();
  const rotate = useMutation({
    mutationFn: () => told(client.POST('/v1/clients/{clientId}/rotate', { params: { path: { clientId } } })),
    gcTime: 0,
    onSuccess: async (secret) => {
      tell(secret);
      await queries.invalidateQueries({ queryKey: ['clients'] });
    },
  });
  return (
    <Modal
      open
      title={say.rotateOf(name)}
      okText={say.rotate}
      cancelText={say.cancel}
      confirmLoading={rotate.isPending}
      onOk={() => rotate.mutate()}
      onCancel={close}
    >
      <p>{say.rotateWhat}</p>
      {rotate.error !== null && <QueryFailed error={rotate.error} retry={() => rotate.mutate()} />}
    </Modal>
  );
};
