/** Whether results cover everyone they must: asked when the books are closed. */
import { type Db, one } from './database.ts';

/** Members something may be used about, for a purpose that has no finding; and people whom a run was to look at and did not. */
export const unverifiedCount = async (db: Db, runId: string): Promise<number> => {
  const { rows } = await db.query<{ people: number }>(
    // All at once, not one by one: as many as there are people, times purposes.
    `select ((select count(*) from (select p.person_key, k.purpose from permission p cross join lateral jsonb_object_keys(p.purposes) as k (purpose)
                                    except select person_key, purpose from finding where current) missing
               where exists (select 1 from member m where m.person_key = missing.person_key))
             + (select count(*) from agenda a where a.run_id = $1 and (a.verify or a.screen)))::int as people`,
    [runId],
  );
  return one(rows).people;
};
