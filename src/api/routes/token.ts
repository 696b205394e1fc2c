/** Access tokens for systems (RFC 6749 §4.4), and the keys they are signed with. */
import type { Request, Response } from 'express';
import type { Context } from '../../context.ts';
import { SCOPES, type Scope } from '../../security/caller.ts';
import { returnUses, takeAllowance } from '../../storage/allowances.ts';
import type { components } from '../contract.ts';
import { admittedTo, bodyOf, type Route } from '../route.ts';
import { type SecretLimits, secretLimits } from '../secret-limits.ts';

type Schemas = components['schemas'];
type Refusal = Schemas['TokenRefusal'];

const INVALID_CLIENT: Refusal = {
  error: 'invalid_client',
  error_description: 'Sign in with HTTP Basic, client id and secret; an administrator lists, rotates and revokes clients.',
};
const NO_GRANT: Refusal = { error: 'invalid_request', error_description: 'grant_type is missing: it must be client_credentials.' };
const ONLY_CLIENT_CREDENTIALS: Refusal = {
  error: 'unsupported_grant_type',
  error_description: 'grant_type must be client_credentials.',
};
const INVALID_SCOPE: Refusal = { error: 'invalid_scope', error_description: 'The client may not have all of these scopes.' };

/** Every token, and every client refused one, is on record; a grant that nobody here gives is not a client's doing. */
export const issueToken: Route = (context) => {
  const { signIn, ledger } = context;
  const limits = limitsOf(context);
  return async (request, response) => {
    const { traceId } = admittedTo(response);
    const { grant_type, scope } = bodyOf<Schemas['TokenRequest']>(request);
    if (grant_type === undefined) return refuse(response, NO_GRANT);
    if (grant_type !== 'client_credentials') return refuse(response, ONLY_CLIENT_CREDENTIALS);
    const shown = clientIn(request);
    const tried = { address: request.socket.remoteAddress ?? '', clientId: shown?.clientId ?? '' };
    const client = await limits.attempt(tried, async () => (shown === null ? null : signIn.clients.signIn(shown.clientId, shown.secret)));
    const record = (outcome: string): Promise<void> =>
      ledger.record({
        caller: { kind: 'client', id: client?.clientId ?? 'unknown', scopes: [] },
        act: 'issue-token',
        purpose: null,
        subjects: [],
        sources: [],
        outcome,
        trace: traceId,
      });
    if (client === null) {
      await record('refused');
      return refuse(response, INVALID_CLIENT, 401);
    }
    const scopes = scopesWanted(scope, client.scopes);
    if (scopes === null) {
      await record('refused');
      return refuse(response, INVALID_SCOPE);
    }
    const { token, expiresInSeconds } = await signIn.tokens.issue({ clientId: client.clientId, scopes });
    await record('issued');
    response.setHeader('pragma', 'no-cache');
    response.json({
      access_token: token,
      token_type: 'Bearer',
      expires_in: expiresInSeconds,
      scope: scopes.join(' '),
    } satisfies Schemas['Token']);
  };
};

const limitsOf = ({ pool, lookup, now }: Context): SecretLimits =>
  secretLimits({
    take: (lane, wanted) => takeAllowance(pool, lane, wanted),
    giveBack: (lane, windowStart) => returnUses(pool, windowStart, [lane]),
    nameOf: (text) => lookup.digest('address', text).toString('base64url'),
    now,
  });

const refuse = (response: Response, refusal: Refusal, status = 400): void => {
  if (status === 401) response.setHeader('www-authenticate', 'Basic realm="huzheng"');
  response.status(status).json(refusal);
};

/** Id and secret are form-encoded before they are joined (RFC 6749 §2.3.1). */
const clientIn = (request: Request): { readonly clientId: string; readonly secret: string } | null => {
  const [, encoded] = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(request.get('authorization') ?? '') ?? [];
  if (encoded === undefined) return null;
  const [id = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  const clientId = formDecoded(id);
  const secret = formDecoded(rest.join(':'));
  return clientId === null || secret === null || !PRINTABLE.test(clientId) ? null : { clientId, secret };
};

/** What a client id may be made of (RFC 6749, appendix A.1). */
const PRINTABLE = /^[\x20-\x7E]{1,200}$/;

const formDecoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
};

/** Null: it wants one that it may not have. */
const scopesWanted = (stated: string | undefined, allowed: readonly Scope[]): readonly Scope[] | null => {
  const words = (stated ?? '').split(' ').filter((word) => word !== '');
  if (words.length === 0) return allowed;
  const wanted = SCOPES.filter((scope) => words.includes(scope));
  return wanted.length === new Set(words).size && wanted.every((scope) => allowed.includes(scope)) ? wanted : null;
};

export const tokenKeys: Route =
  ({ signIn }) =>
  async (_request, response) =>
    void response.json({ keys: [...(await signIn.tokenKeys.published())] } satisfies Schemas['KeySet']);
