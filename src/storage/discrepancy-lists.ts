/** Discrepancies as whoever works with them asks for them: page by page, and one by its id, each with what was asked of whom. */
import type { Day } from '../domain/period.ts';
import type { Authority, Testimony } from '../domain/sources.ts';
import type { Discrepancy, DiscrepancyKind } from '../pipeline/3-verify/types.ts';
import { type CorrectionRequest, requestsAbout } from './correction-requests.ts';
import type { Db } from './database.ts';
import { gatheredFrom, isOfDistrict } from './of-district.ts';
import { countingOf } from './people.ts';

export interface DiscrepancyFilter {
  readonly kind?: string;
  readonly source?: string;
  readonly district?: string;
  readonly memberId?: string;
}

/** Where a page ended. */
export interface DiscrepancyPosition {
  readonly openedOn: string;
  readonly discrepancyId: string;
}

/** `open`: nobody was asked; `requested`, `answered`: of those that are not closed. */
export const DISCREPANCY_STATUSES = ['open', 'requested', 'answered', 'closed'] as const;
export type DiscrepancyStatus = (typeof DISCREPANCY_STATUSES)[number];

export interface DiscrepancyQuery {
  readonly status: DiscrepancyStatus | 'unsettled' | 'all';
  readonly filter: DiscrepancyFilter;
  /** Null: from the newest. */
  readonly after: DiscrepancyPosition | null;
  readonly limit: number;
}

/** As it is stored: when a source was read last is the reading's business. */
export type KeptStatement = Omit<Discrepancy['statements'][number], 'asOf' | 'evidence'> & {
  readonly evidence: readonly { readonly dataset: Testimony; readonly version: number }[];
};

export interface ListedDiscrepancy {
  readonly personKey: string;
  readonly memberId: string;
  readonly district: string | null;
  readonly discrepancyId: string;
  readonly kind: DiscrepancyKind;
  readonly openedOn: Day;
  readonly openedRun: string;
  readonly closedOn: Day | null;
  readonly closedRun: string | null;
  readonly statements: readonly KeptStatement[];
  /** The newest first. */
  readonly requests: readonly CorrectionRequest[];
}

const STATUS: Readonly<Record<DiscrepancyQuery['status'], string>> = {
  open: 'd.closed_run is null and d.requested is null',
  requested: `d.closed_run is null and d.requested = 'open'`,
  answered: `d.closed_run is null and d.requested = 'answered'`,
  closed: 'd.closed_run is not null',
  unsettled: 'd.closed_run is null',
  all: 'true',
};

const CONDITIONS: Readonly<Record<keyof DiscrepancyFilter, ($: string) => string>> = {
  kind: ($) => `d.kind = ${$}`,
  source: ($) => `d.sources ? ${$}`,
  district: () => isOfDistrict('d'),
  memberId: ($) => `d.person_key = (select o.person_key from member o where o.member_id = ${$})`,
};

const LISTED = `d.person_key as "personKey", m.member_id as "memberId", m.district, d.discrepancy_id as "discrepancyId", d.kind, d.opened_on as "openedOn",
  d.opened_run as "openedRun", k.date as "closedOn", d.closed_run as "closedRun", d.content -> 'statements' as statements`;

/** By the membership that counts. */
const BESIDE = `
  join lateral (${countingOf('d')}) m on true
  left join run k on k.run_id = d.closed_run`;

type Found = Omit<ListedDiscrepancy, 'requests'>;

const withRequests = async (db: Db, found: readonly Found[]): Promise<readonly ListedDiscrepancy[]> => {
  const requests = Map.groupBy(await requestsAbout(db, found), ({ discrepancyId }) => discrepancyId);
  return found.map((one) => ({ ...one, requests: requests.get(one.discrepancyId) ?? [] }));
};

/** The newest first; those of one day by their id, so that a page ends at the same place whatever opens meanwhile. */
export const listDiscrepancies = async (
  db: Db,
  { status, filter, after, limit }: DiscrepancyQuery,
): Promise<readonly ListedDiscrepancy[]> => {
  // Named only where they are asked for: a plan is made without knowing what is null.
  const asked = Object.entries(filter) as [keyof DiscrepancyFilter, string][];
  const position = after === null ? [] : [after.openedOn, after.discrepancyId];
  const parameterOf = (index: number): string => `$${index + position.length + 2}`;
  const district = asked.findIndex(([name]) => name === 'district');
  const conditions = [
    STATUS[status],
    ...(after === null ? [] : ['(d.opened_on, d.discrepancy_id) < ($2::date, $3::uuid)']),
    ...asked.map(([name], index) => CONDITIONS[name](parameterOf(index))),
    'exists (select from member m where m.person_key = d.person_key)',
  ];
  const { rows } = await db.query<Found>(
    `${district === -1 ? '' : gatheredFrom(parameterOf(district))}
     select ${LISTED}
       from (select d.person_key, d.kind, d.opened_run, d.opened_on, d.discrepancy_id from discrepancy d where ${conditions.join(' and ')}
              order by d.opened_on desc, d.discrepancy_id desc limit $1) page
       join discrepancy d on d.person_key = page.person_key and d.kind = page.kind and d.opened_run = page.opened_run ${BESIDE}
      order by page.opened_on desc, page.discrepancy_id desc`,
    [limit, ...position, ...asked.map(([, value]) => value)],
  );
  return withRequests(db, rows);
};

/** Those of these ids that there are, about people that there still are. */
export const findDiscrepancies = async (db: Db, discrepancyIds: readonly string[]): Promise<readonly ListedDiscrepancy[]> => {
  const { rows } = await db.query<Found>(
    `select ${LISTED} from unnest($1::uuid[]) as n (discrepancy_id) join discrepancy d on d.discrepancy_id = n.discrepancy_id ${BESIDE}
      order by d.opened_on, d.discrepancy_id`,
    [discrepancyIds],
  );
  return withRequests(db, rows);
};

/** What waits for an answer of this authority, by due date. */
export const awaitedFrom = async (db: Db, addressee: Authority, limit: number): Promise<readonly ListedDiscrepancy[]> => {
  const { rows } = await db.query<Found>(
    `select ${LISTED}
       from (select q.person_key, q.discrepancy_id, q.due_on from correction_request q where q.addressee = $1 and q.state = 'open' order by q.due_on, q.person_key limit $2) asked
       join discrepancy d on d.discrepancy_id = asked.discrepancy_id and d.person_key = asked.person_key and d.closed_run is null ${BESIDE}
      order by asked.due_on, d.discrepancy_id`,
    [addressee, limit],
  );
  return withRequests(db, rows);
};

export const statusOfDiscrepancy = ({ closedRun, requests }: Pick<ListedDiscrepancy, 'closedRun' | 'requests'>): DiscrepancyStatus => {
  if (closedRun !== null) return 'closed';
  if (requests.some(({ state }) => state === 'open')) return 'requested';
  return requests.some(({ state }) => state === 'answered') ? 'answered' : 'open';
};
