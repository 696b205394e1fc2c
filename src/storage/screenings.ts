/** What screening said of members, and the cases it opened, changed and closed. */
import type { Day } from '../domain/period.ts';
import type { Purpose } from '../domain/sources.ts';
import { textArray } from './arrays.ts';
import type { Db, Tx } from './database.ts';
import { differences } from './differences.ts';
import { districtOf } from './of-district.ts';

export interface StoredCase {
  readonly personKey: string;
  readonly caseId: string;
  readonly episode: string;
  readonly openedOn: Day;
  readonly openedRun: string;
  readonly content: { readonly purpose: Purpose };
}

/** Person by person, and open afterwards (`offset 0` keeps it so): else all cases would be gone through, which before anything was counted are taken for few. */
export const openCases = async <Content extends { readonly purpose: Purpose }>(
  db: Db,
  personKeys: readonly string[],
): Promise<readonly (StoredCase & { readonly content: Content })[]> => {
  const { rows } = await db.query<StoredCase & { content: Content }>({
    name: 'open-cases',
    text: `select person_key as "personKey", case_id as "caseId", episode, opened_on as "openedOn", opened_run as "openedRun", content
             from unnest($1::uuid[]) as n (wanted)
             join lateral (select * from screening_case where person_key = n.wanted offset 0) c on c.closed_run is null order by person_key, case_id`,
    values: [personKeys],
  });
  return rows;
};

export interface NewScreening {
  readonly personKey: string;
  readonly content: object;
}

export const saveScreenings = async (tx: Tx, runId: string, screenings: readonly NewScreening[]): Promise<void> => {
  const { rows: known } = await tx.query<{ personKey: string; version: number; fingerprint: string }>({
    name: 'known-screenings',
    text: `select person_key as "personKey", version, fingerprint from screening where person_key = any($1::uuid[]) and current`,
    values: [screenings.map((one) => one.personKey)],
  });
  const { changed } = differences(known, screenings, (row) => row.personKey);
  if (changed.length === 0) return;
  await tx.query({
    name: 'supersede-screenings',
    text: `update screening set current = false where person_key = any($1::uuid[]) and current`,
    values: [changed.map((one) => one.personKey)],
  });
  await tx.query(
    `insert into screening (person_key, version, current, known_run, fingerprint, content)
     select person_key, version, true, $1, fingerprint, content::jsonb from unnest($2::uuid[], $3::int[], $4::text[], $5::text[]) as n (person_key, version, fingerprint, content)`,
    [
      runId,
      changed.map((one) => one.personKey),
      changed.map((one) => (one.known?.version ?? 0) + 1),
      textArray(changed.map((one) => one.fingerprint)),
      textArray(changed.map((one) => one.text)),
    ],
  );
};

export interface NewCase {
  readonly personKey: string;
  readonly caseId: string;
  readonly episode: string;
  readonly content: object;
}

export interface RenamedCase {
  readonly personKey: string;
  readonly caseId: string;
  readonly was: string;
}

/** Open cases that have another id from now on. One that was closed under it gives way: it is the same case. */
export const renameCases = async (tx: Tx, renamed: readonly RenamedCase[]): Promise<void> => {
  if (renamed.length === 0) return;
  const [people, now] = [renamed.map(({ personKey }) => personKey), renamed.map(({ caseId }) => caseId)];
  await tx.query(
    `delete from screening_case c using unnest($1::uuid[], $2::uuid[]) as n (person_key, case_id) where c.person_key = n.person_key and c.case_id = n.case_id`,
    [people, now],
  );
  await tx.query(
    `update screening_case c set case_id = n.case_id from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as n (person_key, case_id, was)
      where c.person_key = n.person_key and c.case_id = n.was`,
    [people, now, renamed.map(({ was }) => was)],
  );
};

/** Opens, changes and closes cases of these people. A case that closes and comes back is open again under its own id. */
export const saveCases = async (
  tx: Tx,
  opened: { readonly runId: string; readonly on: Day },
  cases: { readonly now: readonly NewCase[]; readonly ended: readonly { readonly personKey: string; readonly caseId: string }[] },
): Promise<void> => {
  const { now, ended } = cases;
  if (ended.length > 0) {
    await tx.query(
      `update screening_case c set closed_run = $1 from unnest($2::uuid[], $3::uuid[]) as n (person_key, case_id) where c.person_key = n.person_key and c.case_id = n.case_id and c.closed_run is null`,
      [opened.runId, ended.map((one) => one.personKey), ended.map((one) => one.caseId)],
    );
  }
  if (now.length === 0) return;
  const { rows: known } = await tx.query<{ personKey: string; caseId: string; fingerprint: string }>({
    name: 'known-cases',
    text: `select person_key as "personKey", case_id as "caseId", fingerprint from screening_case where person_key = any($1::uuid[]) and closed_run is null`,
    values: [now.map((one) => one.personKey)],
  });
  const { changed } = differences(known, now, (row) => row.caseId);
  if (changed.length === 0) return;
  await tx.query(
    `insert into screening_case (person_key, case_id, episode, opened_on, opened_run, fingerprint, content, district)
     select person_key, case_id, episode, $2, $1, fingerprint, content::jsonb, ${districtOf('n')} from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[]) as n (person_key, case_id, episode, fingerprint, content)
     on conflict (person_key, case_id) do update set fingerprint = excluded.fingerprint, content = excluded.content, closed_run = null`,
    [
      opened.runId,
      opened.on,
      changed.map((one) => one.personKey),
      changed.map((one) => one.caseId),
      changed.map((one) => one.episode),
      textArray(changed.map((one) => one.fingerprint)),
      textArray(changed.map((one) => one.text)),
    ],
  );
};

