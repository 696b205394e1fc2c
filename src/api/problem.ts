/** Problem details (RFC 9457): a stable type, a plain detail, the faulty fields, the trace that is in the log. */
import type { Response } from 'express';
import { SECOND } from '../domain/period.ts';
import { FAULT_POLICY, type Fault, type FaultKind } from '../faults.ts';
import type { components } from './contract.ts';

export type Problem = components['schemas']['Problem'];

const TITLES: Readonly<Record<FaultKind, string>> = {
  invalid: 'The request cannot be used',
  denied: 'Not allowed',
  conflict: 'Someone else was there first',
  busy: 'Not now',
  broken: 'A counterpart answered against its own interface',
  uncertain: 'Sent, and no answer came',
  bug: 'An error of ours',
};

/** What a code says beyond its kind. */
const STATUSES: Readonly<Record<string, number>> = {
  'not-signed-in': 401,
  'no-such-route': 404,
  'no-such-run': 404,
  'no-such-verification': 404,
  'no-such-member': 404,
  'no-such-operator': 404,
  'method-not-allowed': 405,
  'body-too-large': 413,
  'media-type': 415,
  'request-too-slow': 408,
  'too-many-requests': 429,
  'headers-too-large': 431,
  // Ours to mend, whatever the database says of it.
  'database-refuses': 503,
  'database-missing': 503,
  'database-rights': 503,
};

export const problemOf = ({ kind, code, message, fields }: Fault, traceId: string): Problem => ({
  type: `urn:huzheng:problem:${code}`,
  title: TITLES[kind],
  status: STATUSES[code] ?? FAULT_POLICY[kind].httpStatus,
  detail: message,
  traceId,
  ...(fields === undefined ? {} : { fields: [...fields] }),
});

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

export const sendProblem = (response: Response, fault: Fault, traceId: string): void => {
  const problem = problemOf(fault, traceId);
  if (problem.status === 401) response.setHeader('www-authenticate', 'Bearer');
  if (fault.retryAfterMs !== undefined) response.setHeader('retry-after', String(Math.ceil(fault.retryAfterMs / SECOND)));
  response.status(problem.status).setHeader('content-type', PROBLEM_TYPE).send(JSON.stringify(problem));
};
