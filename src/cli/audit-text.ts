/** The ledger as a person reads it. */
import { wallTime } from '../domain/period.ts';
import type { Inspected } from '../security/ledger/inspect.ts';
import type { Look } from '../storage/ledger-reading.ts';
import { firstOf, moreText } from './first-of.ts';

/** The newest of them, as many as were asked for, found with one more. */
export const printEntries = (
  found: readonly Look[],
  { limit, json = false }: { readonly limit: number; readonly json?: boolean | undefined },
): void => {
  const { items, more } = firstOf(found, limit);
  process.stdout.write(json ? `${JSON.stringify({ items, more })}\n` : `${entriesText(items)}${moreText({ more })}`);
};

const entriesText = (entries: readonly Look[]): string =>
  entries.length === 0 ? 'Nothing.\n' : entries.map((entry) => `${entryText(entry)}\n`).join('');

const entryText = ({ seq, at, actor, act, purpose, sources, outcome }: Look): string =>
  [`#${seq}`, wallTime(at), actor, act, outcome, purpose ?? '', sources.join(', ')].filter((text) => text !== '').join('  ');

const WHY: Readonly<Record<NonNullable<Inspected['broken']>['reason'], string>> = {
  altered: 'altered 被篡改: its content, or what binds it, is not what was written',
  missing: 'missing 缺失: it is gone',
  reordered: 'reordered 顺序被改: it stands further on',
  inserted: 'inserted 被插入: its number was there before, or after the end',
  'subjects-altered': 'subjects altered 所涉人员被改: somebody was added to, or taken from, those it is about',
  'checkpoint-unsigned': 'checkpoint signature wrong 签名不符: the checkpoint there is not signed with a key of this ledger',
  rewritten: 'rewritten 被重写: a checkpoint was signed over something else here; nothing since the one before it is to be trusted',
  unvouched: 'checkpoints missing 检查点缺失: there must be one before this entry',
};

const number = (value: number): string => value.toLocaleString('en-US');

export const inspectedText = ({ broken, from, to, checkpoints, vouchedTo }: Inspected, keys: readonly string[]): string => {
  const signed = `${number(checkpoints)} checkpoints, the last at entry ${number(vouchedTo)}, keys ${keys.join(', ') || 'none'}`;
  if (broken !== null)
    return `BROKEN 已断裂 at entry ${number(broken.seq)}: ${WHY[broken.reason]}.\nGood up to entry ${number(to.seq)}; ${signed}.\n`;
  const range = from === 0 ? 'from the first' : `from entry ${number(from + 1)} on (up to there dropped by retention)`;
  return `Intact 完整: ${number(to.seq - from)} entries ${range}; ${signed}.\nEnds at entry ${number(to.seq)} with ${to.hash}.\n`;
};
