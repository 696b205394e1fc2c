/** Writing down what a counterpart has announced. What is picked is a time in Shanghai, whatever zone the browser is in. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, DatePicker, Form, Modal, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { client, type Schemas, told } from '../../api/client.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { WhyField } from '../../parts/confirm-dialog.tsx';
import { QueryFailed } from '../../parts/query-failed.tsx';
import { PARTS } from '../../parts/words.ts';
import { SOURCES } from '../../words/terms.ts';
import { SOURCES_PAGE } from './words.ts';

interface Plan {
  readonly source: Schemas['Source'];
  readonly period: readonly [Dayjs, Dayjs];
  readonly why: string;
}

const inShanghai = (picked: Dayjs): string => `${picked.format('YYYY-MM-DDTHH:mm')}:00+08:00`;

export const PlanMaintenance = () => {
  const say = useTexts(SOURCES_PAGE);
  const parts = useTexts(PARTS);
  const [isOpen, setOpen] = useState(false);
  const [form] = Form.useForm<Plan>();
  const plan = usePlan(() => setOpen(false));
  const open = (): void => {
    plan.reset();
    setOpen(true);
  };
  return (
    <>
      <Button onClick={open} aria-haspopup="dialog">
        {say.plan}
      </Button>
      <Modal
        title={say.planTitle}
        open={isOpen}
        okText={say.plan}
        cancelText={parts.cancel}
        confirmLoading={plan.isPending}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Form<Plan> form={form} layout="vertical" preserve={false} onFinish={(given) => plan.mutate(given)}>
          <PlanFields />
          <WhyField />
        </Form>
        {plan.error !== null && <QueryFailed error={plan.error} retry={() => form.submit()} />}
      </Modal>
    </>
  );
};

const usePlan = (close: () => void) => {
  const say = useTexts(SOURCES_PAGE);
  const queries = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: ({ source, period: [from, to], why }: Plan) =>
      told(client.POST('/v1/maintenance', { body: { source, from: inShanghai(from), to: inShanghai(to), why: why.trim() } })),
    onSuccess: () => {
      close();
      void message.success(say.planned);
      for (const queryKey of [['maintenance'], ['connectors']]) void queries.invalidateQueries({ queryKey });
    },
  });
};

const PlanFields = () => {
  const say = useTexts(SOURCES_PAGE);
  const term = useTerm();
  return (
    <>
      <Form.Item name="source" label={say.source} rules={[{ required: true, message: say.sourceMissing }]}>
        <Select options={Object.keys(SOURCES).map((value) => ({ value, label: term(SOURCES, value) }))} />
      </Form.Item>
      <Form.Item name="period" label={say.fromTo} rules={[{ required: true, message: say.periodMissing }]}>
        <DatePicker.RangePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />
      </Form.Item>
    </>
  );
};
