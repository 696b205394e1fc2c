/** Operators sign in and out: at the identity provider, or, on the embedded default, with the local account. */
import type { Request, Response } from 'express';
import type { Context } from '../../context.ts';
import { instantOf, MINUTE } from '../../domain/period.ts';
import { Fault } from '../../faults.ts';
import { LOCAL_ISSUER, LOCAL_NAME, LOCAL_ROLES } from '../../security/sign-in/local-account.ts';
import { cookieNamed, SESSION_COOKIE, type SessionOperator, secretHash } from '../../security/sign-in/sessions.ts';
import { beginAttempt, meetOperator, takeAttempt } from '../../storage/operators.ts';
import type { components } from '../contract.ts';
import { admittedTo, bodyOf, callerOf, type Route } from '../route.ts';

type Schemas = components['schemas'];

/** Ties a sign-in to the browser that began it. */
const ATTEMPT_COOKIE = 'huzheng-sign-in';
const ATTEMPT_LIFE = 10 * MINUTE;

const cookieOf = (request: Request): string | null => request.get('cookie') ?? null;

export const showSession: Route =
  ({ signIn }) =>
  async (request, response) => {
    const found = await signIn.sessions.find(cookieOf(request));
    if (found === null) throw notSignedIn();
    response.json(shown(found));
  };

const shown = ({ operatorId, name, roles, expiresAt }: SessionOperator): Schemas['Session'] => ({
  operatorId,
  name,
  roles: [...roles],
  expiresAt,
});

export const signInLocally: Route = (context) => async (request, response) => {
  const { local } = context.signIn;
  if (local === null)
    throw new Fault('invalid', { code: 'no-local-account', detail: 'There is no local account here; sign in at /sign-in.' });
  const { name, password } = bodyOf<Schemas['LocalSignIn']>(request);
  const isRight = (await local.isPassword(password)) && name === LOCAL_NAME;
  if (!isRight) {
    await recordSignIn(context, response, null);
    throw new Fault('denied', {
      code: 'not-signed-in',
      detail: 'Name or password are not right; the password stands in the file admin-password in HUZHENG_HOME.',
    });
  }
  const identity = { issuer: LOCAL_ISSUER, subject: LOCAL_NAME, name: LOCAL_NAME };
  const session = await openFor({ ...identity, roles: LOCAL_ROLES }, response, context);
  response.json(shown(session));
};

export const signOut: Route = (context) => async (request, response) => {
  const { id } = callerOf(response);
  await context.signIn.sessions.close(cookieOf(request));
  await record(context, response, { operatorId: id, act: 'sign-out', outcome: 'done' });
  response.clearCookie(SESSION_COOKIE, { path: '/' }).status(204).end();
};

export const beginSignIn: Route = (context) => async (_request, response) => {
  const { signIn, pool, now, config } = context;
  if (signIn.provider === null)
    throw new Fault('invalid', {
      code: 'no-identity-provider',
      detail: 'No identity provider is set (HUZHENG_OIDC_ISSUER); the local account signs in with POST /v1/session.',
    });
  const { url, state, nonce, verifier } = await signIn.provider.depart();
  await beginAttempt(pool, { digest: secretHash(state), nonce, verifier, expiresAt: instantOf(now() + ATTEMPT_LIFE) });
  response
    .cookie(ATTEMPT_COOKIE, state, {
      httpOnly: true,
      sameSite: 'lax',
      secure: config.http.isSecure,
      path: '/sign-in',
      maxAge: ATTEMPT_LIFE,
    })
    .redirect(302, url.href);
};

export const endSignIn: Route = (context) => async (request, response) => {
  const { signIn, pool, clock } = context;
  const state = cookieNamed(cookieOf(request), ATTEMPT_COOKIE);
  const attempt = state === null ? null : await takeAttempt(pool, secretHash(state), clock());
  if (signIn.provider === null || state === null || attempt === null) throw begunElsewhere();
  const query = request.originalUrl.split('?').slice(1).join('?');
  const identified = await signIn.provider.arrive(query, { state, ...attempt }).catch(async (thrown: unknown) => {
    await recordSignIn(context, response, null);
    throw thrown;
  });
  // Whoever comes the first time has no role: an administrator gives one.
  await openFor({ ...identified, roles: [] }, response, context);
  response.clearCookie(ATTEMPT_COOKIE, { path: '/sign-in' }).redirect(302, '/');
};

type Meeting = Omit<Parameters<typeof meetOperator>[1], 'operatorId'>;

const openFor = async (met: Meeting, response: Response, context: Context): Promise<SessionOperator> => {
  const { signIn, pool, config, uuid } = context;
  const operator = await meetOperator(pool, { operatorId: uuid(), ...met });
  const { secret, expiresAt } = await signIn.sessions.open(operator.operatorId);
  await recordSignIn(context, response, operator.operatorId);
  const expires = new Date(expiresAt);
  response.cookie(SESSION_COOKIE, secret, { httpOnly: true, sameSite: 'strict', secure: config.http.isSecure, path: '/', expires });
  return { ...operator, expiresAt };
};

const recordSignIn = (context: Context, response: Response, operatorId: string | null): Promise<void> =>
  record(context, response, { operatorId: operatorId ?? 'unknown', act: 'sign-in', outcome: operatorId === null ? 'refused' : 'done' });

const record = (
  { ledger }: Context,
  response: Response,
  { operatorId, act, outcome }: { readonly operatorId: string; readonly act: 'sign-in' | 'sign-out'; readonly outcome: string },
): Promise<void> =>
  ledger.record({
    caller: { kind: 'operator', id: operatorId, roles: [] },
    act,
    purpose: null,
    subjects: [],
    sources: [],
    outcome,
    trace: admittedTo(response).traceId,
  });

const notSignedIn = (): Fault => new Fault('denied', { code: 'not-signed-in', detail: 'Nobody is signed in here; sign in at /sign-in.' });
const begunElsewhere = (): Fault =>
  new Fault('denied', {
    code: 'sign-in-refused',
    detail: 'This sign-in was not begun in this browser, or too long ago; begin again at /sign-in.',
  });
