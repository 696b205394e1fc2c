/** The wrapped keys of access tokens, among the other wrapped keys: whatever wraps those anew wraps these. */
import type { KeyShelf } from '../security/sign-in/token-keys.ts';
import type { Db } from './database.ts';

const KIND = 'token-key/';

export const tokenKeyShelf = (db: Db): KeyShelf => ({
  all: async () => {
    const { rows } = await db.query<{ name: string; wrapped: Buffer }>(
      `select substr(name, length($1) + 1) as name, wrapped from wrapped_key where starts_with(name, $1) order by name`,
      [KIND],
    );
    return rows;
  },
  add: async (name, wrapped) =>
    void (await db.query(`insert into wrapped_key (name, wrapped) values ($1, $2)`, [`${KIND}${name}`, wrapped])),
  remove: async (names) =>
    void (await db.query(`delete from wrapped_key where name = any($1::text[])`, [names.map((name) => `${KIND}${name}`)])),
});
