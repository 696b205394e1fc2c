/** Small secrets of this installation, kept wrapped. */
import type { KeyShelf } from '../security/sign-in/token-keys.ts';
import type { Db } from './database.ts';
import { one } from './database.ts';

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

const TOKEN_KEYS = 'token-key/';

/** The wrapped keys of access tokens, among the other secrets of this installation: whatever re-wraps those re-wraps these. */
export const tokenKeyShelf = (db: Db): KeyShelf => ({
  all: async () => {
    const { rows } = await db.query<{ name: string; wrapped: Buffer }>(
      `select substr(name, length($1) + 1) as name, value as wrapped from setting where starts_with(name, $1) order by name`,
      [TOKEN_KEYS],
    );
    return rows;
  },
  add: async (name, wrapped) =>
    void (await db.query(`insert into setting (name, value) values ($1, $2)`, [`${TOKEN_KEYS}${name}`, wrapped])),
  remove: async (names) =>
    void (await db.query(`delete from setting where name = any($1::text[])`, [names.map((name) => `${TOKEN_KEYS}${name}`)])),
});
