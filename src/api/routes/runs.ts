/** Runs: what was done, what is being done, and live progress. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Response } from 'express';
import type { Context } from '../../context.ts';
import { SECOND } from '../../domain/period.ts';
import { Fault } from '../../faults.ts';
import { summaryOf } from '../../jobs/summary.ts';
import { findRun, type Run, listRuns as readRuns } from '../../storage/runs.ts';
import { progressOf } from '../../storage/work.ts';
import type { components } from '../contract.ts';
import { readLimit, unknownCursor } from '../paging.ts';
import type { Route } from '../route.ts';

type Schemas = components['schemas'];

/** The cursor of a page is the id of its last run. */
export const listRuns: Route = (context) => async (request, response) => {
  const limit = readLimit(request.query['limit']);
  const before = await readCursor(request.query['cursor'], context);
  const runs = await readRuns(context.pool, { before, limit: limit + 1 });
  const items = runs.slice(0, limit).map(shown);
  response.json({ items, nextCursor: runs.length > limit ? (items.at(-1)?.runId ?? null) : null } satisfies Schemas['RunPage']);
};

export const showRun: Route = (context) => async (request, response) => {
  const run = await mustFind(context, request.params['runId']);
  const summary = run.finishedAt === null ? await summaryOf(run, context) : (run.summary as Schemas['Summary']);
  response.json({ ...(await progressNow(context, run)), summary } satisfies Schemas['RunProgress'] & { readonly summary: object });
};

const LOOK_EVERY = SECOND;

/** Server-sent events until the run ends or nobody listens any more. */
export const followRun: Route = (context) => async (request, response) => {
  const { runId } = await mustFind(context, request.params['runId']);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  while (!gone.signal.aborted) {
    const run = await mustFind(context, runId);
    const isOver = run.status !== 'running';
    tell(response, isOver ? 'closed' : 'progress', await progressNow(context, run));
    if (isOver) return void response.end();
    await sleep(LOOK_EVERY, undefined, { signal: gone.signal }).catch(() => undefined);
  }
};

const tell = (response: Response, event: string, progress: Schemas['RunProgress']): void =>
  void response.write(`event: ${event}\ndata: ${JSON.stringify(progress)}\n\n`);

const progressNow = async ({ pool }: Context, run: Run): Promise<Schemas['RunProgress']> => ({
  run: shown(run),
  steps: [...(await progressOf(pool, run.runId))],
});

const shown = ({ runId, date, status, phase, startedAt, finishedAt }: Run): Schemas['Run'] => ({
  runId,
  date,
  status,
  phase,
  startedAt,
  finishedAt,
});

const RUN_ID = /^run-\d{4}-\d{2}-\d{2}(-\d+)?$/;

const find = async ({ pool }: Context, runId: unknown): Promise<Run | null> =>
  typeof runId === 'string' && RUN_ID.test(runId) ? findRun(pool, runId) : null;

const mustFind = async (context: Context, runId: unknown): Promise<Run> => {
  const run = await find(context, runId);
  if (run === null) throw new Fault('invalid', { code: 'no-such-run', detail: 'There is no such run; GET /v1/runs lists them.' });
  return run;
};

const readCursor = async (stated: unknown, context: Context): Promise<string | null> => {
  if (stated === undefined) return null;
  const run = await find(context, stated);
  if (run === null) throw unknownCursor();
  return run.runId;
};
