/**
 * `huzheng schedule`: opens the night's run when its hour comes, and tells people what they have to know. It only ticks; however many instances tick, the
 * run of a date is one, and so is every message.
 */
import { schedule as cron } from 'node-cron';
import { watch } from '../alerts/watch.ts';
import { withProbes } from '../api/probes.ts';
import type { Context } from '../context.ts';
import { dayAt, MINUTE } from '../domain/period.ts';
import { openRun } from '../jobs/open-run.ts';
import { within } from '../observe/traces.ts';
import { databaseFault } from '../storage/database-faults.ts';
import { latestRunOf } from '../storage/runs.ts';
import type { Interruption } from './interruption.ts';
import { withContext } from './session.ts';

/** A night has hours: a source that is down is waited for longer than at a command. */
const NIGHT_WAIT = 120 * MINUTE;

export const schedule = (_options: object, interruption: Interruption): Promise<number> =>
  withContext('schedule', (context) =>
    withProbes(context, async (port) => {
      const task = cron(context.config.cron, () => tick(context), { timezone: 'Asia/Shanghai', noOverlap: true });
      context.log.serviceStarted({ mode: 'schedule', database: context.config.database.kind, port });
      const watching = watch(context, { beginsNights: true });
      await interruption.asked;
      await task.destroy();
      await watching.stop();
      context.log.serviceStopped({ mode: 'schedule' });
      return 0;
    }),
  );

/** The run of the date it fires on; one that is there already is another instance's, or finished. */
const tick = async (context: Context): Promise<void> => {
  const date = dayAt(context.clock());
  try {
    if ((await latestRunOf(context.pool, date)) === null)
      await within(context.traces, 'tick', { fields: { date } }, () =>
        openRun(date, { full: false, source: null, waitMs: NIGHT_WAIT, by: { kind: 'machine', id: 'schedule' } }, context),
      );
  } catch (thrown) {
    context.log.failed({ doing: 'schedule', fault: databaseFault(thrown) });
  }
};
