/** The express app: contract and routes proven equal at start, every answer traced, every fault a problem. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { parse } from 'yaml';
import type { Context } from '../context.ts';
import { asFault, Fault } from '../faults.ts';
import { problemOf } from './problem.ts';
import { docs } from './routes/docs.ts';
import { health, metrics, readiness } from './routes/health.ts';
import { followRun, listRunsRoute, showRun } from './routes/runs.ts';
import { type Contract, operationsOf, type Route } from './route.ts';

const CONTRACT = new URL('../../openapi/huzheng.yaml', import.meta.url);

const ROUTES: Readonly<Record<string, Route>> = { health, readiness, metrics, contract: (_, { contract }) => (_request, response) => void response.json(contract), docs, listRuns: listRunsRoute, showRun, followRun };

export const createApp = async (context: Context): Promise<Express> => {
  const contract = parse(await readFile(CONTRACT, 'utf8')) as Contract;
  const operations = operationsOf(contract);
  const differing = [...operations.map((one) => one.operationId).filter((id) => !(id in ROUTES)), ...Object.keys(ROUTES).filter((id) => operations.every((one) => one.operationId !== id))];
  if (differing.length > 0) throw new Fault('bug', { code: 'contract-differs', detail: `Contract and routes differ: ${differing.join(', ')}.` });

  const app = express();
  app.disable('x-powered-by');
  app.use(helmet());
  app.use(traced(context));
  for (const { operationId, method, path } of operations) {
    const handler = ROUTES[operationId]?.(context, { contract });
    if (handler !== undefined) app[method](path.replace(/\{(\w+)\}/g, ':$1'), handler);
  }
  app.use(() => {
    throw new Fault('invalid', { code: 'no-such-route', detail: 'There is nothing here; /docs shows what there is.' });
  });
  app.use(answerFault(context));
  return app;
};

/** Route patterns, never URLs: what stands in a log is what was asked, not about whom. */
const traced = ({ log, now }: Context) => (request: Request, response: Response, next: NextFunction): void => {
  const startedAt = now();
  const traceId = randomUUID();
  response.locals['traceId'] = traceId;
  response.setHeader('x-trace-id', traceId);
  response.on('finish', () => log.requestAnswered({ traceId, method: request.method, route: String(request.route?.path ?? 'none'), status: response.statusCode, durationMs: now() - startedAt }));
  next();
};

/** Four parameters: that is how express knows it. */
const answerFault = ({ log }: Context) => (thrown: unknown, request: Request, response: Response, _next: NextFunction): void => {
  const fault = asFault(thrown);
  const traceId = String(response.locals['traceId']);
  log.requestFailed({ traceId, method: request.method, route: String(request.route?.path ?? 'none'), fault });
  const problem = problemOf(fault, traceId);
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
};
