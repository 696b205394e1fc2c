/**
 * `huzheng audit verify` over the export of a million entries, one subject each, beside its floor: reading the same file and hashing each of
 * its lines. Both go through the same reader; the file is made first, and is not in the measurement.
 */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { linesOf } from '../src/cli/lines.ts';
import { instantOf } from '../src/domain/period.ts';
import { standardSuite as suite } from '../src/security/crypto-suite.ts';
import { type Entry, GENESIS, type Head, hashOfSubjects, nextLink } from '../src/security/ledger/chain.ts';
import { isDue, signerOf } from '../src/security/ledger/checkpoint.ts';
import { endLine, headerLine, itemLine } from '../src/security/ledger/export.ts';
import { verifyExport } from '../src/security/ledger/verify-export.ts';
import { type Figures, median } from './figures.ts';
import { benchFolder } from './leaving.ts';

const ENTRIES = 1_000_000;
const LINES_AT_ONCE = 10_000;
const ROUNDS = 3;
const STARTED_AT = Date.UTC(2026, 0, 1);

const draftOf = (number: number, subjects: readonly string[]): Omit<Entry, 'seq'> => ({
  at: instantOf(STARTED_AT + number * 1_000),
  actor: 'client:aid-system',
  act: 'verify-identity',
  purpose: 'hardship-screening',
  sources: ['civil-affairs', 'medical-insurance', 'social-security'],
  outcome: 'match',
  trace: `5f0e0a4e-0000-4000-8000-${String(number).padStart(12, '0')}`,
  particulars: { freshness: 'cached' },
  subjects: subjects.length,
  subjectsHash: hashOfSubjects(suite.hash, subjects),
});

function* exportOf(entries: number): Generator<string> {
  const signer = signerOf(suite, suite.newSigningKey());
  yield headerLine({ suite: suite.name, keys: [signer.publicKey] });
  let head: Head = GENESIS;
  for (let number = 1; number <= entries; number++) {
    const subjects = [number.toString(16).padStart(32, '0')];
    const link = nextLink(suite.hash, head, draftOf(number, subjects));
    yield itemLine({ link, subjects });
    const isSigned = isDue(head.seq, number) || number === entries;
    head = { seq: number, hash: link.hash };
    if (isSigned) yield itemLine({ checkpoint: signer.sign(head, instantOf(STARTED_AT)) });
  }
  yield endLine(head);
}

const write = async (path: string, lines: Iterable<string>): Promise<void> => {
  const file = await open(path, 'w', 0o600);
  let waiting: string[] = [];
  const flush = async (): Promise<void> => {
    await file.appendFile(waiting.map((line) => `${line}\n`).join(''));
    waiting = [];
  };
  for (const line of lines) if (waiting.push(line) === LINES_AT_ONCE) await flush();
  await flush();
  await file.close();
};

const secondsOf = async (act: () => Promise<void>): Promise<number> => {
  const startedAt = performance.now();
  await act();
  return (performance.now() - startedAt) / 1_000;
};

const verifyAll = async (path: string): Promise<void> => {
  const { broken, to } = await verifyExport(linesOf(createReadStream(path)), { suiteOf: () => suite, keyId: null }, () => undefined);
  if (broken !== null || to.seq !== ENTRIES) throw new Error('the ledger was not found whole');
};

const hashAll = async (path: string): Promise<void> => {
  for await (const lines of linesOf(createReadStream(path))) for (const line of lines) suite.hash(Buffer.from(line));
};

export const audit = async (): Promise<Figures> => {
  const path = join(await benchFolder('ledger'), 'ledger.jsonl');
  await write(path, exportOf(ENTRIES));
  const whole: number[] = [];
  const floor: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    floor.push(await secondsOf(() => hashAll(path)));
    whole.push(await secondsOf(() => verifyAll(path)));
  }
  const [seconds, floorSeconds] = [median(whole), median(floor)];
  return { name: `verifying ${ENTRIES} entries of the ledger`, seconds, floorSeconds, ratio: seconds / floorSeconds, rounds: ROUNDS };
};
