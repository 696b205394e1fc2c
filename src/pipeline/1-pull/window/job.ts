/**
 * Reads a range of an offset window over a change feed. The first page tells how many rows there are; the rest is cut into ranges that
 * run side by side. A page may be short: a range ends at its offset, not at a number of pages (`interfaces.md` §1).
 */
import type { Context } from '../../../context.ts';
import { Fault } from '../../../faults.ts';
import { defineStep } from '../../../jobs/step.ts';
import { noteWatermark } from '../../../storage/readings.ts';
import { addWork, type NewWork } from '../../../storage/work.ts';
import type { WindowReader } from '../../../upstream/connector.ts';
import { preparePage } from '../../2-normalise/job.ts';
import { nightCall } from '../night-call.ts';
import { readerOf } from '../plan/job.ts';
import type { WindowRange } from '../types.ts';

interface Checkpoint {
  readonly offset: number;
  /** Where the range ends; null until the first page has told the total. */
  readonly end: number | null;
}

/** Twenty full pages: small enough to lose, large enough to count. */
const RANGE_ROWS = 20_000;

export const readWindow = defineStep<WindowRange, Checkpoint>({
  name: 'read-window',
  async run(unit, context) {
    const { params, run } = unit;
    const reader = windowReader(params, context);
    const dictionary = await context.dictionaryOf(params.dataset, run.date, nightCall(unit.signal));
    let at: Checkpoint = unit.checkpoint ?? { offset: params.offset, end: params.end };
    let further: readonly NewWork[] = [];
    while (at.end === null || at.offset < at.end) {
      unit.signal.throwIfAborted();
      const { offset } = at;
      const limit = Math.min(reader.pageSize, (at.end ?? Number.POSITIVE_INFINITY) - offset);
      const { rows, total } = await reader.page({ ...params.window, offset, limit }, nightCall(unit.signal));
      if (rows.length === 0 && offset < total)
        throw new Fault('broken', { code: 'page-empty', detail: `${params.dataset}: a page before the end of its window holds no rows.` });
      if (total === 0 && offset === 0 && params.window.from < FIRST_READING)
        throw new Fault('busy', {
          code: 'suspiciously-empty',
          detail: `${params.dataset}: the whole history is empty; that is not believed until it is asked again.`,
        });
      if (at.end !== null && total < at.end)
        throw new Fault('broken', { code: 'window-shrank', detail: `${params.dataset}: a closed window shrank while it was read.` });
      if (at.end === null) further = rangesAfter(params, total);
      const end = at.end ?? Math.min(total, params.offset + RANGE_ROWS);
      const kept = rows.slice(0, end - offset);
      const page = await preparePage(
        {
          run,
          workId: unit.workId,
          dataset: params.dataset,
          kind: params.kind,
          position: { run: run.runId, offset },
          rows: kept.map((raw) => ({ raw, read: reader.normalise(raw, dictionary) })),
          keysAre: 'global',
          asked: null,
        },
        context,
      );
      const next: Checkpoint = { offset: offset + kept.length, end };
      await unit.save(
        async (tx) => {
          await page.save(tx);
          await addWork(tx, run, further);
        },
        { checkpoint: next, members: page.members },
      );
      further = [];
      at = next;
    }
    return async (tx) => {
      if (params.kind === 'nightly') await noteWatermark(tx, { runId: run.runId, ...params }, { to: params.window.to });
      return [];
    };
  },
});

/** A window that starts this early is a first reading: all history, which no authority has none of. */
const FIRST_READING = '2000';

const rangesAfter = (params: WindowRange, total: number): readonly NewWork[] => {
  const count = Math.max(0, Math.ceil(total / RANGE_ROWS) - 1);
  return Array.from({ length: count }, (_, index) => {
    const offset = (index + 1) * RANGE_ROWS;
    const range: WindowRange = { ...params, offset, end: Math.min(total, offset + RANGE_ROWS) };
    return { step: 'read-window', dataset: params.dataset, unit: `${params.dataset}/${params.kind}/${offset}`, params: range };
  });
};

const windowReader = ({ dataset }: WindowRange, context: Context): WindowReader => {
  const reader = readerOf(dataset, context);
  if (reader.kind !== 'window') throw new Fault('bug', { code: 'wrong-reader', detail: `${dataset} is not read by windows.` });
  return reader;
};
