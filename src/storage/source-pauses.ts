/** Sources that an operator has paused: nobody asks them until they are resumed, or until the pause ends by itself. */
import type { Instant } from '../domain/period.ts';
import type { Source } from '../domain/sources.ts';
import type { Db, Tx } from './database.ts';

export interface SourcePause {
  readonly source: Source;
  /** As the ledger names them. */
  readonly by: string;
  readonly why: string;
  readonly since: Instant;
  /** Null: until somebody resumes it. */
  readonly until: Instant | null;
}

const PAUSE = `source, paused_by as by, why, since, until`;

/** Those that hold at that instant. */
export const sourcePauses = async (db: Db, at: Instant): Promise<readonly SourcePause[]> => {
  const { rows } = await db.query<SourcePause>({
    name: 'source-pauses',
    text: `select ${PAUSE} from source_pause where until is null or until > $1 order by source`,
    values: [at],
  });
  return rows;
};

/** In place of one that there is. */
export const pauseSource = async (tx: Tx, pause: SourcePause): Promise<void> => {
  await tx.query(
    `insert into source_pause (source, paused_by, why, since, until) values ($1, $2, $3, $4, $5)
     on conflict (source) do update set paused_by = excluded.paused_by, why = excluded.why, since = excluded.since, until = excluded.until`,
    [pause.source, pause.by, pause.why, pause.since, pause.until],
  );
};

/** False: it was not paused at that instant. */
export const endPause = async (tx: Tx, source: Source, at: Instant): Promise<boolean> => {
  const { rows } = await tx.query<{ held: boolean }>(
    `delete from source_pause where source = $1 returning until is null or until > $2 as held`,
    [source, at],
  );
  return rows[0]?.held === true;
};
