/** Follows a run to its end, showing how far each step is; works itself where no worker is about. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { SECOND } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import { type Engine, startEngine } from '../jobs/engine.ts';
import { findRun, type Run } from '../storage/runs.ts';
import { progressOf } from '../storage/work.ts';
import { openProgress } from './progress.ts';

const LOOK_EVERY = 500;
/** The process that worked here may have died: then this one takes over. */
const TAKE_OVER_EVERY = 5 * SECOND;

export interface Followed {
  readonly run: Run;
  /** Ours, if we worked; still running. */
  readonly engine: Engine | null;
}

export const followRun = async (run: Run, context: Context, { signal }: { readonly signal: AbortSignal }): Promise<Followed> => {
  let engine = await startEngine(context);
  const progress = openProgress(process.stderr);
  let triedAt = context.now();
  try {
    for (;;) {
      const now = await findRun(context.pool, run.runId);
      if (now === null) throw new Fault('bug', { code: 'run-missing', detail: 'The run is gone from the database.' });
      progress.show(now, await progressOf(context.pool, run.runId), context.now());
      if (now.status !== 'running' || signal.aborted) return { run: now, engine };
      if (engine === null && context.now() - triedAt > TAKE_OVER_EVERY) {
        triedAt = context.now();
        engine = await startEngine(context);
      }
      await sleep(LOOK_EVERY, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    progress.close();
  }
};
