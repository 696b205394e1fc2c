/** Drops 骤减 that a person is asked about: which stand, and which were accepted. */
import { SUSPICIOUSLY_EMPTY, TOO_MANY_ENDED } from '../domain/drops.ts';
import type { Day, Instant } from '../domain/period.ts';
import { type Db, one, type Tx } from './database.ts';
import { endedUpTo, type NightOfDataset } from './endings.ts';

export interface AcceptedDrop {
  /** As the ledger names them. */
  readonly by: string;
  readonly at: Instant;
  readonly why: string;
}

/** A dataset of which more would end than ends in an ordinary night: nothing more of it is ended until a person has accepted that, or a later night does without. */
export interface StandingDrop extends NightOfDataset {
  readonly date: Day;
  /** Records, or members of the roster, that would end as far as they were read; what has ended since the last complete reading is among them. */
  readonly wouldEnd: number;
  /** Held before the first of them; null: its reading is not over, and nobody has counted. */
  readonly held: number | null;
  /** Units of work that failed of it. */
  readonly jobs: number;
  /** Null: nobody has. */
  readonly accepted: AcceptedDrop | null;
}

/** Units that failed because a person has to say whether what they would end has ended. */
export const asksBy = (unit: string): string =>
  `${unit}.state = 'failed' and (${unit}.fault ->> 'code' = '${TOO_MANY_ENDED}' or (${unit}.fault ->> 'code' = '${SUSPICIOUSLY_EMPTY}' and ${unit}.step = 'look-up'))`;

/** Of each dataset the latest night's; a later complete reading did without, and nobody asks any more. */
const LATEST = `
  select distinct on (d.dataset) d.dataset, d.run_id, k.date, k.started_at, d.jobs, a.accepted_by, a.accepted_at, a.why
    from (select w.dataset, w.run_id, count(*)::int as jobs from work w where ${asksBy('w')} and w.dataset is not null group by w.dataset, w.run_id) d
    join run k on k.run_id = d.run_id
    left join drop_accepted a on a.dataset = d.dataset and a.run_id = d.run_id
   where not exists (select from reading r where r.dataset = d.dataset and r.kind = 'nightly' and r.state = 'complete' and r.started_at > k.started_at)
   order by d.dataset, k.started_at desc`;

const ENDED = endedUpTo({ dataset: 's.dataset', runId: 's.run_id', startedAt: 's.started_at' });

/** In the order of datasets. */
export const standingDrops = async (db: Db): Promise<readonly StandingDrop[]> => {
  const { rows } = await db.query<StandingDrop>(
    `select s.dataset, s.run_id as "runId", s.date, s.jobs,
            (refused.records + ${ENDED})::bigint as "wouldEnd", refused.held,
            case when s.accepted_at is not null then jsonb_build_object('by', s.accepted_by, 'at', to_char(s.accepted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'why', s.why) end as accepted
       from (${LATEST}) s
      cross join lateral (select coalesce(sum(r.records), 0) as records, max(r.held) as held from ending_refused r where r.dataset = s.dataset and r.run_id = s.run_id) refused
      order by s.dataset`,
  );
  return rows;
};

/** Datasets that wait for a person's word: a drop that was accepted waits for its retry. */
export const askedDropCount = async (db: Db): Promise<number> => {
  const { rows } = await db.query<{ asked: number }>(`select count(*)::int as asked from (${LATEST}) s where accepted_at is null`);
  return one(rows).asked;
};

export const isDropAccepted = async (db: Db, { dataset, runId }: NightOfDataset): Promise<boolean> => {
  const { rows } = await db.query(`select from drop_accepted where dataset = $1 and run_id = $2`, [dataset, runId]);
  return rows.length > 0;
};

/** What ended of that dataset so far counts no more. False: somebody has accepted it already. */
export const acceptDrop = async (tx: Tx, { dataset, runId, by, at, why }: NightOfDataset & AcceptedDrop): Promise<boolean> => {
  const { rowCount } = await tx.query(
    `insert into drop_accepted (dataset, run_id, accepted_by, accepted_at, why) values ($1, $2, $3, $4, $5) on conflict (dataset, run_id) do nothing`,
    [dataset, runId, by, at, why],
  );
  if (rowCount !== 1) return false;
  await tx.query(`update ending_count set ended = 0, held = 0 where dataset = $1`, [dataset]);
  return true;
};
