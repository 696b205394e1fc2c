/** Mutual aid: each settled in-patient stay of a policy holder that can be claimed. */

import type { CanonicalRecord } from '../2-normalise/types.ts';
import { type Answer, isTrue, kindOf, NOTHING, standingOf, substanceOf } from './case.ts';
import { withoutReversed } from './facts/medical.ts';
import { readable } from './facts/reading.ts';
import { stayFacts } from './facts/stay.ts';
import { factsOf } from './facts.ts';
import { personHolds } from './holds.ts';
import { judge } from './judge.ts';
import type { RuleSet } from './rule-set.ts';
import type { CannotJudge, Case, Fact, Facts, View } from './types.ts';

export const screenMutualAid = (view: View, ruleSet: RuleSet): Answer => {
  const { dossier } = view;
  if (dossier.member.mutualAid === null) return NOTHING;
  const facts = factsOf(view, ruleSet);
  if (isTrue(facts.dead) || isTrue(facts.leftUnion)) return NOTHING;
  const reading = readable(dossier, 'settlement', ruleSet);
  if (!reading.ok) return { cases: [], standing: standingOf(unread(ruleSet, reading.fact)) };
  const stays = withoutReversed(reading.records).filter(({ content }) => content.care === 'inpatient');
  const answers = stays.map((stay) => claimOf(view, stay, { ...facts, ...stayFacts(dossier, stay) }, ruleSet));
  return { cases: answers.flatMap(({ claim }) => claim ?? []), standing: standingOf(answers.flatMap(({ cannotJudge }) => cannotJudge)) };
};

/** Without the settlements no stay is known, and every rule about stays is open. */
const unread = ({ tables }: RuleSet, fact: Fact): readonly CannotJudge[] => {
  if (fact.state !== 'unknown') return [];
  const missing = { kind: 'fact', name: 'stayWithinPolicy', reason: fact.reason } as const;
  return tables['mutual-aid-claim'].rows.map(({ code }) => ({ rule: code, missing }));
};

const claimOf = (
  view: View,
  stay: CanonicalRecord<'settlement'>,
  facts: Facts,
  ruleSet: RuleSet,
): { readonly claim: Case | null; readonly cannotJudge: readonly CannotJudge[] } => {
  const judgement = judge(ruleSet.tables['mutual-aid-claim'], facts, ruleSet);
  const { held, cannotJudge } = judgement;
  if (held.length === 0) return { claim: null, cannotJudge };
  const claim: Case = {
    purpose: 'mutual-aid-claim',
    episode: `settlement:${stay.recordKey}`,
    kind: kindOf(held),
    class: null,
    ...substanceOf(judgement, facts, ruleSet, () => personHolds(view)),
    leaving: null,
  };
  return { claim, cannotJudge };
};
