/** A file as text: a regular file of no more than a few megabytes, in UTF-8. What is anything else is said, with where; nothing of it is guessed. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Fault } from '../faults.ts';
import { visible } from '../pipeline/4-screen/rule-check/remark.ts';

const MIB = 1_048_576;

export interface Limit {
  readonly code: string;
  readonly mostMiB: number;
}

/** Without a byte order mark, which editors under Windows put before it. Throws `invalid` of that code, naming the file. */
export const readTextFile = async (path: string, { code, mostMiB }: Limit): Promise<string> => {
  const refuse = (what: string, cause?: unknown): Fault => new Fault('invalid', { code, detail: `${visible(path)} ${what}`, cause });
  try {
    // Asked before it is opened: opening a pipe waits for whoever writes into it, and a device never ends.
    const found = await stat(path);
    if (!found.isFile()) throw refuse(`is ${found.isDirectory() ? 'a folder' : 'no regular file'}: a file is expected there.`);
    if (found.size > mostMiB * MIB) throw refuse(`is larger than ${mostMiB} MiB: nothing of that kind is.`);
    return textOf(await readFile(path), visible(basename(path)), code);
  } catch (thrown) {
    if (thrown instanceof Fault) throw thrown;
    throw refuse(`cannot be read${reasonOf(thrown)}.`, thrown);
  }
};

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: ': it does not exist',
  ELOOP: ': its links lead back to themselves',
  EACCES: ': this user may not read it',
};
const reasonOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? (REASONS[thrown.code] ?? ` (${thrown.code})`) : '';

const NEWLINE = 0x0a;

/** Bytes as text. A byte that is not of UTF-8 would be replaced, and people be judged by words that nobody wrote. */
const textOf = (bytes: Buffer, file: string, code: string): string => {
  const decoded = utf8(bytes);
  if (decoded !== null) return decoded;
  const detail = isUtf16(bytes)
    ? `${file} is not UTF-8 but UTF-16 ("Unicode"): save it as UTF-8.`
    : `${file} is not UTF-8: line ${brokenLineOf(bytes)} holds bytes that are none. Save it as UTF-8; GBK and others are not read.`;
  throw new Fault('invalid', { code, detail });
};

const utf8 = (bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
};

const isUtf16 = ([first, second]: Uint8Array): boolean => (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);

/** From 1. No character of UTF-8 spans a line break. */
const brokenLineOf = (bytes: Buffer): number => {
  let [line, from] = [1, 0];
  for (let to = bytes.indexOf(NEWLINE); to !== -1 && utf8(bytes.subarray(from, to)) !== null; to = bytes.indexOf(NEWLINE, from)) {
    line += 1;
    from = to + 1;
  }
  return line;
};
