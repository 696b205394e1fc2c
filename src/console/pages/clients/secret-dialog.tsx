/** A secret that was just made, shown this once. */
import { Alert, Input, Modal } from 'antd';
import type { Schemas } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Instant } from '../../parts/instant.tsx';
import { CLIENTS } from './words.ts';

interface SecretDialogProps {
  readonly secret: Schemas['ClientSecret'];
  readonly close: () => void;
}

/** Only its button closes it: a click beside it would lose the secret. */
export const SecretDialog = ({ secret: { clientId, secret, oldSecretGoodUntil }, close }: SecretDialogProps) => {
  const say = useTexts(CLIENTS);
  return (
    <Modal
      open
      title={say.secretOf(clientId)}
      okText={say.close}
      cancelButtonProps={{ style: { display: 'none' } }}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      onOk={close}
    >
      <Alert type="warning" showIcon title={say.secretOnce} className="spaced" />
      <Input readOnly value={secret} aria-label={say.secret} className="spaced" onFocus={({ target }) => target.select()} />
      {oldSecretGoodUntil !== null && <Facts of={[[say.oldGoodUntil, <Instant key="until" at={oldSecretGoodUntil} />]]} />}
    </Modal>
  );
};
