/** What the roster says. */
import { ageOn, type Day } from '../../../domain/period.ts';
import type { Dossier } from '../../2-normalise/types.ts';
import type { Facts } from '../types.ts';
import { known, NONE, rosterEvidence, unknown } from './reading.ts';

/** Completed months from one day to another. */
export const completedMonths = (from: Day, to: Day): number => {
  const months = (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7));
  return to.slice(8) < from.slice(8) ? months - 1 : months;
};

export const membershipFacts = (dossier: Dossier): Facts => {
  const { member, bornOn, sex, on } = dossier;
  const roster = rosterEvidence(dossier);
  const { aidFile } = member;
  return {
    sex: known(sex, roster),
    age: known(ageOn(bornOn, on), roster),
    employmentForm: member.employmentForm === 'unknown' ? unknown('no-such-code') : known(member.employmentForm, roster),
    leftUnion: known(member.leftOn !== null, roster),
    leftOn: member.leftOn === null ? NONE : known(member.leftOn, roster),
    onFile: known(aidFile !== null, roster),
    monthsOnFile:
      aidFile === null ? NONE : aidFile.openedOn === null ? unknown('not-stated') : known(completedMonths(aidFile.openedOn, on), roster),
  };
};
