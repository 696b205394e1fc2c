/** What a run waits for at this moment: units whose last attempt failed and that are to be tried again, one line for each step and dataset. */
import type { Dataset } from '../domain/sources.ts';
import type { Db } from './database.ts';
import type { FaultRecord } from './work.ts';

export interface Trouble {
  readonly step: string;
  readonly dataset: Dataset | null;
  readonly units: number;
  /** Why the unit that failed last has to wait. */
  readonly fault: FaultRecord;
}

export const troublesOf = async (db: Db, runId: string): Promise<readonly Trouble[]> => {
  const { rows } = await db.query<Trouble>(
    `select step, dataset, count(*)::int as units, (array_agg(fault order by not_before desc))[1] as fault
       from work where run_id = $1 and state = 'ready' and fault is not null group by step, dataset order by step, dataset`,
    [runId],
  );
  return rows;
};
