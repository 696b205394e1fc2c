/** Taking back a closure that has not begun, or ending one that is under way. The API asks for no reason here. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { client, type Schemas, told } from '../../api/client.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { useProblemText } from '../../parts/problem-text.ts';
import { useFocusGoesOn } from '../../parts/return-focus.ts';
import { SOURCES } from '../../words/terms.ts';
import { SOURCES_PAGE } from './words.ts';

export const EndMaintenance = ({ of: { maintenanceId, source, state } }: { readonly of: Schemas['Maintenance'] }) => {
  const say = useTexts(SOURCES_PAGE);
  const term = useTerm();
  const problemText = useProblemText();
  const queries = useQueryClient();
  const { modal, message } = App.useApp();
  const isUnderWay = state === 'under-way';
  const end = useMutation({
    mutationFn: () => told(client.DELETE('/v1/maintenance/{maintenanceId}', { params: { path: { maintenanceId } } })),
    onSuccess: () => message.success(isUnderWay ? say.ended : say.takenBack),
    onError: (thrown) => message.error(problemText(thrown).title),
    onSettled: () => Promise.all([['maintenance'], ['connectors']].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
  useFocusGoesOn(end.isSuccess);
  const [label, title] = isUnderWay ? [say.endNow, say.endNowTitle] : [say.takeBack, say.takeBackTitle];
  const ask = (): void =>
    void modal.confirm({ title: `${title}: ${term(SOURCES, source)}`, content: say.takeBackWhat, okText: label, onOk: () => end.mutate() });
  return (
    <Button size="small" danger onClick={ask} loading={end.isPending} aria-haspopup="dialog">
      {label}
    </Button>
  );
};
