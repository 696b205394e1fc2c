/** Stops a batch by hand. */
import { client, told } from '../../api/client.ts';
import { useHasRole } from '../../frame/session.ts';
import { useTexts } from '../../language.tsx';
import { ActButton } from '../../parts/act-button.tsx';
import { RETRY } from './words.ts';

export const StopRetry = ({ retryId }: { readonly retryId: string }) => {
  const say = useTexts(RETRY);
  const mayAct = useHasRole('operator');
  if (!mayAct) return null;
  const stop = async (why: string): Promise<string> => {
    await told(client.POST('/v1/retries/{retryId}/stop', { params: { path: { retryId } }, body: { why } }));
    return say.stopped;
  };
  return (
    <ActButton label={say.stop} title={say.stopTitle} confirm={say.stop} act={stop} affects={[['retry', retryId], ['retries']]} isDanger>
      <p className="note">{say.stopWhat}</p>
    </ActButton>
  );
};
