/** The latest injury recognised as one of work. */
import type { CanonicalRecord } from '../../2-normalise/types.ts';
import type { Fact, Facts, View } from '../types.ts';
import { completedMonths } from './membership.ts';
import { evidenceOf, known, NONE, type ReadingPolicy, readable, unknown } from './reading.ts';

type Injury = CanonicalRecord<'work-injury'>;

export const injuryFacts = ({ dossier }: View, policy: ReadingPolicy): Facts => {
  const reading = readable(dossier, 'work-injury', policy);
  if (!reading.ok) return all(reading.fact);
  const valid = reading.records.filter(({ content }) => content.valid);
  const injury = valid.filter(({ content }) => content.recognised === 'yes').toSorted(byRecency)[0];
  if (injury === undefined) return all(valid.some(({ content }) => content.recognised === 'unknown') ? unknown('no-such-code') : NONE);
  const evidence = evidenceOf(dossier, [injury]);
  const { injuredOn, disabilityGrade } = injury.content;
  return {
    injuryGrade: disabilityGrade === null ? unknown('not-stated') : known(disabilityGrade, evidence),
    injuredOn: injuredOn === null ? unknown('not-stated') : known(injuredOn, evidence),
    monthsSinceInjury: injuredOn === null ? unknown('not-stated') : known(completedMonths(injuredOn, dossier.on), evidence),
  };
};

const all = (fact: Fact): Facts => ({ injuryGrade: fact, injuredOn: fact, monthsSinceInjury: fact });

const byRecency = (a: Injury, b: Injury): number =>
  (b.content.injuredOn ?? '').localeCompare(a.content.injuredOn ?? '') || a.recordKey.localeCompare(b.recordKey);
