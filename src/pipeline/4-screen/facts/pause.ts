/** Since when the register itself says that cover by an employer is paused: it dates the loss of a job to the day, contributions only to the month. */
import { type Day, monthOf } from '../../../domain/period.ts';
import { comesWithAJob, isEnded, isPaying } from '../../../domain/social-insurance.ts';
import type { CanonicalRecord, Dossier } from '../../2-normalise/types.ts';
import type { Fact, Facts, View } from '../types.ts';
import { isUnnamedArrivedAfter, unnamedNotEnded } from './employment.ts';
import { completedMonths } from './membership.ts';
import { evidenceOf, known, NONE, type ReadingPolicy, readable, unknown } from './reading.ts';

export const pauseFacts = ({ dossier }: View, policy: ReadingPolicy): Facts => {
  const reading = readable(dossier, 'participation', policy);
  if (!reading.ok) return both(reading.fact);
  const rows = reading.records.filter(({ content }) => comesWithAJob(content));
  const unnamed = unnamedNotEnded(reading.records, dossier.on);
  if (rows.some(({ content }) => isPaying(content, dossier.on)) || ![...rows, ...unnamed].some(mayBePaused)) return both(NONE);
  // Were the unnamed one an employer's, cover might run on, or have been paused on another day.
  if (unnamed.length > 0 || rows.some(({ content }) => content.payment === 'unknown' && !isEnded(content)))
    return both(unknown('no-such-code'));
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

const mayBePaused = ({ content }: CanonicalRecord<'participation'>): boolean =>
  !isEnded(content) && (content.payment === 'paused' || content.payment === 'unknown');

/** Contributions must bear the pause out: one that arrived, or may have, for a later month contradicts it; unread or never paid, they cannot. */
const doubtOf = (pausedOn: Day, dossier: Dossier, policy: ReadingPolicy): Fact | null => {
  const reading = readable(dossier, 'contributions', policy);
  if (!reading.ok) return reading.fact;
  const paidFor = reading.records.filter(({ content }) => comesWithAJob(content));
  if (paidFor.some(({ content }) => content.arrived !== 'no' && content.month > monthOf(pausedOn))) return unknown('conflicting');
  if (isUnnamedArrivedAfter(monthOf(pausedOn), reading.records)) return unknown('no-such-code');
  return paidFor.some(({ content }) => content.arrived === 'yes') ? null : unknown('not-stated');
};

const both = (fact: Fact): Facts => ({ coverPausedOn: fact, monthsSinceCoverPaused: fact });
