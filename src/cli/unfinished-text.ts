/** Runs and batches of retries that are not over, as an operator is told of them: what nobody works on looks like what is under way and is not. Pure. */
import type { Day } from '../domain/period.ts';
import type { Source } from '../domain/sources.ts';
import type { UnfinishedBatch } from '../storage/retry-batches.ts';
import type { Run } from '../storage/runs.ts';

export interface Unfinished {
  readonly runs: readonly Run[];
  readonly retry: UnfinishedBatch | null;
  /** Somebody works on this database. */
  readonly worker: boolean;
  /** The day on which the synthetic city stands that its counterparts are of; null: they are of none. */
  readonly cityOn: Day | null;
}

/** The command that goes on with the run of a date. Null: there is none, since a city does not go back to a day. */
export const goingOn = ({ date }: Pick<Run, 'date'>, cityOn: Day | null): string | null =>
  cityOn !== null && cityOn > date ? null : `\`huzheng reconcile${cityOn === null ? '' : ' --sandbox'} --date ${date}\``;

/** Why there is no such command. */
export const noWayBackText = (cityOn: Day | null): string => `the synthetic city stands on ${cityOn} and does not go back`;

/** The command that tries again all that has failed, or all of a source. */
export const tryingAgain = (sandbox: boolean, source?: Source): string =>
  `\`huzheng jobs retry${sandbox ? ' --sandbox' : ''} --all${source === undefined ? '' : ` --source ${source}`}\``;

/** A line for each. */
export const unfinishedText = ({ runs, retry, worker, cityOn }: Unfinished): string => {
  const ofRuns = runs.map((run) => {
    const who = worker ? 'it is being worked on' : `nobody works on it: ${whatToDo(run, cityOn)}`;
    return `${run.runId} is unfinished (${run.phase}); ${who}.\n`;
  });
  return `${ofRuns.join('')}${retry === null ? '' : unfinishedBatchText(retry, { cityOn })}`;
};

const whatToDo = (run: Run, cityOn: Day | null): string => {
  const again = goingOn(run, cityOn);
  return again === null
    ? `${noWayBackText(cityOn)}; \`huzheng runs cancel ${run.runId} --why …\` gives it up`
    : `${again} goes on where it stopped`;
};

export const unfinishedBatchText = ({ retryId, isOpen }: UnfinishedBatch, { cityOn }: Pick<Unfinished, 'cityOn'>): string => {
  const ends = isOpen ? `; \`huzheng jobs stop ${retryId} --why …\` ends it` : '';
  return `A batch of retries is unfinished: ${tryingAgain(cityOn !== null)} goes on with it where nothing else has failed${ends}.\n`;
};
