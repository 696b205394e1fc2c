/** What a night's readings end, counted against what was held before: only as far as it takes to tell a drop from an ordinary night. */
import type { Instant } from '../domain/period.ts';
import type { Dataset } from '../domain/sources.ts';
import { type Db, one, type Tx } from './database.ts';

/** The readings of a dataset in one night. */
export interface NightOfDataset {
  readonly dataset: Dataset;
  readonly runId: string;
}

interface RecordRef {
  readonly personKey: string;
  readonly recordKey: string;
}

/** Until the transaction ends nobody else counts endings of the dataset. */
export const holdEndings = async (tx: Tx, dataset: Dataset): Promise<void> => {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('huzheng:endings:' || $1, 0))`, [dataset]);
};

/** How many of these records were held before the night: what it has brought itself, it may take back. */
export const heldBefore = async (tx: Tx, { dataset, runId }: NightOfDataset, records: readonly RecordRef[]): Promise<number> => {
  const { rows } = await tx.query<{ held: number }>(
    `select count(*)::int as held from (select distinct * from unnest($3::uuid[], $4::text[])) as n (person_key, record_key)
      where exists (select from record r where r.person_key = n.person_key and r.dataset = $1 and r.record_key = n.record_key and r.known_run <> $2 and not r.ended)`,
    [dataset, runId, records.map(({ personKey }) => personKey), records.map(({ recordKey }) => recordKey)],
  );
  return one(rows).held;
};

/** When the last complete reading of a dataset began, another run's; both as SQL has them. */
const lastComplete = (dataset: string, runId: string): string =>
  `coalesce((select max(started_at) from reading where dataset = ${dataset} and state = 'complete' and kind <> 'replay' and run_id <> ${runId}), '-infinity')`;

/**
 * How many of these were members when the roster was last read whole, and have not left: whom it has told of since, or brought back, it may let go again,
 * as the rows of a feed that keeps all history do. So where no night has read it whole nobody is counted: there is nothing to lose yet, and a first
 * reading that broke off is finished by a later night. Whoever the member was then: a corrected identity number is another person.
 */
export const membersBefore = async (tx: Tx, runId: string, memberIds: readonly string[]): Promise<number> => {
  const { rows } = await tx.query<{ members: number }>(
    `select count(*)::int as members from member m
      cross join lateral (
        select r.content ->> 'leftOn' as left_on
          from record c
          join record r on r.person_key = c.person_key and r.dataset = c.dataset and r.record_key = c.record_key
          join run k on k.run_id = r.known_run
         where c.dataset = 'members' and c.record_key = m.member_id and c.current and r.known_run <> $2 and k.started_at <= ${lastComplete(`'members'`, '$2')}
         order by r.changed_at desc nulls last, r.version desc limit 1) before
      where m.member_id = any($1::text[]) and m.left_on is null and before.left_on is null`,
    [memberIds, runId],
  );
  return one(rows).members;
};

/** As SQL: what has ended of a dataset since its last complete reading, up to that run. */
export const endedUpTo = ({ dataset, runId, startedAt }: { readonly [name in 'dataset' | 'runId' | 'startedAt']: string }): string =>
  `(select coalesce(sum(e.ended), 0) from ending_count e
     where e.dataset = ${dataset} and e.started_at <= ${startedAt} and (e.run_id = ${runId} or e.started_at > ${lastComplete(dataset, runId)}))`;

export interface CountedEndings {
  /** These and all before them, since the last complete reading of the dataset. */
  readonly ended: number;
  /** At least so many were held before the first of them. */
  readonly held: number;
  /** What other units of this night would have ended, and were not allowed to. */
  readonly refused: number;
}

/** Counts endings, in the transaction that saves them. Null: a person has accepted tonight's drop, and nothing is counted. */
export const countEndings = async (
  tx: Tx,
  { dataset, runId, startedAt, workId }: NightOfDataset & { readonly startedAt: Instant; readonly workId: string },
  records: number,
): Promise<CountedEndings | null> => {
  const { rows } = await tx.query<CountedEndings>(
    `with since as (select ${lastComplete('$1', '$2')} as at),
          old as (delete from ending_count e using since where e.dataset = $1 and e.run_id <> $2 and e.started_at <= since.at),
          old_refused as (delete from ending_refused where dataset = $1 and run_id <> $2),
          counted as (insert into ending_count as e (dataset, run_id, started_at, ended)
                      select $1, $2, $3, $4 where not exists (select from drop_accepted where dataset = $1 and run_id = $2)
                      on conflict (dataset, run_id) do update set ended = e.ended + excluded.ended returning ended, held)
     select counted.held,
            counted.ended + (select coalesce(sum(e.ended), 0)::bigint from ending_count e, since where e.dataset = $1 and e.run_id <> $2 and e.started_at > since.at) as ended,
            (select coalesce(sum(records), 0)::bigint from ending_refused where dataset = $1 and run_id = $2 and work_id <> $5) as refused
       from counted`,
    [dataset, runId, startedAt, records, workId],
  );
  return rows[0] ?? null;
};

/** How many records are held that were held before the night, counted up to `most`. */
export const countHeld = async (tx: Tx, { dataset, runId }: NightOfDataset, most: number): Promise<number> => {
  const { rows } = await tx.query<{ held: number }>(
    dataset === 'members'
      ? { text: `select count(*)::bigint as held from (select from member where left_on is null limit $1) held`, values: [most] }
      : {
          text: `select count(*)::bigint as held
                   from (select from record where dataset = $1 and current and not ended and not (version = 1 and known_run = $2) limit $3) held`,
          values: [dataset, runId, most],
        },
  );
  return one(rows).held;
};

export const noteHeld = async (tx: Tx, { dataset, runId }: NightOfDataset, held: number): Promise<void> => {
  await tx.query(`update ending_count set held = greatest(held, $3) where dataset = $1 and run_id = $2`, [dataset, runId, held]);
};

/** Exactly how many were held, where a refusal of this night has counted them. */
export const heldAtRefusal = async (tx: Tx, { dataset, runId }: NightOfDataset): Promise<number | null> => {
  const { rows } = await tx.query<{ held: number | null }>(
    `select max(held) as held from ending_refused where dataset = $1 and run_id = $2`,
    [dataset, runId],
  );
  return rows[0]?.held ?? null;
};

export interface RefusedEndings extends NightOfDataset {
  readonly workId: string;
  readonly records: number;
  /** Null: not counted. */
  readonly held: number | null;
}

/** Beside the transaction that is about to end in a fault. */
export const noteRefused = async (db: Db, { workId, dataset, runId, records, held }: RefusedEndings): Promise<void> => {
  await db.query(
    `insert into ending_refused (work_id, dataset, run_id, records, held) values ($1, $2, $3, $4, $5)
     on conflict (work_id) do update set records = excluded.records, held = coalesce(excluded.held, ending_refused.held)`,
    [workId, dataset, runId, records, held],
  );
};

/**
 * Once a reading is over: exactly how many were held, where something of it was refused and nobody has counted. A lookup that is not believed is met
 * often, and mostly is when it is asked again: so it is not counted before.
 */
export const countHeldOfRefused = async (tx: Tx, { dataset, runId }: NightOfDataset): Promise<void> => {
  await tx.query(
    `update ending_refused r
        set held = ${endedUpTo({ dataset: '$1', runId: '$2', startedAt: `(select started_at from run where run_id = $2)` })}
                 + (select count(*) from record where dataset = $1 and current and not ended and not (version = 1 and known_run = $2))
      where r.dataset = $1 and r.run_id = $2
        and not exists (select from ending_refused k where k.dataset = $1 and k.run_id = $2 and k.held is not null)`,
    [dataset, runId],
  );
};

/** The unit of work has been given another answer, or leave. */
export const forgetRefused = async (db: Db, workId: string): Promise<void> => {
  await db.query(`delete from ending_refused where work_id = $1`, [workId]);
};
