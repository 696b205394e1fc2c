/** Mutual aid: each settled in-patient stay of a policy holder that can be claimed. */
import { type Answer, checksOf, isTrue, kindOf, NOTHING, offersOf, reasonsOf, standingOf } from './case.ts';
import { factsOf } from './facts.ts';
import { withoutReversed } from './facts/medical.ts';
import { readable } from './facts/reading.ts';
import { stayFacts } from './facts/stay.ts';
import { personHolds } from './holds.ts';
import { judge } from './judge.ts';
import type { RuleSet } from './rule-set.ts';
import type { CanonicalRecord } from '../2-normalise/types.ts';
import type { Case, CannotJudge, Facts, View } from './types.ts';

export const screenMutualAid = (view: View, ruleSet: RuleSet): Answer => {
  const { dossier } = view;
  const facts = factsOf(view, ruleSet);
  if (dossier.member.mutualAid === null || isTrue(facts.dead) || isTrue(facts.leftUnion)) return NOTHING;
  const reading = readable(dossier, 'settlement', ruleSet);
  if (!reading.ok) return { cases: [], standing: standingOf(unread(ruleSet, facts)) };
  const stays = withoutReversed(reading.records).filter(({ content }) => content.care === 'inpatient');
  const answers = stays.map((stay) => claimOf(view, stay, { ...facts, ...stayFacts(dossier, stay) }, ruleSet));
  return { cases: answers.flatMap(({ claim }) => claim ?? []), standing: standingOf(answers.flatMap(({ cannotJudge }) => cannotJudge)) };
};

/** Without the settlements no stay is known, and every rule about stays is open. */
const unread = ({ tables }: RuleSet, { inpatientStays }: Facts): readonly CannotJudge[] => {
  if (inpatientStays?.state !== 'unknown') return [];
  const { reason } = inpatientStays;
  return tables['mutual-aid-claim'].rows.map(({ code }) => ({ rule: code, missing: { kind: 'fact', name: 'inpatientStays', reason } }));
};

const claimOf = (
  view: View,
  stay: CanonicalRecord<'settlement'>,
  facts: Facts,
  ruleSet: RuleSet,
): { readonly claim: Case | null; readonly cannotJudge: readonly CannotJudge[] } => {
  const { held, cannotJudge, nearMiss } = judge(ruleSet.tables['mutual-aid-claim'], facts, ruleSet);
  if (held.length === 0) return { claim: null, cannotJudge };
  const claim: Case = {
    purpose: 'mutual-aid-claim',
    episode: `settlement:${stay.recordKey}`,
    kind: kindOf(held),
    class: null,
    offers: offersOf(held, () => personHolds(view)),
    reasons: reasonsOf(held, facts, ruleSet),
    checks: checksOf(held, facts, ruleSet),
    conditions: held.flatMap(({ conditions }) => conditions),
    cannotJudge,
    nearMiss,
    leaving: null,
  };
  return { claim, cannotJudge };
};
