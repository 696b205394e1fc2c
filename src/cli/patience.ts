/** A database that goes away for a moment is waited for, and started again where it is this command's own. */
import type { Context } from '../context.ts';
import { MINUTE } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import { pause } from '../pause.ts';
import { isDiskFull } from '../security/home.ts';
import { isFull, isUnreachable } from '../storage/database-faults.ts';
import { embeddedFault } from '../storage/embedded/room.ts';

/** One that is restarted is back by then. */
const DATABASE_PATIENCE = MINUTE;
const ASK_AGAIN_AFTER = 500;

type Asking = Pick<Context, 'config' | 'now' | 'reviveDatabase'>;

/** Answers null while the database is away for a moment; throws when it stays away. */
export const withPatience = (context: Asking, signal: AbortSignal) => {
  let lostAt: number | null = null;
  return async <T>(look: () => Promise<T>): Promise<T | null> => {
    try {
      const seen = await look();
      lostAt = null;
      return seen;
    } catch (thrown) {
      const fault = await embeddedFault(thrown, context.config);
      lostAt ??= context.now();
      if (signal.aborted || !isPassing(fault) || context.now() - lostAt > DATABASE_PATIENCE) throw fault;
      if (isUnreachable(fault) && (await context.reviveDatabase()))
        process.stderr.write('The embedded database was gone and has been started again; this command goes on.\n');
      return null;
    }
  };
};

/** What only reads, asked until it is answered. */
export const patiently = async <T>(ask: () => Promise<T>, context: Asking, signal: AbortSignal): Promise<T> => {
  const patient = withPatience(context, signal);
  for (;;) {
    const answered = await patient(async () => ({ answer: await ask() }));
    if (answered !== null) return answered.answer;
    await pause(ASK_AGAIN_AFTER, signal);
  }
};

const isPassing = (fault: unknown): boolean => fault instanceof Fault && fault.kind === 'busy' && !isDiskFull(fault) && !isFull(fault);
