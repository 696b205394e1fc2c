/** Gives up a run that is under way: its work is cancelled, whoever is at it saves nothing more, and the date may be opened anew. */
import type { Context } from '../context.ts';
import { Fault } from '../faults.ts';
import type { Caller } from '../security/caller.ts';
import { inTransaction, type Tx } from '../storage/database.ts';
import { cancelFailed, cancelOpen, lockOpen } from '../storage/given-up.ts';
import { failOpenReadings } from '../storage/readings.ts';
import { holdOpenBatch, noteCancelled, openBatchesOf } from '../storage/retry-batches.ts';
import { closeRun, findRun, holdDate, holdRun, type Run } from '../storage/runs.ts';
import { deedOf } from './acting.ts';
import { stopBatch } from './drive-retry.ts';
import { tellRun } from './night-spans.ts';
import type { Reasoned } from './pause-source.ts';
import { summaryOf } from './summary.ts';

type Tools = Pick<Context, 'pool' | 'ledger' | 'clock' | 'now' | 'log' | 'traces'>;

/** Throws `invalid` for a run that there is not, `conflict` for one that is over, or was and is made good: what it failed at would be forgotten. */
export const cancelRun = async (runId: string, acting: Reasoned, context: Tools): Promise<Run> => {
  const { pool, ledger, clock, now, log } = context;
  const cancelled = await inTransaction(pool, async (tx) => {
    const found = await findRun(tx, runId);
    if (found === null) throw noSuchRun();
    await holdDate(tx, found.date);
    // Before the run itself, as whoever finishes the last unit holds them: of two who each hold what the other waits for, neither would come on.
    await stopRetriesOf(tx, runId, acting.by);
    await lockOpen(tx, runId);
    const run = await holdRun(tx, runId);
    if (run === null) throw noSuchRun();
    if (run.status !== 'running') throw runOver(run);
    if (run.pass > 1) throw runMended(run);
    // Begun while we waited for the run.
    await stopRetriesOf(tx, runId, acting.by);
    const jobs = await cancelOpen(tx, runId);
    await noteCancelled(tx, runId);
    await failOpenReadings(tx, runId);
    const summary = await summaryOf(run, { pool: tx, now });
    // What it had failed at is nobody's to make good any more.
    await cancelFailed(tx, runId);
    await closeRun(tx, runId, {
      status: 'cancelled',
      finishedAt: clock(),
      summary: { ...summary, run: { ...summary.run, status: 'cancelled' } },
    });
    const closed = (await findRun(tx, runId)) ?? run;
    await ledger.append(tx, [deedOf(acting, { act: 'run-cancelled', outcome: 'done', particulars: { run: runId, jobs } })]);
    return { run: closed, seconds: summary.seconds };
  });
  log.runClosed({ runId, date: cancelled.run.date, status: 'cancelled', seconds: cancelled.seconds });
  await tellRun(runId, context);
  return cancelled.run;
};

/** Whatever batch has units of it: what was not tried yet stays failed, here and in the batch's other runs. */
const stopRetriesOf = async (tx: Tx, runId: string, by: Caller): Promise<void> => {
  for (const retryId of await openBatchesOf(tx, runId)) if ((await holdOpenBatch(tx, retryId)) === 'open') await stopBatch(tx, retryId, by);
};

const noSuchRun = (): Fault =>
  new Fault('invalid', {
    code: 'no-such-run',
    detail: 'There is no such run; GET /v1/runs and `huzheng runs list` list them.',
    fields: ['runId'],
  });

const runOver = ({ runId, status }: Run): Fault =>
  new Fault('conflict', { code: 'run-over', detail: `${runId} is over already (${status}): only a run under way can be cancelled.` });

const runMended = ({ runId, date }: Run): Fault =>
  new Fault('conflict', {
    code: 'run-mended',
    detail: `${runId} was over before, and what it lacked is being made good: \`huzheng reconcile --date ${date}\` goes on with that, or stop its retries, and it closes as it was.`,
  });
