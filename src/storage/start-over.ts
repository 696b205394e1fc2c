/** Empties the database of a synthetic city, its keys excepted. Never called on real data. */
import type pg from 'pg';
import type { Db } from './database.ts';

export const hasPeople = async (db: Db): Promise<boolean> => {
  const { rows } = await db.query(`select 1 from person_lookup limit 1`);
  return rows.length > 0;
};

export const startOver = async (pool: pg.Pool): Promise<void> => {
  await pool.query(
    `truncate person, person_lookup, member, permission, coverage, record, quarantine, run, reading, work, work_attempt, finding, discrepancy, screening, screening_case, application, application_version, quota`,
  );
};
