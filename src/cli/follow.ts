/** Follows a run to its end, showing how far each step is; works itself where no worker is about. */
import { orElse } from '../context/closers.ts';
import type { Context } from '../context.ts';
import { SECOND } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import { type Engine, startEngine } from '../jobs/engine.ts';
import type { OpenedRun } from '../jobs/open-run.ts';
import { pause } from '../pause.ts';
import { isWorkerAbout } from '../storage/attendance.ts';
import { findRun, type Run, type RunOptions } from '../storage/runs.ts';
import { troublesOf } from '../storage/troubles.ts';
import { progressOf } from '../storage/work-of-run.ts';
import { withPatience } from './patience.ts';
import { openProgress } from './progress.ts';
import { goingOn } from './unfinished-text.ts';

const LOOK_EVERY = 500;
/** The process that worked here may have died: then this one takes over. */
const TAKE_OVER_EVERY = 5 * SECOND;

export interface Followed {
  readonly run: Run;
  /** Ours, if we worked; still running. */
  readonly engine: Engine | null;
}

const HOW: Readonly<Record<OpenedRun['how'], string>> = {
  new: 'begins',
  resumed: 'goes on where it stopped',
  reopened: 'goes on with what was missing',
};
export const sayHow = async ({ run, how }: OpenedRun, { pool }: Pick<Context, 'pool'>, asked: Partial<RunOptions> = {}): Promise<void> => {
  const isElsewhere = how === 'resumed' && (await isWorkerAbout(pool));
  const lines = [`${run.runId} ${isElsewhere ? 'goes on; another process works on it' : HOW[how]}`, ...unheeded(run, asked)];
  process.stderr.write(`${lines.join('\n')}\n`);
};

/** A run that goes on does so with what it was begun with. */
export const unheeded = ({ options }: Pick<Run, 'options'>, { full = false, source = null }: Partial<RunOptions>): readonly string[] => {
  const others = [
    ...(full && !options.full ? ['--full'] : []),
    ...(source !== null && source !== options.source ? [`--source ${source}`] : []),
  ];
  return others.map((option) => `${option} is for a run that begins; this one goes on as it was begun.`);
};

/** What whoever left early does next: a city stands on the day of the run that it was brought up for. */
export const sayHowToGoOn = (run: Run, sandbox: boolean): void =>
  void process.stderr.write(`The run of ${run.date} is unfinished: ${goingOn(run, sandbox ? run.date : null)} goes on where it stopped.\n`);

interface Following {
  readonly signal: AbortSignal;
  /** What else there is to say of it, each time anew. */
  readonly notes?: () => Promise<readonly string[]>;
}

/** Until the run ends or `signal` asks to leave. What it started is stopped again if it throws. */
export const followRun = async (run: Run, context: Context, { signal, notes }: Following): Promise<Followed> => {
  const progress = openProgress(process.stderr);
  const worker = takingOver(context);
  const patient = withPatience(context, signal);
  const look = async (): Promise<Run> => {
    await worker.tryNow();
    const hindrance = worker.engine()?.hindrance() ?? null;
    if (hindrance !== null) throw hindrance;
    const now = await mustFind(run.runId, context);
    // Whoever asked to leave has been answered below the last lines: they are not drawn over.
    if (!signal.aborted)
      progress.show({ run: now, ...(await standing(run.runId, context)), notes: (await notes?.()) ?? [] }, context.now());
    return now;
  };
  const follow = async (): Promise<Followed> => {
    for (;;) {
      const now = await patient(look);
      if (now !== null && (now.status !== 'running' || signal.aborted)) return { run: now, engine: worker.engine() };
      await pause(LOOK_EVERY, signal);
    }
  };
  const stop = async (): Promise<void> =>
    worker
      .engine()
      ?.stop()
      .catch((fault: unknown) => context.log.failed({ doing: 'stop-engine', fault }));
  return orElse(follow, stop);
};

const mustFind = async (runId: string, { pool }: Context): Promise<Run> => {
  const run = await findRun(pool, runId);
  if (run === null) throw new Fault('bug', { code: 'run-missing', detail: 'The run is gone from the database.' });
  return run;
};

const standing = async (runId: string, { pool }: Context) => ({
  steps: await progressOf(pool, runId),
  troubles: await troublesOf(pool, runId),
});

/** Our engine, as soon as no other process has one: where several could share, who was asked for one run still leaves it to them. */
const takingOver = (context: Context) => {
  let engine: Engine | null = null;
  let triedAt = Number.NEGATIVE_INFINITY;
  return {
    engine: (): Engine | null => engine,
    tryNow: async (): Promise<void> => {
      const sinceMs = context.now() - triedAt;
      // Less than nothing: the clock was put back.
      if (engine !== null || (sinceMs >= 0 && sinceMs < TAKE_OVER_EVERY)) return;
      triedAt = context.now();
      if (!(await isWorkerAbout(context.pool))) engine = await startEngine(context);
    },
  };
};
