/**
 * The outbox of alerts. A message is written with the change it tells of. Whoever takes one has it for a while; should they die, somebody else sends it
 * again under the same id. Of one alert and channel the earlier message arrives, or is given up, before the later one is sent.
 */
import type { Channel, MessageKind } from '../alerts/alert.ts';
import type { Instant } from '../domain/period.ts';
import type { Db, Tx } from './database.ts';

export type MessageOutcome = 'waiting' | 'delivered' | 'given-up';

export interface NewMessage {
  readonly messageId: string;
  readonly alertId: string;
  readonly kind: MessageKind;
  /** As it is sent, whoever sends it. */
  readonly content: object;
  readonly at: Instant;
}

export const writeMessage = async (
  tx: Tx,
  { messageId, alertId, kind, content, at }: NewMessage,
  channels: readonly Channel[],
): Promise<void> => {
  await tx.query(
    `insert into alert_message (message_id, channel, alert_id, kind, content, written_at, next_at)
     select $1, channel, $2, $3, $4, $5, $5 from unnest($6::text[]) as to_be (channel)`,
    [messageId, alertId, kind, JSON.stringify(content), at, channels],
  );
};

export interface TakenMessage<Content> {
  readonly messageId: string;
  readonly channel: Channel;
  readonly kind: MessageKind;
  readonly content: Content;
  readonly writtenAt: Instant;
  /** With this one. */
  readonly attempts: number;
}

/** Up to `limit` messages whose time has come; they are the taker's until `until`. */
export const takeMessages = async <Content>(
  db: Db,
  {
    channels,
    at,
    until,
    limit,
  }: { readonly channels: readonly Channel[]; readonly at: Instant; readonly until: Instant; readonly limit: number },
): Promise<readonly TakenMessage<Content>[]> => {
  const { rows } = await db.query<TakenMessage<Content>>(
    `with due as materialized (
       select m.message_id, m.channel from alert_message m
        where m.outcome = 'waiting' and m.channel = any($1::text[]) and m.next_at <= $2
          and not exists (select from alert_message e
            where e.outcome = 'waiting' and e.channel = m.channel and e.alert_id = m.alert_id and e.ordinal < m.ordinal)
        order by m.ordinal limit $4 for update skip locked)
     update alert_message m set next_at = $3, attempts = m.attempts + 1 from due where m.message_id = due.message_id and m.channel = due.channel
     returning m.message_id as "messageId", m.channel, m.kind, m.content, m.written_at as "writtenAt", m.attempts`,
    [channels, at, until, limit],
  );
  return rows;
};

type Ref = Pick<TakenMessage<unknown>, 'messageId' | 'channel'>;

export const endMessage = async (
  db: Db,
  { messageId, channel }: Ref,
  { outcome, at, fault }: { readonly outcome: 'delivered' | 'given-up'; readonly at: Instant; readonly fault: string | null },
): Promise<void> => {
  await db.query(
    `update alert_message set outcome = $3, ended_at = $4, fault = $5 where message_id = $1 and channel = $2 and outcome = 'waiting'`,
    [messageId, channel, outcome, at, fault],
  );
};

export const sendLater = async (
  db: Db,
  { messageId, channel }: Ref,
  { nextAt, fault }: { readonly nextAt: Instant; readonly fault: string },
): Promise<void> => {
  await db.query(`update alert_message set next_at = $3, fault = $4 where message_id = $1 and channel = $2 and outcome = 'waiting'`, [
    messageId,
    channel,
    nextAt,
    fault,
  ]);
};

export interface Notified {
  readonly alertId: string;
  readonly messageId: string;
  readonly kind: MessageKind;
  readonly channel: Channel;
  readonly outcome: MessageOutcome;
  readonly at: Instant | null;
  readonly attempts: number;
  readonly fault: string | null;
}

/** The messages about these alerts, the oldest first. */
export const messagesAbout = async (db: Db, alertIds: readonly string[]): Promise<ReadonlyMap<string, readonly Notified[]>> => {
  const { rows } = await db.query<Notified>(
    `select alert_id as "alertId", message_id as "messageId", kind, channel, outcome, ended_at as at, attempts, fault
       from alert_message where alert_id = any($1::uuid[]) order by ordinal`,
    [alertIds],
  );
  return Map.groupBy(rows, ({ alertId }) => alertId);
};

export interface AlertCounts {
  readonly alerts: readonly { readonly state: string; readonly count: number }[];
  readonly messages: readonly { readonly channel: string; readonly outcome: string; readonly count: number }[];
}

/** How many alerts stand in each state, and how many messages came to what by each channel. */
export const alertCounts = async (db: Db): Promise<AlertCounts> => {
  const { rows: alerts } = await db.query<{ state: string; count: number }>(
    `select s.state, count(a.alert_id)::int as count from unnest(array['firing', 'final']) as s (state) left join alert a on a.state = s.state group by s.state`,
  );
  const { rows: messages } = await db.query<{ channel: string; outcome: string; count: number }>(
    `select channel, outcome, count(*)::int as count from alert_message group by channel, outcome`,
  );
  return { alerts, messages };
};
