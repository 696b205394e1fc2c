/** A question that was not answered: what is wrong, its trace, and the same again. One that may not be asked says so. */
import { Alert, Button } from 'antd';
import { Refusal } from '../api/client.ts';
import { useTexts } from '../language.tsx';
import { useProblemText } from './problem-text.ts';
import { PARTS } from './words.ts';

export const QueryFailed = ({ error, retry }: { readonly error: unknown; readonly retry: () => void }) => {
  const say = useTexts(PARTS);
  const { title, detail, traceId } = useProblemText()(error);
  if (error instanceof Refusal && error.code === 'not-allowed')
    return <Alert role="alert" type="warning" showIcon title={say.forbidden} description={say.forbiddenWhy} />;
  return (
    <Alert
      role="alert"
      type="error"
      showIcon
      title={title}
      description={
        <>
          <div>{detail}</div>
          {traceId !== null && <code className="trace">{say.trace(traceId)}</code>}
        </>
      }
      action={<Button onClick={retry}>{say.retry}</Button>}
    />
  );
};
