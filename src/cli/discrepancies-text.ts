/** Discrepancies as text. Pure. */
import type { components } from '../api/contract.ts';

type Schemas = components['schemas'];
type Item = Schemas['DiscrepancyItem'];

export const discrepanciesText = (items: readonly Item[]): string =>
  items.length === 0 ? 'The sources contradict each other about nobody.\n' : `${items.map(itemText).join('\n')}\n`;

const itemText = (item: Item): string =>
  [headOf(item), ...saysOf(item), ...(item.request === null ? [] : [requestLine(item.request)])].join('\n');

const headOf = ({ discrepancyId, memberId, title, status, since, closedOn }: Item): string =>
  `${discrepancyId}  ${memberId}  ${title.zh}  ${title.en}  ${status}, since ${since}${closedOn === null ? '' : `, gone on ${closedOn}`}`;

const saysOf = ({ says }: Item): readonly string[] =>
  says.map(({ source, says: words, asOf }) => `  ${source.padEnd(18)} ${words.zh}　${words.en}, as of ${asOf?.slice(0, 10) ?? 'unknown'}`);

const requestLine = ({ to, state, dueOn, overdue, answer }: Schemas['CorrectionRequest']): string =>
  `  asked ${to}: ${state}, due ${dueOn}${overdue ? ' (overdue)' : ''}${answer === null ? '' : `, answered: ${answer}`}`;

export const discrepancyText = ({ item, member, requests }: Schemas['DiscrepancyDetail']): string =>
  `${[headOf(item), `  ${member.name} ${member.idNumber}`, ...saysOf(item), ...requests.map(requestLine)].join('\n')}\n`;
