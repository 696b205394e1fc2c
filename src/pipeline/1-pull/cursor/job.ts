/**
 * Reads a stretch of a cursor feed; the stretch that reaches the end notes where tomorrow starts (`interfaces.md` §3), and by which labels every row
 * before it was read.
 */
import type { Context } from '../../../context.ts';
import { Fault } from '../../../faults.ts';
import { savingBehind } from '../../../jobs/saving-behind.ts';
import { type Conclusion, defineStep, type Unit } from '../../../jobs/step.ts';
import type { Tx } from '../../../storage/database.ts';
import { noteWatermark, restartReading } from '../../../storage/readings.ts';
import { begun } from '../../../together.ts';
import type { Call, CursorReader } from '../../../upstream/connector.ts';
import { nightCall } from '../../../upstream/night-call.ts';
import { bookkeeper } from '../../2-normalise/booking/job.ts';
import { type PreparedPage, preparePage } from '../../2-normalise/job.ts';
import { mustBeEmpty } from '../empty-history/job.ts';
import { type Labels, labelsAmong, saidByBoth, saysAnew } from '../labels.ts';
import { type ReadFor, sift } from '../passing-by.ts';
import { cursorUnit, readerOf } from '../plan/job.ts';
import { readFor } from '../reading-for/job.ts';
import type { CursorStretch } from '../types.ts';

interface Checkpoint {
  readonly cursor: string | null;
  readonly pages: number;
  /** By which all rows so far were read; null: there were none. Left out by earlier versions. */
  readonly labels?: Labels | null;
}
type Reached = Required<Checkpoint>;
type CursorUnit = Unit<CursorStretch, Checkpoint>;
type CursorPage = Exclude<Awaited<ReturnType<CursorReader['page']>>, 'restart'>;

/** Pages of one unit of work; a longer feed goes on in the next unit. */
const STRETCH_PAGES = 20;

export const readCursor = defineStep<CursorStretch, Checkpoint>({
  name: 'read-cursor',
  run: (unit, context) =>
    savingBehind(unit, bookkeeper({ run: unit.run, ...unit.params }, context), async (behind) => {
      const { params, signal } = unit;
      const tonight = await labelsOf(unit, context);
      if (isLabelledAnew(unit, tonight)) return startOver(unit, params.restarts);
      const whom = await readFor(params, unit.run, context);
      let at = beginningOf(unit);
      let coming = begun(believable(at.cursor, unit, context));
      for (;;) {
        signal.throwIfAborted();
        const answer = await coming;
        if (answer === 'restart') {
          await behind.flush();
          return restart(unit, at);
        }
        const next = reached(answer, at, { params, tonight });
        const goesOn = answer.hasMore && next.pages < STRETCH_PAGES;
        // The next page is fetched while this one is read and those before it are saved.
        if (goesOn) coming = begun(believable(next.cursor, unit, context));
        const page = await prepared(answer, { at, whom }, unit, context);
        await behind.add(page, next);
        if (!goesOn) return conclude(unit, await behind.rest(), { end: next, tonight, isEnd: !answer.hasMore });
        at = next;
      }
    }),
});

const labelsOf = async ({ params: { dataset }, run, signal }: CursorUnit, context: Context): Promise<Labels> =>
  labelsAmong((await context.dictionaryOf(dataset, run.date, nightCall(signal))).tables, cursorReader({ dataset }, context));

/** Before the first page that goes on from yesterday's last. */
const isLabelledAnew = ({ params: { cursor, stretch, labels = null }, checkpoint }: CursorUnit, tonight: Labels): boolean =>
  stretch === 1 && checkpoint === null && cursor !== null && labels !== null && saysAnew(tonight, labels);

/** An end announced by an empty page is asked about once more: a failing source may answer empty, and the rest would be missed until the next change. */
const believable = async (cursor: string | null, { params, run, attempt, signal }: CursorUnit, context: Context) => {
  const reader = cursorReader(params, context);
  const call = (): Call => nightCall(signal);
  const ask = () => reader.page({ cursor, limit: reader.pageSize }, call());
  const first = await ask();
  const answer = isEnd(first) ? await ask() : first;
  if (cursor === null && isEnd(answer))
    await mustBeEmpty({ dataset: params.dataset, run, attempt, isEmpty: async () => isEnd(await ask()), call }, context);
  return answer;
};

