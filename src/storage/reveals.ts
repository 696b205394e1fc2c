/** Members whose name and number an operator may have to know: because of something that is open about them for that purpose. */
import type { Purpose } from '../domain/sources.ts';
import type { Db } from './database.ts';

/**
 * Null: nobody of that id is a member, or nothing is open about them for that purpose: no case of it that stands, no application made from one that
 * waits for anybody, and no contradiction between sources of somebody whose data may be used for it.
 */
export const concernedMember = async (
  db: Db,
  { memberId, purpose }: { readonly memberId: string; readonly purpose: Purpose },
): Promise<string | null> => {
  const { rows } = await db.query<{ personKey: string }>(
    `select m.person_key as "personKey" from member m
      where m.member_id = $1 and m.left_on is null
        and (exists (select from screening_case c where c.person_key = m.person_key and c.purpose = $2 and c.closed_run is null)
             or exists (select from application a join screening_case c on c.person_key = a.person_key and c.case_id = a.case_id
                         where a.person_key = m.person_key and c.purpose = $2 and a.state in ('held', 'ready', 'delivered', 'refused', 'decided'))
             or exists (select from discrepancy d join permission p on p.person_key = d.person_key
                         where d.person_key = m.person_key and d.closed_run is null and p.purposes ? $2))`,
    [memberId, purpose],
  );
  return rows[0]?.personKey ?? null;
};
