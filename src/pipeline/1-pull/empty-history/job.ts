/** Asks an authority about its other feeds, where one of them says that it has never held anything. */
import type { Context } from '../../../context.ts';
import { SUSPICIOUSLY_EMPTY } from '../../../domain/drops.ts';
import type { Instant } from '../../../domain/period.ts';
import type { Testimony } from '../../../domain/sources.ts';
import { Fault } from '../../../faults.ts';
import { isDatasetHeld } from '../../../storage/records.ts';
import type { Run } from '../../../storage/runs.ts';
import type { Call, Reader } from '../../../upstream/connector.ts';
import { isBelieved, isEmptyWindow } from '../empty-history.ts';
import { BEGINNING } from '../reading-plan.ts';

interface Emptiness {
  readonly dataset: Testimony;
  readonly run: Run;
  readonly attempt: number;
  /** Asks the feed itself once more. */
  readonly isEmpty: () => Promise<boolean>;
  readonly call: () => Call;
}

/** Throws where the emptiness is not believed: the unit is tried again later. */
export const mustBeEmpty = async ({ dataset, run, attempt, isEmpty, call }: Emptiness, context: Context): Promise<void> => {
  const others = feedsBeside(dataset, context);
  const tellsOfOthers = async (): Promise<boolean> => {
    for (const reader of others) if (await hasRows(reader, run.windowTo, call())) return true;
    return false;
  };
  const isHeld = (): Promise<boolean> => isDatasetHeld(context.pool, dataset);
  if (await isBelieved({ dataset, attempt, isHeld, isEmpty, tellsOfOthers })) return;
  throw new Fault('busy', {
    code: SUSPICIOUSLY_EMPTY,
    detail: `${dataset}: the whole history is empty; that is not believed until it is asked again.`,
  });
};

const feedsBeside = (dataset: Testimony, { authorities }: Context): readonly Reader[] => {
  const client = Object.values(authorities).find(({ readers }) => readers.some((reader) => reader.dataset === dataset));
  return (client?.readers ?? []).filter((reader) => reader.dataset !== dataset && reader.kind !== 'lookup');
};

const hasRows = async (reader: Reader, to: Instant, call: Call): Promise<boolean> => {
  switch (reader.kind) {
    case 'window':
      return !isEmptyWindow(await reader.page({ from: BEGINNING, to, offset: 0, limit: 1 }, call));
    case 'cursor': {
      const answer = await reader.page({ cursor: null, limit: 1 }, call);
      return answer !== 'restart' && (answer.rows.length > 0 || answer.hasMore);
    }
    case 'lookup':
      return false;
  }
};
