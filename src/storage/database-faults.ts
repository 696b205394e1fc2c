/** What a refused or lost connection to PostgreSQL means, in one line that says what to do. Their messages may quote data; these do not. */
import { Fault, type FaultKind } from '../faults.ts';

interface Meaning {
  readonly codes: readonly string[];
  readonly kind: FaultKind;
  readonly code: string;
  readonly detail: string;
}

const UNREACHABLE = 'database-unreachable';
const GONE = 'database-gone';
const FULL = 'database-full';
const CONTENDED = 'database-contended';

/** By SQLSTATE (PostgreSQL, appendix A) or system error. */
const MEANINGS: readonly Meaning[] = [
  {
    codes: ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'],
    kind: 'busy',
    code: UNREACHABLE,
    detail: 'The database does not answer: is PostgreSQL up, and DATABASE_URL (if it is set) right?',
  },
  {
    codes: ['ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03', '08000', '08001', '08003', '08006'],
    kind: 'busy',
    code: GONE,
    detail: 'The connection to the database was lost. Nothing that was saved is lost: the same command goes on.',
  },
  {
    codes: ['28P01', '28000'],
    kind: 'denied',
    code: 'database-refuses',
    detail: 'The database refuses the user or the password in DATABASE_URL.',
  },
  {
    codes: ['3D000'],
    kind: 'invalid',
    code: 'database-missing',
    detail: 'The server in DATABASE_URL has no database of that name: create it, or correct the name.',
  },
  {
    codes: ['42501'],
    kind: 'denied',
    code: 'database-rights',
    detail: 'The user in DATABASE_URL may not create tables there: make it the owner of the database.',
  },
  {
    codes: ['53300'],
    kind: 'busy',
    code: 'database-crowded',
    detail: 'The database takes no more connections: raise max_connections; a Huzheng process needs about 30.',
  },
  {
    codes: ['40001', '40P01'],
    kind: 'busy',
    code: CONTENDED,
    detail:
      'Two transactions waited for each other, and the database gave up this one. Nothing of it was saved; the same again in a moment.',
  },
  {
    codes: ['53100'],
    kind: 'busy',
    code: FULL,
    detail:
      'The disk of the database server is full: free some space there and give the same command again; nothing that was saved is lost.',
  },
];

/** `pg` has no code for a connection that ended under a query, nor for one that did not come about in time. */
const LOST = /^Connection terminated|^timeout expired|Client has encountered a connection error/;
const NO_PARENT = '23503';

const vaultKeyDestroyed = (cause: unknown): Fault =>
  new Fault('busy', {
    code: 'vault-key-destroyed',
    detail: 'Keys were rotated, and this process had not heard of it; nothing was saved under the old key. The same again in a moment.',
    cause,
  });

/** The fault it means; anything else as it came. */
export const databaseFault = (thrown: unknown): unknown => {
  if (!(thrown instanceof Error) || thrown instanceof Fault) return thrown;
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : LOST.test(thrown.message) ? 'ECONNRESET' : '';
  if (code === NO_PARENT && /vault_key/.test('constraint' in thrown ? String(thrown.constraint) : '')) return vaultKeyDestroyed(thrown);
  const meaning = MEANINGS.find(({ codes }) => codes.includes(code));
  return meaning === undefined ? thrown : new Fault(meaning.kind, { ...meaning, cause: thrown });
};

/** Its disk is full: it goes on answering, and stores nothing. */
export const isFull = (thrown: unknown): boolean => thrown instanceof Fault && thrown.code === FULL;

/** Whoever tries again at once, gets through. */
export const isContended = (thrown: unknown): boolean => thrown instanceof Fault && thrown.code === CONTENDED;

/** It let us go, and may be back in a moment. */
export const isGone = (thrown: unknown): boolean => thrown instanceof Fault && thrown.code === GONE;

/** Nobody listens at its address any more. */
export const isUnreachable = (thrown: unknown): boolean => thrown instanceof Fault && thrown.code === UNREACHABLE;
