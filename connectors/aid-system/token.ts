/** Keeps the access token: fetched once for callers that come together, and again shortly before it expires or when it is refused. */
import { MINUTE, SECOND } from '../../src/domain/period.ts';
import type { Call } from '../../src/upstream/connector.ts';
import { readCount, recordOf, textOf } from '../../src/upstream/wire.ts';
import { brokenAnswer } from './faults.ts';
import { statedOrNull } from './moments.ts';
import type { components } from './upstream.ts';

export interface IssuedToken {
  readonly value: string;
  /** Epoch ms. */
  readonly usableUntil: number;
}

export interface TokenKeeper {
  readonly current: (call: Call) => Promise<string>;
  /** Fetches a token whatever is kept. */
  readonly renew: (call: Call) => Promise<string>;
  /** This token was refused. Another that has come in the meantime stays. */
  readonly forget: (value: string) => void;
}

export const createTokenKeeper = (issue: (call: Call) => Promise<IssuedToken>, now: () => number): TokenKeeper => {
  let kept: IssuedToken | null = null;
  let fetching: { readonly token: Promise<string>; readonly by: Call } | null = null;

  const fetchToken = async (call: Call): Promise<string> => {
    try {
      kept = await issue(call);
      return kept.value;
    } finally {
      fetching = null;
    }
  };

  const renew = async (call: Call): Promise<string> => {
    fetching ??= { token: fetchToken(call), by: call };
    const { token, by } = fetching;
    try {
      return await token;
    } catch (fault) {
      // The caller who fetched for all of us gave up; that says nothing about the token.
      if (by !== call && by.signal.aborted && !call.signal.aborted) return renew(call);
      throw fault;
    }
  };

  return {
    current: async (call) => (kept !== null && now() < kept.usableUntil ? kept.value : renew(call)),
    renew,
    forget: (value) => {
      if (kept?.value === value) kept = null;
    },
  };
};

type WireToken = { readonly [Field in keyof components['schemas']['Token']]?: unknown };

/**
 * The token in an answer to a question of `askedAt`. One that does not state how long it lives is used until it is refused: a new one for
 * every call might each time revoke that of another call under way.
 */
export const tokenIn = (body: unknown, askedAt: number): IssuedToken => {
  const { access_token: value, token_type, expires_in }: WireToken = recordOf(body) ?? {};
  const type = textOf(token_type) ?? 'bearer';
  if (typeof value !== 'string' || value === '' || type.toLowerCase() !== 'bearer') {
    throw brokenAnswer('token', { code: 'no-token', detail: 'The aid system answered without a bearer token.' });
  }
  const livesMs = (statedOrNull(readCount(expires_in)) ?? 0) * SECOND;
  return { value, usableUntil: livesMs === 0 ? Number.POSITIVE_INFINITY : askedAt + livesMs - marginMs(livesMs) };
};

/** A minute early, or a tenth of a life that is short. */
const marginMs = (livesMs: number): number => Math.min(MINUTE, livesMs / 10);
