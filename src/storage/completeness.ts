/** Whether results cover everyone they must: asked when the books are closed. */
import { type Db, one } from './database.ts';

/** Members something may be used about, for a purpose that has no finding; and people whom a run was to look at and did not. */
export const unverifiedCount = async (db: Db, runId: string): Promise<number> => {
  const { rows } = await db.query<{ people: number }>(
    `select ((select count(*) from permission p cross join lateral jsonb_object_keys(p.purposes) as k (purpose)
               where not exists (select 1 from finding f where f.person_key = p.person_key and f.purpose = k.purpose and f.current)
                 and exists (select 1 from member m where m.person_key = p.person_key))
             + (select count(*) from agenda a where a.run_id = $1 and (a.verify or a.screen)))::int as people`,
    [runId],
  );
  return one(rows).people;
};
