/** A row in quarantine as it is told: never its key, which may be somebody's. Pure. */
import { sourceOf } from '../../domain/sources.ts';
import { reasonWords } from '../../pipeline/2-normalise/quarantine/reason-words.ts';
import { READ_BY_ROW } from '../../pipeline/2-normalise/replay/by-row.ts';
import type { ListedRow } from '../../storage/quarantine-lists.ts';
import type { components } from '../contract.ts';

export const shownRow = (row: ListedRow): components['schemas']['QuarantinedItem'] => {
  const { quarantineId, dataset, reason, path, shape, position, state, memberId, isAsked, firstRun, lastRun, createdAt } = row;
  return {
    ...{ quarantineId, source: sourceOf(dataset), dataset, reason, reasonText: reasonWords(reason), path, shape },
    position: Object.entries(position).map(([name, value]) => ({ name, value: String(value) })),
    ...{ state, memberId, replayable: isReplayable(row), replaying: isAsked && state === 'open', firstRun, lastRun, createdAt },
  };
};

const BY_ROW: ReadonlySet<string> = new Set(READ_BY_ROW);

const isReplayable = ({ dataset, state, isKept }: ListedRow): boolean => state === 'open' && isKept && BY_ROW.has(dataset);
