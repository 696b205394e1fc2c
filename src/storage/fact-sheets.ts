/** What screening was told of members, by the night that knew it. */
import { textArray } from './arrays.ts';
import type { Db, Tx } from './database.ts';
import { differences } from './differences.ts';

export interface NewSheet {
  readonly personKey: string;
  /** Shared by those who are judged together. */
  readonly household: string;
  readonly content: object;
  /** Made from the last one. */
  readonly isReadBack: boolean;
}

/** A version only where what is known, or who is judged together, changed. */
export const saveSheets = async (tx: Tx, runId: string, sheets: readonly NewSheet[]): Promise<void> => {
  const { rows: known } = await tx.query<{ personKey: string; version: number; fingerprint: string }>({
    name: 'known-sheets',
    text: `select person_key as "personKey", version, fingerprint from fact_sheet where person_key = any($1::uuid[]) and current`,
    values: [sheets.map((one) => one.personKey)],
  });
  const { changed } = differences(
    known,
    sheets.map((sheet) => ({ ...sheet, content: { household: sheet.household, sheet: sheet.content } })),
    (row) => row.personKey,
  );
  if (changed.length === 0) return;
  const people = changed.map((one) => one.personKey);
  await tx.query({
    name: 'supersede-sheets',
    text: `update fact_sheet set current = false where person_key = any($1::uuid[]) and current`,
    values: [people],
  });
  await tx.query(
    `insert into fact_sheet (person_key, version, current, known_run, household, fingerprint, content)
     select person_key, version, true, $1, household, fingerprint, content::jsonb
       from unnest($2::uuid[], $3::int[], $4::text[], $5::text[], $6::text[]) as n (person_key, version, household, fingerprint, content)`,
    [
      runId,
      people,
      changed.map((one) => (one.known?.version ?? 0) + 1),
      textArray(changed.map((one) => one.household)),
      textArray(changed.map((one) => one.fingerprint)),
      textArray(changed.map((one) => JSON.stringify(one.content.sheet))),
    ],
  );
};

export interface StoredSheet<Content> {
  readonly personKey: string;
  readonly household: string;
  readonly content: Content;
}

/** Of the members judged together under keys from `first` to before `last`, as the given runs had left them: the newest version any of them knew. */
export const sheetsKnownTo = async <Content>(
  db: Db,
  runs: readonly string[],
  { first, before }: { readonly first: string; readonly before: string },
): Promise<readonly StoredSheet<Content>[]> => {
  const { rows } = await db.query<StoredSheet<Content>>(
    `select s.person_key as "personKey", s.household, s.content from fact_sheet s
      where s.household >= $2 and s.household < $3 and s.known_run = any($1::text[])
        and not exists (select from fact_sheet n where n.person_key = s.person_key and n.version > s.version and n.known_run = any($1::text[]))
      order by s.household, s.person_key`,
    [runs, first, before],
  );
  return rows;
};

/** As these people were last told of, if they are still members. */
export const currentSheets = async <Content>(db: Db, personKeys: readonly string[]): Promise<readonly StoredSheet<Content>[]> => {
  const { rows } = await db.query<StoredSheet<Content>>(
    `select f.person_key as "personKey", f.household, f.content from fact_sheet f
      where f.person_key = any($1::uuid[]) and f.current and exists (select from member m where m.person_key = f.person_key) order by f.person_key`,
    [personKeys],
  );
  return rows;
};

/** Of everybody who was judged together with a person, as the given runs had left them. */
export const sheetsOfHousehold = async <Content>(
  db: Db,
  runs: readonly string[],
  personKey: string,
): Promise<readonly StoredSheet<Content>[]> => {
  const { rows } = await db.query<StoredSheet<Content>>(
    `select s.person_key as "personKey", s.household, s.content from fact_sheet s
      where s.household = (select o.household from fact_sheet o where o.person_key = $2 and o.known_run = any($1::text[]) order by o.version desc limit 1)
        and s.known_run = any($1::text[])
        and not exists (select from fact_sheet n where n.person_key = s.person_key and n.version > s.version and n.known_run = any($1::text[]))
      order by s.person_key`,
    [runs, personKey],
  );
  return rows;
};

const PARTS = 256;

/** Parts of about the same size, by the beginning of the key: it is random, or a digest. */
export const rangesOf = (): readonly { readonly first: string; readonly before: string }[] =>
  Array.from({ length: PARTS }, (_, part) => ({ first: beginning(part), before: part + 1 === PARTS ? 'g' : beginning(part + 1) }));
const beginning = (part: number): string => part.toString(16).padStart(2, '0');
