/** Sends what waits in the outbox. A message is tried again a little later each time; after a day it is given up, and that is to be seen. */
import type { Context } from '../context.ts';
import { DAY, epochOf, HOUR, type Instant, instantOf, MINUTE, SECOND } from '../domain/period.ts';
import { endMessage, sendLater, type TakenMessage, takeMessages } from '../storage/alert-messages.ts';
import type { Channel } from './alert.ts';
import type { Message } from './message.ts';
import type { Senders } from './sender.ts';

/** Longer than any channel's patience: whoever has not come back by then is dead. */
const LEASE = MINUTE;
const GIVEN_UP_AFTER = DAY;
const FIRST_DELAY = 15 * SECOND;
const LONGEST_DELAY = HOUR;
const AT_ONCE = 20;

type Delivering = Pick<Context, 'pool' | 'clock' | 'log'>;

export const deliver = async (context: Delivering, senders: Senders): Promise<void> => {
  const channels = Object.keys(senders) as Channel[];
  const at = context.clock();
  const until = instantOf(epochOf(at) + LEASE);
  const taken = await takeMessages<Message>(context.pool, { channels, at, until, limit: AT_ONCE });
  // One channel that hangs keeps no other waiting.
  await Promise.all([...Map.groupBy(taken, ({ channel }) => channel).values()].map((queue) => deliverEach(queue, context, senders)));
};

const deliverEach = async (queue: readonly TakenMessage<Message>[], context: Delivering, senders: Senders): Promise<void> => {
  for (const message of queue) await deliverOne(message, context, senders);
};

const deliverOne = async (taken: TakenMessage<Message>, { pool, clock, log }: Delivering, senders: Senders): Promise<void> => {
  const { messageId, channel, content, attempts } = taken;
  const fault = (await senders[channel]?.({ messageId, message: content })) ?? null;
  const outcome = outcomeOf(taken, fault, clock());
  log.alertSent({ messageId, channel, outcome, attempt: attempts, code: fault });
  if (outcome === 'waiting')
    await sendLater(pool, taken, { nextAt: instantOf(epochOf(clock()) + delayAfter(attempts)), fault: fault ?? 'unknown' });
  else await endMessage(pool, taken, { outcome, at: clock(), fault });
};

const outcomeOf = ({ writtenAt }: TakenMessage<Message>, fault: string | null, now: Instant): 'delivered' | 'given-up' | 'waiting' => {
  if (fault === null) return 'delivered';
  return epochOf(now) - epochOf(writtenAt) >= GIVEN_UP_AFTER ? 'given-up' : 'waiting';
};

const delayAfter = (attempts: number): number => Math.min(FIRST_DELAY * 2 ** (attempts - 1), LONGEST_DELAY);
