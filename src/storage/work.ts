/**
 * Units of work and their attempts: the truth the queue only points at. A unit is claimed, renewed and finished by its attempt; whoever
 * holds an attempt that is no longer current is refused, so a crash can repeat a step but not double its effect.
 */

import type { Instant } from '../domain/period.ts';
import { type Dataset, type Source, sourceOf } from '../domain/sources.ts';
import { uuidsFrom } from '../domain/uuid.ts';
import { Fault } from '../faults.ts';
import type { Cause } from './causes.ts';
import type { Db, Tx } from './database.ts';

/** `overtaken`: a later run has done what it was to do; `cancelled`: its run was. */
export const WORK_STATES = ['ready', 'running', 'done', 'failed', 'overtaken', 'cancelled'] as const;
export type WorkState = (typeof WORK_STATES)[number];

/** What is shown of a fault: nothing personal is in it. */
export interface FaultRecord {
  readonly kind: string;
  readonly code: string;
  readonly detail: string;
  readonly authority?: {
    readonly source: string;
    readonly operation: string;
    readonly httpStatus?: number;
    readonly code?: string;
    readonly message?: string;
  };
}

export interface NewWork {
  readonly step: string;
  readonly dataset: Dataset | null;
  /** What of the step it does, unique within run, pass and step. No personal data. */
  readonly unit: string;
  readonly params: object;
  /** How many members it is about, where that is known before it begins. */
  readonly about?: number | null;
}

export interface Work extends NewWork {
  readonly workId: string;
  readonly runId: string;
  readonly pass: number;
  /** Who is asked; null: nobody. */
  readonly source: Source | null;
  readonly about: number | null;
  readonly checkpoint: unknown;
  readonly state: WorkState;
  readonly attempt: number;
  readonly notBefore: Instant | null;
  readonly fault: FaultRecord | null;
  /** Of its last attempt that failed; stays when a later one is fine. */
  readonly fingerprint: string | null;
  readonly members: number;
  /** The last batch of retries it was part of. */
  readonly retryId: string | null;
  readonly createdAt: Instant;
  readonly finishedAt: Instant | null;
  /** A traceparent: the attempt it followed from; null: its phase opened with it, or nothing was traced. */
  readonly trace: string | null;
}

export interface Attempt {
  readonly attempt: number;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly outcome: 'done' | 'retry' | 'failed' | 'lost' | null;
  readonly fault: FaultRecord | null;
  readonly fingerprint: string | null;
}

/** One attempt at one unit: what a queue job points at. */
export interface AttemptRef {
  readonly workId: string;
  readonly attempt: number;
}

/** The columns of a unit, as `Work` names them. */
export const WORK = `work_id as "workId", run_id as "runId", pass, step, source, dataset, unit, params, about, checkpoint, state, attempt, not_before as "notBefore",
  fault, fingerprint, members, retry_id as "retryId", created_at as "createdAt", finished_at as "finishedAt", trace`;

/** Who a unit asks: whose dataset it reads, or the aid system it delivers to. */
export const askedBy = ({ step, dataset }: Pick<NewWork, 'step' | 'dataset'>): Source | null => {
  if (dataset !== null) return sourceOf(dataset);
  return step === 'deliver' ? 'aid-system' : null;
};

/** Adds units in the transaction that saves the results they follow from (`follows`: a traceparent). Adding one twice is nothing. */
export const addWork = async (
  tx: Tx,
  owner: { readonly runId: string; readonly pass: number; readonly follows?: string | null },
  work: readonly NewWork[],
): Promise<void> => {
  if (work.length === 0) return;
  await tx.query({
    name: 'add-work',
    text: `insert into work (work_id, run_id, pass, step, source, dataset, unit, params, about, state, trace)
     select gen_random_uuid(), $1, $2, step, source, dataset, unit, params, about, 'ready', $9
       from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::int[]) as n (step, source, dataset, unit, params, about)
     on conflict (run_id, pass, step, unit) do nothing`,
    values: [
      owner.runId,
      owner.pass,
      work.map((one) => one.step),
      work.map(askedBy),
      work.map((one) => one.dataset),
      work.map((one) => one.unit),
      work.map((one) => JSON.stringify(one.params)),
      work.map((one) => one.about ?? null),
      owner.follows ?? null,
    ],
  });
};

