/** Correction requests leave the house: to one authority, as a letter or a table, for a purpose and with the reason, on record before they do. */
import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Form, Modal, Radio, Select } from 'antd';
import { useState } from 'react';
import { client, type Schemas } from '../../api/client.ts';
import { useHasRole } from '../../frame/session.ts';
import { type Terms, useTerm, useTexts } from '../../language.tsx';
import { WhyField } from '../../parts/confirm-dialog.tsx';
import { saveFile } from '../../parts/download.ts';
import { Outcome } from '../../parts/outcome.tsx';
import { QueryFailed } from '../../parts/query-failed.tsx';
import { PARTS } from '../../parts/words.ts';
import { PURPOSES } from '../../words/cases.ts';
import { EXPORT_FORMATS } from '../../words/discrepancies.ts';
import { SOURCES } from '../../words/terms.ts';
import { AUTHORITIES } from './authorities.ts';
import { EXPORT } from './words.ts';

type Authority = Schemas['Authority'];
type Export = Schemas['DiscrepancyExport'];

/** Those that were chosen, all asked of one authority. */
export interface ChosenRequests {
  readonly ids: readonly string[];
  readonly to: Authority;
}

interface ExportButtonProps {
  /** Null: everything that an authority has not answered. */
  readonly chosen: ChosenRequests | null;
}

/** Nothing for whoever may not. */
export const ExportButton = ({ chosen }: ExportButtonProps) => {
  const say = useTexts(EXPORT);
  const mayAct = useHasRole('operator');
  const [isOpen, setOpen] = useState(false);
  if (!mayAct) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)} aria-haspopup="dialog" type={chosen === null ? 'default' : 'primary'}>
        {chosen === null ? say.export : say.exportChosen}
      </Button>
      <ExportDialog chosen={chosen} isOpen={isOpen} close={() => setOpen(false)} />
    </>
  );
};

interface Saved {
  readonly name: string;
  readonly leftOut: number;
}

/** What the API says it left out. */
const LEFT_OUT = 'x-huzheng-left-out';

const download = async (body: Export): Promise<Saved> => {
  const { data, response } = await client.POST('/v1/discrepancies/export', { body, parseAs: 'blob' });
  return { name: saveFile(data, response), leftOut: Number(response.headers.get(LEFT_OUT) ?? 0) };
};

interface ExportDialogProps extends ExportButtonProps {
  readonly isOpen: boolean;
  readonly close: () => void;
}

const ExportDialog = ({ chosen, isOpen, close }: ExportDialogProps) => {
  const say = useTexts(EXPORT);
  const parts = useTexts(PARTS);
  const [form] = Form.useForm<Export>();
  const exporting = useMutation({ mutationFn: download, gcTime: 0 });
  const { data: saved, error, isPending } = exporting;
  return (
    <Modal
      title={say.title}
      open={isOpen}
      okText={say.download}
      cancelText={parts.cancel}
      confirmLoading={isPending}
      onOk={() => form.submit()}
      onCancel={close}
      afterClose={exporting.reset}
      {...(saved !== undefined && { footer: <Button onClick={close}>{say.close}</Button> })}
      destroyOnHidden
    >
      {saved === undefined ? (
        <ExportForm
          form={form}
          chosen={chosen}
          submit={({ why, ...given }) => exporting.mutate({ ...given, why: why.trim(), ...(chosen !== null && { ids: [...chosen.ids] }) })}
        />
      ) : (
        <Outcome title={say.done}>
          <code>{saved.name}</code>
          <br />
          {saved.leftOut > 0 ? say.leftOut(saved.leftOut) : say.all}
          <br />
          {say.keep}
        </Outcome>
      )}
      {error !== null && <QueryFailed error={error} retry={() => form.submit()} />}
    </Modal>
  );
};

interface ExportFormProps {
  readonly form: ReturnType<typeof Form.useForm<Export>>[0];
  readonly chosen: ChosenRequests | null;
  readonly submit: (given: Export) => void;
}

const ExportForm = ({ form, chosen, submit }: ExportFormProps) => {
  const say = useTexts(EXPORT);
  const term = useTerm();
  const optionsOf = (terms: Terms, codes: readonly string[] = Object.keys(terms)) =>
    codes.map((value) => ({ value, label: term(terms, value) }));
  const initial = { format: 'letter', purpose: 'hardship-screening', ...(chosen !== null && { to: chosen.to }) } as const;
  return (
    <Form<Export> form={form} layout="vertical" preserve={false} initialValues={initial} onFinish={submit}>
      <Alert type="warning" showIcon title={say.warning} className="spaced" />
      <p className="note">{say.what}</p>
      <Form.Item name="to" label={say.to} rules={[{ required: true, message: say.missing }]}>
        <Select options={optionsOf(SOURCES, chosen === null ? AUTHORITIES : [chosen.to])} />
      </Form.Item>
      <p className="note">
        {say.scope}
        {chosen === null ? say.scopeAll : say.scopeChosen(chosen.ids.length)}
      </p>
      <Form.Item name="format" label={say.format}>
        <Radio.Group options={optionsOf(EXPORT_FORMATS)} />
      </Form.Item>
      <Form.Item name="purpose" label={say.purpose}>
        <Select options={optionsOf(PURPOSES)} />
      </Form.Item>
      <WhyField />
    </Form>
  );
};
