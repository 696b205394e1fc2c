/**
 * What an authority is told: whom it is about, and what of its own record it is asked to check. Nothing of another source is in it, nor of the roster,
 * nor of the kind of discrepancy, since all of these would tell one office what another holds. Pure.
 */
import { type Day, dayAt, type Instant } from '../domain/period.ts';
import type { Authority, Dataset } from '../domain/sources.ts';
import { ownRecordInWords } from '../pipeline/3-verify/discrepancy-words.ts';
import type { ListedDiscrepancy } from '../storage/discrepancy-lists.ts';

/** A line of a table or letter: one record to check. */
export interface OwnRow {
  readonly requestId: string;
  readonly name: string;
  readonly idNumber: string;
  readonly record: string;
  readonly state: string;
  /** Null: no reading of it is known any more. */
  readonly asOf: Day | null;
  readonly dueOn: Day;
}

/** How far each dataset has been read. */
export type ReadingDates = ReadonlyMap<Dataset, Instant>;

interface Person {
  readonly name: string;
  readonly idNumber: string;
}

/** No line where that authority has no open request, or says nothing. */
export const ownRowsOf = (
  { kind, statements, requests }: Pick<ListedDiscrepancy, 'kind' | 'statements' | 'requests'>,
  { name, idNumber }: Person,
  { to, dates }: { readonly to: Authority; readonly dates: ReadingDates },
): readonly OwnRow[] => {
  const request = requests.find(({ addressee, state }) => addressee === to && state === 'open');
  if (request === undefined) return [];
  const { requestId, dueOn } = request;
  return statements
    .filter(({ source }) => source === to)
    .map((said) => ({ requestId, name, idNumber, ...ownRecordInWords(kind, said), asOf: dayOf(earliest(said.restsOn, dates)), dueOn }));
};

/** A statement is no fresher than the oldest reading it rests on. */
export const earliest = (datasets: readonly Dataset[], dates: ReadingDates): Instant | null =>
  datasets.flatMap((dataset) => dates.get(dataset) ?? []).toSorted()[0] ?? null;

const dayOf = (at: Instant | null): Day | null => (at === null ? null : dayAt(at));

export const HEADINGS = [
  '序号',
  '申请编号',
  '姓名',
  '公民身份号码',
  '请核对的贵单位记录',
  '记录内容',
  '数据截至',
  '答复期限',
  '核对结果',
  '说明',
] as const;

/** In the order of the headings; the last two are for the authority to fill in. */
export const cellsOf = (row: OwnRow, index: number): readonly string[] => [
  String(index + 1),
  row.requestId,
  row.name,
  row.idNumber,
  row.record,
  row.state,
  row.asOf ?? '—',
  row.dueOn,
  '',
  '',
];
