/** Whose rows are whose, in a database of nights. */
import type { Nights } from './nights.ts';

/** By whom a member id stands; empty: by nobody. */
export const personOf = async ({ context: { pool } }: Nights, memberId: string): Promise<string> => {
  const { rows } = await pool.query<{ person_key: string }>('select person_key from member where member_id = $1', [memberId]);
  return rows[0]?.person_key ?? '';
};

/** How many rows of each table name that person's key. */
export const rowsNaming = async ({ context: { pool } }: Nights, personKey: string): Promise<Readonly<Record<string, number>>> => {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'person_key'
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  const counts = await Promise.all(
    tables.map(async ({ name }) => {
      const { rowCount } = await pool.query(`select from ${name} where person_key = $1`, [personKey]);
      return [name, rowCount ?? 0] as const;
    }),
  );
  return Object.fromEntries(counts.filter(([, rows]) => rows > 0));
};
