/** Rule sets as the database keeps them: what is active on a day, and what a run was judged by, word for word. */
import type { Day } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import type { Manifest } from '../pipeline/4-screen/manifest.ts';
import { MANIFEST } from '../pipeline/4-screen/rule-check/parsed.ts';
import type { RuleSet } from '../pipeline/4-screen/rule-set.ts';
import { loadRuleSet, readRuleSet } from '../rule-sets.ts';
import type { Db } from '../storage/database.ts';
import { type ActiveRuleSet, findActive, findRuleSet, type StoredRuleSet } from '../storage/rule-sets.ts';
import { lastClosedRun } from '../storage/runs.ts';

/** Null: nothing is active in that region on that day. */
export const activeRuleSet = (db: Db, region: string, on: Day): Promise<ActiveRuleSet | null> => findActive(db, region, on);

export const ruleSetByDigest = async (db: Db, digest: string): Promise<StoredRuleSet> => {
  const found = await findRuleSet(db, digest);
  if (found !== null) return found;
  throw new Fault('invalid', { code: 'rule-set-missing', detail: `The database holds no rule set of the digest ${digest}.` });
};

/** The last day on which its manifest lets it judge; null: open. */
export const lastDayOf = async (db: Db, digest: string): Promise<Day | null> => {
  const { files } = await ruleSetByDigest(db, digest);
  const { validTo } = JSON.parse(files[MANIFEST] ?? '') as Pick<Manifest, 'validTo'>;
  return validTo;
};

/** The region by whose rules the last night was judged; null: there was none, or it names no stored rule set. */
export const regionOfNights = async (db: Db): Promise<string | null> => {
  const last = await lastClosedRun(db);
  return last === null ? null : ((await findRuleSet(db, last.ruleSet))?.region ?? null);
};

const DIGEST = /^[0-9a-f]{64}$/;

/** What a run is judged by on its date. One that was opened before rule sets were stored names an id or a folder. */
export const ruleSetOfRun = async (db: Db, { ruleSet, date }: { readonly ruleSet: string; readonly date: Day }): Promise<RuleSet> =>
  DIGEST.test(ruleSet) ? loadRuleSet((await ruleSetByDigest(db, ruleSet)).files, date) : readRuleSet(ruleSet, date);
