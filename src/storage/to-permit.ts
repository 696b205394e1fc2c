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

/** Whoever the roster took for a member by a number that it has corrected since: nothing of theirs may be kept. Only who has news is looked for among the members. */
const NOBODYS = `from permission p
  where case when p.given_at > $1 or p.bases is distinct from $2 or $3 or p.person_key in (select person_key from person_news where kind = 'permit')
             then not exists (select from member m where m.person_key = p.person_key) end`;

export const toPermitCount = async (tx: Tx, { at, bases, full }: Permitting): Promise<number> => {
  // All members against all permissions, once a night: not by keys, as everything else.
  await tx.query(`select set_config('enable_hashjoin', 'on', true)`);
  const { rows } = await tx.query<{ people: number }>(
    `select (select count(distinct m.person_key) ${TO_PERMIT})::int + (select count(*) ${NOBODYS})::int as people`,
    [at, bases, full],
  );
  await tx.query(`select set_config('enable_hashjoin', 'off', true)`);
  return one(rows).people;
};

export interface ToPermit {
  /** Members, or who were. */
  readonly personKeys: readonly string[];
  /** Of whom no membership is any more. */
  readonly nobodys: readonly string[];
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
  const values = [at, bases, full, range.from, range.to];
  const { rows } = await db.query<{ person_key: string }>(
    `select distinct m.person_key ${TO_PERMIT} and m.person_key between $4 and $5`,
    values,
  );
  const nobodys = await db.query<{ person_key: string }>(`select p.person_key ${NOBODYS} and p.person_key between $4 and $5`, values);
  return { personKeys: rows.map(keyOf), nobodys: nobodys.rows.map(keyOf), news };
};

const keyOf = (row: { readonly person_key: string }): string => row.person_key;

/** In the transaction that gives the permissions. */
export const takeNews = async (tx: Tx, news: ToPermit['news']): Promise<void> => {
  await tx.query(
    `delete from person_news n using unnest($1::uuid[], $2::bigint[]) as g (person_key, news_no) where n.person_key = g.person_key and n.news_no = g.news_no`,
    [news.map(({ personKey }) => personKey), news.map(({ newsNo }) => newsNo)],
  );
};
