/** Rule sets by digest, and which of them is active from when in which region. */
import type { Day, Instant } from '../domain/period.ts';
import type { Db, Tx } from './database.ts';

export interface StoredRuleSet {
  readonly digest: string;
  readonly id: string;
  readonly version: string;
  /** GB/T 2260 */
  readonly region: string;
  /** By name, as they were checked. */
  readonly files: Readonly<Record<string, string>>;
}

export interface Activation {
  readonly region: string;
  readonly effectiveFrom: Day;
  readonly digest: string;
  /** As the ledger names them. */
  readonly by: string;
  readonly why: string;
  /** The report, or why there is none. */
  readonly backtest: { readonly report: object } | { readonly without: string };
  readonly activatedAt: Instant;
}

/** One who activates, or opens a night, at a time. Held to the end of the transaction. */
export const holdActivations = async (tx: Tx): Promise<void> => {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('huzheng:rule-sets', 0))`);
};

/** False: this id and version are taken by other content. */
export const storeRuleSet = async (tx: Tx, { digest, id, version, region, files }: StoredRuleSet, at: Instant): Promise<boolean> => {
  await tx.query(
    `insert into rule_set (digest, id, version, region, files, stored_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    [digest, id, version, region, JSON.stringify(files), at],
  );
  return (await findRuleSet(tx, digest)) !== null;
};

export const findRuleSet = async (db: Db, digest: string): Promise<StoredRuleSet | null> => {
  const { rows } = await db.query<StoredRuleSet>(`select digest, id, version, region, files from rule_set where digest = $1`, [digest]);
  return rows[0] ?? null;
};

/** False: something is active from that day already. */
export const insertActivation = async (tx: Tx, { region, effectiveFrom, backtest, ...rest }: Activation): Promise<boolean> => {
  const [report, without] = 'report' in backtest ? [JSON.stringify(backtest.report), null] : [null, backtest.without];
  const { rowCount } = await tx.query(
    `insert into rule_set_activation (region, effective_from, digest, activated_by, why, backtest, without_backtest, activated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [region, effectiveFrom, rest.digest, rest.by, rest.why, report, without, rest.activatedAt],
  );
  return rowCount === 1;
};

export interface ActiveRuleSet extends StoredRuleSet {
  readonly effectiveFrom: Day;
}

/** What is active on a day. Null: nothing was activated from that day or an earlier one. */
export const findActive = async (db: Db, region: string, on: Day): Promise<ActiveRuleSet | null> => {
  const { rows } = await db.query<ActiveRuleSet>(
    `select s.digest, s.id, s.version, s.region, s.files, a.effective_from as "effectiveFrom"
       from (select digest, effective_from from rule_set_activation where region = $1 and effective_from <= $2 order by effective_from desc limit 1) a
       join rule_set s on s.digest = a.digest`,
    [region, on],
  );
  return rows[0] ?? null;
};

/** The regions for which anything was ever activated. */
export const activatedRegions = async (db: Db): Promise<readonly string[]> => {
  const { rows } = await db.query<{ region: string }>(`select distinct region from rule_set_activation order by region`);
  return rows.map(({ region }) => region);
};

/** The latest night that an activation from that day on would have judged: up to the next one. Null: there was none. */
export const latestNightUnder = async (tx: Tx, region: string, from: Day): Promise<Day | null> => {
  const { rows } = await tx.query<{ date: Day | null }>(
    `with following as (select min(effective_from) as day from rule_set_activation where region = $1 and effective_from > $2)
     select max(r.date) as date from following f, run r left join rule_set s on s.digest = r.rule_set
      where r.date >= $2 and (f.day is null or r.date < f.day) and (s.region is null or s.region = $1)`,
    [region, from],
  );
  return rows[0]?.date ?? null;
};

export interface ListedActivation {
  readonly region: string;
  readonly effectiveFrom: Day;
  readonly id: string;
  readonly version: string;
  readonly digest: string;
  readonly by: string;
  readonly why: string;
  readonly hasBacktest: boolean;
  readonly withoutBacktest: string | null;
  readonly activatedAt: Instant;
}

/** By region, the latest first. */
export const listActivations = async (db: Db): Promise<readonly ListedActivation[]> => {
  const { rows } = await db.query<ListedActivation>(
    `select a.region, a.effective_from as "effectiveFrom", s.id, s.version, s.digest, a.activated_by as by, a.why,
            a.backtest is not null as "hasBacktest", a.without_backtest as "withoutBacktest", a.activated_at as "activatedAt"
       from rule_set_activation a join rule_set s on s.digest = a.digest order by a.region, a.effective_from desc`,
  );
  return rows;
};
