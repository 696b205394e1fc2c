/** What whoever opens a docx or xlsx can find in it: the text of all its parts, without the marks around it. */
import { unzipped } from './spreadsheets.ts';

export const textOf = (file: Buffer): string =>
  [...unzipped(file).values()].map((part) => part.toString('utf8').replaceAll(/<[^>]*>/g, ' ')).join('\n');
