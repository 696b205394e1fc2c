/** Rows that could not be read, as an operator asks for them: page by page, and one with what is kept of it. */
import type { Instant } from '../domain/period.ts';
import type { Dataset } from '../domain/sources.ts';
import type { Db } from './database.ts';
import { countingOf } from './people.ts';

export interface QuarantineFilter {
  readonly dataset?: string;
  /** Of a source. */
  readonly datasets?: readonly Dataset[];
  /** The whole reason, or what stands before its colon. */
  readonly reason?: string;
}

/** Where a page ended. */
export interface QuarantinePosition {
  readonly createdAt: Instant;
  readonly quarantineId: string;
}

export interface QuarantineQuery {
  readonly state: 'open' | 'replayed' | 'all';
  readonly filter: QuarantineFilter;
  /** Null: from the newest. */
  readonly after: QuarantinePosition | null;
  readonly limit: number;
}

export interface ListedRow extends QuarantinePosition {
  readonly dataset: Dataset;
  /** Run, and page and row where it stood. */
  readonly position: Readonly<Record<string, string | number>>;
  readonly reason: string;
  readonly path: string;
  readonly shape: string;
  readonly state: 'open' | 'replayed';
  readonly personKey: string | null;
  /** Null: it is not known whose it is, or they are no member any more. */
  readonly memberId: string | null;
  /** Its content is kept, sealed. */
  readonly isKept: boolean;
  /** A replay of it was asked for and is not done. */
  readonly isAsked: boolean;
  readonly firstRun: string;
  readonly lastRun: string;
}

/** What is kept of it, and the key it is sealed under. */
export interface KeptRow extends ListedRow {
  /** Hex. */
  readonly fingerprint: string;
  readonly sealed: Buffer | null;
  readonly wrappedKey: Buffer | null;
}

const STATE: Readonly<Record<QuarantineQuery['state'], string>> = {
  open: `q.state = 'open'`,
  replayed: `q.state = 'replayed'`,
  all: 'true',
};

const CONDITIONS: Readonly<Record<keyof QuarantineFilter, ($: string) => string>> = {
  dataset: ($) => `q.dataset = ${$}`,
  datasets: ($) => `q.dataset = any(${$}::text[])`,
  reason: ($) => `(q.reason = ${$} or q.reason like ${$} || ':%')`,
};

const LISTED = `q.quarantine_id as "quarantineId", q.dataset, q.position, q.reason, q.path, q.shape, q.state, q.person_key as "personKey", m.member_id as "memberId",
  q.sealed is not null as "isKept", q.replay_id is not null as "isAsked", q.first_run as "firstRun", q.last_run as "lastRun", q.created_at as "createdAt"`;

/** By the membership that counts. */
const BESIDE = `
  left join lateral (${countingOf('q')}) m on true`;

/** The newest first; those of one moment by their id, so that a page ends at the same place whatever is set aside meanwhile. */
export const listQuarantine = async (db: Db, { state, filter, after, limit }: QuarantineQuery): Promise<readonly ListedRow[]> => {
  // Named only where they are asked for: a plan is made without knowing what is null.
  const asked = Object.entries(filter) as [keyof QuarantineFilter, unknown][];
  const position = after === null ? [] : [after.createdAt, after.quarantineId];
  const conditions = [
    STATE[state],
    ...(after === null ? [] : ['(q.created_at, q.quarantine_id) < ($2::timestamptz, $3::uuid)']),
    ...asked.map(([name], index) => CONDITIONS[name](`$${index + position.length + 2}`)),
  ];
  const { rows } = await db.query<ListedRow>(
    `select ${LISTED}
       from (select q.quarantine_id, q.created_at from quarantine q where ${conditions.join(' and ')}
              order by q.created_at desc, q.quarantine_id desc limit $1) page
       join quarantine q on q.quarantine_id = page.quarantine_id ${BESIDE}
      order by page.created_at desc, page.quarantine_id desc`,
    [limit, ...position, ...asked.map(([, value]) => value)],
  );
  return rows;
};

/** Null: there is none. */
export const findQuarantined = async (db: Db, quarantineId: string): Promise<KeptRow | null> => {
  const { rows } = await db.query<KeptRow>(
    `select ${LISTED}, encode(q.fingerprint, 'hex') as fingerprint, q.sealed, p.wrapped_key as "wrappedKey"
       from quarantine q left join person p on p.person_key = q.person_key ${BESIDE} where q.quarantine_id = $1`,
    [quarantineId],
  );
  return rows[0] ?? null;
};
