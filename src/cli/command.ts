/** What every command has in common: it answers an exit code, and a fault is one clear line. */
import { type Command, Option } from 'commander';
import { endWithFault, INTERRUPTED } from './ending.ts';
import { type Interruption, onInterruption } from './interruption.ts';
import { isNotStarted } from './sandbox-process.ts';

/** Answers the exit code. */
export type Action<Options> = (options: Options, interruption: Interruption, args: readonly string[]) => Promise<number>;

/** Runs an action; a fault becomes one clear line and an exit code, never a stack. */
export const act =
  <Options>(action: Action<Options>) =>
  async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command;
    const args = command.processedArgs.flat().filter((arg): arg is string => typeof arg === 'string');
    const interruption = onInterruption();
    try {
      process.exitCode = await action(command.opts() as Options, interruption, args);
    } catch (thrown) {
      const { aborted } = interruption.signal;
      const isLeaving = isNotStarted(thrown) || (thrown instanceof Error && thrown.name === 'AbortError');
      const code = aborted && isLeaving ? INTERRUPTED : endWithFault(thrown);
      process.exitCode = aborted ? INTERRUPTED : code;
    }
  };

/** The same of an action that is loaded only where it is the one asked for: a server, a spreadsheet and a letter are half of what there is to load. */
export const actLater = <Options>(load: () => Promise<Action<Options>>): ReturnType<typeof act<Options>> =>
  act<Options>(async (...given) => (await load())(...given));

export const JSON_ROWS = ['--json', 'as JSON'] as const;
export const JSON_SUMMARY = ['--json', 'print the summary as JSON, as the last line'] as const;
export const SANDBOX = ['--sandbox', 'against the synthetic city that `npm start` last used in this home'] as const;
export const only = (sources: readonly string[]): Option => new Option('--source <id>', 'only this source').choices(sources);
