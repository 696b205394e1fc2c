/**
 * The mark that a database belongs to a synthetic city, and starting over with another one. The mark is in the database itself: only data
 * that bears it is ever replaced, whatever a home folder or a variable says.
 */
import type { Day } from '../domain/period.ts';
import type { Db, Tx } from './database.ts';

/** `date`: nothing from that day on has happened in it. */
export interface SyntheticCity {
  readonly members: number;
  readonly seed: number;
  readonly date: Day;
}

const MARK = 'synthetic-city';

/** Null: the database bears no mark. */
export const findCity = async (db: Db): Promise<SyntheticCity | null> => {
  const { rows } = await db.query<{ value: Buffer }>(`select value from setting where name = $1`, [MARK]);
  return rows[0] === undefined ? null : (JSON.parse(rows[0].value.toString()) as SyntheticCity);
};

export const markCity = async (tx: Tx, { members, seed, date }: SyntheticCity): Promise<void> => {
  await tx.query(`insert into setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value`, [
    MARK,
    Buffer.from(JSON.stringify({ members, seed, date })),
  ]);
};

export const hasPeople = async (db: Db): Promise<boolean> => {
  const { rows } = await db.query(`select 1 from person_lookup limit 1`);
  return rows.length > 0;
};

/** All that a city leaves: of the tables that are not named here none says anything of it (`test/storage/synthetic-city.test.ts`). */
export const OF_A_CITY: readonly string[] = [
  ...['person', 'person_lookup', 'member', 'permission', 'coverage', 'record', 'quarantine', 'replay'],
  ...['run', 'reading', 'work', 'work_attempt', 'cause', 'cause_hour', 'quota', 'upstream_call', 'upstream_standing', 'deletion'],
  ...['retry_batch', 'retry_cause', 'retry_job', 'retry_run', 'source_pause', 'maintenance', 'alert', 'alert_look', 'alert_message'],
  ...['agenda', 'agenda_opening', 'briefing', 'circumstance', 'due', 'person_news', 'drop_accepted', 'ending_count', 'ending_refused'],
  ...['finding', 'night_grade', 'discrepancy', 'correction_request', 'screening', 'screening_case', 'fact_sheet'],
  ...['application', 'application_version', 'callback_event', 'concern'],
  ...['erasure', 'tombstone', 'restriction', 'retained', 'ended_permission', 'ended_purpose', 'rule_set_activation', 'rule_set'],
];

/** Empties the database, its keys excepted. Call only where `findCity` has answered, in the transaction that marks the next city. */
export const startOver = async (tx: Tx): Promise<void> => {
  await tx.query(`truncate ${OF_A_CITY.join(', ')}`);
};
