/** Who uses the server: a file for each attachment, so that the last one out is known even if the others were killed. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { privateFolder, writePrivately } from '../../security/home.ts';
import { markOf } from './running.ts';
import type { EmbeddedTools } from './tools.ts';

interface Attachment {
  readonly pid: number;
  readonly mark: string;
}

const folderOf = (home: string): string => join(home, 'attached');

/** Enters this process; call under the lock, after `countAttached`. Answers the name to leave by. */
export const enter = async (home: string, tools: EmbeddedTools): Promise<string> => {
  const name = `${process.pid}-${tools.randomBytes(4).toString('hex')}`;
  const attachment: Attachment = { pid: process.pid, mark: (await markOf(process.pid)) ?? '' };
  await writePrivately(join(folderOf(home), name), JSON.stringify(attachment));
  return name;
};

export const leave = (home: string, name: string): Promise<void> => rm(join(folderOf(home), name), { force: true });

/** How many attachments belong to processes that still run; the files of the others are cleared away. Call under the lock. */
export const countAttached = async (home: string): Promise<number> => {
  await privateFolder(folderOf(home));
  let alive = 0;
  for (const name of await readdir(folderOf(home))) {
    if (await isAlive(join(folderOf(home), name))) alive += 1;
    else await leave(home, name);
  }
  return alive;
};

const isAlive = async (file: string): Promise<boolean> => {
  const attachment = attachmentIn(await readFile(file, 'utf8'));
  return attachment !== null && (await markOf(attachment.pid)) === attachment.mark;
};

/** Null: cut short by a process killed as it wrote. */
const attachmentIn = (text: string): Attachment | null => {
  try {
    const { pid, mark } = JSON.parse(text) as Partial<Attachment>;
    return typeof pid === 'number' && typeof mark === 'string' ? { pid, mark } : null;
  } catch {
    return null;
  }
};
