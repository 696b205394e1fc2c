/**
 * How one person's facts are read, by the names of the catalogue (`schemas/facts.json`). Only what a complete, fresh reading says is a fact; what
 * sources contradict, leave out or said too long ago is unknown, with the reason, and raises nothing.
 */
import { assistanceFacts } from './facts/assistance.ts';
import { employmentFacts } from './facts/employment.ts';
import { injuryFacts } from './facts/injury.ts';
import { livingFacts } from './facts/living.ts';
import { medicalFacts } from './facts/medical.ts';
import { membershipFacts } from './facts/membership.ts';
import { pauseFacts } from './facts/pause.ts';
import type { ReadingPolicy } from './facts/reading.ts';
import type { Facts, View } from './types.ts';

/** Everything known of a person for one purpose. Facts about one stay (`facts/stay.ts`) and the verdict of a table are added where they are asked for. */
export const factsOf = (view: View, policy: ReadingPolicy): Facts => ({
  ...membershipFacts(view.dossier),
  ...livingFacts(view, policy),
  ...assistanceFacts(view),
  ...medicalFacts(view, policy),
  ...employmentFacts(view, policy),
  ...pauseFacts(view, policy),
  ...injuryFacts(view, policy),
});
