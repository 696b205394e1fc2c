/** Failed units that somebody chose to try again, with what has to be known before: how large each is, and whether a later run has made it good. */
import type { Day, Instant } from '../domain/period.ts';
import type { Dataset, Source } from '../domain/sources.ts';
import type { Db, Tx } from './database.ts';
import { asksBy } from './drops.ts';
import type { RunStatus } from './runs.ts';

/** Null: whatever it is. */
export interface Selection {
  readonly jobIds: readonly string[] | null;
  readonly fingerprint: string | null;
  readonly source: Source | null;
}

export interface ChosenJob {
  readonly workId: string;
  readonly runId: string;
  readonly runStartedAt: Instant;
  readonly runStatus: RunStatus;
  readonly runPhase: string;
  readonly step: string;
  readonly dataset: Dataset | null;
  readonly source: Source | null;
  readonly fingerprint: string;
  readonly members: number;
  readonly about: number | null;
  /** Of a window, where it goes on and how many rows it has; null: no window, or nobody has told. */
  readonly offset: number | null;
  readonly total: number | null;
  /** A later run covers the same anew. */
  readonly overtaken: boolean;
}

/** The order of a night, so far as it says what a later run has passed. */
export interface NightOrder {
  /** Of phases, the end of a run last. */
  readonly phases: readonly string[];
  readonly steps: readonly { readonly step: string; readonly phase: string }[];
}

/**
 * Whether a later run `l` has read what the unit `w` was to read. A drop that a person is asked about stands until its dataset is read whole, or the
 * later run asks about it itself.
 */
const READ_AGAIN = `l.window_to >= r.window_to and exists (
  select from reading g
   where g.run_id = l.run_id and g.dataset = w.dataset and g.kind = coalesce(w.params ->> 'kind', 'nightly')
     and (g.state = 'complete' or not (${asksBy('w')})
       or exists (select from work v where v.run_id = l.run_id and v.dataset = w.dataset and ${asksBy('v')})))`;

/**
 * What was read from a dataset covers what failed before, since watermark and coverage stand until a reading is complete: a later run's reading of it,
 * as far as the failed one was to read. Shards and applications are done anew by whoever enters their phase.
 */
const OVERTAKEN = `exists (
  select from run l where l.started_at > r.started_at and l.status <> 'cancelled'
     and case when w.dataset is null
           then array_position($5::text[], l.phase) >= array_position($5::text[], (select o.phase from unnest($6::text[], $7::text[]) as o (step, phase) where o.step = w.step))
           else ${READ_AGAIN} end)`;

const CHOSEN = `w.state = 'failed' and ($1::uuid[] is null or w.work_id = any($1::uuid[])) and ($2::text is null or w.fingerprint = $2)
  and ($3::text is null or w.source = $3) and ($4::text[] is null or w.run_id = any($4::text[]))`;

const JOB = `w.work_id as "workId", w.run_id as "runId", r.started_at as "runStartedAt", r.status as "runStatus", r.phase as "runPhase", w.step, w.dataset, w.source,
  coalesce(w.fingerprint, 'unknown') as fingerprint, w.members, w.about,
  coalesce(w.checkpoint ->> 'offset', w.params ->> 'offset')::int as offset, coalesce(w.checkpoint ->> 'total', w.params ->> 'total')::int as total`;

interface Choosing {
  readonly order: NightOrder;
  /** Of these runs only; null: of all. */
  readonly runIds?: readonly string[];
}

const valuesOf = ({ jobIds, fingerprint, source }: Selection, { order: { phases, steps }, runIds = undefined }: Choosing): unknown[] => [
  jobIds,
  fingerprint,
  source,
  runIds ?? null,
  phases,
  steps.map(({ step }) => step),
  steps.map(({ phase }) => phase),
];

const chosen = (lock: string): string =>
  `select ${JOB}, ${OVERTAKEN} as overtaken from work w join run r on r.run_id = w.run_id where ${CHOSEN} order by w.created_at, w.work_id ${lock}`;

export const chosenJobs = async (db: Db, selection: Selection, choosing: Choosing): Promise<readonly ChosenJob[]> => {
  const { rows } = await db.query<ChosenJob>(chosen(''), valuesOf(selection, choosing));
  return rows;
};

/** Held until the transaction ends: nobody else tries them again meanwhile. */
export const holdChosen = async (tx: Tx, selection: Selection, choosing: Choosing): Promise<readonly ChosenJob[]> => {
  const { rows } = await tx.query<ChosenJob>(chosen('for update of w'), valuesOf(selection, choosing));
  return rows;
};

/**
 * What earlier runs failed at and this one, which is over, has done anew needs nobody any more. What somebody tries again at this moment is theirs.
 */
export const settleOvertaken = async (tx: Tx, runId: string): Promise<void> => {
  await tx.query(
    `update work set state = 'overtaken' where work_id in (
       select w.work_id from work w join run r on r.run_id = w.run_id join run l on l.run_id = $1
        where w.state = 'failed' and l.started_at > r.started_at
          and (w.dataset is null or ${READ_AGAIN})
          for update of w skip locked)`,
    [runId],
  );
};

/** Dates of the runs of everything chosen: held before the runs themselves, as by whoever opens one. */
export const datesOf = async (db: Db, { jobIds, fingerprint, source }: Selection): Promise<readonly Day[]> => {
  const { rows } = await db.query<{ date: Day }>(
    `select distinct r.date from run r where r.run_id in (select w.run_id from work w where ${CHOSEN}) order by r.date`,
    [jobIds, fingerprint, source, null],
  );
  return rows.map(({ date }) => date);
};

/** Holds the runs of everything chosen, the oldest first. */
export const holdRunsOf = async (tx: Tx, { jobIds, fingerprint, source }: Selection): Promise<readonly string[]> => {
  const { rows } = await tx.query<{ runId: string }>(
    `select r.run_id as "runId" from run r where r.run_id in (select w.run_id from work w where ${CHOSEN}) order by r.started_at, r.run_id for no key update`,
    [jobIds, fingerprint, source, null],
  );
  return rows.map(({ runId }) => runId);
};

/** Ids that are no unit's. */
export const unknownJobs = async (db: Db, jobIds: readonly string[]): Promise<readonly string[]> => {
  const { rows } = await db.query<{ id: string }>(
    `select g.id::text as id from unnest($1::uuid[]) as g (id) where not exists (select from work w where w.work_id = g.id)`,
    [jobIds],
  );
  return rows.map(({ id }) => id);
};

/**
 * What units of a step and dataset took on average for each member they were about, or each where that was not known, from beginning to end of the
 * attempt that finished; of the latest thousand.
 */
export const meanSeconds = async (
  db: Db,
  { step, dataset }: { readonly step: string; readonly dataset: Dataset | null },
): Promise<number | null> => {
  const { rows } = await db.query<{ seconds: number | null }>(
    `select (sum(extract(epoch from a.ended_at - a.started_at)) / sum(greatest(w.about, 1)))::float8 as seconds
       from (select w.work_id, w.attempt, w.about from work w where w.step = $1 and w.state = 'done' and w.dataset is not distinct from $2 order by w.created_at desc limit 1000) w
       join work_attempt a on a.work_id = w.work_id and a.attempt = w.attempt and a.ended_at is not null`,
    [step, dataset],
  );
  return rows[0]?.seconds ?? null;
};
