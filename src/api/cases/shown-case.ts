/** A case as it is told over HTTP. Episodes are left out: one may be the number of a settlement. */
import { FACTS, type FactUnit } from '../../domain/fact-catalogue.ts';
import { valueOn } from '../../pipeline/4-screen/counted.ts';
import type { Bilingual, CannotJudge, Case, Compared, Condition, Leaving, NearMiss, Wording } from '../../pipeline/4-screen/types.ts';
import type { ListedCase } from '../../storage/case-lists.ts';
import type { components } from '../contract.ts';
import { toldOnce } from '../told-once.ts';
import { asOfCase, type ReadingDates, shownEvidence } from './dated-evidence.ts';
import type { Judgement } from './last-judgement.ts';

type Schemas = components['schemas'];

export const shownItem = (listed: ListedCase<Case>, judgement: Judgement): Schemas['CaseItem'] => ({
  ...shownHead(listed, judgement),
  reasons: listed.content.reasons.map(shownWording),
});

/** What list and detail have in common. */
export const shownHead = (listed: ListedCase<Case>, { unjudged, dates }: Judgement): Omit<Schemas['CaseItem'], 'reasons'> => {
  const { caseId, memberId, district, openedOn, closedOn, closedRun, content } = listed;
  return {
    caseId,
    memberId,
    status: closedRun === null ? 'open' : 'closed',
    kind: content.kind,
    class: content.class,
    purpose: content.purpose,
    district,
    openedOn,
    closedOn,
    unjudgedSince: unjudged?.on ?? null,
    asOf: asOfCase(content, dates),
    programmes: content.offers.map(({ programme }) => programme),
    nearMiss: content.nearMiss.map((missed) => shownNearMiss(missed, dates)),
    leaving: content.leaving === null ? null : shownLeaving(content.leaving, dates),
  };
};

/** What it rests on and what was left open. */
export const shownSubstance = (content: Case, dates: ReadingDates) =>
  ({
    reasons: content.reasons.map(({ evidence, ...worded }) => ({ ...shownWording(worded), evidence: shownEvidence(evidence, dates) })),
    offers: content.offers.map(({ programme, rules, checks, held, overlaps }) => ({
      programme,
      rules: [...rules],
      checks: [...checks],
      held: held.map(shownWording),
      overlaps: [...overlaps],
    })),
    checks: content.checks.map(shownWording),
    // Each row of a rule brings its own.
    conditions: toldOnce(content.conditions.map((condition) => shownCondition(condition, dates))),
    cannotJudge: content.cannotJudge.map(shownCannotJudge),
  }) satisfies Partial<Schemas['CaseDetail']>;

const shownWording = ({ code, text }: Wording): Schemas['Wording'] => ({ code, text });

const shownCondition = (condition: Condition, dates: ReadingDates): Schemas['CaseCondition'] => {
  const { rule, fact, title, bound, mark, threshold, evidence } = condition;
  const { value, distance } = valueOn(condition, dates);
  return {
    rule,
    fact,
    title,
    unit: unitOf(fact),
    value,
    bound,
    mark,
    threshold: threshold === null ? null : shownThreshold(threshold),
    distance,
    evidence: shownEvidence(evidence, dates),
  };
};

const shownThreshold = ({ name, operator, value, documentRef }: Compared): Schemas['Threshold'] => ({ name, operator, value, documentRef });

const shownNearMiss = (
  { code, fact, value, threshold, distance, smallestChange, evidence }: NearMiss,
  dates: ReadingDates,
): Schemas['CaseNearMiss'] => ({
  code,
  fact,
  title: titleOf(fact),
  unit: unitOf(fact),
  value,
  threshold: shownThreshold(threshold),
  distance,
  smallestChange,
  evidence: shownEvidence(evidence, dates),
});

const shownCannotJudge = ({ rule, missing }: CannotJudge): Schemas['CaseCannotJudge'] =>
  missing.kind === 'threshold'
    ? { rule, missing: 'threshold', name: missing.name, title: null, reason: null }
    : { rule, missing: 'fact', name: missing.name, title: titleOf(missing.name), reason: missing.reason };

const shownLeaving = (leaving: Leaving, dates: ReadingDates): Schemas['CaseLeaving'] => {
  const evidence = shownEvidence(leaving.reason.evidence, dates);
  const reason = shownWording(leaving.reason);
  switch (leaving.kind) {
    case 'close':
      return { kind: 'close', reason, evidence, since: null, months: null };
    case 'no-longer-qualifies':
      return { kind: 'no-longer-qualifies', reason, evidence, since: leaving.since, months: leaving.months };
  }
};

/** A fact of an earlier catalogue is called by its name. */
const titleOf = (fact: string): Bilingual => FACTS[fact]?.title ?? { zh: fact, en: fact };
const unitOf = (fact: string): FactUnit => FACTS[fact]?.unit ?? 'word';
