/** How a night's agenda is made: from what changed and whose day has come, with everybody who shares a household with them, before the first unit verifies. */
import type { Day } from '../domain/period.ts';
import { clearBriefings } from './briefings.ts';
import { one, type Tx } from './database.ts';

/** What holds for the whole city, by name; equal where nothing of it differs. */
export interface Circumstances {
  readonly digest: string;
  readonly stated: Readonly<Record<string, string>>;
}

export interface Opening {
  readonly runId: string;
  readonly date: Day;
  readonly circumstances: Circumstances;
  /** Whoever asked for it looks at everybody. */
  readonly full: boolean;
}

/** Why a night looks at everybody: names of circumstances that changed, `first-night` or `asked`; empty: it does not. */
export type Everybody = readonly string[];

/** Makes the agenda, or adds to that of an earlier pass. Answers why everybody is on it, where they are. */
export const openAgenda = async (tx: Tx, opening: Opening): Promise<Everybody> => {
  // One after the other: of what both would take the second finds what the first has made of it, and neither waits for a row that waits for it.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('huzheng:agenda', 0))`);
  // Whole tables against each other, once a night: not by keys, as everything else.
  await tx.query(`select set_config('enable_hashjoin', 'on', true), set_config('enable_mergejoin', 'on', true)`);
  await clearBriefings(tx, opening.runId);
  const { everybody, circumstanceId } = await enterOpening(tx, opening);
  await takeUp(tx, opening, circumstanceId);
  if (await isAnybodyLeftOut(tx)) while ((await addHouseholds(tx)) > 0);
  await countListed(tx, opening.runId);
  const linking = await bringTogether(tx, opening.runId);
  await joinHouseholds(tx, opening.runId, joinedBy(linking));
  await tx.query('drop table listed, home');
  await tx.query(`select set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`);
  return everybody;
};

const enterOpening = async (
  tx: Tx,
  { runId, circumstances: { digest, stated }, full }: Opening,
): Promise<{ readonly everybody: Everybody; readonly circumstanceId: number }> => {
  await tx.query(`insert into circumstance (digest, stated) values ($1, $2) on conflict (digest) do nothing`, [
    digest,
    JSON.stringify(stated),
  ]);
  const { rows: before } = await tx.query<{ stated: Readonly<Record<string, string>> }>(
    `select c.stated from agenda_opening o join run r on r.run_id = o.run_id join circumstance c on c.circumstance_id = o.circumstance_id
      order by r.started_at desc, (o.run_id = $1) desc limit 1`,
    [runId],
  );
  const [last] = before;
  const everybody = [
    ...(full ? ['asked'] : []),
    ...(last === undefined ? ['first-night'] : Object.keys(stated).filter((name) => stated[name] !== last.stated[name])),
  ].toSorted();
  const { rows } = await tx.query<{ circumstance_id: number }>(
    `insert into agenda_opening (run_id, circumstance_id, people, everybody) select $1, circumstance_id, 0, $3 from circumstance where digest = $2
     on conflict (run_id) do update set circumstance_id = excluded.circumstance_id,
       everybody = array(select distinct unnest(agenda_opening.everybody || excluded.everybody) order by 1)
     returning circumstance_id`,
    [runId, digest, everybody],
  );
  return { everybody, circumstanceId: one(rows).circumstance_id };
};

/**
 * What is new is taken, what others left is taken over; of runs that are still under way both are shared, since nobody knows who of the two comes
 * first. Whoever was looked at on a later day than this, or under other circumstances, is due as well.
 */
const takeUp = async (tx: Tx, { runId, date, full }: Opening, circumstanceId: number): Promise<void> => {
  await tx.query(
    `create temp table listed (person_key uuid primary key, anew boolean not null, screen boolean not null, apply boolean not null) on commit drop`,
  );
  await tx.query(`create temp table home (person_key uuid not null, household text collate "C" not null) on commit drop`);
  await tx.query(
    `with under_way as (select run_id from run where status = 'running' and run_id <> $1),
          taken as (delete from person_news n where n.kind <> 'permit' and (n.run_id is null or n.run_id not in (select run_id from under_way))
                    returning person_key, kind),
          left_over as (delete from agenda a where a.run_id <> $1 and a.run_id not in (select run_id from under_way) returning person_key, anew, screen),
          seen as (
            select person_key, kind = 'judge' as anew, kind = 'judge' as screen, true as apply from taken
            union all select person_key, kind = 'judge', kind = 'judge', true from person_news where kind <> 'permit' and run_id in (select run_id from under_way)
            union all select person_key, anew, screen or anew, true from left_over
            union all select person_key, anew, screen or anew, true from agenda where run_id in (select run_id from under_way)
            union all
            select m.person_key, true, true, true from member m left join due d on d.person_key = m.person_key
             where d.person_key is null or $4 or d.due_on <= $2 or d.looked_on > $2 or d.circumstance_id <> $3)
     insert into listed (person_key, anew, screen, apply) select person_key, bool_or(anew), bool_or(screen), bool_or(apply) from seen group by person_key`,
    [runId, date, circumstanceId, full],
  );
  await tx.query('analyze listed');
};

