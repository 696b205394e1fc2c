/** Whose permission is to be given anew tonight: what may be used of most people is what might be used of them the night before. */
import { type Db, one, type Tx } from './database.ts';
import type { PersonRange } from './people.ts';
import type { Giving } from './permissions.ts';

/** As it is about to be given; `full`: to everybody. */
export interface Permitting extends Pick<Giving, 'at' | 'bases'> {
  readonly full: boolean;
}

/** Nobody has given any yet, it was given later than this or by other bases, its time has come, or the roster says something else. */
const TO_PERMIT = `from member m left join permission p on p.person_key = m.person_key
  where (p.person_key is null or p.stands_until <= $1 or p.given_at > $1 or p.bases is distinct from $2 or $3
         or exists (select from person_news n where n.person_key = m.person_key and n.kind = 'permit'))`;

export const toPermitCount = async (tx: Tx, { at, bases, full }: Permitting): Promise<number> => {
  // All members against all permissions, once a night: not by keys, as everything else.
  await tx.query(`select set_config('enable_hashjoin', 'on', true)`);
  const { rows } = await tx.query<{ people: number }>(`select count(distinct m.person_key)::int as people ${TO_PERMIT}`, [at, bases, full]);
  await tx.query(`select set_config('enable_hashjoin', 'off', true)`);
  return one(rows).people;
};

export interface ToPermit {
  readonly personKeys: readonly string[];
  /** What the roster had said of them until now. */
  readonly news: readonly RosterNews[];
}

interface RosterNews {
  readonly personKey: string;
  readonly newsNo: number;
}

export const toPermit = async (db: Db, range: PersonRange, { at, bases, full }: Permitting): Promise<ToPermit> => {
  // Before the people themselves: what comes in between stays for the next night.
  const { rows: news } = await db.query<RosterNews>(
    `select person_key as "personKey", news_no as "newsNo" from person_news where kind = 'permit' and person_key between $1 and $2`,
    [range.from, range.to],
  );
  const { rows } = await db.query<{ person_key: string }>(`select distinct m.person_key ${TO_PERMIT} and m.person_key between $4 and $5`, [
    at,
    bases,
    full,
    range.from,
    range.to,
  ]);
  return { personKeys: rows.map((row) => row.person_key), news };
};

/** In the transaction that gives the permissions. */
export const takeNews = async (tx: Tx, news: ToPermit['news']): Promise<void> => {
  await tx.query(
    `delete from person_news n using unnest($1::uuid[], $2::bigint[]) as g (person_key, news_no) where n.person_key = g.person_key and n.news_no = g.news_no`,
    [news.map(({ personKey }) => personKey), news.map(({ newsNo }) => newsNo)],
  );
};
