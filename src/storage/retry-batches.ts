/**
 * Batches of retries and how they go on. Whoever changes one holds its row, or the row of the cause that is concerned; what a unit came to is noted
 * in the transaction that ends its attempt, so that a crash loses nothing.
 */
import type { Instant } from '../domain/period.ts';
import { uuidsFrom } from '../domain/uuid.ts';
import type { Db, Tx } from './database.ts';
import type { FaultRecord, Work } from './work.ts';

export type CauseState = 'canary' | 'running' | 'done' | 'stopped';

export interface NewBatch {
  readonly retryId: string;
  readonly requestedBy: string;
  readonly requestedAt: Instant;
  readonly why: string | null;
  readonly causes: readonly { readonly fingerprint: string; readonly canary: string }[];
  /** Units that are tried. */
  readonly workIds: readonly string[];
  /** Units that a later run has made good. */
  readonly overtaken: readonly string[];
}

/** Writes the batch; what is tried gets its next attempt, which waits unless it is a canary's. */
export const insertBatch = async (tx: Tx, batch: NewBatch): Promise<void> => {
  const { retryId, causes, workIds, overtaken } = batch;
  const canaries = causes.map(({ canary }) => canary);
  await tx.query(
    `insert into retry_batch (retry_id, requested_by, requested_at, why, ended_at) values ($1, $2, $3, $4, case when $5 then $3::timestamptz end)`,
    [retryId, batch.requestedBy, batch.requestedAt, batch.why, workIds.length === 0],
  );
  await tx.query(
    `insert into retry_cause (retry_id, fingerprint, canary, state) select $1, fingerprint, canary, 'canary' from unnest($2::text[], $3::uuid[]) as n (fingerprint, canary)`,
    [retryId, causes.map(({ fingerprint }) => fingerprint), canaries],
  );
  await tx.query(
    `with given as materialized (select work_id, run_id, coalesce(fingerprint, 'unknown') as fingerprint, fault, finished_at, members, attempt + 1 as attempt from work where work_id = any($2::uuid[])),
          revived as (update work w set state = 'ready', attempt = g.attempt, held = g.work_id <> all($3::uuid[]), retry_id = $1, enqueued = false, not_before = null,
                                        finished_at = null, fault = null
                        from given g where w.work_id = g.work_id)
     insert into retry_job (retry_id, work_id, run_id, fingerprint, fault, failed_at, members, attempt, wave)
     select $1, work_id, run_id, fingerprint, fault, finished_at, members, attempt, case when work_id = any($3::uuid[]) then 0 end from given`,
    [retryId, workIds, canaries],
  );
  await tx.query(
    `with given as materialized (update work set state = 'overtaken', retry_id = $1 where work_id = any($2::uuid[]) returning *)
     insert into retry_job (retry_id, work_id, run_id, fingerprint, fault, failed_at, members, attempt, outcome)
     select $1, work_id, run_id, coalesce(fingerprint, 'unknown'), fault, finished_at, members, attempt, 'overtaken' from given`,
    [retryId, overtaken],
  );
};

/** That it opened a run once more, in the pass that begins now. */
export const noteReopened = async (tx: Tx, retryId: string, runId: string): Promise<void> => {
  await tx.query(`insert into retry_run (retry_id, run_id, pass) select $1, run_id, pass from run where run_id = $2`, [retryId, runId]);
};

/** Whether a run was opened for a batch of which nothing has come: no unit of it is open or was finished since, and those that were tried touched nobody. */
export const isAsBeforeRetry = async (tx: Tx, { runId, pass }: { readonly runId: string; readonly pass: number }): Promise<boolean> => {
  const { rows } = await tx.query({
    name: 'is-as-before-retry',
    text: `select 1 from retry_run o where o.run_id = $1 and o.pass = $2
        and not exists (select from work w where w.run_id = $1 and (w.state in ('ready', 'running') or (w.state = 'done' and w.finished_at >= o.reopened_at)))
        and not exists (select from work w join retry_job j on j.work_id = w.work_id and j.retry_id = w.retry_id
                         where w.run_id = $1 and w.state = 'failed' and j.outcome = 'failed' and (w.members <> j.members or w.source is null))`,
    values: [runId, pass],
  });
  return rows.length > 0;
};

/** What a unit of an open batch goes by: what its like failed of, and whether it goes first. */
export interface HeldCause {
  readonly retryId: string;
  readonly fingerprint: string;
  readonly state: CauseState;
  readonly isCanary: boolean;
  /** Its first attempt in this batch. */
  readonly firstAttempt: number;
}

