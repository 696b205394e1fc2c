/** What verification leaves of people for screening of the same night, as long as nothing about them has changed in between. */
import { textArray } from './arrays.ts';
import type { Db, Tx } from './database.ts';

/** Whose it is, and the code that made it. */
export interface BriefingOf {
  readonly runId: string;
  readonly code: string;
}

export const saveBriefings = async (
  tx: Tx,
  { runId, code }: BriefingOf,
  briefings: readonly { readonly personKey: string; readonly content: object }[],
): Promise<void> => {
  if (briefings.length === 0) return;
  await tx.query({
    name: 'save-briefings',
    text: `insert into briefing (person_key, run_id, code, content) select person_key, $1, $2, content from unnest($3::uuid[], $4::text[]) as n (person_key, content)
           on conflict (person_key, run_id) do update set code = excluded.code, content = excluded.content`,
    values: [runId, code, briefings.map(({ personKey }) => personKey), textArray(briefings.map(({ content }) => JSON.stringify(content)))],
  });
};

/**
 * Of those of these people of whom nothing has been read since by anybody: whoever saves a change says so (`due.ts`), and what another run saves is said to
 * that run alone, so that beside one nobody is briefed.
 */
export const briefingsOf = async <Content extends object>(
  db: Db,
  { runId, code }: BriefingOf,
  personKeys: readonly string[],
): Promise<ReadonlyMap<string, Content>> => {
  const { rows } = await db.query<{ person_key: string; content: string }>({
    name: 'briefings-of',
    text: `select b.person_key, b.content from briefing b
            where b.person_key = any($3::uuid[]) and b.run_id = $1 and b.code = $2
              and not exists (select from person_news n where n.person_key = b.person_key and n.kind <> 'apply')
              and not exists (select from run r join run o on o.run_id <> r.run_id and (o.status = 'running' or o.finished_at > r.started_at)
                               where r.run_id = $1)`,
    values: [runId, code, personKeys],
  });
  return new Map(rows.map(({ person_key, content }) => [person_key, JSON.parse(content) as Content]));
};

/** Of people who have been screened. */
export const dropBriefings = async (tx: Tx, runId: string, personKeys: readonly string[]): Promise<void> => {
  await tx.query({
    name: 'drop-briefings',
    text: `delete from briefing where person_key = any($2::uuid[]) and run_id = $1`,
    values: [runId, personKeys],
  });
};

/** Before a run verifies: what it, or one that is over, was briefed of and did not come to. */
export const clearBriefings = async (tx: Tx, runId: string): Promise<void> => {
  await tx.query(`delete from briefing where run_id = $1 or run_id not in (select run_id from run where status = 'running')`, [runId]);
};
