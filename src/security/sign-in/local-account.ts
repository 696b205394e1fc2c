/** The local administrator of the embedded default: one generated password, kept in a file only its owner reads. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Role } from '../caller.ts';
import { readIfThere, writeOnce } from '../home.ts';

export const LOCAL_NAME = 'admin';
export const LOCAL_ISSUER = 'local';
/** All that acts; who audits is somebody else. */
export const LOCAL_ROLES: readonly Role[] = ['viewer', 'operator', 'rule-keeper', 'administrator'];

const PASSWORD_BYTES = 18;

export interface LocalAccount {
  readonly isPassword: (given: string) => Promise<boolean>;
}

export const localAccount = (path: string): LocalAccount => ({
  isPassword: async (given) => {
    const [right, stated] = [Buffer.from(await keptPassword(path)), Buffer.from(given)];
    return right.length === stated.length && timingSafeEqual(right, stated);
  },
});

/** Made on first use. */
export const keptPassword = async (path: string): Promise<string> => {
  const kept = await readIfThere(path);
  if (kept !== null) return kept.trim();
  const fresh = randomBytes(PASSWORD_BYTES).toString('base64url');
  return (await writeOnce(path, `${fresh}\n`)) ? fresh : keptPassword(path);
};