/** An attempt, and the number of the worker process that takes it. */
export interface Claim extends AttemptRef {
  readonly worker?: number;
}

/** Null: the attempt is no longer current, somebody else has it, or the unit is finished. */
export const claim = async (db: Db, ref: Claim): Promise<Work | null> => {
  const { rows } = await db.query<Work>({
    name: 'claim',
    text: `with claimed as (update work set state = 'running', worker = $3, heartbeat_at = now(), fault = null where work_id = $1 and attempt = $2 and state = 'ready' returning *),
          noted as (insert into work_attempt (work_id, attempt, started_at) select work_id, attempt, now() from claimed on conflict do nothing)
     select ${WORK} from claimed`,
    values: [ref.workId, ref.attempt, ref.worker ?? null],
  });
  return rows[0] ?? null;
};

/**
 * Given, and not written into the statement: a unit would be looked for among all that are under way, which before anything was counted are taken for
 * few, and whose index holds whatever was under way before.
 */
const UNDER_WAY: WorkState = 'running';

/** The fence: everything a unit saves is saved in a transaction that first proves its attempt is still current. */
export const renew = async (
  tx: Tx,
  ref: AttemptRef,
  progress: { readonly checkpoint?: unknown; readonly members?: number } = {},
): Promise<void> => {
  const { rowCount } = await tx.query({
    name: 'renew',
    text: `update work set heartbeat_at = now(), checkpoint = case when $3 then $4::jsonb else checkpoint end, members = members + $5
      where work_id = $1 and attempt = $2 and state = $6`,
    values: [
      ref.workId,
      ref.attempt,
      progress.checkpoint !== undefined,
      JSON.stringify(progress.checkpoint ?? null),
      progress.members ?? 0,
      UNDER_WAY,
    ],
  });
  if (rowCount !== 1) throw overtaken();
};

export const isOvertaken = (fault: Fault): boolean => fault.code === 'overtaken';
const overtaken = (): Fault =>
  new Fault('conflict', { code: 'overtaken', detail: 'This attempt is no longer current; another one has taken over.' });

/** Whoever is saving holds the row of their unit until that is done: no other unit of the process waits for it, and its own sign of life is the save. */
export const heartbeat = async (db: Db, refs: readonly AttemptRef[]): Promise<void> => {
  await db.query(
    `with alive as materialized (
       select w.work_id from unnest($1::uuid[], $2::int[]) as n (work_id, attempt)
         join work w on w.work_id = n.work_id and w.attempt = n.attempt and w.state = 'running' for no key update of w skip locked)
     update work set heartbeat_at = now() where work_id in (select work_id from alive)`,
    [refs.map((ref) => ref.workId), refs.map((ref) => ref.attempt)],
  );
};

/** `members`: touched by its last results, besides those it has noted. */
export const finish = async (tx: Tx, ref: AttemptRef, members = 0): Promise<void> => {
  const { rowCount } = await tx.query({
    name: 'finish',
    text: `with finished as (update work set state = 'done', finished_at = now(), heartbeat_at = null, fault = null, members = members + $3 where work_id = $1 and attempt = $2 and state = $4 returning work_id, attempt)
     update work_attempt a set ended_at = now(), outcome = 'done', fault = null from finished f where a.work_id = f.work_id and a.attempt = f.attempt`,
    values: [ref.workId, ref.attempt, members, UNDER_WAY],
  });
  if (rowCount !== 1) throw overtaken();
};

/** What an attempt failed of. */
export interface Failure {
  readonly fault: FaultRecord;
  readonly cause: Cause;
}

/** How an attempt ends without finishing: all but a failure are followed by the next attempt. */
interface Ending {
  readonly outcome: 'retry' | 'failed' | 'lost';
  readonly failure: Failure | null;
  readonly delayMs: number;
}

