/**
 * What stands before every route: who asks, whether they may, whether not too often, and whether what they ask is what the contract says.
 * In this order, so that a stranger learns nothing about a request, and a refusal costs little.
 */
import type { Request, RequestHandler, Response } from 'express';
import type { Context } from '../context.ts';
import { Fault } from '../faults.ts';
import type { Caller } from '../security/caller.ts';
import { bodyReader, parsed } from './body.ts';
import type { components } from './contract.ts';
import type { RequestLimits } from './limits.ts';
import type { Access, Operation } from './operation.ts';
import { admit } from './route.ts';
import { proofOfSignature } from './signature.ts';
import type { ContractRules } from './validation.ts';

export interface Doorway {
  readonly context: Pick<Context, 'signIn' | 'config' | 'ledger' | 'metrics' | 'now'>;
  readonly rules: ContractRules;
  readonly limits: RequestLimits;
}

export const door = (operation: Operation, doorway: Doorway): readonly RequestHandler[] => {
  const { context, rules, limits } = doorway;
  const { access, body, counted } = operation;
  if (access.kind === 'signature') return signedDoor(operation, doorway);
  const { checkBody, readParameters } = rules.of(operation);
  const enter: RequestHandler = async (request, response, next) => {
    const caller = await callerOf(request, access, context);
    if (counted !== 'never' && counted !== 'by-route') await limits.spend(caller, { address: request.socket.remoteAddress ?? '', counted });
    checkEntrance(caller, access);
    const parameters = readParameters({ query: request.query, path: request.params, header: (name) => request.get(name) });
    admit(response, { traceId: String(response.locals['traceId']), caller, parameters });
    next();
  };
  const check: RequestHandler = (request, response, next) => {
    try {
      checkBody(request.body);
    } catch (thrown) {
      return void refuseBody(thrown, { access, response });
    }
    next();
  };
  return body === null ? [enter] : [enter, bodyReader(body), check];
};

/** Whoever asks for a token is refused in the words of RFC 6749 §5.2: a parameter that stands twice, which §3.2 forbids, arrives as a list. */
const refuseBody = (thrown: unknown, { access, response }: { readonly access: Access; readonly response: Response }): void => {
  if (access.kind !== 'client-secret' || !(thrown instanceof Fault)) throw thrown;
  const refusal = { error: 'invalid_request', error_description: `${thrown.message} Each parameter may stand once.` } as const;
  response.status(400).json(refusal satisfies components['schemas']['TokenRefusal']);
};

/**
 * Where the call itself is signed, whoever cannot prove to be its sender is not counted: they are all in the ledger, and a count would let the many
 * false ones keep out the true.
 */
const signedDoor = (operation: Operation, { context, rules, limits }: Doorway): readonly RequestHandler[] => {
  const { body, counted } = operation;
  if (body === null) throw new TypeError('there is nothing to be signed');
  const prove = proofOfSignature(body, context);
  const { checkBody, readParameters } = rules.of(operation);
  const enter: RequestHandler = async (request, response, next) => {
    const traceId = String(response.locals['traceId']);
    const proved = await prove(request, response, traceId);
    if (counted !== 'never' && counted !== 'by-route')
      await limits.spend(proved.caller, { address: request.socket.remoteAddress ?? '', counted });
    const parameters = readParameters({ query: request.query, path: request.params, header: (name) => request.get(name) });
    request.body = parsed(proved.signed.bytes, body);
    checkBody(request.body);
    admit(response, { traceId, ...proved, parameters });
    next();
  };
  return [enter];
};

/** Null: nobody is signed in, or nobody has to be. */
const callerOf = async (request: Request, access: Access, { signIn }: Doorway['context']): Promise<Caller | null> => {
  if (access.kind !== 'signed-in') return null;
  return signIn.callerOf({
    authorization: request.get('authorization') ?? null,
    cookie: request.get('cookie') ?? null,
    isReading: request.method === 'GET' || request.method === 'HEAD',
    origin: request.get('origin') ?? null,
    host: request.get('host') ?? null,
  });
};

/** After it was counted: whoever knocks with a thousand wrong keys is a stranger who knocks too often. */
const checkEntrance = (caller: Caller | null, access: Access): void => {
  if (access.kind !== 'signed-in') return;
  if (caller === null) throw notSignedIn();
  if (!mayEnter(caller, access)) throw notAllowed();
};

type Guarded = Extract<Access, { kind: 'signed-in' }>;

export const mayEnter = (caller: Caller, { scopes, roles, anyOperator }: Guarded): boolean => {
  switch (caller.kind) {
    case 'client':
      return scopes.some((scope) => caller.scopes.includes(scope));
    case 'operator':
      return anyOperator || roles.some((role) => caller.roles.includes(role));
    case 'command':
    case 'machine':
      return false;
  }
};

const notSignedIn = (): Fault =>
  new Fault('denied', { code: 'not-signed-in', detail: 'Nobody is signed in here: send a valid access token, or sign in at /sign-in.' });
const notAllowed = (): Fault =>
  new Fault('denied', { code: 'not-allowed', detail: 'This needs a scope or role that the caller does not have.' });
