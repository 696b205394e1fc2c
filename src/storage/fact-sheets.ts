/** What screening was told of members, by the night that knew it. */
import { isSameJson } from '../domain/canonical-json.ts';
import { textArray } from './arrays.ts';
import type { Db, Tx } from './database.ts';
import { differences } from './differences.ts';

/** Among what a sheet says, what screening was told of the nights before. */
export interface TellingOfBefore {
  readonly before: object;
}

export interface NewSheet<Content extends TellingOfBefore> {
  readonly personKey: string;
  /** Shared by those who are judged together. */
  readonly household: string;
  readonly content: Content;
  /** What the nights after this one are told of it and those before, as long as the sheet stands. */
  readonly afterwards: Content['before'];
  /** Made from the last one. */
  readonly isReadBack: boolean;
}

/** A version only where what is known, what was told of the nights before, or who is judged together, is other than what stands. */
export const saveSheets = async <Content extends TellingOfBefore>(
  tx: Tx,
  runId: string,
  sheets: readonly NewSheet<Content>[],
): Promise<void> => {
  const { rows } = await tx.query<{ personKey: string; version: number; fingerprint: string; toldBefore: object | null }>({
    name: 'known-sheets',
    text: `select person_key as "personKey", version, fingerprint, case when known_run = $1 then content -> 'before' end as "toldBefore"
       from fact_sheet where person_key = any($2::uuid[]) and current`,
    values: [runId, sheets.map((one) => one.personKey)],
  });
  const given = new Map(sheets.map((sheet) => [sheet.personKey, sheet]));
  // It is known by how it stands. Another night's stands for this one if this one leaves of it what it was told.
  const isTold = ({ personKey, toldBefore }: (typeof rows)[number]): boolean => {
    const sheet = given.get(personKey);
    return sheet !== undefined && isSameJson(sheet.content.before, toldBefore ?? sheet.afterwards);
  };
  const { changed } = differences(
    rows.map((row) => (isTold(row) ? row : { ...row, fingerprint: '' })),
    sheets.map((sheet) => ({
      ...sheet,
      told: sheet.content,
      content: { household: sheet.household, sheet: { ...sheet.content, before: sheet.afterwards } },
    })),
    (row) => row.personKey,
  );
  if (changed.length === 0) return;
  const people = changed.map((one) => one.personKey);
  await tx.query({
    name: 'supersede-sheets',
    text: `update fact_sheet set current = false where person_key = any($1::uuid[]) and current`,
    values: [people],
  });
  await tx.query({
    name: 'insert-sheets',
    text: `insert into fact_sheet (person_key, version, current, known_run, household, fingerprint, content, afterwards)
     select person_key, version, true, $1, household, fingerprint, content::jsonb, afterwards::jsonb
       from unnest($2::uuid[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[]) as n (person_key, version, household, fingerprint, content, afterwards)`,
    values: [
      runId,
      people,
      changed.map((one) => (one.known?.version ?? 0) + 1),
      textArray(changed.map((one) => one.household)),
      textArray(changed.map((one) => one.fingerprint)),
      textArray(changed.map((one) => JSON.stringify(one.told))),
      textArray(changed.map(({ told, afterwards }) => (isSameJson(told.before, afterwards) ? null : JSON.stringify(afterwards)))),
    ],
  });
};

export interface StoredSheet<Content> {
  readonly personKey: string;
  readonly household: string;
  readonly content: Content;
}

interface SheetRow<Content extends TellingOfBefore> extends StoredSheet<Content> {
  /** Null: it was told so itself. */
  readonly afterwards: Content['before'] | null;
}

/** What of a row called `s` a run was told: what it knew itself, or what the run that did left. */
const toldTo = (run: string): string =>
  `s.person_key as "personKey", s.household, s.content, case when s.known_run <> ${run} then s.afterwards end as afterwards`;

const asTold = <Content extends TellingOfBefore>({ afterwards, content, ...row }: SheetRow<Content>): StoredSheet<Content> => ({
  ...row,
  content: afterwards === null ? content : { ...content, before: afterwards },
});

/** A run and all that began before it. */
export interface KnownTo {
  readonly runId: string;
  readonly runs: readonly string[];
}

/** Of the members judged together under keys from `first` to before `last`, as a run was told of them: the newest version that it or one before it knew. */
export const sheetsKnownTo = async <Content extends TellingOfBefore>(
  db: Db,
  { runId, runs }: KnownTo,
  { first, before }: { readonly first: string; readonly before: string },
): Promise<readonly StoredSheet<Content>[]> => {
  const { rows } = await db.query<SheetRow<Content>>(
    `select ${toldTo('$4')} from fact_sheet s
      where s.household >= $2 and s.household < $3 and s.known_run = any($1::text[])
        and not exists (select from fact_sheet n where n.person_key = s.person_key and n.version > s.version and n.known_run = any($1::text[]))
      order by s.household, s.person_key`,
    [runs, first, before, runId],
  );
  return rows.map(asTold);
};

/** As a run that judges these people again is told of them, if they are still members. */
export const currentSheets = async <Content extends TellingOfBefore>(
  db: Db,
  runId: string,
  personKeys: readonly string[],
): Promise<readonly StoredSheet<Content>[]> => {
  const { rows } = await db.query<SheetRow<Content>>({
    name: 'current-sheets',
    text: `select ${toldTo('$2')} from fact_sheet s
      where s.person_key = any($1::uuid[]) and s.current and exists (select from member m where m.person_key = s.person_key) order by s.person_key`,
    values: [personKeys, runId],
  });
  return rows.map(asTold);
};

/** Of everybody who was judged together with a person, as a run was told of them. */
export const sheetsOfHousehold = async <Content extends TellingOfBefore>(
  db: Db,
  { runId, runs }: KnownTo,
  personKey: string,
): Promise<readonly StoredSheet<Content>[]> => {
  const { rows } = await db.query<SheetRow<Content>>(
    `select ${toldTo('$3')} from fact_sheet s
      where s.household = (select o.household from fact_sheet o where o.person_key = $2 and o.known_run = any($1::text[]) order by o.version desc limit 1)
        and s.known_run = any($1::text[])
        and not exists (select from fact_sheet n where n.person_key = s.person_key and n.version > s.version and n.known_run = any($1::text[]))
      order by s.person_key`,
    [runs, personKey, runId],
  );
  return rows.map(asTold);
};

const PARTS = 256;

/** Parts of about the same size, by the beginning of the key: it is random, or a digest. */
export const rangesOf = (): readonly { readonly first: string; readonly before: string }[] =>
  Array.from({ length: PARTS }, (_, part) => ({ first: beginning(part), before: part + 1 === PARTS ? 'g' : beginning(part + 1) }));
const beginning = (part: number): string => part.toString(16).padStart(2, '0');
