/**
 * Jobs as operators ask for them: page by page, however asked for, and one by its id. Each page is found in an index alone (migration 0014), since
 * work is millions of rows; only what is shown is read from the table.
 */
import type pg from 'pg';
import type { Day } from '../domain/period.ts';
import type { Dataset } from '../domain/sources.ts';
import { uuidsFrom } from '../domain/uuid.ts';
import { type Db, inTransaction } from './database.ts';
import { askedBy, type Work } from './work.ts';

/** Whose jobs are asked for: by the key that shards people, and by whom the audit ledger says was looked at. */
export interface JobMember {
  readonly personKey: string;
  /** In hex. */
  readonly subject: string;
}

/** What is searched for: as it was asked, and as the words of causes are written. */
export interface JobText {
  readonly text: string;
  readonly words: string;
}

export interface JobFilter {
  readonly state?: string;
  readonly source?: string;
  readonly dataset?: string;
  readonly step?: string;
  readonly fingerprint?: string;
  readonly date?: string;
  readonly run?: string;
  readonly recovered?: boolean;
  readonly member?: JobMember;
  readonly q?: JobText;
}

/** Where a page ended: in microseconds since 1970, since many units are written within one millisecond. */
export interface JobPosition {
  readonly at: string;
  readonly workId: string;
}

export interface JobQuery {
  readonly filter: JobFilter;
  /** Null: from the newest. */
  readonly after: JobPosition | null;
  readonly limit: number;
}

export interface ListedJob extends Work, JobPosition {
  readonly date: Day;
  readonly held: boolean;
  readonly recovered: boolean;
}

const LISTED = `w.work_id as "workId", w.run_id as "runId", r.date, w.pass, w.step, w.source, w.dataset, w.unit, w.params, w.about, w.checkpoint, w.state, w.held,
  w.attempt, w.recovered, w.not_before as "notBefore", w.fault, w.fingerprint, w.members, w.created_at as "createdAt", w.finished_at as "finishedAt",
  (extract(epoch from w.created_at) * 1000000)::bigint::text as at`;

/** One condition on a row, with its values in the order of their places. */
interface Condition {
  readonly sql: ($: readonly string[]) => string;
  readonly values: readonly unknown[];
}

const is = (column: string, value: unknown): Condition => ({ sql: ([$]) => `${column} = ${$}`, values: [value] });

/** Newest first; those of one moment by their id, so that a page ends at the same place whatever is added meanwhile. */
export const listJobs = (pool: pg.Pool, { filter, after, limit }: JobQuery): Promise<readonly ListedJob[]> =>
  inTransaction(pool, async (db) => {
    // Which index leads there soonest depends on what is asked for.
    await db.query(`select set_config('plan_cache_mode', 'force_custom_plan', true)`);
    const ways = await waysTo(filter, db);
    if (ways.length === 0) return [];
    const conditions = [...common(filter), ...(await touching(filter, db)), ...(after === null ? [] : [beyond(after)])];
    const { sql, values } = pageQuery(ways, conditions, limit);
    const { rows } = await db.query<ListedJob>(sql, values);
    return rows;
  });

/** The page as a statement: the first of each way, in an index; of these the first, with all that is shown of them. */
const pageQuery = (ways: readonly (readonly Condition[])[], conditions: readonly Condition[], limit: number) => {
  const values: unknown[] = [limit];
  const written = ({ sql, values: given }: Condition): string => sql(given.map((value) => `$${values.push(value)}`));
  const shared = conditions.map(written);
  const pages = ways.map((way) => {
    const all = [...shared, ...way.map(written)];
    return `(select created_at, work_id from work ${all.length === 0 ? '' : `where ${all.join(' and ')}`} order by created_at desc, work_id desc limit $1)`;
  });
  const sql = `select ${LISTED}
    from (select distinct created_at, work_id from (${pages.join(' union all ')}) found order by created_at desc, work_id desc limit $1) page
    join work w on w.work_id = page.work_id join run r on r.run_id = w.run_id
   order by w.created_at desc, w.work_id desc`;
  return { sql, values };
};

const beyond = ({ at, workId }: JobPosition): Condition => ({
  sql: ([$at, $id]) => `(created_at, work_id) < (timestamptz 'epoch' + ${$at}::bigint * interval '1 microsecond', ${$id}::uuid)`,
  values: [at, workId],
});

const common = ({ state, fingerprint, recovered }: JobFilter): readonly Condition[] => [
  ...(state === undefined ? [] : [is('state', state)]),
  ...(fingerprint === undefined ? [] : [is('fingerprint', fingerprint)]),
  ...(recovered === undefined ? [] : [{ sql: () => (recovered ? 'recovered' : 'not recovered'), values: [] }]),
];

const among = (column: string, type: string, values: readonly string[]): Condition => ({
  sql: ([$]) => `${column} = any(${$}::${type}[])`,
  values: [values],
});

/** Those that looked at somebody, and those that are about people they are among. */
const touching = async ({ member }: JobFilter, db: Db): Promise<readonly Condition[]> => {
  if (member === undefined) return [];
  const { rows } = await db.query<{ work_id: string }>(
    `select e.trace::uuid as work_id from ledger_subject s join ledger_entry e on e.seq = s.seq and e.at = s.at where s.subject = decode($1, 'hex') and e.act = 'work'
     union select work_id from work where people @> $2::uuid`,
    [member.subject, member.personKey],
  );
  return [
    among(
      'work_id',
      'uuid',
      rows.map((row) => row.work_id),
    ),
  ];
};

