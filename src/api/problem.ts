/** Problem details (RFC 9457): a stable type, a plain detail, the trace that is in the log. */
import { FAULT_POLICY, type Fault, type FaultKind } from '../faults.ts';

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly traceId: string;
}

const TITLES: Readonly<Record<FaultKind, string>> = {
  invalid: 'The request cannot be used',
  denied: 'Not allowed',
  conflict: 'Someone else was there first',
  busy: 'Not now',
  broken: 'A counterpart answered against its own interface',
  uncertain: 'Sent, and no answer came',
  bug: 'An error of ours',
};

/** Codes that are about what does not exist. */
const NOT_FOUND = new Set(['no-such-route', 'no-such-run']);

export const problemOf = (fault: Fault, traceId: string): Problem => ({
  type: `urn:huzheng:problem:${fault.code}`,
  title: TITLES[fault.kind],
  status: NOT_FOUND.has(fault.code) ? 404 : FAULT_POLICY[fault.kind].httpStatus,
  detail: fault.message,
  traceId,
});
