/** How a command ends: exit codes, and one clear line for whatever went wrong. */
import { asFault, type Fault } from '../faults.ts';
import { databaseFault } from '../storage/database-faults.ts';
import type { RunStatus } from '../storage/runs.ts';

/** `incomplete` is 3, as the public contract has it. */
const EXIT_OF: Readonly<Record<RunStatus, number>> = { completed: 0, running: 1, unbalanced: 1, cancelled: 1, incomplete: 3 };
export const exitCodeOf = (status: RunStatus): number => EXIT_OF[status];
/** What a shell expects after Ctrl-C. */
export const INTERRUPTED = 130;
/** What Ctrl-C may bring about in the very moment of a sandbox's start, and nobody needs to be told then. */
export const SANDBOX_NOT_STARTED = 'sandbox-not-started';
/** What was given cannot be used: an option, a variable. */
export const MISUSED = 2;
const FAILED = 1;

/** Says one line that says what to do, and for a bug where it happened. Answers the exit code. */
export const endWithFault = (thrown: unknown): number => {
  const fault = asFault(databaseFault(thrown));
  process.stderr.write(fault.kind === 'bug' ? bugReport(fault) : `huzheng: ${fault.message}${wordsOf(fault)}\n`);
  return fault.kind === 'invalid' ? MISUSED : FAILED;
};

const wordsOf = ({ authority }: Fault): string => (authority?.message === undefined ? '' : ` (${authority.source}: ${authority.message})`);

/** Where in our code it happened; the message of what caused it is left out, because it may quote data. */
const bugReport = (fault: Fault): string => {
  const cause = fault.cause instanceof Error ? fault.cause : fault;
  const said = fault.cause === undefined ? fault.message : `an unexpected ${cause.name}; please report where it happened:`;
  return [`huzheng: ${said}`, ...(cause.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at ')), ''].join('\n');
};