/** False: the attempt was overtaken, and nothing of it is noted. */
const endAttempt = async (db: Db, ref: AttemptRef, { outcome, failure, delayMs }: Ending): Promise<boolean> => {
  const cause = failure?.cause;
  const { rowCount } = await db.query(
    `with ended as (update work set state = case $3 when 'failed' then 'failed' else 'ready' end, attempt = attempt + case $3 when 'failed' then 0 else 1 end,
                           not_before = now() + make_interval(secs => $5::float8 / 1000), finished_at = case $3 when 'failed' then now() end,
                           enqueued = false, heartbeat_at = null, fault = $4, fingerprint = coalesce($6, fingerprint)
                     where work_id = $1 and attempt = $2 and state = 'running' returning work_id),
          counted as (insert into cause (fingerprint, source, kind, code, authority_code, message, detail, failures, first_seen, last_seen)
                      select $6, $7, $8, $9, $10, $11, $12, 1, now(), now() from ended where $6 is not null
                      on conflict (fingerprint) do update set detail = excluded.detail, failures = cause.failures + 1, last_seen = greatest(cause.last_seen, now())),
          hourly as (insert into cause_hour (fingerprint, hour, failures) select $6, date_trunc('hour', now()), 1 from ended where $6 is not null
                     on conflict (fingerprint, hour) do update set failures = cause_hour.failures + 1)
     update work_attempt a set ended_at = now(), outcome = $3, fault = $4, fingerprint = $6 from ended where a.work_id = ended.work_id and a.attempt = $2`,
    [
      ref.workId,
      ref.attempt,
      outcome,
      failure === null ? null : JSON.stringify(failure.fault),
      delayMs,
      ...[cause?.fingerprint, cause?.source, cause?.kind, cause?.code, cause?.authorityCode, cause?.message, cause?.detail].map(
        (word) => word ?? null,
      ),
    ],
  );
  return rowCount === 1;
};

/** The next attempt, not before its time. The checkpoint stays. */
export const retryLater = (tx: Tx, ref: AttemptRef, failure: Failure, delayMs: number): Promise<boolean> =>
  endAttempt(tx, ref, { outcome: 'retry', failure, delayMs });

export const fail = (tx: Tx, ref: AttemptRef, failure: Failure): Promise<boolean> =>
  endAttempt(tx, ref, { outcome: 'failed', failure, delayMs: 0 });

/** Puts back a claimed unit untouched: the process is leaving. */
export const release = (db: Db, ref: AttemptRef): Promise<boolean> => endAttempt(db, ref, { outcome: 'lost', failure: null, delayMs: 0 });

/** Everything that failed and was not made good since, newest first. */
export const failedWork = async (db: Db): Promise<readonly Work[]> => {
  const { rows } = await db.query<Work>(`select ${WORK} from work where state = 'failed' order by finished_at desc, work_id`);
  return rows;
};

/** By id, or by the beginning of one that no other shares; null: none begins so. */
export const findWork = async (db: Db, workId: string): Promise<(Work & { readonly attempts: readonly Attempt[] }) | 'several' | null> => {
  const span = uuidsFrom(workId);
  if (span === null) return null;
  const { rows } = await db.query<Work>(`select ${WORK} from work where work_id between $1 and $2 limit 2`, [span.first, span.last]);
  const [work] = rows;
  if (work === undefined) return null;
  return rows.length > 1 ? 'several' : { ...work, attempts: await attemptsAt(db, work.workId) };
};

/** Of a unit's attempts that have ended, from `first` on, those to which its counterpart answered against its own interface. */
export const brokenAnswersSince = async (db: Db, { workId }: Pick<Work, 'workId'>, first: number): Promise<number> => {
  const { rows } = await db.query<{ many: number }>(
    `select count(*)::int as many from work_attempt where work_id = $1 and attempt >= $2 and fault ->> 'kind' = 'broken'`,
    [workId, first],
  );
  return rows[0]?.many ?? 0;
};

export const attemptsAt = async (db: Db, workId: string): Promise<readonly Attempt[]> => {
  const { rows } = await db.query<Attempt>(
    `select attempt, started_at as "startedAt", ended_at as "endedAt", outcome, fault, fingerprint from work_attempt where work_id = $1 order by attempt`,
    [workId],
  );
  return rows;
};
