/**
 * What the overview counts, gathered from a narrow index for each kind of event, by everything that any of its tables tells apart. Whoever was erased is
 * in none of it.
 */
import type { Programme } from '../domain/application.ts';
import { addMonths, type Month, monthsBetween } from '../domain/period.ts';
import type { RemoteStatus } from '../pipeline/5-apply/callback.ts';
import { together } from '../together.ts';
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

/** Applications to which the same happened in the same month. */
export interface ApplicationTally {
  readonly event: 'delivered' | 'confirmed' | 'decided';
  readonly month: Month;
  readonly programme: Programme;
  readonly district: string | null;
  /** What stands now; null: nobody has told, or (of `confirmed`) it does not matter. */
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
  readonly month: number | null;
  readonly district: string | null;
  readonly kind: CaseTally['kind'];
  /** JSON. */
  readonly offered: string | null;
  readonly grounds: string | null;
  readonly isByGrounds: boolean;
  readonly cases: number;
}

/** Cases opened in these months. */
export const tallyCases = async (db: Db, months: Months, filter: OverviewFilter): Promise<CaseTallies> => {
  const { conditions, values } = asked(filter, { programme: ($) => `position('"' || ${$} || '"' in c.offered) > 0` });
  const counted = ['c.opened_month between $1 and $2', ...conditions].join(' and ');
  const [{ rows }, { rows: flagged }] = await together([
    db.query<CaseRow>(
      `select c.opened_month as month, c.district, c.kind, c.offered, c.grounds, grouping(c.opened_month) > 0 as "isByGrounds", count(*)::int as cases
         from screening_case c where ${counted} and c.kind in ('suggested', 'lead', 'near-miss')
        group by grouping sets ((c.opened_month, c.district, c.kind, c.offered), (c.kind, c.grounds))`,
      [...numbersOf(months), ...values],
    ),
    db.query<{ members: number }>(
      `select count(*)::int as members from (select distinct c.person_key from screening_case c where ${counted} and c.kind in ('suggested', 'lead')) member`,
      [...numbersOf(months), ...values],
    ),
  ]);
  return {
    tallies: rows.flatMap(({ month, district, kind, offered, isByGrounds, cases }) =>
      isByGrounds || month === null ? [] : [{ month: monthAt(month), district, kind, programmes: listIn<Programme>(offered), cases }],
    ),
    rules: rows.flatMap(({ kind, grounds, isByGrounds, cases }) => (isByGrounds ? [{ kind, rules: listIn<string>(grounds), cases }] : [])),
    members: flagged[0]?.members ?? 0,
  };
};

interface Event {
  readonly month: string;
  readonly status: string;
  readonly only: string;
}

const EVENTS: Readonly<Record<ApplicationTally['event'], Event>> = {
  delivered: {
    month: 'a.delivered_month',
    status: `case when a.state in ('withdrawn', 'withdrawing') then 'withdrawn' else a.remote_status end`,
    only: 'true',
  },
  confirmed: { month: 'a.confirmed_month', status: 'null::text', only: 'true' },
  decided: { month: 'a.decided_month', status: 'a.remote_status', only: `a.remote_status in ('declined', 'granted', 'refused')` },
};

/** What happened to applications in these months; each stands under each event of its own. */
export const tallyApplications = async (db: Db, months: Months, filter: OverviewFilter): Promise<readonly ApplicationTally[]> => {
  const { conditions, values } = asked(filter, { programme: ($) => `a.programme = ${$}` });
  const tally = async (event: ApplicationTally['event']): Promise<readonly ApplicationTally[]> => {
    const { month, status, only } = EVENTS[event];
    const counted = [`${month} between $1 and $2`, only, `a.hold_reason is distinct from 'erased'`, ...conditions].join(' and ');
    const { rows } = await db.query<Omit<ApplicationTally, 'event' | 'month'> & { readonly month: number }>(
      `select ${month} as month, a.programme, a.district, ${status} as status, count(*)::int as applications
         from application a where ${counted} group by 1, 2, 3, 4`,
      [...numbersOf(months), ...values],
    );
    return rows.map((row) => ({ ...row, event, month: monthAt(row.month) }));
  };
  return (await together([tally('delivered'), tally('confirmed'), tally('decided')])).flat();
};

/** Both inclusive. */
interface Months {
  readonly from: Month;
  readonly to: Month;
}

/** As the columns count them. */
const YEAR_0 = '0000-01' as Month;
const monthAt = (number: number): Month => addMonths(YEAR_0, number);
const numbersOf = ({ from, to }: Months): readonly [number, number] => [monthsBetween(YEAR_0, from), monthsBetween(YEAR_0, to)];

const listIn = <T>(json: string | null): readonly T[] => (json === null ? [] : (JSON.parse(json) as readonly T[]));

/** Named only where they are asked for: a plan is made without knowing what is null. Months are the first two parameters. */
const asked = (
  { programme, district }: OverviewFilter,
  { programme: isOf }: { readonly programme: ($: string) => string },
): { readonly conditions: readonly string[]; readonly values: readonly string[] } => {
  const named = [
    ...(programme === null ? [] : [{ condition: isOf, value: programme }]),
    ...(district === null ? [] : [{ condition: ($: string) => `district = ${$}`, value: district }]),
  ];
  return {
    conditions: named.map(({ condition }, index) => condition(`$${index + 3}`)),
    values: named.map(({ value }) => value),
  };
};
