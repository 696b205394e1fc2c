/** Counterparts that somebody has said are not to be called. */
import type { Instant } from '../domain/period.ts';
import type { Source } from '../domain/sources.ts';
import type { Db } from '../storage/database.ts';

export interface Pause {
  /** As the ledger names them. */
  readonly by: string;
  readonly why: string;
  readonly since: Instant;
  /** Null: until somebody resumes it. */
  readonly until: Instant | null;
}

/** By counterpart. Nobody can pause one yet. */
export const pausesNow = async (_db: Db, _now: Instant): Promise<ReadonlyMap<Source, Pause>> => new Map();
