/** What every command has in common: it answers an exit code, and a fault is one clear line. */
import { type Command, Option } from 'commander';
import { Fault } from '../faults.ts';
import { endWithFault, INTERRUPTED, SANDBOX_NOT_STARTED } from './ending.ts';
import { type Interruption, onInterruption } from './interruption.ts';

/** Answers the exit code. */
export type Action<Options> = (options: Options, interruption: Interruption, args: readonly string[]) => Promise<number>;

const isLeaving = (thrown: unknown): boolean =>
  thrown instanceof Error && (thrown.name === 'AbortError' || (thrown instanceof Fault && thrown.code === SANDBOX_NOT_STARTED));

type Load = () => Promise<Action<never>>;
type Act = (load: Load) => (...given: unknown[]) => Promise<void>;

/**
 * Runs an action, which is loaded only where it is the one asked for: a server, a spreadsheet and a letter are half of what there is to load. A fault becomes one
 * clear line and an exit code, never a stack. Whoever was interrupted ends as a shell expects, also one too short to leave early: `huzheng … && …` ends with it.
 */
export const act: Act = (load) => acting(load, INTERRUPTED);

/** For what nothing else ends than being asked to: then it ended as it should. */
export const actUntilAsked: Act = (load) => acting(load, null);

const acting =
  (load: Load, endOfInterrupted: number | null) =>
  async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command;
    const args = command.processedArgs.flat().filter((arg): arg is string => typeof arg === 'string');
    const interruption = onInterruption();
    try {
      const action = await load();
      const code = await action(command.opts() as never, interruption, args);
      process.exitCode = (interruption.signal.aborted ? endOfInterrupted : null) ?? code;
    } catch (thrown) {
      const { aborted } = interruption.signal;
      const code = aborted && isLeaving(thrown) ? INTERRUPTED : endWithFault(thrown);
      process.exitCode = aborted ? INTERRUPTED : code;
    }
  };

export const JSON_ROWS = ['--json', 'as JSON'] as const;
export const JSON_SUMMARY = ['--json', 'print the summary as JSON, as the last line'] as const;
export const SANDBOX = ['--sandbox', 'against the synthetic city that `npm start` last used in this home'] as const;
export const only = (sources: readonly string[], what = 'only this source'): Option => new Option('--source <id>', what).choices(sources);
/** Of a command that begins a run, or goes on with one. */
export const READ_ONLY_FROM = 'read only from this source; a run that is gone on with reads what it lacks, from whomever';
