/**
 * Until when what verification says of a dossier stands though nothing in it changes. Pure. Days only: what goes by months turns with the month, and
 * what goes by the age of a reading with the city (`src/jobs/circumstances.ts`). Too early costs a look; too late would be a wrong answer.
 */
import { addDays, type Day, firstAfter } from '../../domain/period.ts';
import type { Dossier } from '../2-normalise/types.ts';
import { endFallsSilentOn } from './freshness.ts';

/** Both ends of a period are inclusive. */
const turnsOf = ({ from, to }: { readonly from: Day | null; readonly to: Day | null }): readonly (Day | null)[] => [
  from,
  to === null ? null : addDays(to, 1),
];

/** An end speaks from its day on, and for a year. */
const turnsOfEnd = (endedOn: Day | null): readonly (Day | null)[] => (endedOn === null ? [] : [endedOn, endFallsSilentOn(endedOn)]);

/** The first later day on which verification might say something else; null: none. */
export const verificationHorizon = ({ on, records }: Pick<Dossier, 'on' | 'records'>): Day | null =>
  firstAfter(on, [
    ...records.assistance.flatMap(({ content }) => turnsOfEnd(content.stoppedOn)),
    ...records.person.flatMap(({ content }) =>
      content.identities.flatMap((identity) => [...turnsOf(identity), ...turnsOfEnd(identity.to)]),
    ),
    ...records.participation.flatMap(({ content }) => turnsOf(content)),
  ]);
