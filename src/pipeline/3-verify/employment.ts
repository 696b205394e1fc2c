/** Insurances that come with a job, and the contributions that prove them paid. */
import { type Month, monthOf } from '../../domain/period.ts';
import { comesWithAJob, mayComeWithAJob } from '../../domain/social-insurance.ts';
import type { CanonicalRecord } from '../2-normalise/types.ts';
import { isRunning, newestFirst } from './current.ts';
import type { Heard } from './hear.ts';

type Participation = CanonicalRecord<'participation'>;
type Contribution = CanonicalRecord<'contributions'>;

export const employmentParticipations = ({ records }: Heard): readonly Participation[] =>
  newestFirst(records.participation.filter(({ content }) => comesWithAJob(content)));

/** Running, of an insurance that nobody here can name: it may be a job. One that is paused is none, whatever it is. */
export const unnamedRunning = ({ records, on }: Heard): readonly Participation[] =>
  newestFirst(records.participation.filter((record) => mayComeWithAJob(record.content) && isRunning(record, on)));

export const employmentContributions = ({ records }: Heard): readonly Contribution[] =>
  records.contributions.filter(({ content }) => comesWithAJob(content));

const isLater = (a: Contribution, b: Contribution): boolean =>
  a.content.month === b.content.month ? a.recordKey < b.recordKey : a.content.month > b.content.month;

/** The one for the latest month; of several insurances in it the first by key. */
export const latest = (contributions: readonly Contribution[]): Contribution | null =>
  contributions.reduce<Contribution | null>((best, one) => (best === null || isLater(one, best) ? one : best), null);

export const hasArrived = ({ content }: Contribution): boolean => content.arrived === 'yes';

/** Whether any contribution arrived, or may have, for that month or a later one. */
export const mayHaveArrivedSince = (month: Month, heard: Heard): boolean =>
  employmentContributions(heard).some(({ content }) => content.arrived !== 'no' && content.month >= month);

/** A new employee's first contribution is still on its way. */
export const isNewSince = (month: Month, { content }: Participation): boolean => content.from !== null && monthOf(content.from) >= month;
