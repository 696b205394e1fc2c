// What workers, and after them the union, decide about prefilled applications: by the city's truth, and now and then
// against it. Drawn from the seed and the application's id, so the same application always meets the same fate.

import type { City } from '../city/city.ts';
import { type Dice, diceFor } from '../random.ts';
import { DECISION_RATES } from '../rates.ts';
import type { Application, ApplicationStatus } from './applications.ts';

export interface Step {
  readonly status: ApplicationStatus;
  readonly reasonCode?: string;
}

const HARDSHIP_PROGRAMMES = ['living-aid', 'medical-aid', 'education-aid'];

const castDecision = diceFor('application-decision');

/** The steps of an application, in order; none where nobody comes to it. Against the other programmes the sandbox knows nothing. */
export const fatesIn = ({ seed, members }: City): ((application: Application) => readonly Step[]) => {
  const inHardship = new Set(members.filter(({ household }) => household.hardship !== null).map(({ memberId }) => memberId));
  return ({ applicationId, memberId, programme }) => {
    const isEntitled = !HARDSHIP_PROGRAMMES.includes(programme) || inHardship.has(memberId);
    return drawSteps(castDecision(seed, applicationId), isEntitled);
  };
};

const drawSteps = (dice: Dice, isEntitled: boolean): readonly Step[] => {
  const { decided, confirmed, byUnion, errs } = DECISION_RATES;
  if (!dice.chance(decided)) return [];
  if (!dice.chance(isEntitled ? confirmed.entitled : confirmed.others))
    return [{ status: 'declined', reasonCode: isEntitled ? 'not-wanted' : 'not-in-need' }];
  const byWorker: Step = { status: 'confirmed' };
  if (!dice.chance(byUnion)) return [byWorker];
  const isGranted = isEntitled !== dice.chance(errs);
  return [
    byWorker,
    isGranted ? { status: 'granted' } : { status: 'refused', reasonCode: isEntitled ? 'documents-missing' : 'not-in-hardship' },
  ];
};
