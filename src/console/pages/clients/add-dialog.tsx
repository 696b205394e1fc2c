/** Registers another system. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Checkbox, Form, Input, Modal } from 'antd';
import { client, type Schemas, told } from '../../api/client.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { QueryFailed } from '../../parts/query-failed.tsx';
import { SCOPES } from '../../words/clients.ts';
import { CLIENTS } from './words.ts';

interface AddDialogProps {
  readonly tell: (secret: Schemas['ClientSecret']) => void;
  readonly close: () => void;
}

export const AddDialog = ({ tell, close }: AddDialogProps) => {
  const say = useTexts(CLIENTS);
  const term = useTerm();
  const queries = useQueryClient();
  const [form] = Form.useForm<Schemas['ClientRequest']>();
  const add = useMutation({
    mutationFn: (body: Schemas['ClientRequest']) => told(client.POST('/v1/clients', { body })),
    gcTime: 0,
    onSuccess: async (secret) => {
      tell(secret);
      await queries.invalidateQueries({ queryKey: ['clients'] });
    },
  });
  const required = [{ required: true, message: say.missing }];
  const options = Object.keys(SCOPES).map((scope) => ({ value: scope, label: term(SCOPES, scope) }));
  return (
    <Modal
      open
      title={say.add}
      okText={say.save}
      cancelText={say.cancel}
      confirmLoading={add.isPending}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <Form form={form} layout="vertical" initialValues={{ scopes: ['verify'] }} onFinish={(body) => add.mutate(body)}>
        <Form.Item name="clientId" label={say.clientId} extra={say.addHelp} rules={required}>
          <Input autoFocus autoComplete="off" />
        </Form.Item>
        <Form.Item name="name" label={say.name} rules={required}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="scopes" label={say.scopes} rules={[{ validator: (_, chosen: readonly string[]) => someOf(chosen, say.missing) }]}>
          <Checkbox.Group options={options} />
        </Form.Item>
      </Form>
      {add.error !== null && <QueryFailed error={add.error} retry={() => form.submit()} />}
    </Modal>
  );
};

/** Said as a rule of its own: a group of boxes cannot be marked as required (WAI-ARIA). */
const someOf = async (chosen: readonly string[], why: string): Promise<void> => {
  if (chosen.length === 0) throw new Error(why);
};
