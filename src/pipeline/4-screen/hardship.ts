/** Hardship of one member: the grounds on which they are flagged, and, for one on file, whether the file should end. */
import type { Programme } from '../../domain/application.ts';
import type { Day } from '../../domain/period.ts';
import { type Answer, classOf, isTrue, kindOf, reasonsOf, standingOf, substanceOf } from './case.ts';
import { known, unknown } from './facts/reading.ts';
import { factsOf } from './facts.ts';
import { hold, personHolds } from './holds.ts';
import { type Judgement, judge } from './judge.ts';
import type { RuleSet } from './rule-set.ts';
import type { Case, Fact, Facts, Leaving, Person, View, Wording } from './types.ts';

const NO_GROUNDS: Judgement = { held: [], cannotJudge: [], nearMiss: [] };

export const screenHardship = (person: Person, view: View, ruleSet: RuleSet): Answer => {
  const facts = factsOf(view, ruleSet);
  const isOurs = !isTrue(facts.dead) && !isTrue(facts.leftUnion);
  const grounds = isOurs ? judge(ruleSet.tables.hardship, facts, ruleSet) : NO_GROUNDS;
  const leaving = isTrue(facts.onFile) ? leavingOf(grounds, facts, ruleSet) : null;
  const fileOpenedOn = view.dossier.member.aidFile?.openedOn ?? null;
  const opening = openingOf(grounds, leaving, { person, on: ruleSet.on, fileOpenedOn });
  const standing = standingOf(grounds.cannotJudge);
  if (opening === null) return { cases: [], standing };
  const hardship: Case = {
    ...opening,
    purpose: 'hardship-screening',
    class: classOf(grounds.held),
    ...substanceOf(grounds, facts, ruleSet, (programme) => [...personHolds(view), ...programmeHolds(programme, facts)]),
    leaving,
  };
  return { cases: [hardship], standing };
};

/** Flagged, or else to leave, or else a near miss. Only a flagged case has an episode that lasts beyond what it names. */
const openingOf = ({ held, nearMiss }: Judgement, leaving: Leaving | null, opened: Opened): Pick<Case, 'kind' | 'episode'> | null => {
  if (held.length > 0) return { kind: kindOf(held), episode: opened.person.openHardship?.episode ?? `hardship:${opened.on}` };
  if (leaving !== null) return { kind: 'leaving', episode: `file:${opened.fileOpenedOn ?? 'undated'}` };
  return nearMiss.length > 0 ? { kind: 'near-miss', episode: 'near-miss' } : null;
};
interface Opened {
  readonly person: Person;
  readonly on: Day;
  readonly fileOpenedOn: Day | null;
}

const programmeHolds = (programme: Programme, facts: Facts): readonly Wording[] => {
  if (programme === 'education-aid') return [hold('no-source-for-schooling')];
  return programme === 'living-aid' && isTrue(facts.onFile) ? [hold('already-on-file')] : [];
};

/** The first row of the table that holds: closing comes before leaving because the authors of the table put it there. */
const leavingOf = (grounds: Judgement, facts: Facts, ruleSet: RuleSet): Leaving | null => {
  const asked = { ...facts, anyGround: anyGround(grounds) };
  const { held } = judge(ruleSet.tables.leaving, asked, ruleSet);
  const [row] = held;
  const [reason] = reasonsOf(held, asked, ruleSet);
  if (row === undefined || reason === undefined) return null;
  return { kind: row.row.kind === 'close' ? 'close' : 'no-longer-qualifies', reason };
};

/** Nobody leaves because a source was silent: no ground is left only where every rule was judged. */
const anyGround = ({ held, cannotJudge }: Judgement): Fact => {
  if (held.length > 0) return known(true, []);
  const [first] = cannotJudge;
  if (first === undefined) return known(false, []);
  return unknown(first.missing.kind === 'fact' ? first.missing.reason : 'no-source');
};
