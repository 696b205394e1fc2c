/** Reads a stretch of a cursor feed; the stretch that reaches the end notes where tomorrow starts (`interfaces.md` §3). */
import type { Context } from '../../../context.ts';
import type { Testimony } from '../../../domain/sources.ts';
import { Fault } from '../../../faults.ts';
import { type Conclusion, defineStep } from '../../../jobs/step.ts';
import { noteWatermark, restartReading } from '../../../storage/readings.ts';
import type { CursorReader } from '../../../upstream/connector.ts';
import { preparePage } from '../../2-normalise/job.ts';
import { nightCall } from '../night-call.ts';
import { readerOf } from '../plan/job.ts';
import type { CursorStretch } from '../types.ts';

interface Checkpoint {
  readonly cursor: string | null;
  readonly pages: number;
}

/** Pages of one unit of work; a longer feed goes on in the next unit. */
const STRETCH_PAGES = 20;

export const readCursor = defineStep<CursorStretch, Checkpoint>({
  name: 'read-cursor',
  async run(unit, context) {
    const { params, run } = unit;
    const dataset = params.dataset as Testimony;
    const reader = cursorReader(dataset, context);
    const dictionary = await context.dictionaryOf(dataset, run.date, nightCall(unit.signal));
    let at: Checkpoint = unit.checkpoint ?? { cursor: params.cursor, pages: 0 };
    let upcoming = ahead(believable(reader, at.cursor, unit.signal));
    while (at.pages < STRETCH_PAGES) {
      unit.signal.throwIfAborted();
      const answer = await upcoming;
      if (answer === 'restart') return restart(params, run.runId);
      const page = await preparePage(
        {
          run,
          workId: unit.workId,
          dataset,
          kind: params.kind,
          position: { run: run.runId, stretch: params.stretch, page: at.pages },
          rows: answer.rows.map((raw) => ({ raw, read: reader.normalise(raw, dictionary) })),
          keysAre: 'global',
          asked: null,
        },
        context,
      );
      const next: Checkpoint = { cursor: answer.nextCursor ?? at.cursor, pages: at.pages + 1 };
      const stuck = answer.hasMore && next.cursor === at.cursor;
      if (stuck)
        throw new Fault('broken', { code: 'cursor-stuck', detail: `${dataset}: the feed says there is more and gives no new cursor.` });
      if (!answer.hasMore) {
        return async (tx) => {
          await page.save(tx);
          if (params.kind === 'nightly') await noteWatermark(tx, { runId: run.runId, dataset, kind: params.kind }, { cursor: next.cursor });
          return [];
        };
      }
      if (next.pages < STRETCH_PAGES) upcoming = ahead(believable(reader, next.cursor, unit.signal));
      await unit.save(async (tx) => void (await page.save(tx)), { checkpoint: next, members: page.members });
      at = next;
    }
    const { cursor } = at;
    return () => Promise.resolve([stretchOf({ ...params, cursor, stretch: params.stretch + 1 })]);
  },
});

/** The next page is fetched while this one is saved. Should it fail, that is met when it is awaited. */
const ahead = <T>(page: Promise<T>): Promise<T> => {
  page.catch(() => undefined);
  return page;
};

/** An end announced by an empty page is asked about once more: a failing source may answer empty, and the rest would be missed until the next change. */
const believable = async (reader: CursorReader, cursor: string | null, signal: AbortSignal) => {
  const ask = () => reader.page({ cursor, limit: reader.pageSize }, nightCall(signal));
  const answer = await ask();
  if (answer === 'restart' || answer.rows.length > 0 || answer.hasMore) return answer;
  const again = await ask();
  if (cursor === null && again !== 'restart' && again.rows.length === 0) {
    throw new Fault('busy', {
      code: 'suspiciously-empty',
      detail: `${reader.dataset}: the whole feed is empty; that is not believed until it is asked again.`,
    });
  }
  return again;
};

/** The server forgot the cursor (`B0410`): the same reading starts at the beginning; known rows are then unchanged. */
const restart =
  (params: CursorStretch, runId: string): Conclusion =>
  async (tx) => {
    if (params.cursor === null && params.stretch === 1)
      throw new Fault('broken', { code: 'cursor-refused', detail: `${params.dataset}: the feed refuses to start at its beginning.` });
    await restartReading(tx, { runId, dataset: params.dataset, kind: params.kind });
    return [stretchOf({ ...params, cursor: null, stretch: params.stretch + 1 })];
  };

const stretchOf = (params: CursorStretch) => ({
  step: 'read-cursor',
  dataset: params.dataset,
  unit: `${params.dataset}/${params.kind}/${params.stretch}`,
  params,
});

const cursorReader = (dataset: Testimony, context: Context): CursorReader => {
  const reader = readerOf(dataset, context);
  if (reader.kind !== 'cursor') throw new Fault('bug', { code: 'wrong-reader', detail: `${dataset} is not read by cursor.` });
  return reader;
};
