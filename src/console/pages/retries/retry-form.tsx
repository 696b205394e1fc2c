/** What a retry would mean, a reason, and one button. */
import { useQuery } from '@tanstack/react-query';
import { Button, Form } from 'antd';
import { client, type Schemas, told } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import { WhyField } from '../../parts/confirm-dialog.tsx';
import { QueryFailed } from '../../parts/query-failed.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { PARTS } from '../../parts/words.ts';
import { Preview } from './preview.tsx';
import { RETRY } from './words.ts';

interface RetryFormProps {
  readonly selection: Schemas['Selection'];
  readonly isPending: boolean;
  readonly error: unknown;
  readonly start: (why: string) => void;
  readonly close: () => void;
}

export const RetryForm = ({ selection, isPending, error, start, close }: RetryFormProps) => {
  const say = useTexts(RETRY);
  const parts = useTexts(PARTS);
  const [form] = Form.useForm<{ readonly why: string }>();
  const preview = useQuery({
    queryKey: ['retry-preview', selection],
    queryFn: ({ signal }) => told(client.POST('/v1/jobs/retry/preview', { body: selection, signal })),
    // What it would mean now, never what it would have meant.
    gcTime: 0,
    staleTime: 0,
  });
  const jobs = preview.data?.jobs ?? 0;
  return (
    <>
      <QueryView query={preview}>
        {(found) => (found.jobs === 0 ? <div className="calm">{say.nothing}</div> : <Preview preview={found} />)}
      </QueryView>
      {jobs > 0 && (
        <Form form={form} layout="vertical" onFinish={({ why }) => start(why.trim())}>
          <WhyField />
          <Suggestions suggest={(why) => form.setFieldsValue({ why })} />
        </Form>
      )}
      {error !== null && error !== undefined && <QueryFailed error={error} retry={() => form.submit()} />}
      <div className="dialog-foot">
        <Button onClick={close}>{parts.cancel}</Button>
        <Button type="primary" disabled={jobs === 0} loading={isPending} onClick={() => form.submit()}>
          {say.start}
        </Button>
      </div>
    </>
  );
};

/** What operators mostly write: one press instead of typing. */
const Suggestions = ({ suggest }: { readonly suggest: (why: string) => void }) => {
  const say = useTexts(RETRY);
  return (
    <fieldset className="suggestions" aria-label={say.suggestions}>
      {[say.suggestRecovered, say.suggestAnnounced, say.suggestFixed].map((why) => (
        <Button key={why} size="small" onClick={() => suggest(why)}>
          {why}
        </Button>
      ))}
    </fieldset>
  );
};