/** The cases line of the summary. Near misses and leaving flag nobody. */
export interface CaseCounts {
  /** Members. */
  readonly screened: number;
  /** Members of whom some rule of hardship could not be judged tonight, though it may another night. */
  readonly cannotJudge: number;
  readonly flagged: number;
  readonly leads: number;
  readonly byClass: Readonly<Record<string, number>>;
  readonly nearMiss: number;
  readonly leaving: number;
}

export const caseCounts = async (db: Db): Promise<CaseCounts> => {
  const { rows: screened } = await db.query<Pick<CaseCounts, 'screened' | 'cannotJudge'>>(
    // Of the few whom something could not be judged of, by an index of their own, what it was.
    `select (select count(*) from screening where current)::int as screened,
            (select count(*) from screening where current and unjudged and content #>> '{standing,hardship-screening,state}' = 'cannot-judge')::int as "cannotJudge"`,
  );
  const { rows } = await db.query<{ kind: string; class: string | null; cases: number }>(
    `select kind, class, count(*)::int as cases from screening_case where closed_run is null group by 1, 2 order by 1, 2`,
  );
  const sum = (keep: (row: { kind: string; class: string | null }) => boolean): number =>
    rows.filter(keep).reduce((total, row) => total + row.cases, 0);
  const classes = [...new Set(rows.flatMap((row) => (row.class === null || !isFlag(row.kind) ? [] : [row.class])))].sort();
  return {
    screened: screened[0]?.screened ?? 0,
    cannotJudge: screened[0]?.cannotJudge ?? 0,
    flagged: sum((row) => isFlag(row.kind)),
    leads: sum((row) => row.kind === 'lead'),
    byClass: Object.fromEntries(classes.map((name) => [name, sum((row) => isFlag(row.kind) && row.class === name)])),
    nearMiss: sum((row) => row.kind === 'near-miss'),
    leaving: sum((row) => row.kind === 'leaving'),
  };
};

const isFlag = (kind: string): boolean => kind === 'suggested' || kind === 'lead';

export interface FlaggedMember {
  readonly memberId: string;
  readonly class: string | null;
}

/** Members flagged for hardship, with the class evidence suggests. */
export const flaggedMembers = async (db: Db): Promise<readonly FlaggedMember[]> => {
  const { rows } = await db.query<FlaggedMember>(
    `select m.member_id as "memberId", c.content->>'class' as class from screening_case c join member m on m.person_key = c.person_key
      where c.closed_run is null and c.content->>'purpose' = 'hardship-screening' and c.content->>'kind' in ('suggested', 'lead')`,
  );
  return rows;
};

/** Since when nothing has held these people on file, as screening had last said before a run, whatever that run has said since; those of whom it said none are left out. */
export const withoutGroundBefore = async (db: Db, runId: string, personKeys: readonly string[]): Promise<ReadonlyMap<string, Day>> => {
  const { rows } = await db.query<{ person_key: string; since: Day | null }>({
    name: 'without-ground-before',
    text: `select distinct on (person_key) person_key, content ->> 'withoutGroundSince' as since from screening
            where person_key = any($2::uuid[]) and known_run <> $1 order by person_key, version desc`,
    values: [runId, personKeys],
  });
  return new Map(rows.flatMap(({ person_key, since }) => (since === null ? [] : [[person_key, since] as const])));
};

export const screeningsOf = async <Content extends object>(
  db: Db,
  personKeys: readonly string[],
): Promise<ReadonlyMap<string, Content>> => {
  const { rows } = await db.query<{ person_key: string; content: Content }>({
    name: 'screenings-of',
    text: `select person_key, content from screening where person_key = any($1::uuid[]) and current`,
    values: [personKeys],
  });
  return new Map(rows.map((row) => [row.person_key, row.content]));
};

/** Of these people, what screening had last said when the given runs were over. */
export const screeningsKnownTo = async <Content extends object>(
  db: Db,
  runs: readonly string[],
  personKeys: readonly string[],
): Promise<ReadonlyMap<string, Content>> => {
  const { rows } = await db.query<{ person_key: string; content: Content }>(
    `select distinct on (person_key) person_key, content from screening
      where person_key = any($2::uuid[]) and known_run = any($1::text[]) order by person_key, version desc`,
    [runs, personKeys],
  );
  return new Map(rows.map((row) => [row.person_key, row.content]));
};
