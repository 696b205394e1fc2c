/** `huzheng reconcile`: one run, done when it ends. Works itself where no worker is about. */
import { lookOnce } from '../alerts/watch.ts';
import { processEnvironment, type RawEnvironment } from '../config.ts';
import { type Day, dayAt } from '../domain/period.ts';
import { openRun } from '../jobs/open-run.ts';
import { exitCodeOf, INTERRUPTED } from './ending.ts';
import { followRun, sayHow, sayHowToGoOn } from './follow.ts';
import type { Interruption, Leaving } from './interruption.ts';
import { returnTo } from './sandbox-city.ts';
import { besideSandbox } from './sandbox-process.ts';
import { withContext } from './session.ts';
import { tellSummary } from './summary.ts';
import { thisUser } from './this-user.ts';

export interface ReconcileOptions {
  readonly date?: Day;
  readonly full?: true;
  readonly source?: string;
  readonly wait: number;
  readonly sandbox?: true;
  readonly json?: true;
}

export const reconcile = (options: ReconcileOptions, interruption: Interruption): Promise<number> =>
  options.sandbox === true
    ? besideSandbox(
        (pool) => returnTo(options.date, pool),
        interruption,
        (environment, leaving, { date }) => reconcileIn(environment, { ...options, date }, leaving),
      )
    : reconcileIn(processEnvironment(), options, interruption);

const reconcileIn = (environment: RawEnvironment, options: ReconcileOptions, leaving: Leaving): Promise<number> =>
  withContext(
    'reconcile',
    async (context) => {
      if (leaving.signal.aborted) return INTERRUPTED;
      const { full = false, source = null, wait: waitMs, json = false } = options;
      const opened = await openRun(options.date ?? dayAt(context.clock()), { full, source, waitMs, by: thisUser() }, context);
      await sayHow(opened, context, { full, source });
      const { run, engine } = await followRun(opened.run, context, leaving);
      await engine?.stop();
      if (run.status === 'running') {
        sayHowToGoOn(run, options.sandbox === true);
        return INTERRUPTED;
      }
      await tellSummary(run, { json, context, signal: leaving.signal });
      await lookOnce(context);
      return exitCodeOf(run.status);
    },
    environment,
  );
