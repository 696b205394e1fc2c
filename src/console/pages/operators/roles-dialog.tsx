/** The roles another operator is to have, all of them. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Checkbox, Form, Modal } from 'antd';
import { client, type Schemas, told } from '../../api/client.ts';
import type { Role } from '../../api/queries.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { QueryFailed } from '../../parts/query-failed.tsx';
import { useFocusBack } from '../../parts/return-focus.ts';
import { ROLES } from '../../words/terms.ts';
import { OPERATORS } from './words.ts';

interface RolesDialogProps {
  readonly operator: Schemas['Operator'];
  readonly close: () => void;
}

export const RolesDialog = ({ operator: { operatorId, name, roles }, close }: RolesDialogProps) => {
  const say = useTexts(OPERATORS);
  const term = useTerm();
  useFocusBack();
  const [form] = Form.useForm<Schemas['RolesRequest']>();
  const setRoles = useSetRoles(operatorId, close);
  const options = Object.keys(ROLES).map((role) => ({ value: role, label: term(ROLES, role) }));
  return (
    <Modal
      open
      title={say.changeOf(name)}
      okText={say.save}
      cancelText={say.cancel}
      confirmLoading={setRoles.isPending}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <Form form={form} layout="vertical" initialValues={{ roles }} onFinish={(body) => setRoles.mutate(body)}>
        <Form.Item name="roles" label={say.roles} rules={[{ validator: (_, chosen: readonly Role[]) => notBoth(chosen, say.clash) }]}>
          <Checkbox.Group options={options} className="upright" />
        </Form.Item>
      </Form>
      {setRoles.error !== null && <QueryFailed error={setRoles.error} retry={() => form.submit()} />}
    </Modal>
  );
};

const useSetRoles = (operatorId: string, close: () => void) => {
  const say = useTexts(OPERATORS);
  const queries = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: (body: Schemas['RolesRequest']) =>
      told(client.PUT('/v1/operators/{operatorId}/roles', { params: { path: { operatorId } }, body })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['operators'] });
      message.success(say.saved);
      close();
    },
  });
};

/** Nobody both acts and audits. */
const notBoth = async (chosen: readonly Role[], why: string): Promise<void> => {
  if (chosen.includes('auditor') && chosen.length > 1) throw new Error(why);
};
