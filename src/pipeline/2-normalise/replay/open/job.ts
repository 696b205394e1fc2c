/** Opens replays in a run: the readings they are entered under, and their units of work. */
import type { Tx } from '../../../../storage/database.ts';
import { openReading } from '../../../../storage/readings.ts';
import { awaitingReplay, type ReplayableRow } from '../../../../storage/replays.ts';
import type { Run } from '../../../../storage/runs.ts';
import { addWork } from '../../../../storage/work.ts';
import { batchesOf } from '../by-row.ts';

type OpenRun = Pick<Run, 'runId' | 'pass' | 'startedAt'>;

export const openReplay = async (tx: Tx, run: OpenRun, replayId: string, rows: readonly ReplayableRow[]): Promise<void> => {
  const { runId, startedAt } = run;
  for (const dataset of new Set(rows.map((row) => row.dataset)))
    await openReading(tx, { runId, dataset, kind: 'replay', startedAt, fromBeginning: false, watermark: null });
  const units = batchesOf(replayId, rows).map((params, index) => ({
    step: 'replay',
    dataset: params.dataset,
    unit: `${params.dataset}/${replayId}/${index + 1}`,
    params,
  }));
  await addWork(tx, run, units);
};

/** Those that were asked for before the run had come to its readings: nothing is read before it is known what may be used. */
export const openReplaysOf = async (tx: Tx, run: OpenRun): Promise<void> => {
  const waiting = Map.groupBy(await awaitingReplay(tx, run.runId), ({ replayId }) => replayId);
  for (const [replayId, rows] of waiting) await openReplay(tx, run, replayId, rows);
};
