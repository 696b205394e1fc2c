/** What the authority's refusals mean to us (`interfaces.md` §2), and answers that are none. Its own words go to the operator, numbers masked. */
import { type AuthorityWords, Fault, type FaultDetail, type FaultKind, maskedWords } from '../../src/faults.ts';
import type { BrokenRow, UpstreamResponse } from '../../src/upstream/connector.ts';
import { recordOf, textOf } from '../../src/upstream/wire.ts';
import type { Opened } from './crypto.ts';

/** HTTP statuses whose body may say why: read here, instead of being faults of their own. 429 is the HTTP client's. */
export const REFUSING_STATUSES = [401] as const;

type Meaning = Pick<FaultDetail, 'detail'> & { readonly kind: FaultKind };

const REFUSALS = {
  'signature-refused': {
    kind: 'denied',
    detail:
      'Medical insurance refuses our signature: check MEDICAL_INSURANCE_PAASID, MEDICAL_INSURANCE_TOKEN and the clock of this machine.',
  },
  'sign-in-not-kept': { kind: 'broken', detail: 'Medical insurance says that we are not signed in, although we just were (9001).' },
  'gateway-refused': {
    kind: 'broken',
    detail: 'The gateway of medical insurance refused the sealed message; its own code and words say why.',
  },
  'not-sealed': { kind: 'broken', detail: 'Medical insurance answered in clear, although MEDICAL_INSURANCE_CRYPTO is sm.' },
  refused: { kind: 'broken', detail: 'Medical insurance refused the call; its own code and words say why.' },
} as const satisfies Record<string, Meaning>;

const BROKEN_ANSWERS = {
  'no-infcode': 'Medical insurance answered without the infcode that every answer of its interface has.',
  'no-output': 'Medical insurance says that the call was done, and answers no output.',
  'no-list': 'Medical insurance says that the call was done, and the list asked for is not in its answer.',
  'no-sign-no': 'Medical insurance signed us in without a sign_no.',
  'no-total': 'Medical insurance says how many settlements there are by what is no number.',
  'seal-broken':
    'The sealed answer of medical insurance cannot be opened: check MEDICAL_INSURANCE_APP_ID and MEDICAL_INSURANCE_APP_SECRET.',
  'seal-not-theirs':
    'The signature of a sealed answer is not that of medical insurance: check MEDICAL_INSURANCE_SM2_PEER_PUBLIC_KEY; if the key is right, somebody has changed the answer.',
} as const satisfies Record<string, string>;

export interface Refusal {
  readonly operation: string;
  readonly code: string | null;
  readonly message: string | null;
  readonly httpStatus?: number;
}
type BrokenAnswer = keyof typeof BROKEN_ANSWERS;

export const refused = (as: keyof typeof REFUSALS, { operation, code, message, httpStatus }: Refusal): Fault =>
  new Fault(REFUSALS[as].kind, {
    code: as,
    detail: REFUSALS[as].detail,
    authority: {
      ...wordsOf(operation),
      ...(httpStatus !== undefined && { httpStatus }),
      ...(code !== null && { code: maskedWords(code) }),
      ...(message !== null && { message: maskedWords(message) }),
    },
  });

/** HTTP 401 `{errcode, errmsg}`; null for an answer that was let in. */
export const signatureRefusal = ({ status, body }: UpstreamResponse, operation: string): Fault | null => {
  if (status !== 401) return null;
  const { errcode, errmsg } = recordOf(body) ?? {};
  return refused('signature-refused', { operation, httpStatus: status, code: textOf(errcode), message: textOf(errmsg) });
};

/** A sealed answer that could not be opened, or whose seal is not theirs. */
export const unopened = (opened: Exclude<Opened, { readonly ok: true }>, operation: string): Fault => {
  switch (opened.why) {
    case 'gateway-refused':
    case 'not-sealed':
      return refused(opened.why, { operation, code: opened.code, message: opened.message });
    case 'seal-broken':
    case 'seal-not-theirs':
      return brokenAnswer(opened.why, operation);
  }
};

/** An answer that says success and then does not keep to the interface. */
export const brokenAnswer = (as: BrokenAnswer, operation: string): Fault =>
  new Fault('broken', { code: as, detail: BROKEN_ANSWERS[as], authority: wordsOf(operation) });

/** A live answer whose one row is broken: no answer, and no absence. */
export const unreadablePerson = (operation: string, { reason, path, shape }: BrokenRow): Fault =>
  new Fault('broken', {
    code: 'unreadable-person',
    detail: `Medical insurance answered about the person, and the answer cannot be read: ${reason} at ${path} (${shape}).`,
    authority: wordsOf(operation),
  });

/** Settlements came or went while their pages were read: in a moment the listing holds still. */
export const listingMoves = (operation: string): Fault =>
  new Fault('busy', {
    code: 'listing-moves',
    detail: 'The settlements asked for changed between one page and the next, several times over: ask again later.',
    authority: wordsOf(operation),
  });

/** A region that labels nothing has no such table: so answers a source that fails politely, and in a moment it may not. */
export const emptyTable = (operation: string, table: string): Fault =>
  new Fault('busy', {
    code: 'dictionary-empty',
    detail: `The dictionary of medical insurance (1901) lists nothing in ${table}, by which its codes are read; that is not believed until it is asked again.`,
    authority: wordsOf(operation),
  });

/** It costs only this person: the others are asked about as ever. */
export const certificateUnknown = (operation: string): Fault =>
  new Fault('invalid', {
    code: 'certificate-type-unknown',
    detail:
      'The dictionary of medical insurance (1901, psn_cert_type) has no code for this kind of identity document, so it cannot be asked about this person.',
    authority: wordsOf(operation),
  });

const wordsOf = (operation: string): AuthorityWords => ({ source: 'medical-insurance', operation });
