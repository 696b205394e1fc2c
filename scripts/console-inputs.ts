/** What the built console depends on, and whether it was built of just that. */
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
export const BUILT: string = join(ROOT, 'dist/console');
/** Not served: no name below `/console/` begins with a dot. */
export const STAMP: string = join(BUILT, '.inputs');

/** The lock stands for every package. */
const INPUTS = [
  'src/console/**',
  'src/api/contract.ts',
  'src/words.json',
  'vite.config.ts',
  'package-lock.json',
  'scripts/{build-console,console-inputs}.ts',
];

export const inputsDigest = async (): Promise<string> => {
  const hash = createHash('sha256');
  const entries = globSync(INPUTS, { cwd: ROOT, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of entries.map((entry) => join(entry.parentPath, entry.name)).sort())
    hash.update(`${path.slice(ROOT.length)}\n`).update(await readFile(path));
  return hash.digest('hex');
};

export const isConsoleBuilt = async (): Promise<boolean> => {
  const built = await readFile(STAMP, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return null;
    throw thrown;
  });
  return built === (await inputsDigest());
};

export const CONSOLE_IS_STALE = 'dist/console is missing, or was built of other sources: `npm run build` makes it.';
