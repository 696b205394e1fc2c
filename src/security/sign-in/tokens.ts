/** Access tokens for systems: signed JWTs (RFC 9068), short-lived, checked without asking anybody. */
import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import { SECOND } from '../../domain/period.ts';
import { SCOPES, type Scope } from '../caller.ts';
import { ALGORITHM, TOKEN_LIFE, type TokenKeys } from './token-keys.ts';

const ISSUER = 'huzheng';
const AUDIENCE = 'huzheng-api';
const TYPE = 'at+jwt';
/** Tokens found good, so that a busy client's is not verified a thousand times. */
const MOST_REMEMBERED = 1_000;

export interface TokenHolder {
  readonly clientId: string;
  readonly scopes: readonly Scope[];
}

export interface Tokens {
  readonly issue: (holder: TokenHolder) => Promise<{ readonly token: string; readonly expiresInSeconds: number }>;
  /** Null: not one of ours, altered, or expired. */
  readonly read: (token: string) => Promise<TokenHolder | null>;
}

export const tokens = (keys: TokenKeys, { now, uuid }: { readonly now: () => number; readonly uuid: () => string }): Tokens => {
  const remembered = new Map<string, TokenHolder & { readonly until: number }>();
  const remember = (token: string, holder: TokenHolder & { readonly until: number }): void => {
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(token, holder);
  };
  return {
    issue: async ({ clientId, scopes }) => {
      const { kid, privateKey } = await keys.signing();
      const issuedAt = Math.floor(now() / SECOND);
      const token = await new SignJWT({ client_id: clientId, scope: scopes.join(' ') })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(clientId)
        .setJti(uuid())
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + TOKEN_LIFE / SECOND)
        .sign(privateKey);
      return { token, expiresInSeconds: TOKEN_LIFE / SECOND };
    },
    read: async (token) => {
      const known = remembered.get(token);
      if (known !== undefined && known.until > now()) return known;
      remembered.delete(token);
      const read = await verified(token, keys, now());
      if (read !== null) remember(token, read);
      return read;
    },
  };
};

const verified = async (token: string, keys: TokenKeys, now: number): Promise<(TokenHolder & { readonly until: number }) | null> => {
  try {
    const key = await keys.find(decodeProtectedHeader(token).kid ?? '');
    if (key === null) return null;
    const { payload } = await jwtVerify<{ readonly client_id: string; readonly scope: string }>(token, key.publicKey, {
      issuer: ISSUER,
      audience: AUDIENCE,
      typ: TYPE,
      algorithms: [ALGORITHM],
      currentDate: new Date(now),
      requiredClaims: ['exp', 'sub'],
    });
    const words = payload.scope.split(' ');
    return { clientId: payload.client_id, scopes: SCOPES.filter((scope) => words.includes(scope)), until: (payload.exp ?? 0) * SECOND };
  } catch (thrown) {
    // Not a token at all, or one that is altered, expired, for somebody else: nobody is signed in.
    if (thrown instanceof errors.JOSEError || thrown instanceof TypeError) return null;
    throw thrown;
  }
};
