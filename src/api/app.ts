/** The express app: contract and routes proven equal at start, every answer traced, every fault a problem. */
import { readFile } from 'node:fs/promises';
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from 'express';
import helmet from 'helmet';
import { parse } from 'yaml';
import type { Context } from '../context.ts';
import { asFault, Fault } from '../faults.ts';
import { databaseFault } from '../storage/database-faults.ts';
import { problemOf } from './problem.ts';
import { type Contract, differences, operationsOf, type Route } from './route.ts';
import { contract as showContract } from './routes/contract.ts';
import { docs } from './routes/docs.ts';
import { health, metrics, readiness } from './routes/health.ts';
import { followRun, listRuns, showRun } from './routes/runs.ts';

const CONTRACT = new URL('../../openapi/huzheng.yaml', import.meta.url);

/** By operationId. */
const ROUTES: Readonly<Record<string, Route>> = {
  health,
  readiness,
  metrics,
  contract: showContract,
  docs,
  listRuns,
  showRun,
  followRun,
};

export const createApp = async (context: Context): Promise<Express> => {
  const contract = parse(await readFile(CONTRACT, 'utf8')) as Contract;
  const operations = operationsOf(contract);
  const differing = differences(operations, Object.keys(ROUTES));
  if (differing.length > 0)
    throw new Fault('bug', { code: 'contract-differs', detail: `Contract and routes differ: ${differing.join(', ')}.` });

  const app = express();
  app.disable('x-powered-by');
  app.use(helmet());
  app.use(traced(context));
  for (const { operationId, method, path } of operations) {
    const handler = ROUTES[operationId]?.(context, { contract });
    if (handler !== undefined) app[method](path.replace(/\{(\w+)\}/g, ':$1'), handler);
  }
  app.use(nothingHere);
  app.use(answerFault(context));
  return app;
};

/** Route patterns, never URLs: what stands in a log is what was asked, not about whom. */
const patternOf = (request: Request): string => String(request.route?.path ?? 'none');

const traced =
  ({ log, now, uuid }: Context): RequestHandler =>
  (request, response, next) => {
    const startedAt = now();
    const traceId = uuid();
    response.locals['traceId'] = traceId;
    response.setHeader('x-trace-id', traceId);
    response.on('finish', () => {
      const { method } = request;
      const durationMs = now() - startedAt;
      log.requestAnswered({ traceId, method, route: patternOf(request), status: response.statusCode, durationMs });
    });
    next();
  };

const nothingHere: RequestHandler = () => {
  throw new Fault('invalid', { code: 'no-such-route', detail: 'There is nothing here; /docs shows what there is.' });
};

/** Four parameters: that is how express knows it. */
const answerFault =
  ({ log }: Context): ErrorRequestHandler =>
  (thrown: unknown, request, response, _next) => {
    const fault = requestFault(thrown);
    const traceId = String(response.locals['traceId']);
    log.requestFailed({ traceId, method: request.method, route: patternOf(request), fault });
    // A stream that has begun can only end.
    if (response.headersSent) return void response.destroy();
    const problem = problemOf(fault, traceId);
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  };

/** What express itself refuses (a path that cannot be decoded) is the caller's, not ours. */
const requestFault = (thrown: unknown): Fault =>
  thrown instanceof URIError
    ? new Fault('invalid', { code: 'path-unreadable', detail: 'The path cannot be decoded.' })
    : asFault(databaseFault(thrown));
