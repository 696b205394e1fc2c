/** Rows in quarantine as text. Pure. */
import type { components } from '../api/contract.ts';
import { many } from './many.ts';

type Schemas = components['schemas'];
type Item = Schemas['QuarantinedItem'];

export const rowsText = (items: readonly Item[]): string =>
  items.length === 0 ? 'No row is in quarantine.\n' : `${items.map(lineOf).join('\n')}\n`;

const lineOf = (item: Item): string =>
  [
    item.quarantineId,
    `${item.source}/${item.dataset}`.padEnd(32),
    item.reason.padEnd(38),
    (item.path || '(the row)').padEnd(16),
    standingOf(item).padEnd(14),
    item.lastRun,
  ].join('  ');

const standingOf = ({ state, replayable, replaying }: Item): string => {
  if (state === 'replayed') return 'read since';
  if (replaying) return 'being replayed';
  return replayable ? 'replayable' : 'not kept';
};

export const quarantinedText = ({ item, record }: Schemas['QuarantinedDetail']): string => {
  const { reasonText, path, shape, position, memberId, firstRun, lastRun } = item;
  const head = [
    lineOf(item),
    `${reasonText.zh}　${reasonText.en}`,
    `at ${path || 'the row itself'}: ${shape}`,
    position.map(({ name, value }) => `${name} ${value}`).join(', '),
    `first met in ${firstRun}, last in ${lastRun}${memberId === null ? '' : `; about member ${memberId}`}`,
  ];
  const fields = record === null ? [NOT_KEPT] : record.map(fieldLine);
  return `${[...head, '', ...fields].join('\n')}\n`;
};

/** What a replay came to, once its run is over. */
export const replayedText = ({ rows, left }: { readonly rows: number; readonly left: number }): string =>
  left === 0
    ? 'All that was asked for has left quarantine.\n'
    : `${left.toLocaleString('en-US')} of ${many(rows, 'row', 'rows')} still cannot be read: \`huzheng quarantine list\` names them, \`huzheng quarantine show ID\` says why.\n`;

const NOT_KEPT = 'Its content is not kept: its authority is asked again with the next night that brings it, or a full one.';

const fieldLine = ({ name, depth, kind, value, length, isAtFault }: Schemas['MaskedField']): string => {
  const size = length === null ? '' : ` (${length})`;
  return `${isAtFault ? '→ ' : '  '}${'  '.repeat(depth)}${name ?? '·'}: ${kind}${size}${value === null ? '' : ` ${value}`}`;
};
