/** Closes a run like an account: what was fetched is somewhere, who was accepted is verified, who was flagged is answered. */
import { settleOvertaken } from '../storage/retry-choice.ts';
import { closeRun, findRun } from '../storage/runs.ts';
import { defineStep } from './step.ts';
import { summaryOf } from './summary.ts';

export const closeBooks = defineStep({
  name: 'close',
  knowsNobody: true,
  async run({ run }, context) {
    const summary = await summaryOf((await findRun(context.pool, run.runId)) ?? run, context);
    for (const line of summary.books)
      if (!line.balanced) context.log.booksUnbalanced({ runId: run.runId, source: line.source, dataset: line.dataset });
    return async (tx) => {
      await closeRun(tx, run.runId, { status: summary.run.status, finishedAt: context.clock(), summary });
      // Nobody does anything with the results of one whose books do not balance.
      if (summary.run.status !== 'unbalanced') await settleOvertaken(tx, run.runId);
      await context.ledger.sign(tx);
      context.log.runClosed({ runId: run.runId, date: run.date, status: summary.run.status, seconds: summary.seconds });
      return [];
    };
  },
});
