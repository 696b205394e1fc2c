/** Judges what came back: the protocol's answer, parsed, or a fault. */
import { type AuthorityWords, Fault } from '../faults.ts';
import type { Exchange, UpstreamResponse } from './connector.ts';
import { isOutageStatus, leavesOpen, silenceFault, statusFault, uncertain } from './outages.ts';
import type { RawAnswer, Sent } from './transport.ts';

/** `outage`: the counterpart did not serve at all; only that moves the breaker. */
export type Judged =
  | { readonly outage: false; readonly response: UpstreamResponse; readonly httpStatus: number }
  | { readonly outage: boolean; readonly fault: Fault; readonly httpStatus: number | null };

const ANSWER_TOO_LARGE = 'answer-too-large';

/** Whether asking for less would be answered. */
export const isTooLarge = (thrown: unknown): boolean => thrown instanceof Fault && thrown.code === ANSWER_TOO_LARGE;

export const judge = (
  sent: Sent,
  exchange: Exchange,
  { authority, now }: { readonly authority: AuthorityWords; readonly now: number },
): Judged => {
  const unanswered = (fault: Fault): Fault => (exchange.repeatable ? fault : uncertain(fault));
  switch (sent.kind) {
    case 'silence': {
      const fault = silenceFault(sent.why, authority, sent.cause);
      return {
        outage: fault.kind === 'busy' && sent.why !== 'caller',
        fault: sent.mayHaveArrived ? unanswered(fault) : fault,
        httpStatus: null,
      };
    }
    case 'too-large':
      return { outage: false, fault: unanswered(tooLarge(sent.status, authority)), httpStatus: sent.status };
    case 'answer':
      return judgeAnswer(sent.answer, exchange, { authority, now, unanswered });
  }
};

interface Judging {
  readonly authority: AuthorityWords;
  readonly now: number;
  readonly unanswered: (fault: Fault) => Fault;
}

const judgeAnswer = (answer: RawAnswer, exchange: Exchange, { authority, now, unanswered }: Judging): Judged => {
  const { status } = answer;
  if (!isAnswer(status, exchange)) {
    const fault = statusFault(answer, authority, now);
    return { outage: isOutageStatus(status), fault: leavesOpen(status) ? unanswered(fault) : fault, httpStatus: status };
  }
  const mayBeEmpty = exchange.bodyless?.includes(status) === true;
  const response = parse(answer) ?? (mayBeEmpty ? withoutBody(answer) : null);
  if (!mayBeEmpty && isCut(answer, response))
    return { outage: true, fault: unanswered(silenceFault('connection-cut', authority, undefined)), httpStatus: status };
  if (response === null) return { outage: false, fault: unanswered(notJson(status, authority)), httpStatus: status };
  return { outage: false, response, httpStatus: status };
};

const isAnswer = (status: number, { answers = [] }: Exchange): boolean => (status >= 200 && status < 300) || answers.includes(status);

const withoutBody = ({ status, headers }: RawAnswer): UpstreamResponse => ({ status, headers, body: undefined });

/** Of an answer that ends with its connection nobody is told that the rest is missing: it shows in JSON that has begun and does not end. */
const isCut = ({ endsWithConnection, status, bytes }: RawAnswer, parsed: UpstreamResponse | null): boolean =>
  endsWithConnection &&
  (parsed === null ? BEGINS_LIKE_JSON.test(Buffer.from(bytes).toString('latin1')) : parsed.body === undefined && hasBody(status));
/** 204 has none, and a refusal says by its status what it is. */
const hasBody = (status: number): boolean => status < 300 && status !== 204;
const BEGINS_LIKE_JSON = /^(\xef\xbb\xbf)?\s*[{[]/;

/** Null: not JSON in UTF-8 (a byte order mark is let pass). An empty body is no body. */
const parse = ({ status, headers, bytes }: RawAnswer): UpstreamResponse | null => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const body: unknown = text.trim() === '' ? undefined : JSON.parse(text);
    return { status, headers, body };
  } catch {
    // The parser's own message quotes the text, which may hold personal data: it goes no further.
    return null;
  }
};

const notJson = (status: number, authority: AuthorityWords): Fault =>
  new Fault('broken', {
    code: 'not-json',
    detail: 'The counterpart answered with something that is not JSON in UTF-8.',
    authority: { ...authority, httpStatus: status },
  });

const tooLarge = (status: number, authority: AuthorityWords): Fault =>
  new Fault('broken', {
    code: ANSWER_TOO_LARGE,
    detail: 'The counterpart answered with more than we take in one answer.',
    authority: { ...authority, httpStatus: status },
  });
