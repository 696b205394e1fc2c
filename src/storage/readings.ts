/** How far each dataset has been read, its line in the books, and for whom a reading counts. */
import type { Counts } from '../domain/books.ts';
import type { Instant } from '../domain/period.ts';
import type { Dataset, Testimony } from '../domain/sources.ts';
import type { Labels } from '../pipeline/1-pull/labels.ts';
import type { Db, Tx } from './database.ts';
import { markDue } from './due.ts';

/** `replay`: of rows that could not be read before, from what is kept of them; it asks nobody and speaks for nothing else. */
export type ReadingKind = 'nightly' | 'catch-up' | 'replay';

/** Where the next reading of a dataset starts: the end of the last window, or the cursor of its last page. Lookups have none. */
export type Watermark =
  | { readonly to: Instant }
  /** `labels`: by which every row before the cursor was read. */
  | { readonly cursor: string | null; readonly labels?: Labels }
  | null;

export interface Reading extends Counts {
  readonly runId: string;
  readonly dataset: Dataset;
  readonly kind: ReadingKind;
  readonly state: 'open' | 'complete' | 'failed';
  readonly startedAt: Instant;
  readonly fromBeginning: boolean;
  readonly watermark: Watermark;
  readonly asOf: Instant | null;
}

const READING = `run_id as "runId", dataset, kind, state, started_at as "startedAt", from_beginning as "fromBeginning", watermark, as_of as "asOf",
  fetched, accepted, unchanged, off_roster as "offRoster", withheld, quarantined, duplicate`;

export const openReading = async (
  tx: Tx,
  reading: {
    readonly runId: string;
    readonly dataset: Dataset;
    readonly kind: ReadingKind;
    readonly startedAt: Instant;
    readonly fromBeginning: boolean;
    readonly watermark: Watermark;
  },
): Promise<void> => {
  await tx.query(
    `insert into reading (run_id, dataset, kind, state, started_at, from_beginning, watermark) values ($1, $2, $3, 'open', $4, $5, $6)
     on conflict (run_id, dataset, kind) do update set state = 'open', from_beginning = excluded.from_beginning, watermark = excluded.watermark`,
    [reading.runId, reading.dataset, reading.kind, reading.startedAt, reading.fromBeginning, JSON.stringify(reading.watermark)],
  );
};

/** Adds a page to the books, in the transaction that saves it. */
export const enterInBooks = async (
  tx: Tx,
  reading: { readonly runId: string; readonly dataset: Dataset; readonly kind: ReadingKind },
  counts: Counts,
): Promise<void> => {
  await tx.query({
    name: 'enter-in-books',
    text: `update reading set fetched = fetched + $4, accepted = accepted + $5, unchanged = unchanged + $6, off_roster = off_roster + $7,
            withheld = withheld + $8, quarantined = quarantined + $9, duplicate = duplicate + $10
      where run_id = $1 and dataset = $2 and kind = $3`,
    values: [
      reading.runId,
      reading.dataset,
      reading.kind,
      counts.fetched,
      counts.accepted,
      counts.unchanged,
      counts.offRoster,
      counts.withheld,
      counts.quarantined,
      counts.duplicate,
    ],
  });
};

/** Where the next reading will start, noted by the unit of work that reached the end. */
export const noteWatermark = async (
  tx: Tx,
  reading: { readonly runId: string; readonly dataset: Dataset; readonly kind: ReadingKind },
  watermark: Watermark,
): Promise<void> => {
  await tx.query(`update reading set watermark = $4 where run_id = $1 and dataset = $2 and kind = $3`, [
    reading.runId,
    reading.dataset,
    reading.kind,
    JSON.stringify(watermark),
  ]);
};

/** The server forgot the cursor: this reading now starts at the beginning. */
export const restartReading = async (
  tx: Tx,
  reading: { readonly runId: string; readonly dataset: Dataset; readonly kind: ReadingKind },
): Promise<void> => {
  await tx.query(`update reading set from_beginning = true where run_id = $1 and dataset = $2 and kind = $3`, [
    reading.runId,
    reading.dataset,
    reading.kind,
  ]);
};

