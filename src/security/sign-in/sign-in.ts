/** Who a request comes from: a system by its access token, an operator by their session. */
import type { Caller } from '../caller.ts';
import type { Clients } from './clients.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { LocalAccount } from './local-account.ts';
import type { Sessions } from './sessions.ts';
import type { TokenKeys } from './token-keys.ts';
import type { Tokens } from './tokens.ts';

/** What a request shows of its sender. */
export interface Credentials {
  readonly authorization: string | null;
  readonly cookie: string | null;
  /** Reading changes nothing, so that it may come from anywhere; whatever acts must come from our own pages. */
  readonly isReading: boolean;
  readonly origin: string | null;
  readonly host: string | null;
}

export interface SignIn {
  /** Null: nobody is signed in. Throws only where it cannot be found out. */
  readonly callerOf: (credentials: Credentials) => Promise<Caller | null>;
  readonly clients: Clients;
  readonly tokens: Tokens;
  readonly tokenKeys: TokenKeys;
  readonly sessions: Sessions;
  /** Null: operators sign in with the local account. */
  readonly provider: IdentityProvider | null;
  /** Null: operators sign in with the identity provider. */
  readonly local: LocalAccount | null;
}

export type SignInParts = Omit<SignIn, 'callerOf'>;

export const signIn = (parts: SignInParts): SignIn => ({
  ...parts,
  callerOf: (credentials) => {
    const { authorization } = credentials;
    return authorization === null ? operatorOf(credentials, parts) : clientOf(authorization, parts);
  },
});

const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i;

/** A token's scopes count only as far as its client still has them. */
const clientOf = async (authorization: string, { tokens, clients }: SignInParts): Promise<Caller | null> => {
  const [, token] = BEARER.exec(authorization) ?? [];
  const holder = token === undefined ? null : await tokens.read(token);
  if (holder === null) return null;
  const standing = await clients.scopesOf(holder.clientId);
  const scopes = holder.scopes.filter((scope) => standing.includes(scope));
  return scopes.length === 0 ? null : { kind: 'client', id: holder.clientId, scopes };
};

/** Whatever acts must come from our own pages: a browser says where a request comes from, and sends our cookie wherever it is asked to. */
const operatorOf = async ({ cookie, isReading, origin, host }: Credentials, { sessions }: SignInParts): Promise<Caller | null> => {
  if (!isReading && origin !== null && (host === null || hostOf(origin) !== host)) return null;
  const operator = await sessions.find(cookie);
  return operator === null ? null : { kind: 'operator', id: operator.operatorId, roles: operator.roles };
};

const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null);
