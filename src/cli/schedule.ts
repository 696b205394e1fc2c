/**
 * `huzheng schedule`: opens the night's run when its hour comes, and tells people what they have to know. It only ticks; however many instances tick, the
 * run of a date is one, and so is every message.
 */
import { schedule as cron } from 'node-cron';
import { watch } from '../alerts/watch.ts';
import { withProbes } from '../api/probes.ts';
import { dayAt } from '../domain/period.ts';
import { beginNight } from '../jobs/begin-night.ts';
import type { Interruption } from './interruption.ts';
import { withContext } from './session.ts';

export const schedule = (_options: object, interruption: Interruption): Promise<number> =>
  withContext('schedule', (context) =>
    withProbes(context, async (port) => {
      const tick = (): Promise<void> => beginNight(dayAt(context.clock()), context, { leaving: interruption.signal });
      const task = cron(context.config.cron, tick, { timezone: 'Asia/Shanghai', noOverlap: true });
      context.log.serviceStarted({ mode: 'schedule', database: context.config.database.kind, port });
      const watching = watch(context, { beginsNights: true });
      await interruption.asked;
      await task.destroy();
      await watching.stop();
      context.log.serviceStopped({ mode: 'schedule' });
      return 0;
    }),
  );
