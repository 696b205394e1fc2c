/**
 * Hands in what this process has called: every few seconds, and once more when it leaves. A process that is killed takes its last seconds with it;
 * they are figures, and nothing rests on them.
 */
import { hostname } from 'node:os';
import type pg from 'pg';
import type { Config } from '../config.ts';
import { SECOND } from '../domain/period.ts';
import type { Log } from '../observe/log.ts';
import { pause } from '../pause.ts';
import { inTransaction } from '../storage/database.ts';
import { databaseFault } from '../storage/database-faults.ts';
import { addCalls, type HandedIn } from '../storage/upstream-calls.ts';
import type { CallTally } from '../upstream/call-tally.ts';

const EVERY_MS = 5 * SECOND;

export interface HandingIn {
  readonly pool: pg.Pool;
  readonly log: Log;
  readonly tally: CallTally;
  readonly circuitsNow: () => Pick<HandedIn, 'circuits' | 'at'>;
  readonly process: string;
}

/** As operators are told whose a circuit is. */
export const nameOfProcess = ({ mode }: Pick<Config, 'mode'>): string => `${mode} ${hostname()}/${process.pid}`;

/** Until what it answers is called. */
export const handingIn = ({ pool, log, tally, circuitsNow, process }: HandingIn): (() => Promise<void>) => {
  const leaving = new AbortController();
  const handIn = async (): Promise<void> => {
    const tallied = tally.take();
    if (tallied.counts.length === 0) return;
    try {
      await inTransaction(pool, (tx) => addCalls(tx, { ...tallied, ...circuitsNow(), process }));
    } catch (thrown) {
      tally.putBack(tallied);
      log.failed({ doing: 'hand-in-calls', fault: databaseFault(thrown) });
    }
  };
  const work = async (): Promise<void> => {
    while (!leaving.signal.aborted) {
      await pause(EVERY_MS, leaving.signal, { ref: false });
      await handIn();
    }
  };
  const worked = work();
  return async () => {
    leaving.abort();
    await worked;
  };
};
