/** Enters pages in the books of their reading: once a save and last, for all its units share that one row and wait for each other there. */
import type { Context } from '../../../context.ts';
import { type Counts, sumOf } from '../../../domain/books.ts';
import type { Dataset } from '../../../domain/sources.ts';
import type { Saver } from '../../../jobs/saving-behind.ts';
import type { Tx } from '../../../storage/database.ts';
import { enterInBooks, type ReadingKind } from '../../../storage/readings.ts';
import type { Run } from '../../../storage/runs.ts';

interface Reading {
  readonly run: Pick<Run, 'runId'>;
  readonly dataset: Dataset;
  readonly kind: ReadingKind;
}

export const book = async (
  tx: Tx,
  { run: { runId }, dataset, kind }: Reading,
  pages: readonly Counts[],
  { metrics }: Pick<Context, 'metrics'>,
): Promise<void> => {
  if (pages.length === 0) return;
  const counts = sumOf(pages);
  await enterInBooks(tx, { runId, dataset, kind }, counts);
  metrics.rowsBooked(dataset, counts);
};

/** Of a reading whose pages are saved behind it. */
export const bookkeeper = (reading: Reading, context: Pick<Context, 'now' | 'metrics' | 'log'>): Saver<Counts> => ({
  now: context.now,
  tell: (tx, pages) => book(tx, reading, pages, context),
  unsaved: (fault) => context.log.failed({ doing: 'saving-behind', fault }),
});