/** Closes a reading. A complete one from the beginning speaks for everyone who could be kept when it started. */
export const closeReading = async (
  tx: Tx,
  reading: Pick<Reading, 'runId' | 'dataset' | 'kind'>,
  closed: { readonly state: 'complete' | 'failed'; readonly asOf: Instant },
): Promise<void> => {
  const complete = closed.state === 'complete';
  const { rows } = await tx.query<{ speaksForAll: boolean; startedAt: Instant }>({
    name: 'close-reading',
    text: `update reading set state = $4, as_of = $5 where run_id = $1 and dataset = $2 and kind = $3
           returning from_beginning as "speaksForAll", started_at as "startedAt"`,
    values: [reading.runId, reading.dataset, reading.kind, closed.state, complete ? closed.asOf : null],
  });
  const [closing] = rows;
  if (!complete || closing?.speaksForAll !== true) return;
  const { rows: covered } = await tx.query<Covered>(
    `update coverage set covered_at = $3 where dataset = $1 and covered_at is null and eligible_since <= $2 returning person_key`,
    [reading.dataset, closing.startedAt, closed.asOf],
  );
  await markDue(tx, covered.map(keyOf));
};

export const reopenReadings = async (tx: Tx, runId: string, datasets: readonly string[]): Promise<void> => {
  await tx.query(`update reading set state = 'open' where run_id = $1 and dataset = any($2::text[]) and state = 'failed'`, [
    runId,
    datasets,
  ]);
};

interface Covered {
  readonly person_key: string;
}
const keyOf = (row: Covered): string => row.person_key;

/** What was kept of these people no longer compares with the roster, or can no longer be asked about: these datasets count as read once they are read again for them. */
export const uncover = async (
  tx: Tx,
  unclear: readonly { readonly personKey: string; readonly dataset: string }[],
  since: Instant,
): Promise<void> => {
  if (unclear.length === 0) return;
  await markDue(
    tx,
    unclear.map(({ personKey }) => personKey),
  );
  await tx.query(
    `update coverage c set covered_at = null, eligible_since = $3, answer = null, answer_records = null from unnest($1::uuid[], $2::text[]) as n (person_key, dataset)
      where c.person_key = n.person_key and c.dataset = n.dataset`,
    [unclear.map((one) => one.personKey), unclear.map((one) => one.dataset), since],
  );
};

/**
 * Whoever the first part of a reading found to be unknown to the authority: there is nothing to ask about them in the second. Somebody it knows,
 * without saying where they are insured, cannot be asked about, and is not read; nor is somebody whom it knew, of whom something is held that nobody can ask about
 * any more. A person's records are looked for by their key (`people.ts`, the same of places).
 */
export const coverUnasked = async (
  tx: Tx,
  dataset: Testimony,
  { after, at }: { readonly after: Testimony; readonly at: Instant },
): Promise<void> => {
  const { rows: covered } = await tx.query<Covered>(
    `update coverage c set covered_at = $3
      where c.dataset = $1 and c.covered_at is null
        and exists (select 1 from coverage f where f.person_key = c.person_key and f.dataset = $2 and f.covered_at is not null)
        and not exists (select from record r where r.person_key = c.person_key and r.dataset = any(array[$1, $2]) and case when r.current then not r.ended end)
     returning c.person_key`,
    [dataset, after, at],
  );
  await markDue(tx, covered.map(keyOf));
};

/** How many members wait for a catch-up reading of a dataset; each is looked up by key, whatever the planner believes of how many there are. */
export const uncoveredCount = async (db: Db, dataset: Testimony, before: Instant): Promise<number> => {
  const { rows } = await db.query<{ people: number }>(
    `select count(distinct c.person_key)::int as people
       from coverage c cross join lateral (select from member where person_key = c.person_key and left_on is null offset 0) m
      where dataset = $1 and covered_at is null and eligible_since <= $2`,
    [dataset, before],
  );
  return rows[0]?.people ?? 0;
};

/** The first of them, in the order of their keys. */
export const uncoveredPeople = async (
  db: Db,
  dataset: Testimony,
  { before, limit }: { readonly before: Instant; readonly limit: number },
): Promise<readonly string[]> => {
  const { rows } = await db.query<{ personKey: string }>(
    `select person_key as "personKey" from coverage where dataset = $1 and covered_at is null and eligible_since <= $2 order by person_key limit $3`,
    [dataset, before, limit],
  );
  return rows.map(({ personKey }) => personKey);
};

