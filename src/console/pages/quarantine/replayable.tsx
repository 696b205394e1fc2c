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

interface ReplayableProps {
  readonly row: Row;
  /** With what that comes from, and what becomes of it. */
  readonly isWhole?: boolean;
}

export const Replayable = ({ row, isWhole = false }: ReplayableProps) => {
  const say = useTexts(QUARANTINE);
  const key = keyOf(row);
  return (
    <>
      <span className={key === 'mayReplay' ? undefined : 'quiet'}>{say[key]}</span>
      {isWhole && (key === 'madeOfSeveral' || key === 'notKept') && <span className="evidence">{say[`${key}Why`]}</span>}
    </>
  );
};
