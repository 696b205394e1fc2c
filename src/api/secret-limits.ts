/**
 * How often a secret may be tried, counted for all processes together. Only what was wrong counts against whoever tried it, and only where it was
 * tried from and for the client it was tried for: who guesses behind a proxy shuts out nobody else there. What was right counts for its client.
 * Alike for clients that there are and those that there are not.
 */
import { together } from '../together.ts';
import { turnsByName } from '../turns.ts';
import { type LimitTools, spender } from './limits.ts';

export interface SecretTry {
  readonly address: string;
  /** As it was given, whether there is such a client or not; empty where none was. */
  readonly clientId: string;
}

export interface SecretLimits {
  /** Tries a secret, unless too many wrong ones were tried; null, as of `attempt`: it was wrong. Throws `busy` with the time to wait. */
  readonly attempt: <T>(shown: SecretTry, attempt: () => Promise<T | null>) => Promise<T | null>;
}

export interface SecretLimitTools extends LimitTools {
  /** Takes back one that was taken of the window that began then. */
  readonly giveBack: (lane: string, windowStart: number) => Promise<void>;
}

/**
 * A minute. A token is good for five, so that no client needs many. Wrong ones of all names from one address end what is told to them, and what they
 * write into the ledger; a right one is heard all the same.
 */
const ALLOWED = { wrong: 20, 'wrong-anywhere': 240, right: 600 } as const;

/** Names are made up without end, and what is kept of an address is not: three characters of a digest are 262,144 lanes at most. */
const LANE_NAME_LENGTH = 3;

export const secretLimits = ({ take, giveBack, nameOf, now }: SecretLimitTools): SecretLimits => {
  const spend = spender({ take, now });
  const inTurn = turnsByName();
  return {
    attempt: ({ address, clientId }, attempt) => {
      const whence = nameOf(address);
      const lane = `secret-wrong/${whence}/${nameOf(clientId).slice(0, LANE_NAME_LENGTH)}`;
      // Counted before it is tried, so that a thousand at once are a thousand; one at a time, so that right ones do not count for each other.
      return inTurn(lane, async () => {
        const windowStart = await spend({ lane, limit: ALLOWED.wrong });
        const found = await attempt();
        if (found === null) await spend({ lane: `secret-wrong/${whence}`, limit: ALLOWED['wrong-anywhere'] });
        else await together([giveBack(lane, windowStart), spend({ lane: `secret-right/${nameOf(clientId)}`, limit: ALLOWED.right })]);
        return found;
      });
    },
  };
};
