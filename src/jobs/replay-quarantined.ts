/**
 * Has quarantined rows read once more, in the newest run: one that is over is opened again at its readings, and what follows from them is done anew;
 * one that has come past its readings is waited for. Who asked and why is kept and in the ledger, in the transaction that adds the units of work.
 */
import type { Context } from '../context.ts';
import { instantOf } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import { READ_BY_ROW } from '../pipeline/2-normalise/replay/by-row.ts';
import { openReplay } from '../pipeline/2-normalise/replay/open/job.ts';
import { actorOf } from '../security/caller.ts';
import type { LedgerDraft } from '../security/ledger/entry.ts';
import { inTransaction, type Tx } from '../storage/database.ts';
import { holdReplayable, insertReplay, type ReplayableRow, type WantedRows } from '../storage/replays.ts';
import { findRun, holdDate, holdRun, newestRun, type Run, reopenRun } from '../storage/runs.ts';
import { type Acting, deedOf } from './acting.ts';
import { PHASES, READINGS_PHASE } from './phases.ts';

export interface AskedReplay extends Acting {
  readonly wanted: WantedRows;
}

export interface OpenedReplay {
  readonly replayId: string;
  readonly run: Run;
  /** Which are read once more. */
  readonly quarantineIds: readonly string[];
  readonly how: 'added' | 'reopened';
}

type Tools = Pick<Context, 'pool' | 'ledger' | 'now' | 'clock' | 'uuid'>;

/** Throws `conflict` where nothing of it can be replayed, or no run can take it now. */
export const replayQuarantined = (asked: AskedReplay, tools: Tools): Promise<OpenedReplay> =>
  inTransaction(tools.pool, async (tx) => {
    const run = await heldRun(tx);
    const rows = await holdReplayable(tx, asked.wanted, READ_BY_ROW);
    if ('ids' in asked.wanted && rows.length < new Set(asked.wanted.ids).size) throw notReplayable();
    if (rows.length === 0) throw nothingToReplay();
    const replayId = tools.uuid();
    const opened = await openIn(tx, run, { replayId, rows }, { asked, tools });
    await tools.ledger.append(tx, [entryOf(opened, asked)]);
    return opened;
  });

interface Opening {
  readonly asked: AskedReplay;
  readonly tools: Tools;
}

interface Wanted {
  readonly replayId: string;
  readonly rows: readonly ReplayableRow[];
}

const openIn = async (tx: Tx, run: Run, { replayId, rows }: Wanted, { asked, tools }: Opening): Promise<OpenedReplay> => {
  const { runId } = run;
  const isOver = run.status !== 'running';
  if (!isOver && placeOf(run.phase) > placeOf(READINGS_PHASE)) throw pastReadings(run);
  if (isOver) await reopenRun(tx, runId, { phase: READINGS_PHASE, waitUntil: instantOf(tools.now() + run.options.waitMs) });
  const now = (await findRun(tx, runId)) ?? run;
  const replay = { replayId, runId, rows: rows.length, requestedBy: actorOf(asked.by), requestedAt: tools.clock() };
  const quarantineIds = rows.map(({ quarantineId }) => quarantineId);
  await insertReplay(tx, replay, quarantineIds);
  // Before its readings a run does not know yet what may be used tonight: planning them takes up what waits.
  if (now.phase === READINGS_PHASE) await openReplay(tx, now, replayId, rows);
  return { replayId, run: now, quarantineIds, how: isOver ? 'reopened' : 'added' };
};

/** Held with its date, so that nobody opens it again or goes on with it meanwhile. */
const heldRun = async (tx: Tx): Promise<Run> => {
  const newest = await newestRun(tx);
  if (newest === null) throw noRun();
  await holdDate(tx, newest.date);
  const run = await holdRun(tx, newest.runId);
  if (run === null || run.status === 'cancelled') throw noRun();
  return run;
};

const placeOf = (phase: string): number => PHASES.findIndex(({ name }) => name === phase);

/** The units of work say whom they look at. */
const entryOf = ({ run, replayId, quarantineIds, how }: OpenedReplay, asked: AskedReplay): LedgerDraft =>
  deedOf(asked, {
    act: 'quarantine-replayed',
    outcome: how,
    particulars: { run: run.runId, replay: replayId, rows: quarantineIds.length },
  });

const notReplayable = (): Fault =>
  new Fault('conflict', {
    code: 'not-replayable',
    detail:
      'At least one of these rows is not open any more, or its content is not kept, or it means nothing by itself: then the authority is asked for it again, with the next night or a full one.',
  });

const nothingToReplay = (): Fault =>
  new Fault('conflict', {
    code: 'nothing-to-replay',
    detail: 'No open row of these is kept; what is not kept is read again from its authority.',
  });

const noRun = (): Fault =>
  new Fault('conflict', { code: 'no-run-to-replay-in', detail: 'There is no run that a replay could be part of; open one.' });

const pastReadings = ({ runId, phase, date }: Run): Fault =>
  new Fault('conflict', {
    code: 'run-past-readings',
    detail: `${runId} is past its readings, in ${phase}; ask again when it is over. Where nobody works on it, \`huzheng reconcile --date ${date}\` ends it.`,
  });
