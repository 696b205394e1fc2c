/** Systems that may ask: registered here, or the aid system as the configuration names it (`interfaces.md` §4). */
import { timingSafeEqual } from 'node:crypto';
import { SECOND } from '../../domain/period.ts';
import { SCOPES, type Scope } from '../caller.ts';
import type { LookupKey } from '../digest.ts';

export interface RegisteredClient {
  readonly clientId: string;
  readonly scopes: readonly Scope[];
  /** Keyed digests of its secrets: the present one, and for a while the one before. */
  readonly secrets: readonly Buffer[];
}

export interface Clients {
  /** Null: no such client, a wrong secret, or one that was revoked; which of them is nobody's business. */
  readonly signIn: (clientId: string, secret: string) => Promise<RegisteredClient | null>;
  /** Whether its tokens still count. Known within seconds of a revocation. */
  readonly scopesOf: (clientId: string) => Promise<readonly Scope[]>;
}

export interface ClientTools {
  /** Null: unknown or revoked. */
  readonly find: (clientId: string) => Promise<RegisteredClient | null>;
  readonly lookup: LookupKey;
  readonly now: () => number;
  /** The aid system's own. */
  readonly configured: { readonly clientId: string; readonly clientSecret: string } | null;
}

const REMEMBERED_FOR = 5 * SECOND;
const MOST_REMEMBERED = 1_000;

/** 256 random bits need no slow hash; the key keeps a dump of the database from being tried offline at all. */
export const secretDigest = (lookup: LookupKey, secret: string): Buffer => lookup.digest('client-secret', secret);

export const clients = ({ find, lookup, now, configured }: ClientTools): Clients => {
  const known = new Map<string, { readonly scopes: readonly Scope[]; readonly until: number }>();
  const aidSystem: RegisteredClient | null =
    configured === null
      ? null
      : { clientId: configured.clientId, scopes: SCOPES, secrets: [secretDigest(lookup, configured.clientSecret)] };
  const findAny = async (clientId: string): Promise<RegisteredClient | null> =>
    clientId === aidSystem?.clientId ? aidSystem : find(clientId);
  return {
    signIn: async (clientId, secret) => {
      const client = await findAny(clientId);
      const given = secretDigest(lookup, secret);
      return client?.secrets.some((right) => timingSafeEqual(right, given)) === true ? client : null;
    },
    scopesOf: async (clientId) => {
      const held = known.get(clientId);
      if (held !== undefined && held.until > now()) return held.scopes;
      const scopes = (await findAny(clientId))?.scopes ?? [];
      if (known.size >= MOST_REMEMBERED) known.clear();
      known.set(clientId, { scopes, until: now() + REMEMBERED_FOR });
      return scopes;
    },
  };
};
