/** What the first look of a morning is made of: counts over small indexes, and of whoever a missing dataset touches one pass over the permissions. */
import type { Day } from '../domain/period.ts';
import type { Testimony } from '../domain/sources.ts';
import type { Db } from './database.ts';
import type { Run, RunStatus } from './runs.ts';

export interface LastNight extends Pick<Run, 'runId' | 'date' | 'phase' | 'startedAt' | 'finishedAt'> {
  readonly status: Exclude<RunStatus, 'cancelled'>;
}

/** Of the latest date that was not cancelled, over or under way: one that makes up for an earlier date is no last night. */
export const lastNight = async (db: Db): Promise<LastNight | null> => {
  const { rows } = await db.query<LastNight>(
    `select run_id as "runId", date, status, phase, started_at as "startedAt", finished_at as "finishedAt"
       from run where status <> 'cancelled' order by date desc, ordinal desc limit 1`,
  );
  return rows[0] ?? null;
};

export interface Failed {
  readonly jobs: number;
  readonly causes: number;
}

/** All that stands as failed, whichever night it was of. */
export const failedNow = async (db: Db): Promise<Failed> => {
  const { rows } = await db.query<Failed>(
    `select count(*)::int as jobs, count(distinct fingerprint)::int as causes from work where state = 'failed'`,
  );
  return rows[0] ?? { jobs: 0, causes: 0 };
};

export interface Permitted {
  /** Whoever's data of any of them may be used, each once. */
  readonly members: number;
  readonly byDataset: Readonly<Partial<Record<Testimony, number>>>;
}

/** Members whose data of these datasets may be used. Reads every permission once. */
export const permittedMembers = async (db: Db, datasets: readonly Testimony[]): Promise<Permitted> => {
  if (datasets.length === 0) return { members: 0, byDataset: {} };
  const each = datasets.map((_, index) => `count(*) filter (where $${index + 2} = any(p.datasets))`);
  const { rows } = await db.query<{ members: number; counts: readonly number[] }>(
    `select count(*)::int as members, array[${each.join(', ')}]::int[] as counts from permission p
      where p.datasets && $1::text[] and exists (select from member m where m.person_key = p.person_key and m.left_on is null)`,
    [datasets, ...datasets],
  );
  const { members = 0, counts = [] } = rows[0] ?? {};
  return { members, byDataset: Object.fromEntries(datasets.map((dataset, index) => [dataset, counts[index] ?? 0])) };
};

/** Everybody on the roster who has not left. */
export const membersNow = async (db: Db): Promise<number> => {
  const { rows } = await db.query<{ members: number }>(`select count(*)::int as members from member where left_on is null`);
  return rows[0]?.members ?? 0;
};

/** Members of whom the last word of screening leaves something open. */
export const unjudgedMembers = async (db: Db): Promise<number> => {
  const { rows } = await db.query<{ members: number }>(`select count(*)::int as members from screening where current and unjudged`);
  return rows[0]?.members ?? 0;
};

export interface Waiting {
  /** Held until something is read that was not. */
  readonly unread: number;
  /** The aid system did not take them, and will not by itself. */
  readonly refused: number;
}

/** Of applications whose ground holds. */
export const waitingApplications = async (db: Db): Promise<Waiting> => {
  const { rows } = await db.query<Waiting>(
    `select count(*) filter (where state = 'held' and string_to_array(hold_reason, ',') && '{living-unknown,household-unknown}')::int as unread,
            count(*) filter (where state = 'refused' and hold_reason is distinct from 'unknown-member')::int as refused
       from application where state in ('held', 'refused')`,
  );
  return rows[0] ?? { unread: 0, refused: 0 };
};

/** Alerts that somebody was told of and that have not passed, but those of these rules. */
export const openAlertCount = async (db: Db, { apartFrom }: { readonly apartFrom: readonly string[] }): Promise<number> => {
  const { rows } = await db.query<{ open: number }>(
    `select count(*)::int as open from alert where state in ('firing', 'final') and not rule = any($1::text[])`,
    [apartFrom],
  );
  return rows[0]?.open ?? 0;
};

/** Correction requests without an answer, whose due date has passed. */
export const overdueCorrections = async (db: Db, today: Day): Promise<number> => {
  const { rows } = await db.query<{ overdue: number }>(
    `select count(*)::int as overdue from correction_request where state = 'open' and due_on < $1`,
    [today],
  );
  return rows[0]?.overdue ?? 0;
};
