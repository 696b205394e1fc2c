/**
 * `npm run build`: the console into `dist/console`, each file beside itself compressed as it will be sent. Says one line; does nothing where nothing has
 * changed since, so that it may stand before every start and test.
 */
import { globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';
import { BUILT, inputsDigest, isConsoleBuilt, STAMP } from './console-inputs.ts';

const COMPRESSIBLE = /\.(?:js|css|html|svg|json)$/;
const zipped = promisify(gzip);
const brotlied = promisify(brotliCompress);

const compressAll = async (): Promise<number> => {
  // The page itself is completed for each answer, and small.
  const names = globSync('assets/**', { cwd: BUILT }).filter((name) => COMPRESSIBLE.test(name));
  for (const name of names) {
    const path = join(BUILT, name);
    const content = await readFile(path);
    await writeFile(`${path}.gz`, await zipped(content, { level: constants.Z_BEST_COMPRESSION }));
    await writeFile(`${path}.br`, await brotlied(content));
  }
  return names.length;
};

const say = (text: string): void => void process.stdout.write(`console: ${text}\n`);

const startedAt = performance.now();
const digest = await inputsDigest();
if (await isConsoleBuilt()) say('built already.');
else {
  await build({ configFile: join(import.meta.dirname, '../vite.config.ts'), logLevel: 'warn' });
  const files = await compressAll();
  // Last: a build that was cut off is done again.
  await writeFile(STAMP, digest);
  say(`built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s, ${files} files.`);
}
