/** Whether a row can be read once more, and if not, why. */
import type { Schemas } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import { QUARANTINE } from './words.ts';

type Row = Schemas['QuarantinedItem'];

/** A household's record is made of all its rows. */
const MADE_OF_SEVERAL = 'family';

const keyOf = ({ state, replaying, replayable, dataset }: Row) => {
  if (replaying) return 'underWay';
  if (replayable) return 'mayReplay';
  if (state === 'replayed') return 'readSince';
  return dataset === MADE_OF_SEVERAL ? 'madeOfSeveral' : 'notKept';
};

export const Replayable = ({ row }: { readonly row: Row }) => {
  const say = useTexts(QUARANTINE);
  const key = keyOf(row);
  return <span className={key === 'mayReplay' ? undefined : 'quiet'}>{say[key]}</span>;
};