/** Datasets that have been read for each of these people. */
export const coverageOf = async (db: Db, personKeys: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<Testimony>>> => {
  const { rows } = await db.query<{ person_key: string; datasets: Testimony[] }>({
    name: 'coverage-of',
    text: `select person_key, array_agg(dataset) as datasets from coverage where person_key = any($1::uuid[]) and covered_at is not null group by person_key`,
    values: [personKeys],
  });
  return new Map(rows.map((row) => [row.person_key, new Set(row.datasets)]));
};

export interface LastComplete {
  readonly asOf: Instant;
  readonly watermark: Watermark;
}

/** The last complete reading of each dataset: what it says is as of its end. `apartFrom`: as it was before that run. */
export const lastComplete = async (
  db: Db,
  { apartFrom = null }: { readonly apartFrom?: string | null } = {},
): Promise<ReadonlyMap<Dataset, LastComplete>> => {
  const { rows } = await db.query<LastComplete & { readonly dataset: Dataset }>({
    name: 'last-complete',
    text: `select distinct on (dataset) dataset, as_of as "asOf", watermark from reading
      where state = 'complete' and kind = 'nightly' and run_id is distinct from $1 order by dataset, as_of desc, started_at desc`,
    values: [apartFrom],
  });
  return new Map(rows.map((row) => [row.dataset, row]));
};

/** By which labels whoever was caught up with since the last complete reading of a dataset, or in its night, was read. */
export const labelsOfCatchUps = async (
  db: Db,
  dataset: Testimony,
  { since, apartFrom }: { readonly since: Instant; readonly apartFrom: string },
): Promise<readonly Labels[]> => {
  const { rows } = await db.query<{ labels: Labels }>(
    `select watermark -> 'labels' as labels from reading
      where dataset = $1 and kind = 'catch-up' and state = 'complete' and as_of >= $2 and run_id <> $3 and watermark ? 'labels'`,
    [dataset, since, apartFrom],
  );
  return rows.map(({ labels }) => labels);
};

/** Whether the roster was ever read whole. */
export const hasRoster = async (db: Db): Promise<boolean> => {
  const { rows } = await db.query(`select 1 from reading where dataset = 'members' and state = 'complete' limit 1`);
  return rows.length > 0;
};

/** The last complete reading of each dataset as each of these runs had it, by run. */
export const readingsKnownTo = async (
  db: Db,
  runIds: readonly string[],
  datasets: readonly Dataset[],
): Promise<ReadonlyMap<string, ReadonlyMap<Dataset, Instant>>> => {
  const { rows } = await db.query<{ runId: string; dataset: Dataset; asOf: Instant }>(
    `select k.run_id as "runId", d.dataset, known.as_of as "asOf"
       from run k
       cross join unnest($2::text[]) as d (dataset)
       cross join lateral (
         select r.as_of from reading r join run o on o.run_id = r.run_id
          where r.dataset = d.dataset and r.state = 'complete' and r.kind = 'nightly' and o.started_at <= k.started_at
          order by r.as_of desc limit 1) known
      where k.run_id = any($1::text[])`,
    [runIds, datasets],
  );
  const byRun = Map.groupBy(rows, ({ runId }) => runId);
  return new Map([...byRun].map(([runId, known]) => [runId, new Map(known.map(({ dataset, asOf }) => [dataset, asOf]))]));
};

/** When each feed was last read from its beginning: catch-up readings are gathered from then. */
export const lastFromBeginning = async (
  db: Db,
  dataset: Testimony,
  { apartFrom }: { readonly apartFrom: string },
): Promise<Instant | null> => {
  const { rows } = await db.query<{ at: Instant | null }>(
    `select max(as_of) as at from reading where dataset = $1 and state = 'complete' and from_beginning and run_id <> $2`,
    [dataset, apartFrom],
  );
  return rows[0]?.at ?? null;
};

export const readingsOf = async (db: Db, runId: string): Promise<readonly Reading[]> => {
  const { rows } = await db.query<Reading>({
    name: 'readings-of',
    text: `select ${READING} from reading where run_id = $1 order by dataset, kind`,
    values: [runId],
  });
  return rows;
};

/** Nobody reads them to their end any more. */
export const failOpenReadings = async (tx: Tx, runId: string): Promise<void> => {
  await tx.query(`update reading set state = 'failed', as_of = null where run_id = $1 and state = 'open'`, [runId]);
};
