/** What the bureau's refusals mean to us (`interfaces.md` §3), and answers that are none. Its own words go to the operator, numbers masked. */
import { type AuthorityWords, Fault, type FaultDetail, type FaultKind, maskedWords } from '../../src/faults.ts';
import type { UpstreamResponse } from '../../src/upstream/connector.ts';
import { recordOf, textOf } from '../../src/upstream/wire.ts';

export const SUCCESS = '00000';
export const CURSOR_UNKNOWN = 'B0410';
/** The one failure that is told by a status: said by a gateway in front it states no code, and may be no JSON. */
export const SIGN_IN_REFUSED = { httpStatus: 403, code: 'A0301' } as const;

/** HTTP statuses whose body may say why: read here, instead of being faults of their own. */
export const REFUSING_STATUSES = [400, SIGN_IN_REFUSED.httpStatus] as const;

type Meaning = Pick<FaultDetail, 'code' | 'detail'> & { readonly kind: FaultKind };

/** A map: a code may be any word, and an object knows `constructor` too. */
const BY_CODE: ReadonlyMap<string | null, Meaning> = new Map([
  [
    SIGN_IN_REFUSED.code,
    {
      kind: 'denied',
      code: 'sign-in-refused',
      detail: 'Social security refuses our signature: check SOCIAL_SECURITY_CLIENT_ID, SOCIAL_SECURITY_KEY and the clock of this machine.',
    },
  ],
  [CURSOR_UNKNOWN, { kind: 'broken', code: 'cursor-unknown', detail: 'Social security no longer knows a cursor, although none was sent.' }],
]);

const BY_STATUS: Readonly<Record<number, Meaning>> = {
  400: { kind: 'broken', code: 'request-refused', detail: 'Social security says that the request is malformed; its own words say why.' },
  403: { kind: 'denied', code: 'not-allowed', detail: 'Social security does not allow this call; its own words say why.' },
};

const OTHERWISE: Meaning = { kind: 'broken', code: 'refused', detail: 'Social security refused the call; its own code and words say why.' };
const NO_CODE: Meaning = {
  kind: 'broken',
  code: 'not-an-answer',
  detail: 'Social security answered without the code that every answer of its interface has.',
};

/** The refusal in an answer, or null where its code is one of those expected. */
export const refusalIn = ({ status, body }: UpstreamResponse, expected: readonly string[], operation: string): Fault | null => {
  const answer = recordOf(body);
  const code = textOf(answer?.['code']);
  const isServed = status >= 200 && status < 300;
  if (isServed && code !== null && expected.includes(code)) return null;
  const known = code ?? (status === SIGN_IN_REFUSED.httpStatus ? SIGN_IN_REFUSED.code : null);
  const meaning = BY_CODE.get(known) ?? BY_STATUS[status] ?? (code === null ? NO_CODE : OTHERWISE);
  const message = textOf(answer?.['message']);
  return faultOf(meaning, {
    ...wordsOf(operation),
    httpStatus: status,
    ...(code !== null && { code: maskedWords(code) }),
    ...(message !== null && { message: maskedWords(message) }),
  });
};

/** An answer that says success and then does not keep to the interface. */
export const brokenAnswer = (operation: string, fault: Pick<FaultDetail, 'code' | 'detail'>): Fault =>
  faultOf({ kind: 'broken', ...fault }, wordsOf(operation));

const wordsOf = (operation: string): AuthorityWords => ({ source: 'social-security', operation });

const faultOf = ({ kind, code, detail }: Meaning, authority: AuthorityWords): Fault => new Fault(kind, { code, detail, authority });
