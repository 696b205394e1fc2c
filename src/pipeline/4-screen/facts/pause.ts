/** Since when the register itself says that cover by an employer is paused: it dates the loss of a job to the day, contributions only to the month. */
import { type Day, monthOf } from '../../../domain/period.ts';
import type { Dossier } from '../../2-normalise/types.ts';
import type { Fact, Facts, View } from '../types.ts';
import { EMPLOYERS_PAY } from './employment.ts';
import { completedMonths } from './membership.ts';
import { evidenceOf, known, NONE, type ReadingPolicy, readable, unknown } from './reading.ts';

export const pauseFacts = ({ dossier }: View, policy: ReadingPolicy): Facts => {
  const reading = readable(dossier, 'participation', policy);
  if (!reading.ok) return both(reading.fact);
  const rows = reading.records.filter(({ content }) => EMPLOYERS_PAY.has(content.insurance));
  const states = new Set(rows.map(({ content }) => content.payment));
  if (states.has('paying') || !(states.has('paused') || states.has('unknown'))) return both(NONE);
  if (states.has('unknown')) return both(unknown('no-such-code'));
  const ends = rows.map(({ content }) => content.to).filter((to) => to !== null);
  const pausedOn = ends.toSorted().at(-1);
  if (pausedOn === undefined || ends.length < rows.length) return both(unknown('not-stated'));
  const doubt = doubtOf(pausedOn, dossier, policy);
  if (doubt !== null) return both(doubt);
  const evidence = evidenceOf(dossier, rows);
  return {
    coverPausedOn: known(pausedOn, evidence),
    monthsSinceCoverPaused: known(completedMonths(pausedOn, dossier.on), evidence),
  };
};

/** Contributions must bear the pause out: one that arrived, or may have, for a later month contradicts it; unread or never paid, they cannot. */
const doubtOf = (pausedOn: Day, dossier: Dossier, policy: ReadingPolicy): Fact | null => {
  const reading = readable(dossier, 'contributions', policy);
  if (!reading.ok) return reading.fact;
  const paidFor = reading.records.filter(({ content }) => EMPLOYERS_PAY.has(content.insurance));
  if (paidFor.some(({ content }) => content.arrived !== 'no' && content.month > monthOf(pausedOn))) return unknown('conflicting');
  return paidFor.some(({ content }) => content.arrived === 'yes') ? null : unknown('not-stated');
};

const both = (fact: Fact): Facts => ({ coverPausedOn: fact, monthsSinceCoverPaused: fact });
