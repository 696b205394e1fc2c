/** Applications as whoever works with them asks for them: page by page, and one by its id. Erased people, and those no member is any more, have none. */
import type { Programme } from '../domain/application.ts';
import type { Day, Instant } from '../domain/period.ts';
import type { ConcernKind } from '../pipeline/5-apply/application.ts';
import type { ApplicationState, RemoteStatus } from '../pipeline/5-apply/callback.ts';
import type { Db } from './database.ts';
import { gatheredFrom, isOfDistrict } from './of-district.ts';
import { countingOf } from './people.ts';

export interface ApplicationFilter {
  readonly state?: string;
  readonly remoteStatus?: string;
  readonly programme?: string;
  readonly district?: string;
  readonly heldReason?: string;
  readonly concern?: boolean;
  readonly memberId?: string;
}

export interface ApplicationQuery {
  readonly filter: ApplicationFilter;
  /** Id of the last of the page before; null: from the beginning. */
  readonly after: string | null;
  readonly limit: number;
}

export interface ListedApplication {
  readonly personKey: string;
  readonly memberId: string;
  readonly district: string | null;
  readonly applicationId: string;
  readonly caseId: string;
  readonly programme: Programme;
  readonly state: ApplicationState;
  readonly holdReason: string | null;
  /** 0: none was made yet. */
  readonly version: number;
  readonly deliveredVersion: number | null;
  readonly remoteStatus: RemoteStatus | null;
  readonly decidedAt: Instant | null;
  readonly reasonCode: string | null;
  /** Open: the worker confirmed it, and the evidence says otherwise since that day. */
  readonly concern: { readonly kind: ConcernKind; readonly openedOn: Day } | null;
}

/** What is held for several reasons names them all; what was refused names the fields after a colon. */
const CONDITIONS: Readonly<Record<keyof ApplicationFilter, ($: string) => string>> = {
  state: ($) => `a.state = ${$}`,
  remoteStatus: ($) => `a.remote_status = ${$}`,
  programme: ($) => `a.programme = ${$}`,
  heldReason: ($) => `${$} = any(string_to_array(split_part(a.hold_reason, ':', 1), ','))`,
  // The few that are open are gathered once, and each row on the way is held against them.
  concern: ($) =>
    `((a.person_key, a.application_id) in (select n.person_key, n.application_id from concern n where n.closed_run is null)) = ${$}`,
  district: () => isOfDistrict('a'),
  memberId: ($) => `a.person_key = (select o.person_key from member o where o.member_id = ${$})`,
};

/** What an erasure withdraws is nobody's any more. */
const OF_SOMEBODY = `a.hold_reason is distinct from 'erased'`;

const LISTED = `a.person_key as "personKey", m.member_id as "memberId", m.district, a.application_id as "applicationId", a.case_id as "caseId", a.programme,
  a.state, a.hold_reason as "holdReason", a.version, a.delivered_version as "deliveredVersion", a.remote_status as "remoteStatus",
  a.decided_at as "decidedAt", a.reason_code as "reasonCode", n.concern`;

/** By the membership that counts; of several concerns the gravest. */
const BESIDE = `
  join lateral (${countingOf('a')}) m on true
  left join lateral (
    select jsonb_build_object('kind', n.kind, 'openedOn', n.opened_on) as concern from concern n
     where n.person_key = a.person_key and n.application_id = a.application_id and n.closed_run is null
     order by n.kind = 'ground-gone' desc, n.opened_on limit 1) n on true`;

/** By id, which says nothing and never changes: whatever is made meanwhile, each of those there were is on one page. */
export const listApplications = async (db: Db, { filter, after, limit }: ApplicationQuery): Promise<readonly ListedApplication[]> => {
  // Named only where they are asked for: a plan is made without knowing what is null.
  const asked = Object.entries(filter) as [keyof ApplicationFilter, string | boolean][];
  const position = after === null ? [] : [after];
  const parameterOf = (index: number): string => `$${index + position.length + 2}`;
  const district = asked.findIndex(([name]) => name === 'district');
  const conditions = [
    OF_SOMEBODY,
    ...(after === null ? [] : ['a.application_id > $2::uuid']),
    ...asked.map(([name], index) => CONDITIONS[name](parameterOf(index))),
    'exists (select from member m where m.person_key = a.person_key)',
  ];
  const { rows } = await db.query<ListedApplication>(
    `${district === -1 ? '' : gatheredFrom(parameterOf(district))}
     select ${LISTED}
       from (select a.person_key, a.application_id from application a where ${conditions.join(' and ')} order by a.application_id limit $1) page
       join application a on a.person_key = page.person_key and a.application_id = page.application_id ${BESIDE}
      order by a.application_id`,
    [limit, ...position, ...asked.map(([, value]) => value)],
  );
  return rows;
};

/** Null: there is none, or nobody it is about any more. */
export const showApplication = async (db: Db, applicationId: string): Promise<ListedApplication | null> => {
  const { rows } = await db.query<ListedApplication>(
    `select ${LISTED} from application a ${BESIDE} where a.application_id = $1 and ${OF_SOMEBODY}`,
    [applicationId],
  );
  return rows[0] ?? null;
};

export interface ApplicationOfCase {
  readonly applicationId: string;
  readonly programme: Programme;
  readonly state: ApplicationState;
}

export const applicationsOfCase = async (
  db: Db,
  { personKey, caseId }: { readonly personKey: string; readonly caseId: string },
): Promise<readonly ApplicationOfCase[]> => {
  const { rows } = await db.query<ApplicationOfCase>(
    `select application_id as "applicationId", programme, state from application a
      where a.person_key = $1 and a.case_id = $2 and ${OF_SOMEBODY} order by programme, application_id`,
    [personKey, caseId],
  );
  return rows;
};

/** A version and the night that made it. */
export interface MadeVersion {
  readonly version: number;
  readonly runId: string;
  readonly on: Day;
}

/** Those that are kept, the earliest first. */
export const versionsOf = async (
  db: Db,
  { personKey, applicationId }: { readonly personKey: string; readonly applicationId: string },
): Promise<readonly MadeVersion[]> => {
  const { rows } = await db.query<MadeVersion>(
    `select v.version, v.known_run as "runId", k.date as "on" from application_version v join run k on k.run_id = v.known_run
      where v.person_key = $1 and v.application_id = $2 order by v.version`,
    [personKey, applicationId],
  );
  return rows;
};
