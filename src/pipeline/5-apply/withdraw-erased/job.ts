/**
 * Tells the aid system, without waiting for the night, what erasures have withdrawn. What it does not take now the next night takes up; while a night
 * is under way it alone does so, lest a delivery that is on its way arrive after its withdrawal.
 */
import type { Context } from '../../../context.ts';
import { Fault } from '../../../faults.ts';
import { inTransaction } from '../../../storage/database.ts';
import { openWithdrawals, undecidedOf } from '../../../storage/erasure.ts';
import { unfinishedRuns } from '../../../storage/runs.ts';
import { nightCall } from '../../../upstream/night-call.ts';
import { isDecided } from '../application.ts';
import { settle } from '../callback/job.ts';
import { decisionFound, withdraw } from '../withdrawal/job.ts';

type Tools = Pick<Context, 'pool' | 'aidSystem' | 'log' | 'clock'>;

/** How many the aid system has not been told of yet. */
export const withdrawErased = async (tools: Tools, signal: AbortSignal): Promise<number> => {
  const open = await openWithdrawals(tools.pool);
  if ((await unfinishedRuns(tools.pool)).length > 0) return open.length;
  for (const [index, application] of open.entries()) {
    const result = await told(() => withdraw({ params: application, signal }, 'erased', tools), tools);
    if (result === null) return open.length - index;
    await inTransaction(tools.pool, (tx) => settle(tx, [{ ...application, answer: result }], tools.clock()));
  }
  return 0;
};

/** Whether a duty runs depends on what the worker and the union have decided meanwhile. False: the aid system does not say. */
export const askWhatBecame = async (memberId: string, tools: Tools, signal: AbortSignal): Promise<boolean> => {
  for (const application of await undecidedOf(tools.pool, memberId)) {
    const status = await told(() => tools.aidSystem.statusOf(application.applicationId, nightCall(signal)), tools);
    if (status === null) return false;
    if (status === 'unknown' || !isDecided(status.status)) continue;
    const answer = decisionFound(status, status.status, null);
    await inTransaction(tools.pool, (tx) => settle(tx, [{ ...application, answer }], tools.clock()));
  }
  return true;
};

/** Null: not now. */
const told = async <T>(ask: () => Promise<T>, { log }: Tools): Promise<T | null> => {
  try {
    return await ask();
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    log.failed({ doing: 'withdraw-erased', fault });
    return null;
  }
};
