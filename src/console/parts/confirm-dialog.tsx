/** Before an act: what will happen, and why it is done, for the ledger. A refusal stays in the dialog, so that nothing that was typed is lost. */
import { Form, Input, Modal } from 'antd';
import type { KeyboardEvent, ReactNode } from 'react';
import { useTexts } from '../language.tsx';
import { QueryFailed } from './query-failed.tsx';
import { faultOfReason } from './reason-rule.ts';
import { PARTS } from './words.ts';

interface ConfirmDialogProps {
  readonly title: string;
  /** The button, named for what it does. */
  readonly confirm: string;
  /** What will happen. */
  readonly children?: ReactNode;
  readonly isOpen: boolean;
  readonly isPending: boolean;
  readonly error: unknown;
  /** Cannot be taken back. */
  readonly isDanger?: boolean;
  readonly onConfirm: (why: string) => void;
  readonly onCancel: () => void;
}

export const ConfirmDialog = ({ title, confirm, children, isOpen, isPending, error, isDanger = false, ...on }: ConfirmDialogProps) => {
  const say = useTexts(PARTS);
  const [form] = Form.useForm<{ readonly why: string }>();
  return (
    <Modal
      title={title}
      open={isOpen}
      okText={confirm}
      okButtonProps={{ danger: isDanger, htmlType: 'submit' }}
      cancelText={say.cancel}
      confirmLoading={isPending}
      onOk={() => form.submit()}
      onCancel={on.onCancel}
      // A dialog above another is given the focus late, past what has it by itself.
      afterOpenChange={(hasOpened) => hasOpened && form.focusField('why')}
      destroyOnHidden
    >
      {children}
      <Form form={form} layout="vertical" preserve={false} onFinish={({ why }) => on.onConfirm(why.trim())}>
        <WhyField />
      </Form>
      {error !== null && error !== undefined && <QueryFailed error={error} retry={() => form.submit()} />}
    </Modal>
  );
};

const LINE_BREAKS = /[\r\n]+/g;

/** The reason as a field of a form; its name is `why`. */
export const WhyField = () => {
  const say = useTexts(PARTS);
  const form = Form.useFormInstance();
  // A reason is one line: Enter is done with it, except where it chooses a character.
  const confirm = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    event.preventDefault();
    form.submit();
  };
  return (
    <Form.Item
      name="why"
      className="why"
      normalize={(why: string) => why.replace(LINE_BREAKS, ' ')}
      label={say.why}
      extra={say.whyHelp}
      rules={[
        {
          validator: async (_, why: string | undefined) => {
            const fault = faultOfReason(why ?? '');
            if (fault !== null) throw new Error(fault === 'number' ? say.whyNumber : say.whyMissing);
          },
        },
      ]}
    >
      <Input.TextArea rows={3} maxLength={500} showCount autoFocus onPressEnter={confirm} />
    </Form.Item>
  );
};
