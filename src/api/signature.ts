/**
 * The door of whoever signs each call (`interfaces.md` §4). The header is judged before a byte of the body is read, the body's signature before a
 * character of it is understood; and every call that proves nothing is in the ledger before it is refused.
 */
import type { Request, Response } from 'express';
import type { Context } from '../context.ts';
import { asFault, Fault } from '../faults.ts';
import { isSignedBy, readSignature, signedAt } from '../security/callback-signature.ts';
import type { Caller } from '../security/caller.ts';
import { AID_SYSTEM, callbackRefused } from '../security/ledger/callback-taken.ts';
import { signedBytesOf } from './body.ts';
import type { Body } from './operation.ts';
import type { Signed } from './route.ts';

export interface Proved {
  readonly caller: Caller;
  readonly signed: Signed;
}

type Prove = (request: Request, response: Response, traceId: string) => Promise<Proved>;

export const proofOfSignature = (
  body: Body,
  { config, ledger, metrics, now }: Pick<Context, 'config' | 'ledger' | 'metrics' | 'now'>,
): Prove => {
  const secret = config.counterparts.aidSystem?.settings.callbackSecret ?? null;
  const proven = async (request: Request, response: Response): Promise<Proved> => {
    const signature = readSignature(request.get('x-huzheng-signature'), now());
    if (typeof signature === 'string') throw refused(signature);
    if (secret === null) throw refused('no-secret');
    const bytes = await signedBytesOf(request, response, body);
    if (!isSignedBy(secret, signature, bytes)) throw refused('forged');
    return { caller: AID_SYSTEM, signed: { at: signedAt(signature), bytes } };
  };
  return async (request, response, trace) => {
    try {
      return await proven(request, response);
    } catch (thrown) {
      await ledger.record(callbackRefused({ why: reasonIn(thrown), trace }));
      metrics.callbackAnswered('refused');
      throw thrown;
    }
  };
};

/** The same words to all: what exactly is wrong is for whoever reads the ledger. */
const refused = (why: string): Fault =>
  new Fault('denied', {
    code: 'signature-refused',
    detail: 'X-Huzheng-Signature is missing, malformed, out of time or not of this body; see /docs for how it is made.',
    cause: new Refusal(why),
  });

class Refusal extends Error {}

/** A body that is too large or compressed proves nothing either. */
const reasonIn = (thrown: unknown): string => {
  const { code, cause } = asFault(thrown);
  return cause instanceof Refusal ? cause.message : code;
};
