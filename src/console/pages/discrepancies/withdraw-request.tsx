/** Takes a correction request back. Nothing for whoever may not. */
import type { Schemas } from '../../api/client.ts';
import { useHasRole } from '../../frame/session.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { ActButton } from '../../parts/act-button.tsx';
import { SOURCES } from '../../words/terms.ts';
import { AFFECTS, resolve } from './resolve.ts';
import { RESOLVE } from './words.ts';

interface WithdrawRequestProps {
  readonly discrepancyId: string;
  readonly request: Schemas['CorrectionRequest'];
}

export const WithdrawRequest = ({ discrepancyId, request: { to } }: WithdrawRequestProps) => {
  const say = useTexts(RESOLVE);
  const mayAct = useHasRole('operator');
  const name = useTerm()(SOURCES, to);
  if (!mayAct) return null;
  const withdraw = async (why: string): Promise<string> => {
    await resolve(discrepancyId, { action: 'withdraw-request', to, why });
    return say.withdrawn;
  };
  return (
    <ActButton
      label={say.withdraw}
      of={name}
      title={say.withdrawTitle(name)}
      confirm={say.withdrawConfirm}
      act={withdraw}
      affects={AFFECTS}
      isDanger
    >
      <p className="note">{say.withdrawWhat}</p>
    </ActButton>
  );
};
