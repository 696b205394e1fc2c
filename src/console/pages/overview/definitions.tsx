/** What each figure counts, one click away: the words of the spreadsheet. */
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useBilingual, useTexts } from '../../language.tsx';
import { OVERVIEW } from './words.ts';

const WIDTH = 480;

export const Definitions = ({ overview: { definitions, whatIsKept } }: { readonly overview: Schemas['Overview'] }) => {
  const say = useTexts(OVERVIEW);
  const inLanguage = useBilingual();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)} aria-haspopup="dialog">
        {say.definitions}
      </Button>
      <Drawer title={say.definitions} open={isOpen} onClose={() => setOpen(false)} size={WIDTH} closable={{ 'aria-label': say.close }}>
        <dl className="definitions">
          {definitions.map(({ figure, title, meaning }) => (
            <div key={figure}>
              <dt>{inLanguage(title)}</dt>
              <dd>{inLanguage(meaning)}</dd>
            </div>
          ))}
        </dl>
        <p className="note">{inLanguage(whatIsKept)}</p>
      </Drawer>
    </>
  );
};
