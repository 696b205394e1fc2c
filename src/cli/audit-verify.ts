/** `huzheng audit verify`: the ledger in the database, or an export of it, which needs no database and no key of ours. */
import { createReadStream } from 'node:fs';
import { Fault } from '../faults.ts';
import type { CryptoSuite, SuiteName } from '../security/crypto-suite.ts';
import { systemCode } from '../security/home.ts';
import type { Inspected } from '../security/ledger/inspect.ts';
import { verifyExport } from '../security/ledger/verify-export.ts';
import { SUITES } from '../security/suites.ts';
import { inspectLedger } from '../storage/ledger-inspection.ts';
import { inspectedText } from './audit-text.ts';
import { countedOn } from './counted.ts';
import type { Interruption } from './interruption.ts';
import { linesOf } from './lines.ts';
import { withContext } from './session.ts';

export interface VerifyOptions {
  readonly key?: string;
  readonly json?: true;
}

const BROKEN = 1;

/** 0: intact; 1: broken. */
export const auditVerify = async ({ key, json }: VerifyOptions, { signal }: Interruption, [path]: readonly string[]): Promise<number> => {
  const { keys, ...inspected } = path === undefined ? await inDatabase(key ?? null, signal) : await inFile(path, key ?? null, signal);
  const { broken, from, to, checkpoints, vouchedTo } = inspected;
  const told = { intact: broken === null, broken, from, to, checkpoints, vouchedTo, keys };
  process.stdout.write(json === true ? `${JSON.stringify(told)}\n` : inspectedText(inspected, keys));
  return broken === null ? 0 : BROKEN;
};

type Verified = Inspected & { readonly keys: readonly string[] };

/** `keyId`: the only key to believe; null: the ledger's own. */
const inDatabase = (keyId: string | null, signal: AbortSignal): Promise<Verified> =>
  withContext('tool', async ({ pool, ledger, keys: { suite } }) => {
    const counted = countedOn(process.stderr, 'entries and checkpoints verified');
    try {
      const trusted = [ledger.publicKey].filter(({ id }) => keyId === null || id === keyId);
      const inspected = await inspectLedger(pool, { suite, keys: trusted }, (items) => {
        signal.throwIfAborted();
        counted.show(items);
      });
      return { ...inspected, keys: trusted.map(({ id }) => id) };
    } finally {
      counted.end();
    }
  });

const inFile = async (path: string, keyId: string | null, signal: AbortSignal): Promise<Verified> => {
  const counted = countedOn(process.stderr, 'lines verified');
  try {
    return await verifyExport(linesOf(createReadStream(path, { signal })), { suiteOf, keyId }, counted.show);
  } catch (thrown) {
    throw signal.aborted || thrown instanceof Fault || systemCode(thrown) === null ? thrown : unreadable(path, thrown);
  } finally {
    counted.end();
  }
};

const unreadable = (path: string, cause: unknown): Fault =>
  new Fault('invalid', { code: 'file-unreadable', detail: `${path} cannot be read.`, cause });

const suiteOf = (name: SuiteName): CryptoSuite => {
  if (!(name in SUITES))
    throw new Fault('invalid', { code: 'suite-unknown', detail: `The export was made with the suite ${name}, which is not here.` });
  return SUITES[name];
};
