/** Notes down what an authority answered; what was noted may be corrected. Nothing for whoever may not. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useHasRole } from '../../frame/session.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { QueryFailed } from '../../parts/query-failed.tsx';
import { faultOfReason } from '../../parts/reason-rule.ts';
import { PARTS } from '../../parts/words.ts';
import { SOURCES } from '../../words/terms.ts';
import { AFFECTS, resolve } from './resolve.ts';
import { RESOLVE } from './words.ts';

interface RecordAnswerProps {
  readonly discrepancyId: string;
  readonly request: Schemas['CorrectionRequest'];
  /** Where the same button stands more than once: which of them. */
  readonly of?: string;
  readonly size?: 'small' | 'middle';
}

export const RecordAnswer = ({ discrepancyId, request: { to, answer }, of, size = 'middle' }: RecordAnswerProps) => {
  const say = useTexts(RESOLVE);
  const parts = useTexts(PARTS);
  const name = useTerm()(SOURCES, to);
  const mayAct = useHasRole('operator');
  const [isOpen, setOpen] = useState(false);
  const [form] = Form.useForm<{ readonly answer: string }>();
  const note = useNote(discrepancyId, to, () => setOpen(false));
  if (!mayAct) return null;
  const label = answer === null ? say.answer : say.correctAnswer;
  const open = (): void => {
    note.reset();
    setOpen(true);
  };
  return (
    <>
      <Button size={size} onClick={open} aria-haspopup="dialog" aria-label={of === undefined ? undefined : `${label}: ${of}`}>
        {label}
      </Button>
      <Modal
        title={say.answerTitle(name)}
        open={isOpen}
        okText={say.save}
        cancelText={parts.cancel}
        confirmLoading={note.isPending}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <p className="note">{say.answerWhat}</p>
        <Form
          form={form}
          layout="vertical"
          preserve={false}
          initialValues={{ answer }}
          onFinish={(given) => note.mutate(given.answer.trim())}
        >
          <AnswerField />
        </Form>
        {note.error !== null && <QueryFailed error={note.error} retry={() => form.submit()} />}
      </Modal>
    </>
  );
};

const useNote = (discrepancyId: string, to: Schemas['Authority'], close: () => void) => {
  const say = useTexts(RESOLVE);
  const queries = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: (answer: string) => resolve(discrepancyId, { action: 'record-answer', to, answer }),
    onSuccess: () => {
      close();
      void message.success(say.answered);
      for (const queryKey of AFFECTS) void queries.invalidateQueries({ queryKey });
    },
  });
};

/** It goes where a reason goes, and is judged alike. */
const AnswerField = () => {
  const say = useTexts(RESOLVE);
  return (
    <Form.Item
      name="answer"
      label={say.answerField}
      extra={say.answerHelp}
      rules={[
        {
          validator: async (_, answer: string | null | undefined) => {
            const fault = faultOfReason(answer ?? '');
            if (fault !== null) throw new Error(fault === 'number' ? say.answerNumber : say.answerMissing);
          },
        },
      ]}
    >
      <Input.TextArea rows={3} maxLength={500} showCount autoFocus />
    </Form.Item>
  );
};
