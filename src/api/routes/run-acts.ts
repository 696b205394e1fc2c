/** What operators do with runs: start one, give one up. */
import { type Day, dayAt, MINUTE, toDay } from '../../domain/period.ts';
import type { Authority } from '../../domain/sources.ts';
import { cancelRun as cancel } from '../../jobs/cancel-run.ts';
import { openRun } from '../../jobs/open-run.ts';
import { shownRun } from '../../jobs/run-detail.ts';
import { isWorkerAbout } from '../../storage/attendance.ts';
import type { components } from '../contract.ts';
import { admittedTo, bodyOf, callerOf, type Route } from '../route.ts';
import { whyIn } from '../why.ts';
import { runIdOf } from './runs.ts';

type Schemas = components['schemas'];

interface Start {
  readonly date?: string;
  readonly full: boolean;
  readonly source?: Authority;
  readonly why: string;
}

/** Who starts one sits before it: a source that is down is waited for no longer than at the command line. */
const WAIT_MS = 10 * MINUTE;

export const startRun: Route = (context) => async (request, response) => {
  const { date, full, source = null, ...given } = bodyOf<Start>(request);
  const why = whyIn(given);
  const day: Day = date === undefined ? dayAt(context.clock()) : toDay(date);
  const { traceId: trace } = admittedTo(response);
  const { run, how } = await openRun(day, { full, source, waitMs: WAIT_MS, by: callerOf(response), why, trace }, context);
  const worker = await isWorkerAbout(context.pool);
  response.status(202).json({ run: shownRun(run), how, worker } satisfies Schemas['RunStarted']);
};

export const cancelRun: Route = (context) => async (request, response) => {
  const why = whyIn(bodyOf<Schemas['Why']>(request));
  const acting = { by: callerOf(response), why, trace: admittedTo(response).traceId };
  response.json(shownRun(await cancel(runIdOf(response), acting, context)) satisfies Schemas['Run']);
};
