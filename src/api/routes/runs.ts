/** Runs: what was done, what is being done, and live progress. */
import type { Response } from 'express';
import type { Context } from '../../context.ts';
import { SECOND } from '../../domain/period.ts';
import { Fault } from '../../faults.ts';
import { runDetail, shownRun } from '../../jobs/run-detail.ts';
import { pause } from '../../pause.ts';
import { findRun, type Run, listRuns as readRuns } from '../../storage/runs.ts';
import { progressOf } from '../../storage/work-of-run.ts';
import type { components } from '../contract.ts';
import { type Paging, pageOf, unknownCursor } from '../paging.ts';
import { parametersOf, type Route } from '../route.ts';

type Schemas = components['schemas'];

/** The cursor of a page is the id of its last run. */
export const listRuns: Route = (context) => async (_request, response) => {
  const paging = parametersOf<Paging>(response);
  const before = paging.cursor === undefined ? null : await positionOf(paging.cursor, context);
  const runs = await readRuns(context.pool, { before, limit: paging.limit + 1 });
  response.json(pageOf(runs.map(shownRun), paging, ({ runId }) => runId) satisfies Schemas['RunPage']);
};

export const showRun: Route = (context) => async (_request, response) => {
  const run = await mustFind(context, runIdOf(response));
  response.json((await runDetail(run, context)) satisfies Told<Schemas['RunDetail']>);
};

/** As it is sent, nobody changes it any more. */
type Told<T> = { readonly [Key in keyof T]: Told<T[Key]> };

const LOOK_EVERY = SECOND;

/** Server-sent events until the run ends, nobody listens any more, or the process leaves. */
export const followRun: Route =
  (context, { leaving }) =>
  async (request, response) => {
    const { runId } = await mustFind(context, runIdOf(response));
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    // Whoever asks for the head alone is told no progress.
    if (request.method === 'HEAD') return void response.end();
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const over = AbortSignal.any([gone.signal, leaving]);
    while (!over.aborted) {
      const run = await mustFind(context, runId);
      const isOver = run.status !== 'running';
      tell(response, isOver ? 'closed' : 'progress', await progressNow(context, run));
      if (isOver) return void response.end();
      await pause(LOOK_EVERY, over);
    }
    response.end();
  };

const tell = (response: Response, event: string, progress: Schemas['RunProgress']): void =>
  void response.write(`event: ${event}\ndata: ${JSON.stringify(progress)}\n\n`);

const progressNow = async ({ pool }: Context, run: Run): Promise<Schemas['RunProgress']> => ({
  run: shownRun(run),
  steps: [...(await progressOf(pool, run.runId))],
});

export const runIdOf = (response: Response): string => parametersOf<{ readonly runId: string }>(response).runId;

const mustFind = async ({ pool }: Context, runId: string): Promise<Run> => {
  const run = await findRun(pool, runId);
  if (run === null)
    throw new Fault('invalid', { code: 'no-such-run', detail: 'There is no such run; GET /v1/runs lists them.', fields: ['runId'] });
  return run;
};

const positionOf = async (cursor: string, { pool }: Context): Promise<string> => {
  const run = await findRun(pool, cursor);
  if (run === null) throw unknownCursor();
  return run.runId;
};
