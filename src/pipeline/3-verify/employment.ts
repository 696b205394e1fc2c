/** Insurances that come with a job, and the contributions that prove them paid. */
import { monthOf, monthsBetween } from '../../domain/period.ts';
import type { CanonicalRecord, Dossier } from '../2-normalise/types.ts';
import { compareText, isRunning, newestFirst } from './current.ts';
import { heard } from './testimony.ts';

/** Medical and maternity insurance are not here: the unemployment fund pays them for people out of work. */
const EMPLOYMENT_INSURANCES: ReadonlySet<string> = new Set(['pension', 'unemployment', 'work-injury']);

export const employmentParticipations = (dossier: Dossier): readonly CanonicalRecord<'participation'>[] =>
  newestFirst(heard(dossier, 'participation').filter(({ content }) => EMPLOYMENT_INSURANCES.has(content.insurance)));

/** Newest month first. */
export const employmentContributions = (dossier: Dossier): readonly CanonicalRecord<'contributions'>[] =>
  heard(dossier, 'contributions')
    .filter(({ content }) => EMPLOYMENT_INSURANCES.has(content.insurance))
    .toSorted((a, b) => compareText(b.content.month, a.content.month) || compareText(a.recordKey, b.recordKey));

export const lastArrived = (dossier: Dossier): CanonicalRecord<'contributions'> | undefined =>
  employmentContributions(dossier).find(({ content }) => content.arrived === 'yes');

/** Whether any contribution arrived, or may have, for a month no more than that many months ago. */
export const mayHaveArrivedWithin = (months: number, dossier: Dossier): boolean =>
  employmentContributions(dossier).some(
    ({ content }) => content.arrived !== 'no' && monthsBetween(content.month, monthOf(dossier.on)) <= months,
  );

/** A new employee's first contribution is still on its way. */
export const isNewIn = (months: number, { content }: CanonicalRecord<'participation'>, { on }: Dossier): boolean =>
  content.from !== null && monthsBetween(monthOf(content.from), monthOf(on)) <= months;

export const isPaying = (record: CanonicalRecord<'participation'>, { on }: Dossier): boolean =>
  isRunning(record, on) && record.content.payment === 'paying';
