/**
 * Mutual aid: each settled in-patient stay of a policy holder that can be claimed. Care of a kind without meaning is claimed by nobody, and stays open.
 * The roster states one policy (`interfaces.md` §4, `mutualAid`): of a stay that began before it, it does not say what held then (decision 0031).
 */
import { daysBetween } from '../../domain/period.ts';
import { type Answer, isTrue, kindOf, NOTHING, standingOf, substanceOf } from './case.ts';
import { known, unknown } from './facts/reading.ts';
import { hold } from './holds.ts';
import { judge } from './judge.ts';
import type { RuleSet } from './rule-set.ts';
import type { CannotJudge, Case, FactSheet, Facts, Sheet, Stay, Undecided, UnknownFactReason } from './types.ts';

/** And of which stays nothing can be said, though all others can be judged. */
export interface ClaimsAnswer extends Answer {
  readonly undecided: readonly Undecided[];
}

export const screenMutualAid = (sheet: FactSheet, stays: Sheet['stays'], ruleSet: RuleSet): ClaimsAnswer => {
  if (stays === null || isTrue(sheet.facts.dead) || isTrue(sheet.facts.leftUnion)) return { ...NOTHING, undecided: [] };
  if (typeof stays === 'string') return { cases: [], standing: standingOf(unread(ruleSet, stays)), undecided: [] };
  const answers = stays.map((stay) => ({ stay, ...claimOf(sheet, stay, ruleSet) }));
  return {
    cases: answers.flatMap(({ claim }) => claim ?? []),
    standing: standingOf(answers.flatMap(({ stay, cannotJudge }) => (isBeforePolicy(stay) ? [] : cannotJudge))),
    undecided: answers.flatMap(({ stay, cannotJudge }) => (isBeforePolicy(stay) ? undecidedOf(stay, cannotJudge) : [])),
  };
};

/** It began before the policy on the roster did. */
const isBeforePolicy = ({ facts: { daysCoveredBeforeAdmission: covered } }: Stay): boolean =>
  covered?.state === 'known' && typeof covered.value === 'number' && covered.value < 0;

/** What the roster says of the policy of now is nothing about a stay before it. */
const OF_THE_POLICY_THEN: Facts = { stayWithinPolicy: unknown('not-stated'), daysCoveredBeforeAdmission: unknown('not-stated') };

const undecidedOf = (stay: Stay, cannotJudge: readonly CannotJudge[]): readonly Undecided[] => {
  const standing = standingOf(cannotJudge);
  return standing.state === 'cannot-judge' ? [{ purpose: 'mutual-aid-claim', episode: episodeOf(stay), rules: standing.rules }] : [];
};

const episodeOf = ({ settlement }: Stay): string => `settlement:${settlement}`;

/** Without the settlements no stay is known, and every rule about stays is open. */
const unread = ({ tables }: RuleSet, reason: UnknownFactReason): readonly CannotJudge[] =>
  tables['mutual-aid-claim'].rows.map(({ code }) => open(code, reason));

/** Whether there was a stay is not known, so neither is whether it lies within the policy. */
const open = (rule: string, reason: UnknownFactReason): CannotJudge => ({
  rule,
  missing: { kind: 'fact', name: 'stayWithinPolicy', reason },
});

const claimOf = (
  { facts, holds }: FactSheet,
  stay: Stay,
  ruleSet: RuleSet,
): { readonly claim: Case | null; readonly cannotJudge: readonly CannotJudge[] } => {
  const asked = { ...facts, ...stay.facts, ...(isBeforePolicy(stay) && OF_THE_POLICY_THEN), ...tonightOf(stay, ruleSet) };
  const judgement = judge(ruleSet.tables['mutual-aid-claim'], asked, ruleSet);
  const { held, cannotJudge } = judgement;
  if (stay.isCareUnknown) return { claim: null, cannotJudge: [...cannotJudge, ...held.map(({ row }) => open(row.code, 'no-such-code'))] };
  if (held.length === 0) return { claim: null, cannotJudge };
  const claim: Case = {
    purpose: 'mutual-aid-claim',
    episode: episodeOf(stay),
    kind: kindOf(held),
    class: null,
    ...substanceOf(judgement, asked, ruleSet, () => holds.map(hold)),
    leaving: null,
  };
  return { claim, cannotJudge };
};

/** What the rule set has to say of it, and the days that have passed: both rest on the settlement. */
const tonightOf = ({ settledOn, hospitalCode, facts: { admittedOn } }: Stay, { on, hospitalLevels }: RuleSet): Facts => {
  const evidence = admittedOn?.state === 'known' ? admittedOn.evidence : [];
  const level = hospitalCode !== null && Object.hasOwn(hospitalLevels, hospitalCode) ? hospitalLevels[hospitalCode] : undefined;
  return {
    daysSinceSettlement: { state: 'known', value: daysBetween(settledOn, on), bound: 'exact', countsFrom: settledOn, evidence },
    hospitalLevel: level === undefined ? unknown(hospitalCode === null ? 'not-stated' : 'no-such-code') : known(level, evidence),
  };
};
