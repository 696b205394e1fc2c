/**
 * What the night of a date is judged by: the rule set active on it. Where none was ever activated for the region, the configured one is, as the first,
 * in force as long as its manifest says; from then on activation rules, and a configuration that names another one is told so once.
 */
import type { Day, Instant } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import type { Log } from '../observe/log.ts';
import { NOT_IN_FORCE } from '../pipeline/4-screen/rule-set.ts';
import { confirmedRuleSet, loadRuleSet, readRuleSetFiles, type SoundRuleSet } from '../rule-sets.ts';
import type { Caller } from '../security/caller.ts';
import type { LedgerDraft } from '../security/ledger/entry.ts';
import type { Tx } from '../storage/database.ts';
import { type ActiveRuleSet, activatedRegions, holdActivations } from '../storage/rule-sets.ts';
import { record } from './record.ts';
import { activeRuleSet } from './stored.ts';

const CONFIGURATION: Caller = { kind: 'machine', id: 'configuration' };

export interface OfNight {
  readonly digest: string;
  /** What the transaction's append has to record besides. */
  readonly drafts: readonly LedgerDraft[];
}

/** `configured`: as `HUZHENG_RULESET` has it. Throws `invalid` where nothing can judge that night. */
export type RuleSetOfNight = (tx: Tx, night: { readonly configured: string; readonly on: Day }) => Promise<OfNight>;

export const ruleSetsOfNights = ({ log, clock }: { readonly log: Log; readonly clock: () => Instant }): RuleSetOfNight => {
  const told = new Set<string>();
  const tell = (configured: string, active: string): void => {
    if (told.has(configured)) return;
    told.add(configured);
    log.ruleSetDiffers({ configured, active });
  };
  return async (tx, { configured: idOrFolder, on }) => {
    await holdActivations(tx);
    const regions = await activatedRegions(tx);
    const configured = await configuredOr(idOrFolder, on, regions.length > 0);
    const region = configured?.manifest.region ?? onlyOne(regions, idOrFolder);
    if (configured !== null && !regions.includes(region)) return first(tx, configured, { on, at: clock() });
    const active = await activeRuleSet(tx, region, on);
    if (active === null) throw nothingActive(region, on);
    if (configured?.digest !== active.digest)
      tell(configured === null ? idOrFolder : namedBeside(configured.manifest, active), nameOf(active));
    assertInForce(active, on);
    return { digest: active.digest, drafts: [] };
  };
};

/** Nobody is judged by rules that have run out, whatever was not done about it in time. */
const assertInForce = ({ files, region, ...edition }: Edition & Pick<ActiveRuleSet, 'files' | 'region'>, on: Day): void => {
  try {
    loadRuleSet(files, on);
  } catch (thrown) {
    if (!(thrown instanceof Fault) || thrown.code !== NOT_IN_FORCE) throw thrown;
    const detail = `The rules of ${region}, ${nameOf(edition)}, are not in force on ${on} by the days of their manifest (validFrom, validTo): ${makesOne('another', on)}`;
    throw new Fault('invalid', { code: NOT_IN_FORCE, detail, fields: ['/date'], cause: thrown });
  }
};

const makesOne = (what: string, on: Day): string => `\`huzheng rules activate FILE --from ${on}\` makes ${what} judge from then on.`;

type Edition = Pick<ActiveRuleSet, 'id' | 'version'>;
const nameOf = ({ id, version }: Edition): string => `${id}@${version}`;
/** The same edition may have been written over. */
const namedBeside = (configured: Edition, active: Edition): string =>
  nameOf(configured) === nameOf(active) ? `${nameOf(configured)}+changed` : nameOf(configured);

/** Null: it cannot be used, and need not be, since something was activated. */
const configuredOr = async (idOrFolder: string, on: Day, isActivated: boolean): Promise<SoundRuleSet | null> => {
  try {
    return confirmedRuleSet(await readRuleSetFiles(idOrFolder), on);
  } catch (thrown) {
    if (isActivated && thrown instanceof Fault && thrown.kind === 'invalid') return null;
    throw thrown;
  }
};

const first = async (tx: Tx, configured: SoundRuleSet, { on, at }: { readonly on: Day; readonly at: Instant }): Promise<OfNight> => {
  assertInForce({ ...configured, ...configured.manifest }, on);
  const draft = await record(tx, configured, {
    from: configured.manifest.validFrom,
    why: 'The first of its region, as HUZHENG_RULESET names it.',
    backtest: { without: 'There was nothing before it to compare with.' },
    by: CONFIGURATION,
    at,
  });
  return { digest: configured.digest, drafts: [draft] };
};

const onlyOne = (regions: readonly string[], idOrFolder: string): string => {
  const [region] = regions;
  if (region !== undefined && regions.length === 1) return region;
  throw new Fault('invalid', {
    code: 'region-unknown',
    detail: `Rule sets are active for ${regions.join(', ')}, and HUZHENG_RULESET (${idOrFolder}), which would say for which this city is, cannot be used.`,
  });
};

const nothingActive = (region: string, on: Day): Fault =>
  new Fault('invalid', {
    code: 'no-active-rule-set',
    detail: `In ${region} no rule set is active on ${on} (\`huzheng rules list\`): ${makesOne('one', on)}`,
    fields: ['/date'],
  });
