/** What happened on the wire, as faults. Bodies of error answers may quote the person asked about: they are left unread. */
import { type AuthorityWords, Fault, type FaultKind } from '../faults.ts';
import { retryAfterMs } from './retry-after.ts';
import type { RawAnswer, Silence } from './transport.ts';

interface Meaning {
  readonly kind: FaultKind;
  readonly code: string;
  readonly detail: string;
}

/** The code of every answer that says our quota is used up; it pauses that quota key. Connectors use it for the words in a 200. */
export const QUOTA_USED_UP = 'quota-used-up';

const SILENCES: Readonly<Record<Silence, Meaning>> = {
  'connection-refused': { kind: 'busy', code: 'connection-refused', detail: 'The counterpart takes no connections.' },
  'name-unknown': {
    kind: 'busy',
    code: 'name-unknown',
    detail: 'The host name of the counterpart is not known here: check the base URL and name service.',
  },
  'certificate-refused': {
    kind: 'broken',
    code: 'certificate-refused',
    detail: 'The certificate of the counterpart is not trusted: check CA_FILE.',
  },
  'connection-cut': { kind: 'busy', code: 'connection-cut', detail: 'The connection was cut before the whole answer had come.' },
  silence: { kind: 'busy', code: 'stalled', detail: 'The counterpart fell silent in the middle of a call.' },
  'attempt-too-long': { kind: 'busy', code: 'timed-out', detail: 'The counterpart did not answer in time.' },
  deadline: { kind: 'busy', code: 'deadline-passed', detail: 'The time for the call was up before its answer had come.' },
  caller: { kind: 'busy', code: 'deadline-passed', detail: 'The call was given up before its answer had come.' },
};

const STATUSES: Readonly<Record<number, Meaning>> = {
  401: { kind: 'denied', code: 'not-signed-in', detail: 'The counterpart does not accept our sign-in (HTTP 401).' },
  403: { kind: 'denied', code: 'not-allowed', detail: 'The counterpart does not allow this call (HTTP 403).' },
  407: { kind: 'denied', code: 'proxy-refused', detail: 'The proxy does not accept our sign-in: check PROXY_URL.' },
  429: { kind: 'busy', code: QUOTA_USED_UP, detail: 'The counterpart says that our quota is used up.' },
  502: { kind: 'busy', code: 'unavailable', detail: 'The counterpart is unavailable (HTTP 502).' },
  503: { kind: 'busy', code: 'unavailable', detail: 'The counterpart is unavailable (HTTP 503).' },
  504: { kind: 'busy', code: 'unavailable', detail: 'The counterpart is unavailable (HTTP 504).' },
};

const unexpected = (status: number): Meaning => ({
  kind: 'broken',
  code: 'unexpected-status',
  detail: `The counterpart answered with HTTP status ${status}, which its interface does not know.`,
});

export const silenceFault = (why: Silence, authority: AuthorityWords, cause: unknown): Fault =>
  new Fault(SILENCES[why].kind, { ...SILENCES[why], authority, cause });

export const statusFault = ({ status, headers }: RawAnswer, authority: AuthorityWords, now: number): Fault => {
  const meaning = STATUSES[status] ?? unexpected(status);
  const waitMs = retryAfterMs(headers, now);
  return new Fault(meaning.kind, {
    ...meaning,
    authority: { ...authority, httpStatus: status },
    ...(waitMs !== null && { retryAfterMs: waitMs }),
  });
};

/** A line that is down, or a gateway that finds nobody behind it. A 429 is an answer: its sender is well. */
export const isOutageStatus = (status: number): boolean => status === 502 || status === 503 || status === 504;

/** Whether an answer leaves open what became of a request: any server error may come after the work was done. */
export const leavesOpen = (status: number): boolean => status >= 500;

/** In place of what stopped an exchange that must not be repeated blindly (`interfaces.md` §4). */
export const uncertain = (fault: Fault): Fault =>
  new Fault('uncertain', {
    code: 'answer-never-came',
    detail: 'It was sent, and no readable answer came: ask what became of it before sending it again.',
    cause: fault,
    ...(fault.authority && { authority: fault.authority }),
    ...(fault.retryAfterMs !== undefined && { retryAfterMs: fault.retryAfterMs }),
  });

/** `cause`: the outage after which it was opened. */
export const circuitOpen = (authority: AuthorityWords, retryAfterMs: number, cause: Fault | null): Fault =>
  new Fault('busy', {
    code: 'circuit-open',
    detail: 'This service of the counterpart failed several times in a row and is left alone for a moment.',
    authority,
    retryAfterMs,
    ...(cause && { cause }),
  });

/** A busy fault that names no time, with the time at which the circuit may be tried again. */
export const delayed = (fault: Fault, retryAfterMs: number | null): Fault => {
  if (fault.kind !== 'busy' || fault.retryAfterMs !== undefined || retryAfterMs === null) return fault;
  return new Fault('busy', {
    code: fault.code,
    detail: fault.message,
    retryAfterMs,
    cause: fault.cause,
    ...(fault.authority && { authority: fault.authority }),
  });
};
