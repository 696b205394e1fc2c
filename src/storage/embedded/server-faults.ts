/** What PostgreSQL's programs say when they fail, in one line that says what to do. */
import { Fault } from '../../faults.ts';

const MEANINGS: readonly { readonly said: RegExp; readonly kind: 'busy' | 'denied' | 'invalid'; readonly code: string; readonly detail: (folder: string) => string }[] = [
  { said: /No space left on device|Disk quota exceeded/i, kind: 'busy', code: 'disk-full', detail: (folder) => `The disk that holds ${folder} is full; free some space and start again.` },
  { said: /File name too long|path is too long|name too long/i, kind: 'invalid', code: 'home-path-too-long', detail: (folder) => `The path ${folder} is too long for PostgreSQL; set HUZHENG_HOME to a shorter one.` },
  { said: /database files are incompatible/i, kind: 'invalid', code: 'other-postgres-version', detail: (folder) => `The data in ${folder} was made by another version of PostgreSQL; use the Huzheng version that made it, or move the folder away to begin anew.` },
  { said: /Permission denied|Operation not permitted|invalid permissions|wrong ownership/i, kind: 'denied', code: 'database-folder-denied', detail: (folder) => `PostgreSQL may not use ${folder}; make its owner the user that runs the server, with mode 0700.` },
  { said: /could not (create|resize|map) (shared memory|.*shared memory segment)|Cannot allocate memory/i, kind: 'busy', code: 'memory-short', detail: () => 'There is too little (shared) memory for PostgreSQL; free some, or give the container more.' },
];

const lastLine = (said: string): string => {
  const lines = said.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  return (lines.findLast((line) => /FATAL|PANIC|error/i.test(line)) ?? lines.at(-1) ?? 'it said nothing').slice(0, 200);
};

export const serverFault = (said: string, folder: string): Fault => {
  const meaning = MEANINGS.find((known) => known.said.test(said));
  if (meaning === undefined) return new Fault('broken', { code: 'database-not-started', detail: `The embedded PostgreSQL in ${folder} did not start: ${lastLine(said)}` });
  return new Fault(meaning.kind, { code: meaning.code, detail: meaning.detail(folder) });
};
