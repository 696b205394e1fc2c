/** Gives up a run that is under way, with the reason. */
import { client, type Schemas, told } from '../../api/client.ts';
import { useHasRole } from '../../frame/session.ts';
import { useTexts } from '../../language.tsx';
import { ActButton } from '../../parts/act-button.tsx';
import { RUN_ACTS } from './act-words.ts';

export const CancelRun = ({ run: { runId, date, status } }: { readonly run: Schemas['Run'] }) => {
  const say = useTexts(RUN_ACTS);
  const mayAct = useHasRole('operator');
  if (!mayAct || status !== 'running') return null;
  const cancel = async (why: string): Promise<string> => {
    await told(client.POST('/v1/runs/{runId}/cancel', { params: { path: { runId } }, body: { why } }));
    return say.cancelled;
  };
  return (
    <ActButton
      label={say.cancel}
      title={say.cancelTitle(date)}
      confirm={say.cancel}
      act={cancel}
      affects={[['run', runId], ['runs'], ['jobs'], ['morning']]}
      isDanger
    >
      <p className="note">{say.cancelWhat}</p>
    </ActButton>
  );
};
