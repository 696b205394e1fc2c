/** Runs that are not over, as an operator is told of them: one that nobody works on looks like one under way and is not. Pure. */
import type { Run } from '../storage/runs.ts';

export interface Unfinished {
  readonly runs: readonly Run[];
  /** Somebody works on this database. */
  readonly worker: boolean;
  /** Its counterparts are a synthetic city's. */
  readonly sandbox: boolean;
}

/** The command that goes on with the run of a date. */
export const goingOn = ({ date }: Pick<Run, 'date'>, { sandbox }: Pick<Unfinished, 'sandbox'>): string =>
  `\`huzheng reconcile${sandbox ? ' --sandbox' : ''} --date ${date}\``;

/** The command that tries again all that has failed. */
export const tryingAgain = (sandbox: boolean): string => `\`huzheng jobs retry${sandbox ? ' --sandbox' : ''} --all\``;

/** A line for each. */
export const unfinishedText = ({ runs, worker, sandbox }: Unfinished): string =>
  runs
    .map((run) => {
      const who = worker ? 'it is being worked on' : `nobody works on it: ${goingOn(run, { sandbox })} goes on where it stopped`;
      return `${run.runId} is unfinished (${run.phase}); ${who}.\n`;
    })
    .join('');
