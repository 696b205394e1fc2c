/** Cases as whoever works with them asks for them: page by page, and one by its id. Erased people, and those no member is any more, have none. */
import type { Day } from '../domain/period.ts';
import { isUnjudged } from './case-nights.ts';
import type { Db } from './database.ts';
import { gatheredFrom, isOfDistrict } from './of-district.ts';
import { countingOf } from './people.ts';

export interface CaseFilter {
  readonly kind?: string;
  readonly class?: string;
  readonly purpose?: string;
  readonly programme?: string;
  readonly rule?: string;
  readonly cannotJudge?: boolean;
  readonly openedFrom?: string;
  /** Inclusive. */
  readonly openedTo?: string;
  readonly district?: string;
  readonly memberId?: string;
}

/** Where a page ended. */
export interface CasePosition {
  readonly openedOn: string;
  readonly caseId: string;
}

export interface CaseQuery {
  readonly status: 'open' | 'closed' | 'all';
  readonly filter: CaseFilter;
  /** Null: from the newest. */
  readonly after: CasePosition | null;
  readonly limit: number;
}

export interface ListedCase<Content> {
  readonly personKey: string;
  readonly memberId: string;
  readonly district: string | null;
  readonly caseId: string;
  readonly episode: string;
  readonly openedOn: Day;
  readonly openedRun: string;
  readonly closedOn: Day | null;
  readonly closedRun: string | null;
  /** The run that opened it is still under way: no later one has judged it. */
  readonly isOfTonight: boolean;
  readonly content: Content;
}

const STATUS: Readonly<Record<CaseQuery['status'], string>> = {
  open: 'c.closed_run is null',
  closed: 'c.closed_run is not null',
  all: 'true',
};

const CONDITIONS: Readonly<Record<keyof CaseFilter, ($: string) => string>> = {
  kind: ($) => `c.kind = ${$}`,
  class: ($) => `c.class = ${$}`,
  purpose: ($) => `c.purpose = ${$}`,
  programme: ($) => `c.programmes ? ${$}`,
  rule: ($) => `c.rules ? ${$}`,
  cannotJudge: ($) => `(c.cannot_judge or ${isUnjudged('c')}) = ${$}`,
  openedFrom: ($) => `c.opened_on >= ${$}`,
  openedTo: ($) => `c.opened_on <= ${$}`,
  district: () => isOfDistrict('c'),
  memberId: ($) => `c.person_key = (select o.person_key from member o where o.member_id = ${$})`,
};

const LISTED = `c.person_key as "personKey", m.member_id as "memberId", m.district, c.case_id as "caseId", c.episode, c.opened_on as "openedOn",
  c.opened_run as "openedRun", k.date as "closedOn", c.closed_run as "closedRun", coalesce(o.finished_at is null, false) as "isOfTonight", c.content`;

/** By the membership that counts. */
const BESIDE = `
  join lateral (${countingOf('c')}) m on true
  left join run k on k.run_id = c.closed_run
  left join run o on o.run_id = c.opened_run`;

/** The newest first; those of one day by their id, so that a page ends at the same place whatever opens meanwhile. */
export const listCases = async <Content>(db: Db, { status, filter, after, limit }: CaseQuery): Promise<readonly ListedCase<Content>[]> => {
  // Named only where they are asked for: a plan is made without knowing what is null.
  const asked = Object.entries(filter) as [keyof CaseFilter, string | boolean][];
  const position = after === null ? [] : [after.openedOn, after.caseId];
  const parameterOf = (index: number): string => `$${index + position.length + 2}`;
  const district = asked.findIndex(([name]) => name === 'district');
  const conditions = [
    STATUS[status],
    ...(after === null ? [] : ['(c.opened_on, c.case_id) < ($2::date, $3::uuid)']),
    ...asked.map(([name], index) => CONDITIONS[name](parameterOf(index))),
    'exists (select from member m where m.person_key = c.person_key)',
  ];
  const { rows } = await db.query<ListedCase<Content>>(
    `${district === -1 ? '' : gatheredFrom(parameterOf(district))}
     select ${LISTED}
       from (select c.person_key, c.case_id from screening_case c where ${conditions.join(' and ')}
              order by c.opened_on desc, c.case_id desc limit $1) page
       join screening_case c on c.person_key = page.person_key and c.case_id = page.case_id ${BESIDE}
      order by c.opened_on desc, c.case_id desc`,
    [limit, ...position, ...asked.map(([, value]) => value)],
  );
  return rows;
};

/** Null: there is none, or nobody it is about any more. */
export const findCase = async <Content>(db: Db, caseId: string): Promise<ListedCase<Content> | null> => {
  const { rows } = await db.query<ListedCase<Content>>(`select ${LISTED} from screening_case c ${BESIDE} where c.case_id = $1`, [caseId]);
  return rows[0] ?? null;
};
