/** Log files that were set aside when they had grown too large, and how long they stay (Cybersecurity Law art. 21: six months at least). */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { epochOf, type Instant } from '../domain/period.ts';
import { systemCode } from '../security/home.ts';

/** `huzheng.log.1764108000000`: set aside at that moment, in epoch milliseconds. */
export const asideOf = (file: string, now: number): string => `${file}.${now}`;
const ASIDE = /\.log\.\d+$/u;

/** Deletes those last written before that moment; answers how many. */
export const deleteOldLogs = async (folder: string, before: Instant): Promise<number> => {
  let deleted = 0;
  for (const name of (await namesIn(folder)).filter((one) => ASIDE.test(one))) {
    const path = join(folder, name);
    if ((await stat(path)).mtimeMs >= epochOf(before)) continue;
    await rm(path, { force: true });
    deleted += 1;
  }
  return deleted;
};

const namesIn = (folder: string): Promise<readonly string[]> =>
  readdir(folder).catch((thrown: unknown) => {
    if (systemCode(thrown) === 'ENOENT') return [];
    throw thrown;
  });
