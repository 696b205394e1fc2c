// The test persons, and what whoever verifies one of them is to be told: every result of every check, and every outcome, that can be brought about
// from outside. What a test person is told follows from interfaces.md and the public contract, never from anybody's code.

import type { Day } from '../shanghai-time.ts';
import { assistanceSituations } from './situations/assistance.ts';
import { consentSituations } from './situations/consents.ts';
import { deathSituations } from './situations/deaths.ts';
import { insuranceSituations } from './situations/insurances.ts';
import { nameSituations } from './situations/names.ts';
import { type Situation, storiesSince } from './situations/situation.ts';

export type { Situation } from './situations/situation.ts';

export const situationsOf = (anchor: Day): readonly Situation[] => {
  const stories = storiesSince(anchor);
  return [nameSituations, assistanceSituations, insuranceSituations, deathSituations, consentSituations].flatMap((tell) => tell(stories));
};