/** Holds the cause that a unit is tried again under; null: it is part of no batch that goes on. */
export const holdCauseOf = async (tx: Tx, { workId, retryId }: Pick<Work, 'workId' | 'retryId'>): Promise<HeldCause | null> => {
  if (retryId === null) return null;
  const { rows } = await tx.query<HeldCause>(
    `select c.retry_id as "retryId", c.fingerprint, c.state, c.canary = j.work_id as "isCanary", j.attempt as "firstAttempt"
       from retry_job j join retry_cause c on c.retry_id = j.retry_id and c.fingerprint = j.fingerprint
      where j.retry_id = $1 and j.work_id = $2 and j.outcome is null for no key update of c`,
    [retryId, workId],
  );
  return rows[0] ?? null;
};

export const noteOutcome = async (
  tx: Tx,
  { workId, retryId }: Pick<Work, 'workId' | 'retryId'>,
  outcome: 'succeeded' | 'failed',
): Promise<void> => {
  if (retryId === null) return;
  await tx.query(`update retry_job set outcome = $3 where retry_id = $1 and work_id = $2 and outcome is null`, [retryId, workId, outcome]);
};

/** Why a cause stopped by itself. */
export interface StoppedBecause extends Pick<FaultRecord, 'code' | 'detail'> {
  readonly fingerprint: string;
}

/** Stops those of one cause; `because` null: by hand. */
export const stopCause = async (
  tx: Tx,
  { retryId, fingerprint }: Pick<HeldCause, 'retryId' | 'fingerprint'>,
  because: StoppedBecause | null,
): Promise<void> => {
  await tx.query(`update retry_cause set state = 'stopped', stopped_because = $3 where retry_id = $1 and fingerprint = $2`, [
    retryId,
    fingerprint,
    because === null ? null : JSON.stringify(because),
  ]);
  await returnWaiting(tx, { retryId, fingerprint });
};

/**
 * Of a cause that stopped: what waits is failed again, with the fault it had before or has had since. Its attempt stays counted: a queue that still
 * knows of it finds nothing to do, and the next batch takes the next.
 */
export const returnWaiting = async (tx: Tx, { retryId, fingerprint }: Pick<HeldCause, 'retryId' | 'fingerprint'>): Promise<void> => {
  // By their ids, found first: in one statement the plan might look through all of them for each.
  const { rows: open } = await tx.query<{ workId: string }>(
    `select work_id as "workId" from retry_job where retry_id = $1 and fingerprint = $2 and outcome is null`,
    [retryId, fingerprint],
  );
  const { rows: returned } = await tx.query<{ workId: string; tried: boolean }>(
    `update work w set state = 'failed', held = false, enqueued = false, not_before = null,
                       fault = case when w.attempt > j.attempt then coalesce(w.fault, j.fault) else j.fault end,
                       finished_at = case when w.attempt > j.attempt then now() else j.failed_at end
       from retry_job j where w.work_id = any($2::uuid[]) and w.state = 'ready' and j.retry_id = $1 and j.work_id = w.work_id
     returning w.work_id as "workId", w.attempt > j.attempt as tried`,
    [retryId, open.map(({ workId }) => workId)],
  );
  await tx.query(
    `update retry_job set outcome = case when work_id = any($3::uuid[]) then 'failed' else 'untried' end where retry_id = $1 and work_id = any($2::uuid[])`,
    [retryId, returned.map(({ workId }) => workId), returned.filter(({ tried }) => tried).map(({ workId }) => workId)],
  );
};

/** Holds a batch; null: there is none, or it is over. */
export const holdOpenBatch = async (tx: Tx, retryId: string): Promise<'open' | 'over' | null> => {
  const { rows } = await tx.query<{ over: boolean }>(
    `select ended_at is not null or stopped_by is not null as over from retry_batch where retry_id = $1 for no key update`,
    [retryId],
  );
  const [found] = rows;
  if (found === undefined) return null;
  return found.over ? 'over' : 'open';
};

export const holdBatch = async (tx: Tx, retryId: string): Promise<void> => {
  await tx.query(`select 1 from retry_batch where retry_id = $1 for no key update`, [retryId]);
};

/** Where the jobs of a cause stand. */
export interface CauseStanding {
  readonly retryId: string;
  readonly fingerprint: string;
  readonly state: CauseState;
  /** Units in the wave released last. */
  readonly wave: number;
  readonly canaryIsDone: boolean;
  /** Some wait behind the canary. */
  readonly hasHeld: boolean;
  /** Some that were released have not ended an attempt yet. */
  readonly isTrying: boolean;
  /** Some that were released are not over, tried or not. */
  readonly isOpen: boolean;
}

export const standingOf = async (db: Db, retryId: string): Promise<readonly CauseStanding[]> => {
  const { rows } = await db.query<CauseStanding>({
    name: 'retry-standing',
    text: `select c.retry_id as "retryId", c.fingerprint, c.state, c.wave,
             exists (select from retry_job j where j.retry_id = c.retry_id and j.work_id = c.canary and j.outcome = 'succeeded') as "canaryIsDone",
             exists (select from retry_job j where j.retry_id = c.retry_id and j.fingerprint = c.fingerprint and j.outcome is null and j.wave is null) as "hasHeld",
             exists (select from retry_job j join work w on w.work_id = j.work_id
                      where j.retry_id = c.retry_id and j.fingerprint = c.fingerprint and j.outcome is null and j.wave is not null and (w.state = 'running' or w.attempt = j.attempt)) as "isTrying",
             exists (select from retry_job j where j.retry_id = c.retry_id and j.fingerprint = c.fingerprint and j.outcome is null and j.wave is not null) as "isOpen"
        from retry_cause c where c.retry_id = $1`,
    values: [retryId],
  });
  return rows;
};

