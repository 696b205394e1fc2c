/** How a command ends: exit codes, and one clear line for whatever went wrong. */
import { asFault, type Fault } from '../faults.ts';
import type { RunStatus } from '../storage/runs.ts';

/** `incomplete` is 3, as the public contract has it; 130 is what a shell expects after Ctrl-C. */
const EXIT_OF: Readonly<Record<RunStatus, number>> = { completed: 0, running: 1, unbalanced: 1, cancelled: 1, incomplete: 3 };
export const exitCodeOf = (status: RunStatus): number => EXIT_OF[status];
export const INTERRUPTED = 130;

/** One line that says what to do; a bug also says where the rest is. */
export const endWithFault = (thrown: unknown): number => {
  const fault = asFault(thrown);
  process.stderr.write(`huzheng: ${fault.message}${wordsOf(fault)}\n`);
  if (fault.kind === 'bug') process.stderr.write(`${stackOf(fault)}\n`);
  return fault.kind === 'invalid' ? 2 : 1;
};

const wordsOf = ({ authority }: Fault): string => (authority?.message === undefined ? '' : ` (${authority.source}: ${authority.message})`);

/** Where in our code it happened; the message of what caused it is left out, because it may quote data. */
const stackOf = (fault: Fault): string => {
  const cause = fault.cause instanceof Error ? fault.cause : fault;
  return [`${cause.name}`, ...(cause.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '))].join('\n');
};
