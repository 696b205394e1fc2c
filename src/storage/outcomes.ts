/** What became of what was offered, by the rules it was offered for: how far a rule finds the people it is meant to find. */
import type { Programme } from '../domain/application.ts';
import type { RemoteStatus } from '../pipeline/5-apply/callback.ts';
import type { Db } from './database.ts';

/** One rule of one edition of a rule set, for one programme. An application stands under each rule it was offered for, by what is known of it now. */
export interface RuleOutcomes {
  readonly ruleSetId: string;
  readonly ruleSetVersion: string;
  readonly rule: string;
  readonly programme: Programme;
  /** All that were ever taken there: those that wait or were withdrawn, and those below. */
  readonly delivered: number;
  /** By the worker; the union has not decided. */
  readonly confirmed: number;
  readonly declined: number;
  readonly granted: number;
  readonly refused: number;
  /** The refused, by the aid system's own reason; `unstated` where it gave none. */
  readonly refusedBy: Readonly<Record<string, number>>;
  readonly expired: number;
  /** Granted, of those that were granted, refused or declined; null: nobody has decided on any. */
  readonly precision: number | null;
}

interface Counted {
  readonly ruleSetId: string;
  readonly ruleSetVersion: string;
  readonly rule: string;
  readonly programme: Programme;
  readonly status: RemoteStatus | null;
  readonly reasonCode: string | null;
  readonly applications: number;
}

/**
 * In the order of rule set, version, rule and programme. Only versions made here count: of one that the aid system knows and we do not, nobody can
 * say by which rules it was offered.
 */
export const outcomesByRule = async (db: Db): Promise<readonly RuleOutcomes[]> => {
  const { rows } = await db.query<Counted>(
    `select v.offered_by -> 'ruleSet' ->> 'id' as "ruleSetId", v.offered_by -> 'ruleSet' ->> 'version' as "ruleSetVersion", r.rule, a.programme,
            a.remote_status as status, a.reason_code as "reasonCode", count(*)::int as applications
       from application a
       join application_version v on v.person_key = a.person_key and v.application_id = a.application_id and v.version = a.delivered_version
      cross join jsonb_array_elements_text(v.offered_by -> 'rules') as r (rule)
      group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4`,
  );
  const byRule = Map.groupBy(rows, (row) => JSON.stringify([row.ruleSetId, row.ruleSetVersion, row.rule, row.programme]));
  return [...byRule.values()].flatMap((those) => those.slice(0, 1).map((of) => outcomesOf(of, those)));
};

const outcomesOf = ({ ruleSetId, ruleSetVersion, rule, programme }: Counted, rows: readonly Counted[]): RuleOutcomes => {
  const sum = (keep: (row: Counted) => boolean): number => rows.filter(keep).reduce((total, { applications }) => total + applications, 0);
  const of = (status: RemoteStatus): number => sum((row) => row.status === status);
  const [granted, refused, declined] = [of('granted'), of('refused'), of('declined')];
  const decided = granted + refused + declined;
  const refusals = Map.groupBy(
    rows.filter(({ status }) => status === 'refused'),
    ({ reasonCode }) => reasonCode ?? 'unstated',
  );
  return {
    ruleSetId,
    ruleSetVersion,
    rule,
    programme,
    delivered: sum(() => true),
    confirmed: of('confirmed'),
    declined,
    granted,
    refused,
    refusedBy: Object.fromEntries([...refusals].map(([code, those]) => [code, those.reduce((total, one) => total + one.applications, 0)])),
    expired: of('expired'),
    precision: decided === 0 ? null : granted / decided,
  };
};