/** The next so many of those that wait may go. */
export const releaseWave = async (
  tx: Tx,
  { retryId, fingerprint }: Pick<HeldCause, 'retryId' | 'fingerprint'>,
  units: number,
): Promise<void> => {
  const { rows } = await tx.query<{ workId: string }>(
    `select work_id as "workId" from retry_job where retry_id = $1 and fingerprint = $2 and outcome is null and wave is null order by work_id limit $3`,
    [retryId, fingerprint, units],
  );
  const next = rows.map(({ workId }) => workId);
  await tx.query(`update work set held = false where work_id = any($1::uuid[]) and state = 'ready'`, [next]);
  await tx.query(`update retry_job set wave = $3 where retry_id = $1 and work_id = any($2::uuid[])`, [retryId, next, units]);
  await tx.query(`update retry_cause set state = 'running', wave = $3 where retry_id = $1 and fingerprint = $2`, [
    retryId,
    fingerprint,
    units,
  ]);
};

export const endCause = async (tx: Tx, { retryId, fingerprint }: Pick<HeldCause, 'retryId' | 'fingerprint'>): Promise<void> => {
  await tx.query(`update retry_cause set state = 'done' where retry_id = $1 and fingerprint = $2`, [retryId, fingerprint]);
};

/** Answers the runs it was about. */
export const endBatch = async (tx: Tx, retryId: string, at: Instant | null): Promise<readonly string[]> => {
  await tx.query(`update retry_batch set ended_at = coalesce($2::timestamptz, now()) where retry_id = $1 and ended_at is null`, [
    retryId,
    at,
  ]);
  const { rows } = await tx.query<{ runId: string }>(`select distinct run_id as "runId" from retry_job where retry_id = $1`, [retryId]);
  return rows.map(({ runId }) => runId);
};

export const noteStoppedBy = async (tx: Tx, retryId: string, by: string): Promise<void> => {
  await tx.query(`update retry_batch set stopped_by = $2 where retry_id = $1`, [retryId, by]);
};

export const openBatches = async (db: Db): Promise<readonly string[]> => {
  const { rows } = await db.query<{ retryId: string }>(
    `select retry_id as "retryId" from retry_batch where ended_at is null order by requested_at`,
  );
  return rows.map(({ retryId }) => retryId);
};

/** Whose jobs are tried again, or what follows from them is still to be done. */
export interface UnfinishedBatch {
  readonly retryId: string;
  /** Jobs of its own wait or are under way. */
  readonly isOpen: boolean;
}

/** The latest batch of which a run is not over; null: there is none. */
export const unfinishedRetry = async (db: Db): Promise<UnfinishedBatch | null> => {
  const { rows } = await db.query<UnfinishedBatch>(
    `select b.retry_id as "retryId", b.ended_at is null as "isOpen" from retry_batch b
      where exists (select from retry_job j join run r on r.run_id = j.run_id where j.retry_id = b.retry_id and r.status = 'running')
      order by b.requested_at desc limit 1`,
  );
  return rows[0] ?? null;
};

/** Batches whose ids begin so: two of them, where there are more. */
export const batchesBeginning = async (db: Db, beginning: string): Promise<readonly string[]> => {
  const between = uuidsFrom(beginning);
  if (between === null) return [];
  const { rows } = await db.query<{ retryId: string }>(
    `select retry_id as "retryId" from retry_batch where retry_id between $1 and $2 limit 2`,
    [between.first, between.last],
  );
  return rows.map(({ retryId }) => retryId);
};

/** Batches that go on and have units of a run in them. */
export const openBatchesOf = async (db: Db, runId: string): Promise<readonly string[]> => {
  const { rows } = await db.query<{ retryId: string }>(
    `select b.retry_id as "retryId" from retry_batch b where b.ended_at is null and exists (select from retry_job j where j.retry_id = b.retry_id and j.run_id = $1)
      order by b.requested_at, b.retry_id`,
    [runId],
  );
  return rows.map(({ retryId }) => retryId);
};

/** Units under way whose run is given up. */
export const noteCancelled = async (tx: Tx, runId: string): Promise<void> => {
  await tx.query(
    `update retry_job j set outcome = 'cancelled' from work w where w.run_id = $1 and w.state = 'cancelled' and w.retry_id is not null and j.retry_id = w.retry_id and j.work_id = w.work_id and j.outcome is null`,
    [runId],
  );
};
