/**
 * What the overview counts, gathered in one pass over each of two narrow indexes, by everything that any of its tables tells apart. Whoever was erased
 * is in none of it.
 */
import type { Programme } from '../domain/application.ts';
import type { Day, Instant, Month } from '../domain/period.ts';
import type { RemoteStatus } from '../pipeline/5-apply/callback.ts';
import type { Db } from './database.ts';

export interface OverviewFilter {
  readonly programme: Programme | null;
  readonly district: string | null;
}

/** Cases of one month, place, kind and offer. */
export interface CaseTally {
  readonly month: Month;
  readonly district: string | null;
  readonly kind: 'suggested' | 'lead' | 'near-miss';
  /** What such a case offers; none, one or several. */
  readonly programmes: readonly Programme[];
  readonly cases: number;
}

/** Cases of one kind that name the same rules. */
export interface RuleTally {
  readonly kind: CaseTally['kind'];
  readonly rules: readonly string[];
  readonly cases: number;
}

/** Applications that went the same way in the same months. */
export interface ApplicationTally {
  readonly programme: Programme;
  readonly district: string | null;
  readonly delivered: Month;
  /** By the worker; null: never. */
  readonly confirmed: Month | null;
  /** When what stands now was decided; null: nobody has, or nobody said when. */
  readonly decided: Month | null;
  /** What stands now; null: nobody has told. */
  readonly status: RemoteStatus | null;
  readonly applications: number;
}

export interface CaseTallies {
  readonly tallies: readonly CaseTally[];
  readonly rules: readonly RuleTally[];
  /** Members with a case that flags them, each once. */
  readonly members: number;
}

interface CaseRow {
  readonly month: Month | null;
  readonly district: string | null;
  readonly kind: CaseTally['kind'];
  readonly programmes: readonly Programme[] | null;
  readonly rules: readonly string[] | null;
  readonly byRules: number;
  readonly cases: number;
}

/** Cases opened from one day to another, both inclusive. */
export const tallyCases = async (
  db: Db,
  { from, to }: { readonly from: Day; readonly to: Day },
  filter: OverviewFilter,
): Promise<CaseTallies> => {
  const { conditions, values } = asked(filter, { programme: ($) => `c.programmes ? ${$}`, after: 2 });
  const counted = ['c.opened_on between $1 and $2', ...conditions].join(' and ');
  const { rows } = await db.query<CaseRow>(
    `select to_char(c.month, 'YYYY-MM') as month, c.district, c.kind, c.programmes, c.rules,
            grouping(c.month, c.district, c.programmes) as "byRules", count(*)::int as cases
       from (select date_trunc('month', c.opened_on::timestamp) as month, c.district, c.kind, c.programmes, c.rules
               from screening_case c where ${counted} and c.kind in ('suggested', 'lead', 'near-miss')) c
      group by grouping sets ((c.month, c.district, c.kind, c.programmes), (c.kind, c.rules))`,
    [from, to, ...values],
  );
  const { rows: flagged } = await db.query<{ members: number }>(
    `select count(*)::int as members from (select distinct c.person_key from screening_case c where ${counted} and c.kind in ('suggested', 'lead')) member`,
    [from, to, ...values],
  );
  return {
    tallies: rows.flatMap(({ month, district, kind, programmes, byRules, cases }) =>
      byRules > 0 || month === null ? [] : [{ month, district, kind, programmes: programmes ?? [], cases }],
    ),
    rules: rows.flatMap(({ kind, rules, byRules, cases }) => (byRules > 0 ? [{ kind, rules: rules ?? [], cases }] : [])),
    members: flagged[0]?.members ?? 0,
  };
};

/** Of which something happened from `from` to before `until`: all that were ever delivered before then, and that last moved after that. */
export const tallyApplications = async (
  db: Db,
  { from, until }: { readonly from: Instant; readonly until: Instant },
  filter: OverviewFilter,
): Promise<readonly ApplicationTally[]> => {
  const { conditions, values } = asked(filter, { programme: ($) => `a.programme = ${$}`, after: 2 });
  const { rows } = await db.query<ApplicationTally>(
    `select a.programme, a.district, ${monthOf('a.delivered')} as delivered, ${monthOf('a.confirmed')} as confirmed, ${monthOf('a.decided')} as decided, a.status,
            count(*)::int as applications
       from (select a.programme, a.district, ${shanghaiMonth('a.first_delivered_at')} as delivered, ${shanghaiMonth('a.confirmed_at')} as confirmed,
                    ${shanghaiMonth('a.decided_at')} as decided,
                    case when a.state in ('withdrawn', 'withdrawing') then 'withdrawn' else a.remote_status end as status
               from application a
              where a.first_delivered_at < $2 and greatest(a.first_delivered_at, a.confirmed_at, a.decided_at) >= $1
                and ${["a.hold_reason is distinct from 'erased'", ...conditions].join(' and ')}) a
      group by a.programme, a.district, a.delivered, a.confirmed, a.decided, a.status`,
    [from, until, ...values],
  );
  return rows;
};

const shanghaiMonth = (instant: string): string => `date_trunc('month', ${instant} at time zone 'Asia/Shanghai')`;
const monthOf = (month: string): string => `to_char(${month}, 'YYYY-MM')`;

/** Named only where they are asked for: a plan is made without knowing what is null. */
const asked = (
  { programme, district }: OverviewFilter,
  { programme: isOf, after }: { readonly programme: ($: string) => string; readonly after: number },
): { readonly conditions: readonly string[]; readonly values: readonly string[] } => {
  const named = [
    ...(programme === null ? [] : [{ condition: isOf, value: programme }]),
    ...(district === null ? [] : [{ condition: ($: string) => `district = ${$}`, value: district }]),
  ];
  return {
    conditions: named.map(({ condition }, index) => condition(`$${after + index + 1}`)),
    values: named.map(({ value }) => value),
  };
};
