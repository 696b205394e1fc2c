/**
 * How old a dataset's last complete reading may be before what it says is *stale*. Every dataset is read at night or weekly, so these are not
 * intervals of reading but how long an authority may be out of reach before its last word no longer counts.
 */
import { addDays, addMonths, DAY, type Day, epochOf, type Instant, type Month, monthOf } from '../../domain/period.ts';
import type { Testimony } from '../../domain/sources.ts';

export const FRESH_FOR_DAYS: Readonly<Record<Testimony, number>> = {
  /** Assistance is granted and stopped by the month. */
  assistance: 35,
  /** A form sent to a dead member's family cannot be taken back. */
  death: 14,
  /** Households change slowly. */
  family: 90,
  person: 35,
  settlement: 35,
  /** Registrations run for years. */
  registration: 90,
  /** Reported monthly, and a month late since tax offices collect (`domain.md` §3.5). */
  participation: 45,
  contributions: 45,
  unemployment: 35,
  'work-injury': 90,
};

/** Counted in whole days from the reading to the end of the business day. */
export const isStale = (dataset: Testimony, asOf: Instant, endOfDay: Instant): boolean =>
  Math.floor((epochOf(endOfDay) - epochOf(asOf)) / DAY) > FRESH_FOR_DAYS[dataset];

/** The running month is not due yet and the last one may arrive late: a contribution for the month before that is recent. */
const RECENT_MONTHS = 2;
export const recentSince = (on: Day): Month => addMonths(monthOf(on), -RECENT_MONTHS);

/** Assistance that ended longer ago than this denies nothing any more: a later grant that this source has not heard of is as likely. */
const END_SPEAKS_FOR_DAYS = 365;
export const endFallsSilentOn = (endedOn: Day): Day => addDays(endedOn, END_SPEAKS_FOR_DAYS + 1);
export const endStillSpeaks = (endedOn: Day, on: Day): boolean => on < endFallsSilentOn(endedOn);