type Way = readonly Condition[];

/**
 * Each run, cause, unit, id or kind of work that is asked for is a way of its own through the index that leads there in order: of a list of them
 * the planner cannot know how far back they lie, and would go through all that came since.
 */
const waysTo = async (filter: JobFilter, db: Db): Promise<readonly Way[]> => {
  const { date, run, q, fingerprint, member } = filter;
  const ofDate = date === undefined ? null : await runsOf(date, db);
  const runs = run === undefined ? ofDate : (ofDate ?? [run]).filter((one) => one === run);
  const byRun: readonly Way[] = runs === null ? [[]] : runs.map((runId) => [is('run_id', runId)]);
  const byText: readonly Way[] = q === undefined ? [[]] : await waysToText(q, db);
  const isNarrow = runs !== null || q !== undefined || fingerprint !== undefined || member !== undefined;
  const byKind = waysToKinds(await kindsAsked(filter, db), isNarrow);
  return byRun.flatMap((one) => byText.flatMap((other) => byKind.map((kind) => [...one, ...other, ...kind])));
};

/** Where something else leads to few already, kinds are only told apart. */
const waysToKinds = (kinds: readonly string[] | null, isNarrow: boolean): readonly Way[] => {
  if (kinds === null) return [[]];
  if (kinds.length === 0) return [];
  return isNarrow ? [[among('kind', 'text', kinds)]] : kinds.map((kind) => [is('kind', kind)]);
};

/** What there is of steps and their datasets, each a step along the index; null: any will do. */
const kindsAsked = async ({ step, dataset, source }: JobFilter, db: Db): Promise<readonly string[] | null> => {
  if (step === undefined && dataset === undefined && source === undefined) return null;
  const { rows } = await db.query<{ kind: string }>(
    `with recursive kinds as (
       (select kind from work order by kind limit 1)
       union all select (select w.kind from work w where w.kind > k.kind order by w.kind limit 1) from kinds k where k.kind is not null)
     select kind from kinds where kind is not null`,
  );
  return rows.flatMap(({ kind }) => {
    const [ofStep = '', ofDataset = ''] = kind.split('/');
    const of = { step: ofStep, dataset: ofDataset === '' ? null : (ofDataset as Dataset) };
    const fits =
      (step === undefined || of.step === step) &&
      (dataset === undefined || of.dataset === dataset) &&
      (source === undefined || askedBy(of) === source);
    return fits ? [kind] : [];
  });
};

const runsOf = async (date: string, db: Db): Promise<readonly string[]> => {
  const { rows } = await db.query<{ run_id: string }>('select run_id from run where date = $1', [date]);
  return rows.map((row) => row.run_id);
};

/** An operator who finds more than these has not searched for anything. */
const MOST_RUNS = 31;
const MOST_CAUSES = 31;
/** Fewer characters of an id begin too many. */
const SHORTEST_ID = 4;

const waysToText = async ({ text, words }: JobText, db: Db): Promise<readonly Way[]> => {
  const { rows: causes } = await db.query<{ fingerprint: string }>(
    `select fingerprint from cause
      where position(lower($1) in lower(concat_ws(e'\\n', fingerprint, code, detail, authority_code))) > 0 or position(lower($2) in lower(message)) > 0
      order by last_seen desc limit ${MOST_CAUSES}`,
    [text, words],
  );
  const { rows: runs } = await db.query<{ run_id: string }>(
    `select run_id from run where starts_with(run_id, $1) order by date desc limit ${MOST_RUNS}`,
    [text],
  );
  const ids = text.length < SHORTEST_ID ? null : uuidsFrom(text);
  return [
    ...causes.map(({ fingerprint }) => [is('fingerprint', fingerprint)]),
    ...runs.map(({ run_id }) => [is('run_id', run_id)]),
    [{ sql: ([$]) => `unit like ${$}`, values: [`${text.replaceAll(/[\\%_]/g, '\\$&')}%`] } satisfies Condition],
    ...(ids === null
      ? []
      : [[{ sql: ([$first, $last]) => `work_id between ${$first} and ${$last}`, values: [ids.first, ids.last] } satisfies Condition]]),
  ];
};

/** A job with what only its own page shows. */
export interface JobInFull extends ListedJob {
  readonly retryId: string | null;
  /** The first later run that read its dataset to the end, or was closed; null: none, or it is not overtaken. */
  readonly overtakenBy: string | null;
}

export const findJob = async (db: Db, workId: string): Promise<JobInFull | null> => {
  const { rows } = await db.query<JobInFull>(
    `select ${LISTED}, w.retry_id as "retryId",
            case when w.state = 'overtaken' then (
              select k.run_id from run k
               where k.started_at > r.started_at
                 and case when w.dataset is null then k.status in ('completed', 'incomplete')
                          else exists (select from reading g where g.run_id = k.run_id and g.dataset = w.dataset and g.state = 'complete'
                                         and g.kind = coalesce(w.params ->> 'kind', 'nightly')) end
               order by k.started_at limit 1) end as "overtakenBy"
       from work w join run r on r.run_id = w.run_id where w.work_id = $1`,
    [workId],
  );
  return rows[0] ?? null;
};
