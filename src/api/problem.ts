/** Problem details (RFC 9457): a stable type, a plain detail, the faulty fields, the trace that is in the log. */
import { FAULT_POLICY, type Fault, type FaultKind } from '../faults.ts';
import type { components } from './contract.ts';

type Problem = components['schemas']['Problem'];

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
const PARTICULARS: Readonly<Record<string, { readonly status?: number; readonly fields?: readonly string[] }>> = {
  'no-such-route': { status: 404 },
  'no-such-member': { status: 404, fields: ['memberId'] },
  'no-such-run': { status: 404, fields: ['runId'] },
  'limit-out-of-range': { fields: ['limit'] },
  'cursor-unknown': { fields: ['cursor'] },
};

export const problemOf = ({ kind, code, message }: Fault, traceId: string): Problem => {
  const { status = FAULT_POLICY[kind].httpStatus, fields } = PARTICULARS[code] ?? {};
  return {
    type: `urn:huzheng:problem:${code}`,
    title: TITLES[kind],
    status,
    detail: message,
    traceId,
    ...(fields === undefined ? {} : { fields: [...fields] }),
  };
};
