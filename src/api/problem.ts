/** Problem details (RFC 9457): a stable type, a plain detail, the faulty fields, the trace that is in the log. */
import type { Response } from 'express';
import { SECOND } from '../domain/period.ts';
import { FAULT_POLICY, type Fault, type FaultKind } from '../faults.ts';
import type { components } from './contract.ts';
import type { Contract } from './operation.ts';

export type Problem = components['schemas']['Problem'];

/** Of what the contract does not name: nobody brings it about from outside. */
const TITLES: Readonly<Record<FaultKind, string>> = {
  invalid: 'The request cannot be used',
  denied: 'Not allowed',
  conflict: 'Someone else was there first',
  busy: 'Not now',
  broken: 'A counterpart answered against its own interface',
  uncertain: 'Sent, and no answer came',
  bug: 'An error of ours',
};

export interface Problems {
  readonly of: (fault: Fault, traceId: string) => Problem;
  readonly send: (response: Response, fault: Fault, traceId: string) => void;
}

/** How to prove it, where not by a token. */
const CHALLENGES: Readonly<Record<string, string>> = { 'signature-refused': 'X-Huzheng-Signature' };

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Title and status are the contract's. */
export const problemsAsIn = ({ 'x-problems': named }: Contract): Problems => {
  const of: Problems['of'] = ({ kind, code, message, fields, retryAfterMs }, traceId) => {
    const { title, status } = named[code] ?? { title: TITLES[kind], status: FAULT_POLICY[kind].httpStatus };
    return {
      type: `urn:huzheng:problem:${code}`,
      title,
      status,
      detail: message,
      traceId,
      ...(fields === undefined ? {} : { fields: [...fields] }),
      ...(retryAfterMs === undefined ? {} : { retryAfterSeconds: Math.ceil(retryAfterMs / SECOND) }),
    };
  };
  return {
    of,
    send: (response, fault, traceId) => {
      const problem = of(fault, traceId);
      if (problem.status === 401) response.setHeader('www-authenticate', CHALLENGES[fault.code] ?? 'Bearer');
      if (problem.retryAfterSeconds !== undefined) response.setHeader('retry-after', String(problem.retryAfterSeconds));
      response.status(problem.status).setHeader('content-type', PROBLEM_TYPE).send(JSON.stringify(problem));
    },
  };
};
