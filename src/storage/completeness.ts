/** Whether results cover everyone they must: asked when the books are closed. */
import type { Db } from './database.ts';

/** Members something may be used about, for a purpose that has no finding. */
export const unverifiedCount = async (db: Db): Promise<number> => {
  const { rows } = await db.query<{ people: number }>(
    `select count(*)::int as people from permission p cross join lateral jsonb_object_keys(p.purposes) as k (purpose)
      where not exists (select 1 from finding f where f.person_key = p.person_key and f.purpose = k.purpose and f.current)
        and exists (select 1 from member m where m.person_key = p.person_key)`,
  );
  return rows[0]?.people ?? 0;
};
