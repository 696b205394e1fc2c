/**
 * A rule set: dated thresholds, decision tables and the words that explain them, read for one business day. Pure over text; the caller reads files.
 * There are no defaults: a threshold with no value that day is absent, and the rules that need it cannot judge (`domain.md` §6.3).
 */
import { type Day, holdsOn } from '../../domain/period.ts';
import { Fault } from '../../faults.ts';
import type { ReadingPolicy } from './facts/reading.ts';
import { type Gap, gapsOf, type Manifest, type Tables, thresholdsOn, unconfirmedIn } from './manifest.ts';
import { type Checked, ruleSetCheck } from './rule-check/check.ts';
import type { RuleSetFiles } from './rule-check/parsed.ts';
import { placeOf } from './rule-check/remark.ts';
import type { Thresholds } from './types.ts';

/** `region` and `freshness` are what reading facts needs to be told. */
export interface RuleSet extends ReadingPolicy, Pick<Manifest, 'id' | 'version' | 'policyYearStartsOn' | 'rules' | 'checks'> {
  readonly on: Day;
  readonly thresholds: Thresholds;
  /** Words of the fact `hospitalLevel` by code. */
  readonly hospitalLevels: Readonly<Record<string, string>>;
  readonly gaps: readonly Gap[];
  readonly tables: Tables;
}

export type LoadRuleSet = (files: RuleSetFiles, on: Day) => RuleSet;

/**
 * The loader for rule sets of this schema (`schemas/rule-set.json`), compiled once. `freshness` is verification's, days by dataset, so that a fact
 * and a finding are stale on the same day. It throws `invalid`, naming the place, rather than judge by half a rule set.
 */
export const ruleSetLoader = ({
  schema,
  freshness,
}: {
  readonly schema: object;
  readonly freshness: ReadingPolicy['freshness'];
}): LoadRuleSet => {
  const check = ruleSetCheck(schema);
  return (files, on) => {
    const { manifest, tables } = usable(check(files, on));
    if (!holdsOn(on, { from: manifest.validFrom, to: manifest.validTo }))
      throw new Fault('invalid', { code: NOT_IN_FORCE, detail: `Rule set ${manifest.id} ${manifest.version} is not in force on ${on}.` });
    const thresholds = thresholdsOn(manifest, on);
    const { id, version, region, policyYearStartsOn, rules, checks } = manifest;
    return {
      id,
      version,
      region,
      policyYearStartsOn,
      freshness,
      rules,
      checks,
      on,
      thresholds,
      hospitalLevels: manifest.hospitalLevels?.codes ?? {},
      tables,
      gaps: gapsOf(manifest, tables, thresholds),
    };
  };
};

/** It has not begun, or has run out. */
export const NOT_IN_FORCE = 'rule-set-not-in-force';

/** Why a rule set cannot be used. */
const refuse = (detail: string): Fault => new Fault('invalid', { code: 'rule-set-unusable', detail });

const MOST_NAMED = 3;

/** Whatever no night may be judged by is refused, with the first few errors named. */
export const usable = ({ findings, readable }: Checked): NonNullable<Checked['readable']> => {
  if (readable !== null) return readable;
  const errors = findings.filter(({ severity }) => severity === 'error');
  const named = errors.slice(0, MOST_NAMED).map((finding) => `${placeOf(finding)}: ${finding.detail}`);
  const more = errors.length > MOST_NAMED ? ` And ${errors.length - MOST_NAMED} more; \`huzheng rules check\` explains each.` : '';
  throw refuse(`The rule set cannot be used. ${named.join(' ')}${more}`);
};

/** Figures that nobody has read in their document judge nobody, unless whoever asks says that they may (a back-test of a draft). */
export const assertConfirmed = (manifest: Manifest): void => {
  const names = unconfirmedIn(manifest);
  if (names.length > 0)
    throw new Fault('invalid', {
      code: 'rule-set-unconfirmed',
      detail: `Rule set ${manifest.id} ${manifest.version} holds figures that nobody has confirmed (${names.join(', ')}): read them in their documents, then take "confirmed": false away.`,
    });
};
