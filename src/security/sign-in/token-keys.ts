/**
 * The keys that access tokens are signed with (ES256). A new one is made every month; the old ones stay published until the last token they signed
 * has expired. They are kept wrapped, for every process to find.
 */
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { DAY, MINUTE } from '../../domain/period.ts';
import type { MasterKeyRing } from '../keys.ts';

export const ALGORITHM = 'ES256';
/** Short, because a token cannot be taken back. */
export const TOKEN_LIFE = 5 * MINUTE;
const KEY_LIFE = 30 * DAY;
/** Another process may have made a key since. */
const LOOK_AGAIN = MINUTE;
const CONTEXT = 'token-key';

/** Where wrapped keys lie, by the name of the key. */
export interface KeyShelf {
  readonly all: () => Promise<readonly { readonly name: string; readonly wrapped: Buffer }[]>;
  readonly add: (name: string, wrapped: Buffer) => Promise<void>;
  readonly remove: (names: readonly string[]) => Promise<void>;
}

/** As it is published (RFC 7517). */
export interface PublicJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly alg: typeof ALGORITHM;
  readonly use: 'sig';
}

export interface TokenKey {
  readonly kid: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly privateKey: CryptoKey;
  readonly publicJwk: PublicJwk;
  readonly publicKey: CryptoKey;
}

export interface TokenKeys {
  /** The newest, made where there is none or it is old. */
  readonly signing: () => Promise<TokenKey>;
  /** Null: no such key, or one whose last token has expired. */
  readonly find: (kid: string) => Promise<TokenKey | null>;
  /** The newest first. */
  readonly published: () => Promise<readonly PublicJwk[]>;
}

export interface KeyTools {
  readonly shelf: KeyShelf;
  readonly wrapping: Pick<MasterKeyRing, 'wrap' | 'unwrap'>;
  readonly now: () => number;
  readonly uuid: () => string;
}

export const tokenKeys = ({ shelf, wrapping, now, uuid }: KeyTools): TokenKeys => {
  let known: readonly TokenKey[] = [];
  let lookedAt = Number.NEGATIVE_INFINITY;
  const unwrapped = new Map<string, TokenKey>();

  const look = async (): Promise<void> => {
    const shelved = await shelf.all();
    const live = shelved.filter(({ name }) => madeAtOf(name) > now() - KEY_LIFE - TOKEN_LIFE - LOOK_AGAIN);
    known = (await Promise.all(live.map(open))).toSorted((a, b) => b.madeAt - a.madeAt);
    lookedAt = now();
  };
  const open = async ({ name, wrapped }: { readonly name: string; readonly wrapped: Buffer }): Promise<TokenKey> => {
    const held = unwrapped.get(name);
    if (held !== undefined) return held;
    const opened = await keyOf(name, await wrapping.unwrap(wrapped, CONTEXT));
    unwrapped.set(name, opened);
    return opened;
  };
  const lookIfDue = async (): Promise<void> => {
    if (now() - lookedAt >= LOOK_AGAIN) await look();
  };
  const make = async (): Promise<void> => {
    const name = `${new Date(now()).toISOString()}/${uuid()}`;
    const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
    await shelf.add(name, await wrapping.wrap(Buffer.from(JSON.stringify(await exportJWK(privateKey))), CONTEXT));
    const old = (await shelf.all()).filter((key) => madeAtOf(key.name) < now() - 2 * KEY_LIFE);
    await shelf.remove(old.map((key) => key.name));
    await look();
  };
  return {
    signing: async () => {
      await lookIfDue();
      const [newest] = known;
      if (newest === undefined || newest.madeAt < now() - KEY_LIFE) await make();
      const [current] = known;
      if (current === undefined) throw new TypeError('a token key that was just made is not there');
      return current;
    },
    find: async (kid) => {
      await lookIfDue();
      const held = known.find((key) => key.kid === kid);
      if (held !== undefined) return held;
      // Signed by a process that made a key a moment ago; strangers' key ids are looked for once a second at most.
      if (!isKeyId(kid) || now() - lookedAt < LOOK_AGAIN / 60) return null;
      await look();
      return known.find((key) => key.kid === kid) ?? null;
    },
    published: async () => {
      await lookIfDue();
      return known.map(({ publicJwk }) => publicJwk);
    },
  };
};

const madeAtOf = (name: string): number => Date.parse(name.slice(0, name.indexOf('/')));
const isKeyId = (kid: string): boolean => /^[0-9a-f-]{36}$/.test(kid);

const keyOf = async (name: string, bytes: Buffer): Promise<TokenKey> => {
  const kid = name.slice(name.indexOf('/') + 1);
  const jwk = JSON.parse(bytes.toString()) as JWK & { readonly x: string; readonly y: string };
  const publicJwk: PublicJwk = { kty: 'EC', crv: 'P-256', x: jwk.x, y: jwk.y, kid, alg: ALGORITHM, use: 'sig' };
  const [privateKey, publicKey] = await Promise.all([importJWK(jwk, ALGORITHM), importJWK({ ...publicJwk }, ALGORITHM)]);
  return { kid, madeAt: madeAtOf(name), publicJwk, privateKey: privateKey as CryptoKey, publicKey: publicKey as CryptoKey };
};
