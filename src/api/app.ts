/** The express app: contract and routes proven equal at start, the console's files beside them, a door before every route, every answer traced, every fault a problem. */
import { readFile } from 'node:fs/promises';
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler, type Response } from 'express';
import { parse } from 'yaml';
import type { Context } from '../context.ts';
import { asFault, Fault } from '../faults.ts';
import { placeIn } from '../observe/traceparent.ts';
import { type OpenSpan, UNTRACED } from '../observe/traces.ts';
import { takeAllowance } from '../storage/allowances.ts';
import { databaseFault } from '../storage/database-faults.ts';
import { serveConsole } from './console.ts';
import { door } from './door.ts';
import { type RequestLimits, requestLimits } from './limits.ts';
import { notThisMethod } from './not-this-method.ts';
import { type Contract, differences, type Operation, operationsOf } from './operation.ts';
import type { Problems } from './problem.ts';
import type { Published, Route } from './route.ts';
import { listAlerts } from './routes/alerts.ts';
import { listApplications, showApplication } from './routes/applications.ts';
import { listAudit, listLooks } from './routes/audit.ts';
import { takeCallback } from './routes/callbacks.ts';
import { listCases, showCase } from './routes/cases.ts';
import { addClient, listClients, revokeClient, rotateClient } from './routes/clients.ts';
import { listCalls, listConnectors } from './routes/connectors.ts';
import { contract as showContract } from './routes/contract.ts';
import { exportDiscrepancies, listDiscrepancies, resolveDiscrepancy, showDiscrepancy } from './routes/discrepancies.ts';
import { docs } from './routes/docs.ts';
import { acceptDrop, listDrops } from './routes/drops.ts';
import { health, metrics, readiness } from './routes/health.ts';
import { listFingerprints, listJobs, showJob } from './routes/jobs.ts';
import { endMaintenance, listMaintenance, planMaintenance } from './routes/maintenance.ts';
import { showMorning } from './routes/morning.ts';
import { listOperators, setRoles } from './routes/operators.ts';
import { downloadOverview, showOverview } from './routes/overview.ts';
import { listQuarantine, replayQuarantine, replayQuarantined, showQuarantined } from './routes/quarantine.ts';
import { listRetries, previewRetry, retryJob, retryJobs, showRetry, stopRetry } from './routes/retries.ts';
import { revealMember } from './routes/reveal.ts';
import { showRules } from './routes/rules.ts';
import { cancelRun, startRun } from './routes/run-acts.ts';
import { followRun, listRuns, showRun } from './routes/runs.ts';
import { beginSignIn, endSignIn, showSession, signInLocally, signOut } from './routes/session.ts';
import { pauseSource, resumeSource } from './routes/source-acts.ts';
import { issueToken, tokenKeys } from './routes/token.ts';
import { showVerification, verifyIdentities, verifyIdentity } from './routes/verify-identity.ts';
import { securityHeaders } from './security-headers.ts';
import { contractRules } from './validation.ts';
import { verificationDesk } from './verify-identity/verify-identity.ts';

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
  startRun,
  cancelRun,
  listDrops,
  acceptDrop,
  pauseSource,
  resumeSource,
  previewRetry,
  retryJobs,
  retryJob,
  listRetries,
  showRetry,
  stopRetry,
  issueToken,
  tokenKeys,
  showSession,
  signInLocally,
  signOut,
  beginSignIn,
  endSignIn,
  listOperators,
  setRoles,
  listAudit,
  listLooks,
  takeCallback,
  verifyIdentity,
  verifyIdentities,
  showVerification,
  listCases,
  showCase,
  listApplications,
  showApplication,
  showRules,
  listJobs,
  showJob,
  listFingerprints,
  listQuarantine,
  replayQuarantine,
  showQuarantined,
  replayQuarantined,
  listDiscrepancies,
  exportDiscrepancies,
  showDiscrepancy,
  resolveDiscrepancy,
  listConnectors,
  listCalls,
  listMaintenance,
  planMaintenance,
  endMaintenance,
  listAlerts,
  listClients,
  addClient,
  rotateClient,
  revokeClient,
  revealMember,
  showMorning,
  showOverview,
  downloadOverview,
};

export const readContract = async (): Promise<Contract> => parse(await readFile(CONTRACT, 'utf8')) as Contract;

