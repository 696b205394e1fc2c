// The day's sign-in, 9001 (interfaces.md §2): several numbers a day may be valid; each is good for the day and a number
// of calls, after which the caller hears 未签到 and signs in again.

import { createHash } from 'node:crypto';
import { compactDay, dayOfSecond, type Second } from '../shanghai-time.ts';

export class SignIns {
  readonly #callsLeft = new Map<string, number>();
  readonly #callsPerSignIn: number;
  #count = 0;

  constructor(callsPerSignIn: number) {
    this.#callsPerSignIn = callsPerSignIn;
  }

  issue(now: Second): string {
    this.#count += 1;
    const tail = createHash('sha256').update(`${now} ${this.#count}`).digest('hex').slice(0, 16);
    const signNo = `${compactDay(dayOfSecond(now))}${tail}`;
    this.#callsLeft.set(signNo, this.#callsPerSignIn);
    return signNo;
  }

  /** Spends a call; false if the number is not, or no longer, signed in. */
  spend(signNo: string, now: Second): boolean {
    const left = this.#callsLeft.get(signNo) ?? 0;
    if (left === 0 || !signNo.startsWith(compactDay(dayOfSecond(now)))) {
      this.#callsLeft.delete(signNo);
      return false;
    }
    this.#callsLeft.set(signNo, left - 1);
    return true;
  }
}
