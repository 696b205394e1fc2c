/** Runs and batches of retries that are not over, as an operator is told of them: what nobody works on looks like what is under way and is not. Pure. */
import type { Source } from '../domain/sources.ts';
import type { UnfinishedBatch } from '../storage/retry-batches.ts';
import type { Run } from '../storage/runs.ts';

export interface Unfinished {
  readonly runs: readonly Run[];
  readonly retry: UnfinishedBatch | null;
  /** Somebody works on this database. */
  readonly worker: boolean;
  /** Its counterparts are a synthetic city's. */
  readonly sandbox: boolean;
}

/** The command that goes on with the run of a date. */
export const goingOn = ({ date }: Pick<Run, 'date'>, { sandbox }: Pick<Unfinished, 'sandbox'>): string =>
  `\`huzheng reconcile${sandbox ? ' --sandbox' : ''} --date ${date}\``;

/** The command that tries again all that has failed, or all of a source. */
export const tryingAgain = (sandbox: boolean, source?: Source): string =>
  `\`huzheng jobs retry${sandbox ? ' --sandbox' : ''} --all${source === undefined ? '' : ` --source ${source}`}\``;

/** A line for each. */
export const unfinishedText = ({ runs, retry, worker, sandbox }: Unfinished): string => {
  const ofRuns = runs.map((run) => {
    const who = worker ? 'it is being worked on' : `nobody works on it: ${goingOn(run, { sandbox })} goes on where it stopped`;
    return `${run.runId} is unfinished (${run.phase}); ${who}.\n`;
  });
  return `${ofRuns.join('')}${retry === null ? '' : unfinishedBatchText(retry, { sandbox })}`;
};

export const unfinishedBatchText = ({ retryId, isOpen }: UnfinishedBatch, { sandbox }: Pick<Unfinished, 'sandbox'>): string => {
  const ends = isOpen ? `; \`huzheng jobs stop ${retryId} --why …\` ends it` : '';
  return `A batch of retries is unfinished: ${tryingAgain(sandbox)} goes on with it where nothing else has failed${ends}.\n`;
};