export const createApp = (context: Context, { contract, problems, leaving }: Omit<Published, 'rules' | 'desk'>): Express => {
  const operations = operationsOf(contract);
  const differing = differences(operations, Object.keys(ROUTES));
  if (differing.length > 0)
    throw new Fault('bug', { code: 'contract-differs', detail: `Contract and routes differ: ${differing.join(', ')}.` });

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // One spelling of every path: what stands in front of us, and the record behind us, see the same.
  app.enable('strict routing');
  app.enable('case sensitive routing');
  app.use(securityHeaders());
  app.use(traced(context));
  app.use(naming);
  const rules = contractRules(contract);
  install(app, operations, { context, published: { contract, problems, rules, leaving, desk: verificationDesk(context) } });
  serveConsole(app, context);
  app.use(nothingHere);
  app.use(answerFault(context, problems));
  return app;
};

interface Installing {
  readonly context: Context;
  readonly published: Published;
}

/** Each path with its operations, and a plain no for every other method there. */
const install = (app: Express, operations: readonly Operation[], { context, published }: Installing): void => {
  const doorway = { context, rules: published.rules, limits: limitsOf(context) };
  for (const [path, here] of Map.groupBy(operations, (operation) => operation.path.replace(/\{(\w+)\}/g, ':$1'))) {
    const route = app.route(path);
    for (const operation of here) {
      const handler = ROUTES[operation.operationId]?.(context, published);
      // Reading a body comes back from the socket, which knows of no span.
      const inSpan: RequestHandler | undefined =
        handler && ((request, response, next) => spanOf(response).run(() => handler(request, response, next)));
      if (inSpan !== undefined) route[operation.method](...door(operation, doorway), inSpan);
    }
    route.all(notThisMethod(here.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]))));
  }
};

const limitsOf = ({ pool, lookup, now }: Context): RequestLimits =>
  requestLimits({
    take: (lane, wanted) => takeAllowance(pool, lane, wanted),
    nameOf: (address) => lookup.digest('address', address).toString('base64url'),
    now,
  });

/** Route patterns, never URLs: what stands in a log is what was asked, not about whom. */
const patternOf = (request: Request): string => String(request.route?.path ?? 'none');

/** Asked every few seconds by machines, and about nothing that was done. */
const PROBES = ['/healthz', '/readyz', '/metrics'];

/** The trace that a caller sends goes on here; what is answered names it, and so does the log. Where nothing is traced the name is our own. */
const traced =
  ({ log, now, uuid, traces }: Context): RequestHandler =>
  (request, response, next) => {
    const startedAt = now();
    const { method } = request;
    const isTraced = traces.isOn && !PROBES.includes(request.path);
    const span = isTraced ? traces.begin('request', { method, route: 'none' }, { parent: request.get('traceparent') ?? null }) : UNTRACED;
    const traceId = placeIn(span.traceparent)?.traceId ?? uuid();
    response.locals['traceId'] = traceId;
    response.locals['span'] = span;
    response.setHeader('x-trace-id', traceId);
    // Whatever is answered here is for whoever asked, now.
    response.setHeader('cache-control', 'no-store');
    // Also where the caller leaves before: a stream is as a rule ended by whoever listens to it.
    response.on('close', () => {
      const durationMs = now() - startedAt;
      const [route, status] = [patternOf(request), response.statusCode];
      if (!response.headersSent) return span.end({ route, code: 'caller-left' });
      log.requestAnswered({ traceId, method, route, status, durationMs });
      span.end({ route, httpStatus: status }, status >= OURS ? status : undefined);
    });
    next();
  };

const OURS = 500;

const spanOf = (response: Response): OpenSpan<'request'> => response.locals['span'] as OpenSpan<'request'>;

/** RFC 9112 §3.2. */
const naming: RequestHandler = (request, _response, next) => {
  if (request.httpVersion === '1.1' && request.headers.host === undefined)
    throw new Fault('invalid', { code: 'request-unreadable', detail: 'The request names no host.' });
  next();
};

const nothingHere: RequestHandler = () => {
  throw new Fault('invalid', { code: 'no-such-route', detail: 'There is nothing here; /docs shows what there is.' });
};

/** Four parameters: that is how express knows it. */
const answerFault =
  ({ log }: Context, problems: Problems): ErrorRequestHandler =>
  (thrown: unknown, request, response, _next) => {
    const fault = requestFault(thrown);
    const traceId = String(response.locals['traceId']);
    log.requestFailed({ traceId, method: request.method, route: patternOf(request), fault });
    // A stream that has begun can only end.
    if (response.headersSent) return void response.destroy();
    problems.send(response, fault, traceId);
  };

/** What express itself refuses (a path that cannot be decoded) is the caller's, not ours. */
const requestFault = (thrown: unknown): Fault =>
  thrown instanceof URIError
    ? new Fault('invalid', { code: 'path-unreadable', detail: 'The path cannot be decoded.' })
    : asFault(databaseFault(thrown));
