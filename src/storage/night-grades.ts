/** What the last night found of people, by the digest of their number: one statement for everybody asked about at the same moment. */
import type { MembersContent } from '../domain/canonical.ts';
import type { Day, Instant } from '../domain/period.ts';
import type { Dataset, Purpose } from '../domain/sources.ts';
import { byteaArray, textArray } from './arrays.ts';
import type { Db } from './database.ts';
import { lastComplete } from './readings.ts';

export interface NightGrades {
  readonly consents: MembersContent['consents'];
  /** Hex; of the roster's name. */
  readonly nameDigest: string | null;
  /** JSON of `Grades`, as the night kept it; null: found before grades were kept. */
  readonly grades: string | null;
}

/** In the order asked; null: no member, or the night found nothing. */
export const nightGradesOf = async (
  db: Db,
  asked: readonly { readonly idDigest: Buffer; readonly purpose: Purpose }[],
): Promise<readonly (NightGrades | null)[]> => {
  const { rows } = await db.query<NightGrades & { readonly nth: number }>({
    name: 'night-grades',
    text: `select asked.nth::int, r.content -> 'consents' as consents, r.digests ->> 'name' as "nameDigest", f.grades::text
       from unnest($1::bytea[], $2::text[]) with ordinality as asked (id_digest, purpose, nth)
       join person_lookup l on l.id_digest = asked.id_digest
       join lateral (select member_id from member where person_key = l.person_key and left_on is null order by member_id limit 1) m on true
       join record r on r.person_key = l.person_key and r.dataset = 'members' and r.record_key = m.member_id and r.current
       join finding f on f.person_key = l.person_key and f.purpose = asked.purpose and f.current`,
    values: [byteaArray(asked.map(({ idDigest }) => idDigest)), textArray(asked.map(({ purpose }) => purpose))],
  });
  const found = new Map(rows.map((row) => [row.nth, row]));
  return asked.map((_, index) => found.get(index + 1) ?? null);
};

export interface LastNight {
  /** For which day it judged. */
  readonly date: Day;
  /** How far each dataset has been read. */
  readonly asOf: ReadonlyMap<Dataset, Instant>;
}

/** Null: no night has ended yet, or one is under way and changes what is found. */
export const lastNight = async (db: Db): Promise<LastNight | null> => {
  const { rows } = await db.query<{ date: Day; status: string }>(`select date, status from run order by started_at desc limit 1`);
  const [last] = rows;
  if (last === undefined || (last.status !== 'completed' && last.status !== 'incomplete')) return null;
  const readings = await lastComplete(db);
  return { date: last.date, asOf: new Map([...readings].map(([dataset, { asOf }]) => [dataset, asOf])) };
};
