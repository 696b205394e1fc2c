/** Whether an operator has paused a source, for every call of this process: looked up at most once a second, and shared by whoever asks meanwhile. */
import { type Instant, SECOND } from '../domain/period.ts';
import type { Source } from '../domain/sources.ts';

/** The code of every call that is refused because its source is paused. */
export const SOURCE_PAUSED = 'source-paused';

/** `until` null: until somebody resumes it. */
export type Paused = { readonly until: Instant | null } | null;
export type PauseOf = (source: Source) => Promise<Paused>;

type Pauses = readonly { readonly source: Source; readonly until: Instant | null }[];

const LOOK_EVERY = SECOND;

export const pausesSeen = ({ now, read }: { readonly now: () => number; readonly read: () => Promise<Pauses> }): PauseOf => {
  let seen: { readonly at: number; readonly pauses: Promise<Pauses> } | null = null;
  const current = (): Promise<Pauses> => {
    const at = now();
    if (seen !== null && at - seen.at < LOOK_EVERY && at >= seen.at) return seen.pauses;
    const looked = { at, pauses: read() };
    // What could not be looked up is asked again by the next call.
    looked.pauses.catch(() => {
      if (seen === looked) seen = null;
    });
    seen = looked;
    return looked.pauses;
  };
  return async (source) => (await current()).find((pause) => pause.source === source) ?? null;
};
