/** What the aid system's refusals mean to us (`interfaces.md` §4), and answers that are none. Its own words go to the operator, numbers masked. */
import { type AuthorityWords, Fault, type FaultDetail, type FaultKind, maskedWords } from '../../src/faults.ts';
import type { UpstreamResponse } from '../../src/upstream/connector.ts';
import { recordOf, textOf } from '../../src/upstream/wire.ts';

type Meaning = Pick<FaultDetail, 'code' | 'detail'> & { readonly kind: FaultKind };

/** Of the token endpoint (RFC 6749 §5.2). */
const TOKEN_REFUSALS: Readonly<Record<string, Meaning>> = {
  invalid_client: {
    kind: 'denied',
    code: 'client-refused',
    detail: 'The aid system refuses our client: check AID_SYSTEM_CLIENT_ID and AID_SYSTEM_CLIENT_SECRET.',
  },
  unauthorized_client: {
    kind: 'denied',
    code: 'client-not-allowed',
    detail: 'The aid system does not allow our client the client-credentials grant.',
  },
};

const OTHERWISE: Meaning = { kind: 'denied', code: 'token-refused', detail: 'The aid system gives us no token; its own words say why.' };

export const tokenRefusal = ({ status, body }: UpstreamResponse, operation: string): Fault => {
  const refusal = recordOf(body);
  const [code, message] = [textOf(refusal?.['error']), textOf(refusal?.['error_description'])];
  const meaning = (code !== null && Object.hasOwn(TOKEN_REFUSALS, code) ? TOKEN_REFUSALS[code] : undefined) ?? OTHERWISE;
  return faultOf(meaning, {
    ...wordsOf(operation),
    httpStatus: status,
    ...(code !== null && { code: maskedWords(code) }),
    ...(message !== null && { message: maskedWords(message) }),
  });
};

/** Whether a call was refused for its token: an expired one is answered with 401. */
export const isTokenRefused = (thrown: unknown): boolean =>
  thrown instanceof Fault && thrown.kind === 'denied' && thrown.authority?.httpStatus === 401;

/** A passing trouble, as far as anyone can tell: the work waits, and the operator reads what to ask if it does not pass. */
export const newTokenRefused = (operation: string): Fault =>
  faultOf(
    {
      kind: 'busy',
      code: 'new-token-refused',
      detail:
        'The aid system issues a token and refuses it at once. It is tried again later; if that goes on, ask them what AID_SYSTEM_CLIENT_ID may call, and whether their clocks agree.',
    },
    { ...wordsOf(operation), httpStatus: 401 },
  );

/** An answer that says success and then does not keep to the interface. */
export const brokenAnswer = (operation: string, fault: Pick<FaultDetail, 'code' | 'detail'>): Fault =>
  faultOf({ kind: 'broken', ...fault }, wordsOf(operation));

/** A success the interface does not know: what became of it has to be asked. */
export const unknownSuccess = (operation: string, httpStatus: number): Fault =>
  faultOf(
    {
      kind: 'uncertain',
      code: 'unknown-success',
      detail: `The aid system answered with HTTP status ${httpStatus}, which its interface does not know: ask what became of it.`,
    },
    { ...wordsOf(operation), httpStatus },
  );

const wordsOf = (operation: string): AuthorityWords => ({ source: 'aid-system', operation });

const faultOf = ({ kind, code, detail }: Meaning, authority: AuthorityWords): Fault => new Fault(kind, { code, detail, authority });
