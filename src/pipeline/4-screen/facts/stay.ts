/** One settled in-patient stay, against the member's mutual-aid policy. */
import { daysBetween } from '../../../domain/period.ts';
import type { CanonicalRecord, Dossier } from '../../2-normalise/types.ts';
import type { Fact, Facts } from '../types.ts';
import { evidenceOf, known, NONE, rosterEvidence, unknown } from './reading.ts';

export const stayFacts = (dossier: Dossier, stay: CanonicalRecord<'settlement'>): Facts => {
  const evidence = evidenceOf(dossier, [stay]);
  const { from, to } = stay.content;
  const stated = (day: typeof from): Fact => (day === null ? unknown('not-stated') : known(day, evidence));
  return {
    admittedOn: stated(from),
    dischargedOn: stated(to),
    stayWithinPolicy: withinPolicy(dossier, stay),
    daysCoveredBeforeAdmission: daysCovered(dossier, stay),
  };
};

/** What a waiting period is compared with: none on the first day of the policy, and less than none before it. */
const daysCovered = (dossier: Dossier, stay: CanonicalRecord<'settlement'>): Fact => {
  const policy = dossier.member.mutualAid;
  const { from } = stay.content;
  if (policy === null) return NONE;
  if (policy.from === null || from === null) return unknown('not-stated');
  return known(daysBetween(policy.from, from), [...evidenceOf(dossier, [stay]), ...rosterEvidence(dossier)]);
};

/** Both days of the policy are inclusive, and the whole stay must lie in it (`interfaces.md` §4, `mutualAid`). A day not stated leaves it open. */
const withinPolicy = (dossier: Dossier, stay: CanonicalRecord<'settlement'>): Fact => {
  const policy = dossier.member.mutualAid;
  const { from, to } = stay.content;
  if (policy === null) return NONE;
  if (policy.from === null || policy.to === null || from === null || to === null) return unknown('not-stated');
  return known(policy.from <= from && from <= to && to <= policy.to, [...evidenceOf(dossier, [stay]), ...rosterEvidence(dossier)]);
};
