/** Ledgers on a database of a test, and what verifying says of them. */
import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { type Instant, instantOf } from '../../src/domain/period.ts';
import { standardSuite } from '../../src/security/crypto-suite.ts';
import type { Checkpoint } from '../../src/security/ledger/checkpoint.ts';
import type { LedgerDraft } from '../../src/security/ledger/entry.ts';
import type { Inspected } from '../../src/security/ledger/inspect.ts';
import { type LedgerKeys, openLedgerKeys } from '../../src/security/ledger/keys.ts';
import type { Db } from '../../src/storage/database.ts';
import { type AuditLedger, openLedger } from '../../src/storage/ledger.ts';
import { inspectLedger } from '../../src/storage/ledger-inspection.ts';

export const ledgerKeys = (): LedgerKeys =>
  openLedgerKeys(standardSuite, { subjects: randomBytes(32), signing: standardSuite.newSigningKey() });

export interface Scribe {
  readonly ledger: AuditLedger;
  readonly signed: readonly Checkpoint[];
  readonly leftUnsigned: readonly unknown[];
  readonly setClock: (at: Instant) => void;
}

export const scribeOn = (pool: pg.Pool, keys: LedgerKeys): Scribe => {
  let now = instantOf(Date.UTC(2026, 10, 23));
  const signed: Checkpoint[] = [];
  const leftUnsigned: unknown[] = [];
  const ledger = openLedger(pool, {
    suite: standardSuite,
    keys,
    clock: () => now,
    signed: (checkpoint) => signed.push(checkpoint),
    leftUnsigned: (fault) => leftUnsigned.push(fault),
  });
  return {
    ledger,
    signed,
    leftUnsigned,
    setClock: (at) => {
      now = at;
    },
  };
};

export const digestOf = (person: string): Buffer => standardSuite.hash(Buffer.from(person));

export const draftAbout = (...people: readonly string[]): LedgerDraft => ({
  caller: { kind: 'client', id: 'aid-system', scopes: ['verify'] },
  act: 'verify-identity',
  purpose: 'hardship-screening',
  subjects: people.map(digestOf),
  sources: ['civil-affairs', 'social-security'],
  outcome: 'match',
  trace: null,
});

/** What a verification of the whole ledger comes to. */
export const inspected = (db: Db, { signer }: LedgerKeys): Promise<Inspected> =>
  inspectLedger(db, { suite: standardSuite, keys: [signer.publicKey] }, () => undefined);
