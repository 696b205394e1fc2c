/**
 * Who a member is, for an operator who says what for and why: the question is on record before it is answered. What was told is in the open dialog and
 * nowhere else, and is forgotten with it.
 */
import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Form, Modal, Select } from 'antd';
import { useState } from 'react';
import { client, type Schemas, told } from '../api/client.ts';
import { useHasRole } from '../frame/session.ts';
import { texts, useTerm, useTexts } from '../language.tsx';
import { PURPOSES } from '../words/cases.ts';
import { WhyField } from './confirm-dialog.tsx';
import { Facts } from './facts.tsx';
import { QueryFailed } from './query-failed.tsx';
import { useFocusBack } from './return-focus.ts';

const REVEAL = texts(
  {
    reveal: '查看身份',
    title: (memberId: string) => `查看会员 ${memberId} 的身份`,
    warning: '查看前即记入审计台账：谁、何时、用途与理由。仅在联系本人或请部门更正时查看。',
    ask: '查看',
    close: '关闭',
    purpose: '用途',
    name: '姓名',
    idNumber: '证件号码',
    mobile: '手机号',
    district: '所属区',
    employer: '用人单位',
  },
  {
    reveal: 'Reveal identity',
    title: (memberId: string) => `Who member ${memberId} is`,
    warning:
      'It goes into the audit ledger before it is answered: who, when, what for and why. Only to call the member or have a register corrected.',
    ask: 'Reveal',
    close: 'Close',
    purpose: 'Purpose',
    name: 'Name',
    idNumber: 'Identity number',
    mobile: 'Mobile',
    district: 'District',
    employer: 'Employer',
  },
);

interface RevealProps {
  readonly memberId: string;
  /** What the page is about. */
  readonly purpose: Schemas['Purpose'];
}

/** Nothing for whoever may not. */
export const RevealButton = (props: RevealProps) => {
  const say = useTexts(REVEAL);
  const mayReveal = useHasRole('operator');
  const [isOpen, setOpen] = useState(false);
  if (!mayReveal) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{say.reveal}</Button>
      {isOpen && <RevealDialog {...props} close={() => setOpen(false)} />}
    </>
  );
};

/** There is nothing left to call off. */
const NO_CANCEL = { cancelButtonProps: { style: { display: 'none' } } } as const;

const RevealDialog = ({ memberId, purpose, close }: RevealProps & { readonly close: () => void }) => {
  const say = useTexts(REVEAL);
  const term = useTerm();
  useFocusBack();
  const [form] = Form.useForm<Schemas['RevealRequest']>();
  const reveal = useMutation({
    mutationFn: (body: Schemas['RevealRequest']) =>
      told(client.POST('/v1/members/{memberId}/reveal', { params: { path: { memberId } }, body })),
    gcTime: 0,
  });
  const { data, error, isPending } = reveal;
  const purposes = Object.keys(PURPOSES).map((code) => ({ value: code, label: term(PURPOSES, code) }));
  return (
    <Modal
      open
      title={say.title(memberId)}
      okText={data === undefined ? say.ask : say.close}
      {...(data !== undefined && NO_CANCEL)}
      confirmLoading={isPending}
      onOk={() => (data === undefined ? form.submit() : close())}
      onCancel={close}
    >
      {data === undefined ? (
        <Form form={form} layout="vertical" initialValues={{ purpose }} onFinish={(body) => reveal.mutate(body)}>
          <Alert type="warning" showIcon title={say.warning} className="spaced" />
          <Form.Item name="purpose" label={say.purpose}>
            <Select options={purposes} />
          </Form.Item>
          <WhyField />
        </Form>
      ) : (
        <Revealed member={data} />
      )}
      {error !== null && <QueryFailed error={error} retry={() => form.submit()} />}
    </Modal>
  );
};

const Revealed = ({ member }: { readonly member: Schemas['RevealedMember'] }) => {
  const say = useTexts(REVEAL);
  return (
    <Facts
      of={[
        [say.name, member.name],
        [
          say.idNumber,
          <span key="id" className="figures">
            {member.idNumber}
          </span>,
        ],
        [
          say.mobile,
          <span key="mobile" className="figures">
            {member.mobile ?? '—'}
          </span>,
        ],
        [say.district, member.district ?? '—'],
        [say.employer, member.employer ?? '—'],
      ]}
    />
  );
};
