/** What a route is: built once at start from what it needs, and called only with what the contract allows, by whom it allows. */
import type { Request, RequestHandler, Response } from 'express';
import type { Context } from '../context.ts';
import type { Instant } from '../domain/period.ts';
import type { Caller } from '../security/caller.ts';
import type { Contract } from './operation.ts';
import type { Problems } from './problem.ts';
import type { ContractRules } from './validation.ts';
import type { VerificationDesk } from './verify-identity/verify-identity.ts';

export interface Published {
  readonly contract: Contract;
  readonly problems: Problems;
  readonly rules: ContractRules;
  readonly desk: VerificationDesk;
  /** Aborted when the process is leaving: a stream ends, what was begun is finished. */
  readonly leaving: AbortSignal;
}

export type Route = (context: Context, published: Published) => RequestHandler;

/** A call that its sender signed. */
export interface Signed {
  readonly at: Instant;
  /** The body as it was signed, before it was understood. */
  readonly bytes: Buffer;
}

/** What the door found out before the route is called. */
export interface Admitted {
  readonly traceId: string;
  /** Null where nobody has to sign in. */
  readonly caller: Caller | null;
  /** Where whoever calls signs the call itself. */
  readonly signed?: Signed;
  /** Checked against the contract, defaults filled in. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Only the door says who was admitted. */
export const admit = (response: Response, as: Admitted): void => {
  response.locals['admitted'] = as;
};

/** Throws for a route that no door stands before: a mistake of ours. */
export const admittedTo = (response: Response): Admitted => {
  const found: Admitted | undefined = response.locals['admitted'];
  if (found === undefined) throw new TypeError('a route was called past its door');
  return found;
};

/** Who asked, where the contract demands that somebody is signed in. */
export const callerOf = (response: Response): Caller => {
  const { caller } = admittedTo(response);
  if (caller === null) throw new TypeError('a route for signed-in callers stands at an open door');
  return caller;
};

/** When it was signed and over what, where the contract demands that the call itself is. */
export const signedIn = (response: Response): Signed => {
  const { signed } = admittedTo(response);
  if (signed === undefined) throw new TypeError('a route for signed calls stands at another door');
  return signed;
};

/** The parameters, as the contract has them: the door has checked them and filled in their defaults. */
export const parametersOf = <Parameters>(response: Response): Parameters => admittedTo(response).parameters as Parameters;

/** The body, as its schema in the contract has it: the door has checked it. */
export const bodyOf = <Body>(request: Request): Body => request.body as Body;
