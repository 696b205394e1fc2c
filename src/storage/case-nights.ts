/** What each night said of a case, told from the versions of what screening said of its member; and which cases the last one could not judge. */
import type { Day } from '../domain/period.ts';
import type { Purpose } from '../domain/sources.ts';
import type { Db } from './database.ts';

const OF_CASE = `'$.cases[*] ? (@.purpose == $purpose && @.episode == $episode)'`;
const UNDECIDED = `'$.undecided[*] ? (@.purpose == $purpose && @.episode == $episode)'`;

const namedBy = (purpose: string, episode: string): string => `jsonb_build_object('purpose', ${purpose}, 'episode', ${episode})`;

/** What a night's silence means for one case: `standingOfCase` (`4-screen/case.ts`), in SQL. */
const standingOfCase = (content: string, purpose: string, episode: string): string => {
  const ofPurpose = `${content} #> array['standing', ${purpose}]`;
  const named = `${content}, ${UNDECIDED}, ${namedBy(purpose, episode)}`;
  return `(case when (${ofPurpose}) ->> 'state' = 'judged' and jsonb_path_exists(${named})
                then jsonb_build_object('state', 'cannot-judge', 'rules', jsonb_path_query_first(${named}) -> 'rules')
                else ${ofPurpose} end)`;
};

/**
 * Of a case called `row`: it is open only because the last word about its member says nothing of it and could not judge. Its own content is then
 * that of an earlier night.
 */
export const isUnjudged = (row: string): string => `(${row}.closed_run is null and exists (
  select from screening t
   where t.person_key = ${row}.person_key and t.current and (t.unjudged or t.content ? 'undecided')
     and ${standingOfCase('t.content', `${row}.purpose`, `${row}.episode`)} ->> 'state' = 'cannot-judge'
     and not jsonb_path_exists(t.content, ${OF_CASE}, ${namedBy(`${row}.purpose`, `${row}.episode`)})))`;

/** What one night said that concerns a case. */
export interface CaseNight<Content, Standing> {
  readonly runId: string;
  readonly on: Day;
  readonly ruleSet: { readonly id: string; readonly version: string };
  readonly standing: Standing;
  /** Null: nothing of this case. */
  readonly found: Content | null;
}

/** Every kept version of what screening said of this member, as far as it concerns one case, the earliest first. */
export const nightsOfCase = async <Content, Standing>(
  db: Db,
  { personKey, purpose, episode }: { readonly personKey: string; readonly purpose: Purpose; readonly episode: string },
): Promise<readonly CaseNight<Content, Standing>[]> => {
  const { rows } = await db.query<CaseNight<Content, Standing>>(
    `select s.known_run as "runId", k.date as "on", s.content -> 'ruleSet' as "ruleSet", ${standingOfCase('s.content', '$2::text', '$3::text')} as standing,
            jsonb_path_query_first(s.content, ${OF_CASE}, ${namedBy('$2::text', '$3::text')}) as found
       from screening s join run k on k.run_id = s.known_run
      where s.person_key = $1 order by s.version`,
    [personKey, purpose, episode],
  );
  return rows;
};

/** What one night came to for a case that the last night could not judge. */
export interface NightOfUnjudged {
  readonly caseId: string;
  readonly runId: string;
  readonly on: Day;
  readonly standing: string;
  readonly isFound: boolean;
  /** The last run before this one that judged its member: completed, or seen in what it left. Null: none is known. */
  readonly runBefore: string | null;
}

/** Those of these cases that the last night could not judge, by night, the earliest first. */
export const nightsOfUnjudged = async (
  db: Db,
  cases: readonly { readonly personKey: string; readonly caseId: string }[],
): Promise<readonly NightOfUnjudged[]> => {
  const { rows } = await db.query<NightOfUnjudged>(
    `select c.case_id as "caseId", k.run_id as "runId", k.date as "on", ${standingOfCase('s.content', 'c.purpose', 'c.episode')} ->> 'state' as standing,
            jsonb_path_exists(s.content, ${OF_CASE}, ${namedBy('c.purpose', 'c.episode')}) as "isFound",
            (select b.run_id from run b
              where b.started_at < k.started_at
                and (b.status = 'completed' or exists (select from screening e where e.person_key = s.person_key and e.known_run = b.run_id))
              order by b.started_at desc limit 1) as "runBefore"
       from unnest($1::uuid[], $2::uuid[]) as n (person_key, case_id)
       join screening_case c on c.person_key = n.person_key and c.case_id = n.case_id
       join screening s on s.person_key = c.person_key
       join run k on k.run_id = s.known_run
      where ${isUnjudged('c')}
      order by c.case_id, s.version`,
    [cases.map(({ personKey }) => personKey), cases.map(({ caseId }) => caseId)],
  );
  return rows;
};
