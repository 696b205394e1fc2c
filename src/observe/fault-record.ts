/**
 * An error as the log may hold it. Our own faults say their sentence, which by contract names nobody (long numbers are masked all the
 * same). Errors of others say only what they are and where they happened: their messages quote input, and HTTP errors carry whole
 * request bodies. An authority's words stay out as well, since they may name the person; the operator reads them with the job.
 */
import { Fault, maskedWords } from '../faults.ts';
import { token } from './allowed.ts';

export interface FaultRecord {
  readonly name: string;
  readonly kind?: string;
  readonly code?: string;
  readonly detail?: string;
  readonly authority?: { readonly source: string; readonly operation: string; readonly httpStatus?: number; readonly code?: string };
  readonly stack: readonly string[];
  readonly cause?: FaultRecord;
}

const DEEPEST_CAUSE = 5;
const MOST_FRAMES = 20;

export const faultRecord = (thrown: unknown, depth = 0): FaultRecord => {
  if (!(thrown instanceof Error)) return { name: token(typeof thrown), stack: [] };
  return {
    name: token(thrown.name),
    ...(thrown instanceof Fault ? ownWords(thrown) : foreignCode(thrown)),
    stack: frames(thrown),
    ...(thrown.cause === undefined || depth === DEEPEST_CAUSE ? {} : { cause: faultRecord(thrown.cause, depth + 1) }),
  };
};

const ownWords = (fault: Fault): Pick<FaultRecord, 'kind' | 'code' | 'detail' | 'authority'> => ({
  kind: fault.kind,
  code: token(fault.code),
  detail: maskedWords(fault.message),
  ...(fault.authority === undefined ? {} : { authority: authorityCodes(fault.authority) }),
});

const authorityCodes = ({
  source,
  operation,
  httpStatus,
  code,
}: NonNullable<Fault['authority']>): NonNullable<FaultRecord['authority']> => ({
  source: token(source),
  operation: token(operation),
  ...(httpStatus === undefined ? {} : { httpStatus }),
  ...(code === undefined ? {} : { code: token(code) }),
});

/** `ECONNRESET`, an SQLSTATE: what an error calls itself. */
const foreignCode = (error: Error): Pick<FaultRecord, 'code'> =>
  'code' in error && typeof error.code === 'string' ? { code: token(error.code) } : {};

/** A stack begins with the message, of any number of lines; only what follows it is frames. */
const frames = ({ stack = '', message }: Error): readonly string[] => {
  const start = message === '' ? 0 : stack.indexOf(message) + message.length;
  const after = message !== '' && !stack.includes(message) ? '' : stack.slice(start);
  return after
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, MOST_FRAMES);
};
