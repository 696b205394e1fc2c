/** Lets a system ask no more, with a reason. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client, type Schemas, told } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { CLIENTS } from './words.ts';

export const RevokeDialog = ({ client: { clientId, name }, close }: { readonly client: Schemas['Client']; readonly close: () => void }) => {
  const say = useTexts(CLIENTS);
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: (why: string) => told(client.POST('/v1/clients/{clientId}/revoke', { params: { path: { clientId } }, body: { why } })),
    onSuccess: async () => {
      close();
      await queries.invalidateQueries({ queryKey: ['clients'] });
    },
  });
  return (
    <ConfirmDialog
      isOpen
      isDanger
      title={say.revokeOf(name)}
      confirm={say.revoke}
      isPending={revoke.isPending}
      error={revoke.error}
      onConfirm={(why) => revoke.mutate(why)}
      onCancel={close}
    >
      <p>{say.revokeWhat}</p>
    </ConfirmDialog>
  );
};
