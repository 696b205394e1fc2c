/** Small marks of this installation. What is secret is kept wrapped, in `wrapped-keys.ts`. */
import type { Db } from './database.ts';
import { one } from './database.ts';

export const settings = async (db: Db): Promise<readonly { readonly name: string; readonly value: Buffer }[]> => {
  const { rows } = await db.query<{ name: string; value: Buffer }>(`select name, value from setting order by name`);
  return rows;
};

/** The value of that name; the first process to ask decides it, whoever else asks at the same moment. */
export const settingOr = async (db: Db, name: string, initial: () => Buffer): Promise<Buffer> => {
  const { rows } = await db.query<{ value: Buffer }>(
    `with added as (insert into setting (name, value) values ($1, $2) on conflict (name) do nothing returning value)
     select value from added union all select value from setting where name = $1 limit 1`,
    [name, initial()],
  );
  if (rows.length > 0) return one(rows).value;
  const again = await db.query<{ value: Buffer }>(`select value from setting where name = $1`, [name]);
  return one(again.rows).value;
};
