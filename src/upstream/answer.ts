/** Judges what came back: the protocol's answer, parsed, or a fault. */
import { type AuthorityWords, Fault } from '../faults.ts';
import type { Exchange, UpstreamResponse } from './connector.ts';
import { isOutageStatus, leavesOpen, silenceFault, statusFault, uncertain } from './outages.ts';
import type { RawAnswer, Sent } from './transport.ts';

/** `outage`: the counterpart did not serve at all; only that moves the breaker. */
export type Judged =
  | { readonly outage: false; readonly response: UpstreamResponse; readonly httpStatus: number }
  | { readonly outage: boolean; readonly fault: Fault; readonly httpStatus: number | null };

export const ANSWER_TOO_LARGE = 'answer-too-large';

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
    case 'answer': {
      const { status } = sent.answer;
      if (!isAnswer(status, exchange)) {
        const fault = statusFault(sent.answer, authority, now);
        return { outage: isOutageStatus(status), fault: leavesOpen(status) ? unanswered(fault) : fault, httpStatus: status };
      }
      const response = parse(sent.answer) ?? (exchange.bodyless?.includes(status) ? withoutBody(sent.answer) : null);
      if (response === null) return { outage: false, fault: unanswered(notJson(status, authority)), httpStatus: status };
      return { outage: false, response, httpStatus: status };
    }
  }
};

const isAnswer = (status: number, { answers = [] }: Exchange): boolean => (status >= 200 && status < 300) || answers.includes(status);

const withoutBody = ({ status, headers }: RawAnswer): UpstreamResponse => ({ status, headers, body: undefined });

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
