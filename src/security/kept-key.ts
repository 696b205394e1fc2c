/**
 * The key generated on the embedded default: made on first use, kept beside the data in a file only its owner reads. While it is replaced, the
 * next one lies beside it, and both are accepted; a rename makes it the one.
 */
import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '../faults.ts';
import { homeFault, readIfThere, syncFolder, writeOnce } from './home.ts';
import { freshKey, readKey } from './keys.ts';

export interface KeptKeys {
  readonly newest: Buffer;
  /** Null: it is not being replaced. */
  readonly previous: Buffer | null;
}

const nextTo = (path: string): string => `${path}.next`;

export const keptKeys = async (path: string): Promise<KeptKeys> => {
  // The next one first: if it becomes the one in between, it is read twice, and nothing is missed.
  const next = await readKept(nextTo(path));
  const kept = await keptKey(path);
  return next === null ? { newest: kept, previous: null } : { newest: next, previous: kept };
};

/** Of several processes that ask at once, one makes it. */
export const keptKey = async (path: string): Promise<Buffer> => {
  const kept = await readKept(path);
  if (kept !== null) return kept;
  const fresh = freshKey();
  return (await writeOnce(path, `${fresh.toString('base64')}\n`)) ? fresh : keptKey(path);
};

/** The key that is to replace it; the same one again until it has. */
export const nextKeptKey = (path: string): Promise<Buffer> => keptKey(nextTo(path));

/** In one step; call when nothing is wrapped under the old one any more. */
export const replaceKeptKey = async (path: string): Promise<void> => {
  try {
    await rename(nextTo(path), path);
    await syncFolder(dirname(path));
  } catch (thrown) {
    throw homeFault(path, thrown);
  }
};

const readKept = async (path: string): Promise<Buffer | null> => {
  const text = await readIfThere(path);
  if (text === null) return null;
  const key = readKey(text.trim());
  if (key === null)
    throw new Fault('invalid', {
      code: 'kept-key-damaged',
      detail: `${path} does not hold 32 bytes in base64; restore it from a copy, since nothing opens without it.`,
    });
  return key;
};
