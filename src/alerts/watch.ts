/** Keeps looking, or looks once: each minute at everything, and more often at the outbox. Any number of processes may; together they are one. */
import type { Context } from '../context.ts';
import { MINUTE, SECOND } from '../domain/period.ts';
import { repeat } from '../jobs/repeat.ts';
import { isAnybodyLooking, openLookout } from '../storage/alerts.ts';
import { databaseFault } from '../storage/database-faults.ts';
import { deliver } from './deliver.ts';
import { evaluate } from './evaluate.ts';
import { mailSender } from './mail.ts';
import { nightHours } from './night-hours.ts';
import type { Senders } from './sender.ts';
import { webhookSender } from './webhook.ts';

export interface Watch {
  readonly stop: () => Promise<void>;
}

const LOOK_EVERY = MINUTE;
const DELIVER_EVERY = 5 * SECOND;

/** `beginsNights`: whether a night that does not begin is anybody's concern. */
export const watch = (context: Context, { beginsNights }: { readonly beginsNights: boolean }): Watch => {
  const nightDueAt = beginsNights ? nightHours(context.config.cron) : null;
  const senders = sendersOf(context);
  const { log } = context;
  const delivering = repeat(() => deliver(context, senders), { doing: 'alert-delivery', everyMs: DELIVER_EVERY, log });
  const lookout = openLookout(context.line);
  const look = async (): Promise<void> => {
    await lookout.hold();
    await evaluate(context, nightDueAt);
    delivering.poke();
  };
  const looking = repeat(look, { doing: 'alerts', everyMs: LOOK_EVERY, log });
  looking.poke();
  return {
    stop: async () => {
      await looking.stop();
      await delivering.stop();
      await lookout.leave();
    },
  };
};

/**
 * Once, for a command after which things stand differently and which does not stay: with what waits to be sent. Where somebody keeps looking it is left to
 * them: they know by which ways people are told, as whoever types a command may not. That nobody could be told is no fault of the command's.
 */
export const lookOnce = async (context: Context): Promise<void> => {
  try {
    if (await isAnybodyLooking(context.pool)) return;
    await evaluate(context, null);
    await deliver(context, sendersOf(context));
  } catch (thrown) {
    context.log.failed({ doing: 'alerts', fault: databaseFault(thrown) });
  }
};

export const sendersOf = ({ config: { alerts }, now }: Pick<Context, 'config' | 'now'>): Senders => ({
  ...(alerts.webhook === null ? {} : { webhook: webhookSender(alerts.webhook, now) }),
  ...(alerts.mail === null ? {} : { mail: mailSender(alerts.mail) }),
});
