/** What PostgreSQL's programs say when they fail, in one line that says what to do. */
import { Fault } from '../../faults.ts';
import { diskFull } from '../../security/home.ts';

const MEANINGS: readonly { readonly said: RegExp; readonly fault: (folder: string) => Fault }[] = [
  { said: /No space left on device|Disk quota exceeded|wrote only \d+ of \d+ bytes|Check free disk space/i, fault: diskFull },
  // Of a server that comes back after it died for want of space: what stopped its checkpoint stands in its own log only.
  { said: /checkpoint request failed/i, fault: diskFull },
  {
    said: /database files are incompatible/i,
    fault: (folder) =>
      new Fault('invalid', {
        code: 'other-postgres-version',
        detail: `The data in ${folder} was made by another version of PostgreSQL; use the Huzheng version that made it, or move the folder away to begin anew.`,
      }),
  },
  {
    said: /Permission denied|Operation not permitted|invalid permissions|wrong ownership/i,
    fault: (folder) =>
      new Fault('denied', {
        code: 'database-folder-denied',
        detail: `PostgreSQL may not use ${folder}; make its owner the user that runs the server, with mode 0700.`,
      }),
  },
  {
    said: /could not (create|resize|map) .*shared memory|Cannot allocate memory/i,
    fault: () =>
      new Fault('busy', {
        code: 'memory-short',
        detail: 'There is too little (shared) memory for PostgreSQL; free some, or give the container more.',
      }),
  },
];

const lastLine = (said: string): string => {
  const lines = said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return (lines.findLast((line) => /FATAL|PANIC|error/i.test(line)) ?? lines.at(-1) ?? 'it said nothing').slice(0, 200);
};

export const serverFault = (said: string, folder: string): Fault =>
  MEANINGS.find((meaning) => meaning.said.test(said))?.fault(folder) ??
  new Fault('broken', { code: 'database-not-started', detail: `The embedded PostgreSQL in ${folder} did not start: ${lastLine(said)}` });
