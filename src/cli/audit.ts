/** `huzheng audit list` and `export`: what was done, and the ledger for whoever verifies it elsewhere. */
import { open } from 'node:fs/promises';
import type { Context } from '../context.ts';
import { addDays, type Day, startOf } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import { auditRead } from '../security/ledger/audit-read.ts';
import { endLine, headerLine, itemLine } from '../security/ledger/export.ts';
import { chainUpTo, listEntries } from '../storage/ledger-reading.ts';
import { printEntries } from './audit-text.ts';
import { countedOn } from './counted.ts';
import { INTERRUPTED } from './ending.ts';
import type { Interruption } from './interruption.ts';
import { withContext } from './session.ts';
import { thisUser } from './this-user.ts';

export interface ListOptions {
  readonly actor?: string;
  readonly act?: string;
  readonly from?: Day;
  readonly to?: Day;
  readonly limit: number;
  readonly json?: true;
}

export const auditList = ({ actor, act, from, to, limit, json }: ListOptions): Promise<number> =>
  withContext('tool', async (context) => {
    await recordRead(context, 'listed');
    const found = await listEntries(context.pool, {
      actor: actor ?? null,
      act: act ?? null,
      from: from === undefined ? null : startOf(from),
      to: to === undefined ? null : startOf(addDays(to, 1)),
      before: null,
      limit: limit + 1,
    });
    printEntries(found, { limit, json });
    return 0;
  });

/** To a file that only its owner reads, or to standard output. It ends at a checkpoint signed for it. */
export const auditExport = (_: object, { signal }: Interruption, [path]: readonly string[]): Promise<number> =>
  withContext('tool', async (context) => {
    await recordRead(context, 'exported');
    const file =
      path === undefined ? null : await open(path, 'w', 0o600).catch((cause: unknown) => Promise.reject(unwritable(path, cause)));
    try {
      const write = async (text: string): Promise<void> => (file === null ? onStandardOutput(text) : file.appendFile(text));
      return await exportTo(write, context, signal);
    } finally {
      await file?.close();
    }
  });

const exportTo = async (
  write: (text: string) => Promise<void>,
  { ledger, pool, keys: { suite } }: Context,
  signal: AbortSignal,
): Promise<number> => {
  const head = await ledger.sign(pool);
  const counted = countedOn(process.stderr, 'entries exported');
  await write(`${headerLine({ suite: suite.name, keys: [ledger.publicKey] })}\n`);
  let entries = 0;
  for await (const items of chainUpTo(pool, head.seq)) {
    if (signal.aborted) return INTERRUPTED;
    await write(`${items.map(itemLine).join('\n')}\n`);
    entries += items.filter((item) => 'link' in item).length;
    counted.show(entries);
  }
  await write(`${endLine(head)}\n`);
  counted.end();
  process.stderr.write(`${entries.toLocaleString('en-US')} entries, signed with key ${ledger.publicKey.id}\n`);
  return 0;
};

const onStandardOutput = (text: string): Promise<void> =>
  new Promise((written) => {
    // Whoever stopped reading is written to no more; that is not our fault to tell.
    process.stdout.write(text, () => written());
  });

const unwritable = (path: string, cause: unknown): Fault =>
  new Fault('invalid', { code: 'file-unwritable', detail: `${path} cannot be written.`, cause });

const recordRead = ({ ledger }: Context, outcome: 'listed' | 'exported'): Promise<void> =>
  ledger.record(auditRead({ caller: thisUser(), subjects: [], outcome, trace: null }));
