/** Social insurance as verification and screening both read it: which insurances come with a job, and whether a registration still runs. Pure. */
import type { ParticipationContent } from './canonical.ts';
import { type Day, holdsOn } from './period.ts';

interface Insured {
  readonly insurance: ParticipationContent['insurance'];
}

/** Medical and maternity insurance are not here: the unemployment fund pays them for people out of work. */
const WITH_A_JOB: ReadonlySet<Insured['insurance']> = new Set(['pension', 'unemployment', 'work-injury']);
export const comesWithAJob = ({ insurance }: Insured): boolean => WITH_A_JOB.has(insurance);

/**
 * Its code has no meaning here, so it may be an employer's as well as anything else (`interfaces.md`, "Common to all"): 120 would be the pension
 * of public institutions, 170 that of residents (`domain.md` §3.2).
 */
export const mayComeWithAJob = ({ insurance }: Insured): boolean => insurance === 'unknown';

type Registration = Pick<ParticipationContent, 'payment' | 'enrolment' | 'from' | 'to'>;

/** AAC031, of paying, or AAC008, of taking part: either may state the end alone. */
export const isEnded = ({ payment, enrolment }: Pick<Registration, 'payment' | 'enrolment'>): boolean =>
  payment === 'ended' || enrolment === 'ended';

/** Neither ended nor cancelled, and within its dates. Participation rows are never deleted, so every earlier employer's stay (`interfaces.md` §3). */
export const isCurrent = (registration: Registration, on: Day): boolean =>
  !isEnded(registration) && registration.enrolment !== 'not-enrolled' && holdsOn(on, registration);

/** A row that says paying beyond its own end (AAE031) is not running. */
export const isPaying = (registration: Registration, on: Day): boolean => registration.payment === 'paying' && isCurrent(registration, on);
