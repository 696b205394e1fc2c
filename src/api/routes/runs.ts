/** Runs: what was done, what is being done, and live progress. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Response } from 'express';
import type { Context } from '../../context.ts';
import { Fault } from '../../faults.ts';
import { summaryOf } from '../../jobs/summary.ts';
import { findRun, listRuns, type Run } from '../../storage/runs.ts';
import { progressOf } from '../../storage/work.ts';
import type { components } from '../contract.ts';
import type { Route } from '../route.ts';

type Schemas = components['schemas'];

const LOOK_EVERY = 1_000;
const DEFAULT_LIMIT = 20;

const shown = ({ runId, date, status, phase, startedAt, finishedAt }: Run): Schemas['Run'] => ({ runId, date, status, phase, startedAt, finishedAt });

export const listRunsRoute: Route = ({ pool }) => async (request, response) => {
  const limit = readLimit(request.query['limit']);
  const cursor = typeof request.query['cursor'] === 'string' ? request.query['cursor'] : null;
  const runs = await listRuns(pool, { before: cursor, limit: limit + 1 });
  const items = runs.slice(0, limit).map(shown);
  response.json({ items, nextCursor: runs.length > limit ? (items.at(-1)?.runId ?? null) : null } satisfies Schemas['RunPage']);
};

export const showRun: Route = (context) => async (request, response) => {
  const run = await mustFind(context, request.params['runId']);
  const summary = run.finishedAt === null ? await summaryOf(run, context) : (run.summary as Schemas['Summary']);
  response.json({ run: shown(run), steps: [...(await progressOf(context.pool, run.runId))], summary } satisfies { run: object; steps: object[]; summary: object });
};

export const followRun: Route = (context) => async (request, response) => {
  const { runId } = await mustFind(context, request.params['runId']);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  while (!gone.signal.aborted) {
    const run = await mustFind(context, runId);
    tell(response, run.status === 'running' ? 'progress' : 'closed', { run: shown(run), steps: [...(await progressOf(context.pool, runId))] });
    if (run.status !== 'running') return void response.end();
    await sleep(LOOK_EVERY, undefined, { signal: gone.signal }).catch(() => undefined);
  }
};

const tell = (response: Response, event: string, progress: Schemas['RunProgress']): void => void response.write(`event: ${event}\ndata: ${JSON.stringify(progress)}\n\n`);

const mustFind = async ({ pool }: Context, runId: string | string[] | undefined): Promise<Run> => {
  const run = typeof runId === 'string' ? await findRun(pool, runId) : null;
  if (run === null) throw new Fault('invalid', { code: 'no-such-run', detail: 'There is no such run; GET /v1/runs lists them.' });
  return run;
};

const readLimit = (stated: unknown): number => {
  if (stated === undefined) return DEFAULT_LIMIT;
  const limit = typeof stated === 'string' && /^\d{1,3}$/.test(stated) ? Number(stated) : 0;
  if (limit < 1 || limit > 100) throw new Fault('invalid', { code: 'limit-out-of-range', detail: 'limit is a whole number from 1 to 100.' });
  return limit;
};
