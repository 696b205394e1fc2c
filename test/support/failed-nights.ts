/** A night of a town in which looking somebody up failed, person by person: so many jobs of one cause. */
import { Fault } from '../../src/faults.ts';
import type { Acting } from '../../src/jobs/acting.ts';
import type { Selection } from '../../src/storage/retry-choice.ts';
import { TESTER } from './nights.ts';
import { aMember, enrol, settleTown, type Town } from './nights-town.ts';

/** In the authority's own words, as often as it is asked. */
export const refusal = (message: string, code = 'E77'): Fault =>
  new Fault('broken', {
    code: 'refused-by-authority',
    detail: 'The authority refused the question.',
    authority: { source: 'civil-affairs', operation: 's_family', httpStatus: 200, code, message },
  });

/** Families are asked about one by one; `members` of them, besides the townspeople who agree to it. */
export const townOf = (members: number, sizes: { readonly pageSize?: number } = {}): Town => {
  const { town } = settleTown({ batchSize: 1, ...sizes });
  enrol(town, ...Array.from({ length: Math.max(0, members - TOWNSPEOPLE) }, (_, nth) => aMember(100 + nth)));
  return town;
};
/** Of those who are settled, all but one agree. */
const TOWNSPEOPLE = 4;

export const ALL: Selection = { jobIds: null, fingerprint: null, source: null };
export const acting: Acting & { readonly why: string } = { by: TESTER, why: '对方系统已恢复', trace: null };
