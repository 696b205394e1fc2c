/** What the last night found of people, by the digest of their number: one statement for everybody asked about at the same moment. */
import type { MembersContent } from '../domain/canonical.ts';
import type { Day, Instant } from '../domain/period.ts';
import type { Dataset, Purpose } from '../domain/sources.ts';
import type { LookupKey } from '../security/digest.ts';
import { byteaArray, textArray } from './arrays.ts';
import type { Db, Tx } from './database.ts';
import { COUNTING_FIRST, IS_MEMBER } from './people.ts';
import { lastComplete } from './readings.ts';

export interface NightGrades {
  readonly consents: MembersContent['consents'];
  /** Hex; of the roster's name. */
  readonly nameDigest: string | null;
  /** Of what was found, the same for everybody of whom the same was found; null: nothing, for this purpose. */
  readonly gradesDigest: string | null;
}

/** By which grades are known once they have been read. `text`: their JSON, as it is kept. */
export const gradesDigest = (text: string, lookup: LookupKey): string => lookup.digest('grades', text).toString('base64url');

export interface AskedAbout {
  readonly idDigest: Buffer;
  readonly purpose: Purpose;
}

/** In the order asked; null: no member, or nothing that the night found and that still stands. */
export const nightGradesOf = async (db: Db, asked: readonly AskedAbout[]): Promise<readonly (NightGrades | null)[]> => {
  const { rows } = await db.query<NightGrades & { readonly nth: number }>({
    name: 'night-grades',
    text: `select asked.nth::int, g.consents, g.name_digest as "nameDigest", g.grades ->> asked.purpose as "gradesDigest"
       from unnest($1::bytea[], $2::text[]) with ordinality as asked (id_digest, purpose, nth)
       join person_lookup l on l.id_digest = asked.id_digest
       join night_grade g on g.person_key = l.person_key`,
    values: valuesOf(asked),
  });
  return inOrder(asked, rows, (row) => row);
};

/** JSON of `Grades`, as the night kept it. In the order asked. */
export const gradesOf = async (db: Db, asked: readonly AskedAbout[]): Promise<readonly (string | null)[]> => {
  const { rows } = await db.query<{ readonly nth: number; readonly grades: string | null }>({
    name: 'grades-of',
    // Of what is the same for another purpose they are kept there.
    text: `select asked.nth::int, coalesce(f.grades, o.grades)::text as grades
       from unnest($1::bytea[], $2::text[]) with ordinality as asked (id_digest, purpose, nth)
       join person_lookup l on l.id_digest = asked.id_digest
       join finding f on f.person_key = l.person_key and f.purpose = asked.purpose and f.current
       left join finding o on f.grades is null and o.person_key = l.person_key and o.current and to_jsonb(o.purpose) = f.content`,
    values: valuesOf(asked),
  });
  return inOrder(asked, rows, ({ grades }) => grades);
};

const valuesOf = (asked: readonly AskedAbout[]): unknown[] => [
  byteaArray(asked.map(({ idDigest }) => idDigest)),
  textArray(asked.map(({ purpose }) => purpose)),
];

const inOrder = <R extends { readonly nth: number }, T>(
  asked: readonly unknown[],
  rows: readonly R[],
  of: (row: R) => T,
): readonly (T | null)[] => {
  const found = new Map(rows.map((row) => [row.nth, of(row)]));
  return asked.map((_, index) => found.get(index + 1) ?? null);
};

export interface PersonGrades {
  readonly personKey: string;
  /** Of what was found for each purpose there is permission for. */
  readonly digests: Readonly<Partial<Record<Purpose, string>>>;
}

/** After what it is made of was written: whatever changes any of that later takes it away (`0025-told.sql`). Who has left is not noted. */
export const noteGrades = async (tx: Tx, people: readonly PersonGrades[]): Promise<void> => {
  await tx.query({
    name: 'note-grades',
    text: `insert into night_grade as g (person_key, consents, name_digest, grades)
     select n.person_key, r.content -> 'consents', r.digests ->> 'name', n.grades
       from unnest($1::uuid[], $2::jsonb[]) as n (person_key, grades)
       join lateral (
         select r.content, r.digests from member m
           join lateral (select content, digests, changed_at from record
                          where person_key = m.person_key and dataset = 'members' and record_key = m.member_id and current offset 0) r on true
          where m.person_key = n.person_key and ${IS_MEMBER} order by ${COUNTING_FIRST} limit 1) r on true
     on conflict (person_key) do update set consents = excluded.consents, name_digest = excluded.name_digest, grades = excluded.grades
      where (g.consents, g.name_digest, g.grades) is distinct from (excluded.consents, excluded.name_digest, excluded.grades)`,
    values: [people.map(({ personKey }) => personKey), people.map(({ digests }) => JSON.stringify(digests))],
  });
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
