/** Sessions of operators: a secret in a cookie, its digest in the database; eight hours at most, half an hour unused. */
import { createHash, randomBytes } from 'node:crypto';
import { HOUR, type Instant, instantOf, MINUTE } from '../../domain/period.ts';
import type { Role } from '../caller.ts';

export const SESSION_COOKIE = 'huzheng-session';
const SECRET_BYTES = 32;
const LIFE = 8 * HOUR;
const IDLE = 30 * MINUTE;

export interface SessionOperator {
  readonly operatorId: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly expiresAt: Instant;
}

export interface SessionStore {
  readonly open: (session: { readonly digest: Buffer; readonly operatorId: string; readonly expiresAt: Instant }) => Promise<void>;
  readonly use: (at: { readonly digest: Buffer; readonly now: Instant; readonly idleSince: Instant }) => Promise<SessionOperator | null>;
  readonly close: (digest: Buffer) => Promise<void>;
}

export interface Sessions {
  /** The secret for the cookie. */
  readonly open: (operatorId: string) => Promise<{ readonly secret: string; readonly expiresAt: Instant }>;
  /** Null: none, expired, or idle for too long. */
  readonly find: (cookie: string | null) => Promise<SessionOperator | null>;
  readonly close: (cookie: string | null) => Promise<void>;
}

export const sessions = (store: SessionStore, now: () => number): Sessions => ({
  open: async (operatorId) => {
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const expiresAt = instantOf(now() + LIFE);
    await store.open({ digest: secretHash(secret), operatorId, expiresAt });
    return { secret, expiresAt };
  },
  find: async (cookie) => {
    const secret = cookieNamed(cookie, SESSION_COOKIE);
    return secret === null ? null : store.use({ digest: secretHash(secret), now: instantOf(now()), idleSince: instantOf(now() - IDLE) });
  },
  close: async (cookie) => {
    const secret = cookieNamed(cookie, SESSION_COOKIE);
    if (secret !== null) await store.close(secretHash(secret));
  },
});

/** 256 random bits: nobody finds them from their hash. */
export const secretHash = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Our cookies are base64url; anything else by that name is none of ours. */
export const cookieNamed = (header: string | null, name: string): string | null => {
  const found = (header ?? '')
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`));
  const value = found?.slice(name.length + 1) ?? '';
  return /^[\w-]{20,100}$/.test(value) ? value : null;
};
