/** Who sits at this machine's command line, as the audit ledger names them. */
import { userInfo } from 'node:os';
import type { Caller } from '../security/caller.ts';

export const commandCaller = (): Caller => ({ kind: 'command', id: userName() });

/** A container may run under a number that no list of users names. */
const userName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
};
