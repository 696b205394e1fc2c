/** The households of a night that is over, as screening was told of them then: read a part at a time, whatever the roster's size. */
import type { Context } from '../../../context.ts';
import { rangesOf, type StoredSheet, sheetsKnownTo } from '../../../storage/fact-sheets.ts';
import { type Run, runsUpTo } from '../../../storage/runs.ts';
import type { Outcomes } from '../outcomes.ts';
import { type AsOf, type SheetRecord, sheetFrom } from '../sheet-record.ts';
import type { Sheet } from '../types.ts';

export interface Told {
  readonly personKey: string;
  readonly sheet: Sheet;
}

/** One part: the households it holds are whole. */
export interface Part {
  readonly households: readonly (readonly Told[])[];
  readonly people: readonly string[];
}

/** Evidence has no dates: what is judged does not depend on them. */
const UNDATED: AsOf = new Map();

/** The next part is read while the caller judges this one. */
export async function* partsOf(run: Run, { pool }: Pick<Context, 'pool'>): AsyncGenerator<Part> {
  const knownTo = { runId: run.runId, runs: await runsUpTo(pool, run) };
  const read = (range: ReturnType<typeof rangesOf>[number]) => sheetsKnownTo<SheetRecord>(pool, knownTo, range);
  const [first, ...rest] = rangesOf();
  let next = first === undefined ? null : read(first);
  for (const range of [...rest, null]) {
    const sheets = (await next) ?? [];
    next = range === null ? null : read(range);
    if (sheets.length > 0) yield partOf(sheets);
  }
}

const partOf = (sheets: readonly StoredSheet<SheetRecord>[]): Part => {
  const told = sheets.map(({ household, personKey, content }) => ({ household, personKey, sheet: sheetFrom(content, UNDATED) }));
  return { households: [...Map.groupBy(told, ({ household }) => household).values()], people: sheets.map(({ personKey }) => personKey) };
};

/** As its own summary counted them; one of an earlier version of the program counted less. */
export const countedThatNight = ({ summary }: Pick<Run, 'summary'>): Partial<Outcomes> | undefined =>
  (summary as { readonly cases?: Partial<Outcomes> } | null)?.cases;

export const goneSince = (run: Pick<Run, 'summary'>, people: number): number =>
  Math.max(0, (countedThatNight(run)?.screened ?? 0) - people);
