/** Drops 骤减 that a person is asked about: which stand, and which were accepted. */
import type { Day, Instant } from '../domain/period.ts';
import type { Db, Tx } from './database.ts';
import type { NightOfDataset } from './endings.ts';

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
  /** Held before the first of them; null: it was not counted. */
  readonly held: number | null;
  /** Units of work that failed of it. */
  readonly jobs: number;
  /** Null: nobody has. */
  readonly accepted: AcceptedDrop | null;
}

/** Units that failed because a person has to say whether what they would end has ended. */
const ASKS = `w.state = 'failed' and (w.fault ->> 'code' = 'too-many-ended' or (w.fault ->> 'code' = 'suspiciously-empty' and w.step = 'look-up'))`;

/** Of each dataset the latest night's, in the order of datasets; a later complete reading did without, and nobody asks any more. */
export const standingDrops = async (db: Db): Promise<readonly StandingDrop[]> => {
  const { rows } = await db.query<StandingDrop>(
    `select distinct on (d.dataset) d.dataset, d.run_id as "runId", k.date, d.jobs,
            (coalesce(refused.records, 0) + coalesce(counted.ended, 0))::bigint as "wouldEnd", refused.held,
            case when a.run_id is not null then jsonb_build_object('by', a.accepted_by, 'at', to_char(a.accepted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'why', a.why) end as accepted
       from (select w.dataset, w.run_id, count(*)::int as jobs from work w where ${ASKS} and w.dataset is not null group by w.dataset, w.run_id) d
       join run k on k.run_id = d.run_id
       left join lateral (select sum(r.records) as records, max(r.held) as held from ending_refused r where r.dataset = d.dataset and r.run_id = d.run_id) refused on true
       left join lateral (select sum(e.ended) as ended from ending_count e where e.dataset = d.dataset and e.started_at <= k.started_at) counted on true
       left join drop_accepted a on a.dataset = d.dataset and a.run_id = d.run_id
      where not exists (select from reading r where r.dataset = d.dataset and r.kind = 'nightly' and r.state = 'complete' and r.started_at > k.started_at)
      order by d.dataset, k.started_at desc`,
  );
  return rows;
};

/** Datasets that wait for a person's word: a drop that was accepted waits for its retry. */
export const askedDropCount = async (db: Db): Promise<number> =>
  (await standingDrops(db)).filter(({ accepted }) => accepted === null).length;

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
