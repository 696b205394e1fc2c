/** Calls of the counterparts as every process has handed them in, and how each counterpart stood for the one that called last. */
import { type Instant, startOf } from '../domain/period.ts';
import type { Source } from '../domain/sources.ts';
import type { BreakerState } from '../upstream/breaker.ts';
import { ANSWERED, type CallCount, type CallFault, type Standing, type Tallied } from '../upstream/call-tally.ts';
import type { Db, Tx } from './database.ts';
import { type Batch, type Taken, taken } from './retention.ts';

export interface HandedIn extends Tallied {
  /** Whose: every process has circuits of its own. */
  readonly process: string;
  readonly circuits: Readonly<Partial<Record<Source, Pick<BreakerState, 'circuit'>>>>;
  readonly at: Instant;
}

/** Processes that hand in at the same moment take the rows in the same order, and wait for one another instead of for ever. */
const inOrder = (counts: readonly CallCount[]): readonly CallCount[] => {
  const keyOf = ({ source, minute, operation, outcome, sent }: CallCount) => `${source} ${minute} ${operation} ${outcome} ${sent}`;
  return counts.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
};

export const addCalls = async (tx: Tx, { counts, standings, process, circuits, at }: HandedIn): Promise<void> => {
  const rows = inOrder(counts);
  await tx.query({
    name: 'add-upstream-calls',
    text: `insert into upstream_call as c (source, minute, operation, outcome, sent, calls, total_ms, max_ms)
     select * from unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::boolean[], $6::int[], $7::bigint[], $8::int[])
     on conflict (source, minute, operation, outcome, sent) do update
       set calls = c.calls + excluded.calls, total_ms = c.total_ms + excluded.total_ms, max_ms = greatest(c.max_ms, excluded.max_ms)`,
    values: [
      rows.map(({ source }) => source),
      rows.map(({ minute }) => minute),
      rows.map(({ operation }) => operation),
      rows.map(({ outcome }) => outcome),
      rows.map(({ sent }) => sent),
      rows.map(({ calls }) => calls),
      rows.map(({ totalMs }) => totalMs),
      rows.map(({ maxMs }) => maxMs),
    ],
  });
  for (const standing of standings.toSorted((a, b) => (a.source < b.source ? -1 : 1)))
    await setStanding(tx, standing, { circuit: circuits[standing.source]?.circuit ?? 'closed', process, at });
};

/** What is newer replaces; what this process has not seen stays. */
const setStanding = async (
  tx: Tx,
  { source, calledAt, answeredAt, failedAt, fault }: Standing,
  { circuit, process, at }: { readonly circuit: BreakerState['circuit']; readonly process: string; readonly at: Instant },
): Promise<void> => {
  await tx.query({
    name: 'set-upstream-standing',
    text: `insert into upstream_standing as s (source, called_at, answered_at, failed_at, fault, circuit, circuit_of, circuit_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (source) do update
       set called_at = greatest(s.called_at, excluded.called_at), answered_at = greatest(s.answered_at, excluded.answered_at),
           fault = case when excluded.failed_at is null or excluded.failed_at < s.failed_at then s.fault else excluded.fault end,
           failed_at = greatest(s.failed_at, excluded.failed_at),
           circuit = excluded.circuit, circuit_of = excluded.circuit_of, circuit_at = excluded.circuit_at`,
    values: [source, calledAt, answeredAt, failedAt, fault === null ? null : JSON.stringify(fault), circuit, process, at],
  });
};

export interface StoredStanding extends Standing {
  readonly circuit: BreakerState['circuit'];
  readonly circuitOf: string;
  readonly circuitAt: Instant;
}

export const standingsOf = async (db: Db): Promise<ReadonlyMap<Source, StoredStanding>> => {
  const { rows } = await db.query<StoredStanding & { readonly fault: CallFault | null }>(
    `select source, called_at as "calledAt", answered_at as "answeredAt", failed_at as "failedAt", fault, circuit,
            circuit_of as "circuitOf", circuit_at as "circuitAt" from upstream_standing`,
  );
  return new Map(rows.map((row) => [row.source, row]));
};

/** Calls of each counterpart in a span of minutes. */
export interface CallSums {
  readonly sent: number;
  readonly failed: number;
  readonly notSent: number;
}

export const callSums = async (
  db: Db,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): Promise<ReadonlyMap<Source, CallSums>> => {
  const { rows } = await db.query<CallSums & { readonly source: Source }>(
    `select source, coalesce(sum(calls) filter (where sent), 0)::int as sent,
            coalesce(sum(calls) filter (where sent and outcome <> $3), 0)::int as failed,
            coalesce(sum(calls) filter (where not sent), 0)::int as "notSent"
       from upstream_call where minute >= $1 and minute < $2 group by source`,
    [from, to, ANSWERED],
  );
  return new Map(rows.map((row) => [row.source, row]));
};

export interface CallsOfAStep {
  readonly at: Instant;
  readonly calls: number;
  readonly failed: number;
  readonly notSent: number;
  readonly meanMs: number | null;
  readonly maxMs: number | null;
  readonly byCode: Readonly<Record<string, number>>;
}

export interface CallSpan {
  readonly source: Source;
  readonly from: Instant;
  readonly to: Instant;
  readonly stepSeconds: number;
}

/** Steps begin as the clock of Asia/Shanghai does; those without a call are among them. */
export const callsOver = async (db: Db, { source, from, to, stepSeconds }: CallSpan): Promise<readonly CallsOfAStep[]> => {
  const { rows } = await db.query<CallsOfAStep>(
    `with clock as (select timestamptz '2000-01-01 00:00+08' as origin, make_interval(secs => $4) as step),
     line as (
       select date_bin(k.step, c.minute, k.origin) as at, c.outcome, coalesce(sum(c.calls) filter (where c.sent), 0) as sent,
              coalesce(sum(c.calls) filter (where not c.sent), 0) as not_sent, sum(c.total_ms) filter (where c.sent) as total_ms,
              max(c.max_ms) filter (where c.sent) as max_ms
         from clock k cross join upstream_call c
        where c.source = $1 and c.minute >= date_bin(k.step, $2::timestamptz, k.origin) and c.minute < $3 group by 1, 2
       union all
       select generate_series(date_bin(k.step, $2::timestamptz, k.origin), $3::timestamptz - interval '1 microsecond', k.step), $5, 0, 0, null, null
         from clock k)
     select at, sum(sent)::int as calls, coalesce(sum(sent) filter (where outcome <> $5), 0)::int as failed, sum(not_sent)::int as "notSent",
            round(sum(total_ms) / nullif(sum(sent), 0))::int as "meanMs", max(max_ms) as "maxMs",
            coalesce(jsonb_object_agg(outcome, sent + not_sent) filter (where outcome <> $5), '{}') as "byCode"
       from line group by at order by at`,
    [source, from, to, stepSeconds, ANSWERED],
  );
  return rows;
};

export const deleteOldCalls = (tx: Tx, { before, limit }: Batch): Promise<Taken> =>
  taken(tx, `delete from upstream_call where ctid in (select ctid from upstream_call where minute < $1 limit $2)`, [
    startOf(before),
    limit,
  ]);
