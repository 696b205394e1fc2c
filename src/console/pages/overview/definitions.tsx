/** What each figure counts, one click away: the words of the spreadsheet. */
import { Button, Modal } from 'antd';
import { useState } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useBilingual, useTexts } from '../../language.tsx';
import { OVERVIEW } from './words.ts';

const WIDTH = 680;

export const Definitions = ({ overview: { definitions, whatIsKept } }: { readonly overview: Schemas['Overview'] }) => {
  const say = useTexts(OVERVIEW);
  const inLanguage = useBilingual();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)} aria-haspopup="dialog">
        {say.definitions}
      </Button>
      <Modal
        title={say.definitions}
        open={isOpen}
        onCancel={() => setOpen(false)}
        footer={<Button onClick={() => setOpen(false)}>{say.close}</Button>}
        width={WIDTH}
        destroyOnHidden
      >
        <dl className="definitions">
          {definitions.map(({ figure, title, meaning }) => (
            <div key={figure}>
              <dt>{inLanguage(title)}</dt>
              <dd>{inLanguage(meaning)}</dd>
            </div>
          ))}
        </dl>
        <p className="note">{inLanguage(whatIsKept)}</p>
      </Modal>
    </>
  );
};
