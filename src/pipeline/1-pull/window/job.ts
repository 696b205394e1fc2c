/**
 * Reads a range of an offset window over a change feed. A long window is read range after range, in the order of the feed: an end that states
 * only its key, or a row that gives a record to a stranger, means something only after the rows before it. A page may be short: a range ends
 * at its offset, not at a number of pages (`interfaces.md` §1).
 */
import type { Context } from '../../../context.ts';
import { Fault } from '../../../faults.ts';
import { savingBehind } from '../../../jobs/saving-behind.ts';
import { type Conclusion, defineStep, type Unit } from '../../../jobs/step.ts';
import type { Tx } from '../../../storage/database.ts';
import { noteWatermark } from '../../../storage/readings.ts';
import { begun } from '../../../together.ts';
import type { Call, WindowPage, WindowReader, WireRow } from '../../../upstream/connector.ts';
import { nightCall } from '../../../upstream/night-call.ts';
import { bookkeeper } from '../../2-normalise/booking/job.ts';
import { type PreparedPage, preparePage } from '../../2-normalise/job.ts';
import { mustBeEmpty } from '../empty-history/job.ts';
import { isEmptyWindow } from '../empty-history.ts';
import { type ReadFor, sift } from '../passing-by.ts';
import { readerOf, windowUnit } from '../plan/job.ts';
import { readFor } from '../reading-for/job.ts';
import { BEGINNING } from '../reading-plan.ts';
import type { WindowRange } from '../types.ts';

interface Checkpoint {
  readonly offset: number;
  /** Rows of the whole window; null: no page has told. */
  readonly total: number | null;
}
type WindowUnit = Unit<WindowRange, Checkpoint>;

/** Twenty full pages: small enough to lose, large enough to count. */
const RANGE_ROWS = 20_000;

export const readWindow = defineStep<WindowRange, Checkpoint>({
  name: 'read-window',
  run: (unit, context) =>
    savingBehind(unit, bookkeeper({ run: unit.run, ...unit.params }, context), async (behind) => {
      const { params } = unit;
      const whom = await readFor(params, unit.run, context);
      let at = unit.checkpoint ?? { offset: params.offset, total: params.total };
      let coming = at.offset < rangeEnd(params, at.total) ? begun(pageAt(at, unit, context)) : null;
      while (coming !== null) {
        unit.signal.throwIfAborted();
        const { rows, total }: WindowPage = await coming;
        const next: Checkpoint = { offset: at.offset + rows.length, total };
        // The next page is fetched while this one is read and those before it are saved.
        coming = next.offset < rangeEnd(params, total) ? begun(pageAt(next, unit, context)) : null;
        await behind.add(await prepared(rows, { offset: at.offset, whom }, unit, context), next);
        at = next;
      }
      return conclude(unit, at, await behind.rest());
    }),
});

const rangeEnd = ({ offset }: WindowRange, total: number | null): number =>
  Math.min(total ?? Number.POSITIVE_INFINITY, offset + RANGE_ROWS);

/** The rows from an offset on, none beyond the range. */
const pageAt = async (at: Checkpoint, { params, run, attempt, signal }: WindowUnit, context: Context): Promise<WindowPage> => {
  const reader = windowReader(params, context);
  const { dataset, window } = params;
  const { offset, total: told } = at;
  const call = (): Call => nightCall(signal);
  const ask = () => reader.page({ ...window, offset, limit: reader.pageSize }, call());
  const first = await ask();
  // An end that only an empty page tells is asked about once more: a failing source may answer empty, and the rest would never be read.
  const { rows, total: stated } = isEmptyPage(first) ? await ask() : first;
  const total = stated ?? told ?? (rows.length === 0 ? offset : null);
  if (total === 0 && window.from === BEGINNING)
    await mustBeEmpty({ dataset, run, attempt, isEmpty: async () => isEmptyWindow(await ask()), call }, context);
  if (told !== null && total !== null && total < told)
    throw against('window-shrank', `${dataset}: a closed window shrank while it was read.`);
  if (rows.length === 0 && total !== null && offset < total)
    throw against('page-empty', `${dataset}: a page before the end of its window holds no rows.`);
  return { rows: rows.slice(0, rangeEnd(params, total) - offset), total };
};

const isEmptyPage = ({ rows, total }: WindowPage): boolean => rows.length === 0 && total === null;

const against = (code: string, detail: string): Fault => new Fault('broken', { code, detail });

interface Reading {
  readonly offset: number;
  readonly whom: ReadFor | null;
}

const prepared = async (rows: readonly WireRow[], { offset, whom }: Reading, unit: WindowUnit, context: Context): Promise<PreparedPage> => {
  const { params, run, workId, attempt, sees, signal } = unit;
  const { dataset, kind } = params;
  const reader = windowReader(params, context);
  const { kept, passedBy } = sift(rows, reader.glance, whom);
  const dictionary = await context.dictionaryOf(dataset, run.date, nightCall(signal));
  const read = kept.map((row) => ({ ...row, read: reader.normalise(row.raw, dictionary) }));
  const position = { run: run.runId, offset };
  return preparePage(
    { run, workId, attempt, sees, dataset, kind, position, rows: read, passedBy, keysAre: 'global', asked: null },
    context,
  );
};

const conclude =
  ({ params, run }: WindowUnit, { offset, total }: Checkpoint, saveRest: (tx: Tx) => Promise<void>): Conclusion =>
  async (tx) => {
    const { dataset, kind, window } = params;
    await saveRest(tx);
    if (total === null || offset < total) return [windowUnit({ ...params, offset, total })];
    // An empty window may be a failing source's answer: tomorrow asks for its time once more, which costs nothing.
    if (kind === 'nightly' && total > 0) await noteWatermark(tx, { runId: run.runId, dataset, kind }, { to: window.to });
    return [];
  };

const windowReader = ({ dataset }: WindowRange, context: Context): WindowReader => {
  const reader = readerOf(dataset, context);
  if (reader.kind !== 'window') throw new Fault('bug', { code: 'wrong-reader', detail: `${dataset} is not read by windows.` });
  return reader;
};
