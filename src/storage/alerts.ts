/** Alerts: what is open, what changed, and what there was. */
import type pg from 'pg';
import type { Alert, AlertState } from '../alerts/alert.ts';
import type { Instant } from '../domain/period.ts';
import type { Db, Tx } from './database.ts';
import type { Line } from './line.ts';
import { openLockSession } from './lock.ts';
import { isLockHeld } from './lock-holders.ts';

const ALERT = `alert_id as "alertId", rule, subject, source, state, since, changed_at as "changedAt", clear_from as "clearFrom", fail_told as "failTold",
  round, value, threshold, facts`;

/** Held by whoever judges, to the end of the transaction. False: another process does so at this moment. */
export const holdAlerts = async (tx: Tx): Promise<boolean> => {
  const { rows } = await tx.query<{ held: boolean }>(`select pg_try_advisory_xact_lock(hashtextextended('huzheng:alerts', 0)) as held`);
  return rows[0]?.held === true;
};

/** When somebody last judged. Null: nobody ever has. */
export const lastLook = async (db: Db): Promise<Instant | null> => {
  const { rows } = await db.query<{ at: Instant }>('select at from alert_look');
  return rows[0]?.at ?? null;
};

export const noteLook = async (tx: Tx, at: Instant): Promise<void> => {
  await tx.query('insert into alert_look (at) values ($1) on conflict (is_last) do update set at = excluded.at', [at]);
};

/** Held in common by all who keep looking, each in a session of its own: of one that dies it is known at once. */
const LOOKING = 'huzheng:looking';

/** Whether any process keeps looking. */
export const isAnybodyLooking = (db: Db): Promise<boolean> => isLockHeld(db, LOOKING);

export interface Lookout {
  /** Says that this process keeps looking; once more where the session was lost. */
  readonly hold: () => Promise<void>;
  readonly leave: () => Promise<void>;
}

export const openLookout = (line: Line): Lookout => {
  let session: pg.Client | null = null;
  return {
    hold: async () => {
      if (session !== null) return;
      const client = await openLockSession(line, (gone) => {
        if (session === gone) session = null;
      });
      try {
        await client.query('select pg_advisory_lock_shared(hashtextextended($1, 0))', [LOOKING]);
        session = client;
      } catch (thrown) {
        await client.end();
        throw thrown;
      }
    },
    leave: async () => session?.end(),
  };
};

/** Everything that is not over. */
export const openAlerts = async (db: Db): Promise<readonly Alert[]> => {
  const { rows } = await db.query<Alert>(`select ${ALERT} from alert where state <> 'recovered' order by since, alert_id`);
  return rows;
};

/** The round of which each rule's subject was last told as final, open or over: by `rule subject`. */
export const toldRounds = async (db: Db): Promise<ReadonlyMap<string, string>> => {
  const { rows } = await db.query<{ key: string; round: string }>(
    `select distinct on (rule, subject) rule || ' ' || subject as key, round from alert where round is not null order by rule, subject, since desc`,
  );
  return new Map(rows.map(({ key, round }) => [key, round]));
};

export const saveAlert = async (tx: Tx, alert: Alert): Promise<void> => {
  await tx.query(
    `insert into alert (alert_id, rule, subject, source, state, since, changed_at, clear_from, fail_told, round, value, threshold, facts)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     on conflict (alert_id) do update set state = excluded.state, changed_at = excluded.changed_at, clear_from = excluded.clear_from,
       fail_told = excluded.fail_told, round = excluded.round, value = excluded.value, threshold = excluded.threshold, facts = excluded.facts`,
    [
      alert.alertId,
      alert.rule,
      alert.subject,
      alert.source,
      alert.state,
      alert.since,
      alert.changedAt,
      alert.clearFrom,
      alert.failTold,
      alert.round,
      alert.value,
      alert.threshold,
      JSON.stringify(alert.facts),
    ],
  );
};

/** One that nobody was told of, and that passed. */
export const dropAlert = async (tx: Tx, alertId: string): Promise<void> => {
  await tx.query(`delete from alert where alert_id = $1`, [alertId]);
};

/** What was over before that moment. */
export const forgetAlerts = async (tx: Tx, before: string): Promise<void> => {
  await tx.query(`delete from alert where state = 'recovered' and changed_at < $1`, [before]);
};

export const findAlert = async (db: Db, alertId: string): Promise<Alert | null> => {
  const { rows } = await db.query<Alert>(`select ${ALERT} from alert where alert_id = $1`, [alertId]);
  return rows[0] ?? null;
};

export interface AlertQuery {
  /** Those that anybody was told of. */
  readonly states: readonly AlertState[];
  /** An alert that was listed last. */
  readonly after: string | null;
  readonly limit: number;
}

/** The newest first. */
export const listAlerts = async (db: Db, { states, after, limit }: AlertQuery): Promise<readonly Alert[]> => {
  const { rows } = await db.query<Alert>(
    `select ${ALERT} from alert
      where state <> 'pending' and state = any($1::text[])
        and ($2::uuid is null or since < (select since from alert where alert_id = $2)
             or (since = (select since from alert where alert_id = $2) and alert_id > $2))
      order by since desc, alert_id limit $3`,
    [states, after, limit],
  );
  return rows;
};