const isEnd = (answer: CursorPage | 'restart'): boolean => answer !== 'restart' && answer.rows.length === 0 && !answer.hasMore;

interface Reading {
  readonly at: Checkpoint;
  readonly whom: ReadFor | null;
}

const prepared = async ({ rows }: CursorPage, { at, whom }: Reading, unit: CursorUnit, context: Context): Promise<PreparedPage> => {
  const { params, run, workId, attempt, sees, signal } = unit;
  const { dataset, kind, stretch } = params;
  const reader = cursorReader(params, context);
  const { kept, passedBy } = sift(rows, reader.glance, whom);
  const dictionary = await context.dictionaryOf(dataset, run.date, nightCall(signal));
  const read = kept.map((row) => ({ ...row, read: reader.normalise(row.raw, dictionary) }));
  const position = { run: run.runId, stretch, page: at.pages };
  return preparePage(
    { run, workId, attempt, sees, dataset, kind, position, rows: read, passedBy, keysAre: 'global', asked: null },
    context,
  );
};

const beginningOf = ({ params: { cursor, labels = null }, checkpoint }: CursorUnit): Reached => ({
  cursor,
  pages: 0,
  labels,
  ...checkpoint,
});

/** Where the reading has got once a page is saved. */
const reached = (
  page: CursorPage,
  at: Reached,
  { params, tonight }: Pick<CursorUnit, 'params'> & { readonly tonight: Labels },
): Reached => ({
  cursor: nextCursor(page, at, params),
  pages: at.pages + 1,
  labels: page.rows.length === 0 ? at.labels : saidByBoth(at.labels, tonight),
});

const nextCursor = ({ nextCursor: given, hasMore }: CursorPage, at: Checkpoint, { dataset }: CursorStretch): string | null => {
  const cursor = given ?? at.cursor;
  if (hasMore && cursor === at.cursor)
    throw new Fault('broken', { code: 'cursor-stuck', detail: `${dataset}: the feed says there is more and gives no new cursor.` });
  return cursor;
};

const conclude =
  (
    { params, run }: CursorUnit,
    saveRest: (tx: Tx) => Promise<void>,
    { end: { cursor, labels }, tonight, isEnd }: { readonly end: Reached; readonly tonight: Labels; readonly isEnd: boolean },
  ): Conclusion =>
  async (tx) => {
    const { dataset, kind, stretch } = params;
    await saveRest(tx);
    if (!isEnd) return [cursorUnit({ ...params, cursor, labels, stretch: stretch + 1 })];
    // A catch-up's is no start for anything: it tells by which labels those were read who were caught up with.
    await noteWatermark(tx, { runId: run.runId, dataset, kind }, { cursor, labels: labels ?? tonight });
    return [];
  };

/** It may forget at any time (`interfaces.md` §3); one that never gets to its end is left alone, and begun anew when it is tried again. */
const MOST_RESTARTS = 5;

/** The server forgot the cursor (`B0410`): the same reading starts at the beginning; known rows are then unchanged. */
const restart = async (unit: CursorUnit, { cursor, pages }: Checkpoint): Promise<Conclusion> => {
  const { dataset, restarts } = unit.params;
  if (cursor === null || restarts >= MOST_RESTARTS) {
    await unit.save((tx) => restarted(tx, unit), { checkpoint: { cursor: null, pages, labels: null } });
    throw new Fault('broken', {
      code: 'cursor-refused',
      detail: `${dataset}: the feed refuses its own cursors again and again, or to start at its beginning.`,
    });
  }
  return startOver(unit, restarts + 1);
};

const startOver =
  (unit: CursorUnit, restarts: number): Conclusion =>
  async (tx) => {
    const { dataset, kind, stretch } = unit.params;
    await restarted(tx, unit);
    return [cursorUnit({ dataset, kind, cursor: null, stretch: stretch + 1, labels: null, restarts })];
  };

const restarted = (tx: Tx, { run: { runId }, params: { dataset, kind } }: CursorUnit): Promise<void> =>
  restartReading(tx, { runId, dataset, kind });

const cursorReader = ({ dataset }: Pick<CursorStretch, 'dataset'>, context: Context): CursorReader => {
  const reader = readerOf(dataset, context);
  if (reader.kind !== 'cursor') throw new Fault('bug', { code: 'wrong-reader', detail: `${dataset} is not read by cursor.` });
  return reader;
};
