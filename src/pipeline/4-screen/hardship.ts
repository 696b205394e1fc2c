/** Hardship of one member: the grounds on which they are flagged, and, for one on file, whether the file should end. */
import type { Programme } from '../../domain/application.ts';
import type { Day } from '../../domain/period.ts';
import { type Answer, classOf, isTrue, kindOf, reasonsOf, standingOf, substanceOf } from './case.ts';
import { completedMonths } from './facts/membership.ts';
import { known, NONE, unknown } from './facts/reading.ts';
import { hold } from './holds.ts';
import { type Judgement, judge } from './judge.ts';
import type { RuleSet } from './rule-set.ts';
import type { Case, Fact, FactSheet, Facts, HoldCode, Leaving, Sheet } from './types.ts';

const NO_GROUNDS: Judgement = { held: [], cannotJudge: [], nearMiss: [] };

/** And since when no ground was found of somebody on file. */
export interface HardshipAnswer extends Answer {
  readonly withoutGroundSince: Day | null;
}

export const screenHardship = (
  sheet: FactSheet,
  { before, file, isHouseholdUnread }: Pick<Sheet, 'before' | 'file' | 'isHouseholdUnread'>,
  ruleSet: RuleSet,
): HardshipAnswer => {
  const { facts, holds } = sheet;
  const isOurs = !isTrue(facts.dead) && !isTrue(facts.leftUnion);
  const grounds = isOurs ? judge(ruleSet.tables.hardship, facts, ruleSet) : NO_GROUNDS;
  const ground = isOurs ? anyGround(grounds) : NOBODY_JUDGED;
  const withoutGroundSince = isTrue(facts.onFile) ? sinceWhen(ground, before, ruleSet.on) : null;
  const leaving = isTrue(facts.onFile) ? leavingOf(grounds, { facts, withoutGroundSince }, ruleSet) : null;
  const opening = openingOf(grounds, leaving, { before, file, on: ruleSet.on });
  const standing = standingOf(grounds.cannotJudge);
  if (opening === null) return { cases: [], standing, withoutGroundSince };
  const hardship: Case = {
    ...opening,
    purpose: 'hardship-screening',
    class: classOf(grounds.held),
    ...substanceOf(grounds, facts, ruleSet, (programme) => [...holds, ...programmeHolds(programme, facts, isHouseholdUnread)].map(hold)),
    leaving,
  };
  return { cases: [hardship], standing, withoutGroundSince };
};

/** Of the dead and of those who left no ground is looked for, so none is missing: a death recorded in error is taken back, and people come back. */
const NOBODY_JUDGED = unknown('no-source');

/** A night that could not judge neither counts against the row of nights nor ends it. */
const sinceWhen = (ground: Fact, { withoutGroundSince }: Sheet['before'], on: Day): Day | null => {
  if (ground.state !== 'known') return withoutGroundSince;
  return ground.value === true ? null : (withoutGroundSince ?? on);
};

/** Flagged, or else to leave, or else a near miss. Only a flagged case has an episode that lasts beyond what it names. */
const openingOf = ({ held, nearMiss }: Judgement, leaving: Leaving | null, opened: Opened): Pick<Case, 'kind' | 'episode'> | null => {
  if (held.length > 0) return { kind: kindOf(held), episode: opened.before.openHardship?.episode ?? `hardship:${opened.on}` };
  if (leaving !== null) return { kind: 'leaving', episode: `file:${opened.file?.openedOn ?? 'undated'}` };
  return nearMiss.length > 0 ? { kind: 'near-miss', episode: 'near-miss' } : null;
};
interface Opened extends Pick<Sheet, 'before' | 'file'> {
  readonly on: Day;
}

const programmeHolds = (programme: Programme, facts: Facts, isHouseholdUnread: boolean): readonly HoldCode[] => {
  if (programme === 'education-aid') return ['no-source-for-schooling'];
  if (programme !== 'living-aid') return [];
  return isTrue(facts.onFile) ? ['already-on-file'] : isHouseholdUnread ? ['household-unknown'] : [];
};

/** The first row of the table that holds: closing comes before leaving because the authors of the table put it there. */
const leavingOf = (
  grounds: Judgement,
  { facts, withoutGroundSince }: { readonly facts: Facts; readonly withoutGroundSince: Day | null },
  ruleSet: RuleSet,
): Leaving | null => {
  const ground = anyGround(grounds);
  const since = withoutGroundSince ?? ruleSet.on;
  const months = completedMonths(since, ruleSet.on);
  const monthsWithoutGround = ground.state === 'known' ? (ground.value === true ? NONE : known(months, [])) : ground;
  const asked = { ...facts, anyGround: ground, monthsWithoutGround };
  const { held } = judge(ruleSet.tables.leaving, asked, ruleSet);
  const [first] = held;
  const [reason] = reasonsOf(held, asked, ruleSet);
  if (first === undefined || reason === undefined) return null;
  return first.row.kind === 'close' ? { kind: 'close', reason } : { kind: 'no-longer-qualifies', reason, since, months };
};

/** Nobody leaves because a source was silent: no ground is left only where every rule was judged. */
const anyGround = ({ held, cannotJudge }: Judgement): Fact => {
  if (held.length > 0) return known(true, []);
  const [first] = cannotJudge;
  if (first === undefined) return known(false, []);
  return unknown(first.missing.kind === 'fact' ? first.missing.reason : 'no-source');
};
