/** Whether somebody holds a lock of `lock.ts`, found out without taking it: whoever wants it meanwhile gets it. */
import type { Db } from './database.ts';

/** `shared`: by whom others may hold it beside. */
export const isLockHeld = async (db: Db, name: string, { shared }: { readonly shared?: true } = {}): Promise<boolean> => {
  const { rows } = await db.query(
    `select 1 from pg_locks l join (select hashtextextended($1, 0) as key) k
        on l.classid::bigint = ((k.key >> 32) & 4294967295) and l.objid::bigint = (k.key & 4294967295)
      where l.locktype = 'advisory' and l.objsubid = 1 and l.granted and l.database = (select oid from pg_database where datname = current_database())
        and (not $2 or l.mode = 'ShareLock')`,
    [name, shared ?? false],
  );
  return rows.length > 0;
};
