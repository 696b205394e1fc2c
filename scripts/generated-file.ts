/** What every generator ends with: write the file, or with `--check` only say whether it is fresh. */
import { readFile, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Under `--check` a stale or missing file makes the process fail, with one line that says what to do. */
export const writeOrCheck = async (target: URL, text: string): Promise<void> => {
  if (!process.argv.includes('--check')) {
    await writeFile(target, text);
    return;
  }
  const present = await readFile(target, 'utf8').catch(() => null);
  if (present === text) return;
  process.stderr.write(`${relative(process.cwd(), fileURLToPath(target))} is stale: run \`npm run generate\`.\n`);
  process.exitCode = 1;
};
