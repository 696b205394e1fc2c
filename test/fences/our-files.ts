/** The files of this project as a clone has them: what tools and runs leave behind is not ours. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');
const LEFT_BEHIND = ['node_modules', '.git', '.huzheng', '.test-results', 'coverage', 'dist'];

/** Paths relative to the root, with `/`, in order; the contents are read. Patterns as in a shell; dot files have to be named. */
export const ourFiles = (...patterns: readonly string[]): readonly { readonly path: string; readonly text: string }[] =>
  globSync(patterns, { cwd: ROOT, exclude: LEFT_BEHIND })
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
