/** Who works at this command line, for the ledger: the account of the operating system. */
import { userInfo } from 'node:os';
import type { Caller } from '../security/caller.ts';

export const thisUser = (): Caller => ({
  kind: 'command',
  id: nameOfAccount()
    .replaceAll(/[^\w.-]/g, '_')
    .slice(0, 64),
});

/** An account without a name (a container's arbitrary user) has a number. */
const nameOfAccount = (): string => {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
};