/** Everybody once, whom an earlier pass of the run listed too: they are still on its agenda, or were judged by it. */
const countListed = async (tx: Tx, runId: string): Promise<void> => {
  await tx.query(
    `update agenda_opening o
        set people = people + case when people = 0 then (select count(*) from listed where anew)
              else (select count(*) from listed l where anew
                       and not exists (select from agenda a where a.person_key = l.person_key and a.run_id = o.run_id and a.anew)
                       and not exists (select from due d where d.person_key = l.person_key and d.judged_run = o.run_id)) end
      where run_id = $1`,
    [runId],
  );
};

const isAnybodyLeftOut = async (tx: Tx): Promise<boolean> => {
  const { rows } = await tx.query(
    `select from member m where not exists (select from listed l where l.person_key = m.person_key and l.screen) limit 1`,
  );
  return rows.length > 0;
};

/** Households that people may belong to or were last judged in: more than are judged together, and never fewer. */
const HOMES = `
  select l.person_key, (r.digests ->> 'household') collate "C" as household
    from listed l join record r on r.person_key = l.person_key and r.current and not r.ended and r.digests ? 'household' where l.screen
  union
  select l.person_key, f.household
    from listed l join fact_sheet f on f.person_key = l.person_key and f.current where l.screen and f.household <> f.person_key::text`;

/** Whoever shares a household with somebody who is listed is judged again with them. Answers how many came. */
const addHouseholds = async (tx: Tx): Promise<number> => {
  const { rowCount } = await tx.query(
    `with homes as materialized (select distinct household from (${HOMES}) h),
          shared as (
            select r.person_key from homes h
              join record r on (r.digests ->> 'household') collate "C" = h.household and r.current and not r.ended and r.digests ? 'household'
            union
            select f.person_key from homes h join fact_sheet f on f.household = h.household and f.current)
     insert into listed (person_key, anew, screen, apply) select person_key, false, true, false from shared
     on conflict (person_key) do update set screen = true where not listed.screen`,
  );
  return rowCount ?? 0;
};

/** Whoever may belong to one household falls into one unit: by its digest. Answers what people link several of them. */
const bringTogether = async (tx: Tx, runId: string): Promise<readonly (readonly string[])[]> => {
  await tx.query(`insert into home ${HOMES}`);
  await tx.query(
    `insert into agenda (person_key, run_id, verify, screen, apply, anew, together)
     select l.person_key, $1, l.anew, l.screen, l.apply, l.anew, coalesce(h.household, l.person_key::text)
       from listed l left join (select person_key, min(household) as household from home group by person_key) h on h.person_key = l.person_key
     on conflict (person_key, run_id) do update
        set verify = agenda.verify or excluded.verify, screen = agenda.screen or excluded.screen, apply = agenda.apply or excluded.apply,
            anew = agenda.anew or excluded.anew, together = excluded.together`,
    [runId],
  );
  const { rows } = await tx.query<{ households: string[] }>(
    `select array_agg(household) as households from home group by person_key having count(*) > 1`,
  );
  return rows.map(({ households }) => households);
};

const joinHouseholds = async (tx: Tx, runId: string, joined: ReadonlyMap<string, string>): Promise<void> => {
  await tx.query(
    `update agenda a set together = n.first from unnest($2::text[], $3::text[]) as n (household, first) where a.run_id = $1 and a.together = n.household`,
    [runId, [...joined.keys()], [...joined.values()]],
  );
};

/** For each of what is linked, the first of all it is linked with. */
export const joinedBy = (links: readonly (readonly string[])[]): ReadonlyMap<string, string> => {
  const above = new Map<string, string>();
  const rootOf = (name: string): string => {
    const next = above.get(name);
    return next === undefined || next === name ? name : rootOf(next);
  };
  for (const [first, ...others] of links)
    for (const other of others) {
      const [low, high] = [rootOf(first ?? other), rootOf(other)].toSorted();
      if (low !== undefined && high !== undefined && low !== high) above.set(high, low);
    }
  return new Map([...above.keys()].map((name) => [name, rootOf(name)]));
};
