// The city's calendar. A Day counts from 1970-01-01, a Month is year * 12 + month - 1, a Second counts from
// 1970-01-01 00:00 *Asia/Shanghai* (UTC+8, no summer time since 1991), so that a Day is always 86,400 Seconds.

export type Day = number;
export type Month = number;
export type Second = number;

export const DAY_SECONDS = 86_400;
const SHANGHAI_AHEAD_SECONDS = 8 * 3600;

interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly date: number;
}

const padded = (value: number, width = 2): string => String(value).padStart(width, '0');

/** Gregorian date of a day, by arithmetic (no Date object: pages of a thousand rows ask for thousands). */
const calendarDate = (day: Day): CalendarDate => {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    date: dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  };
};

/** The day of a calendar date; months and dates beyond their range carry over. */
export const dayOf = (year: number, month: number, date: number): Day => Date.UTC(year, month - 1, date) / 86_400_000;

/** Reads `yyyy-MM-dd`; undefined unless it is a date of the calendar. */
export const parseDay = (text: string): Day | undefined => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return undefined;
  const day = dayOf(Number(match[1]), Number(match[2]), Number(match[3]));
  return dashedDay(day) === text ? day : undefined;
};

/** Reads `yyyy-MM-dd HH:mm:ss`; undefined unless it is a moment of the calendar. */
export const parseStamp = (text: string): Second | undefined => {
  const match = /^(\S{10}) ([01]\d|2[0-3]):([0-5]\d):([0-5]\d)$/.exec(text);
  const day = match?.[1] === undefined ? undefined : parseDay(match[1]);
  if (!match || day === undefined) return undefined;
  return day * DAY_SECONDS + Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4]);
};

export const shanghaiSecond = (epochMs: number): Second => Math.floor(epochMs / 1000) + SHANGHAI_AHEAD_SECONDS;
export const epochMsOf = (second: Second): number => (second - SHANGHAI_AHEAD_SECONDS) * 1000;
export const dayOfSecond = (second: Second): Day => Math.floor(second / DAY_SECONDS);

export const monthOf = (day: Day): Month => {
  const { year, month } = calendarDate(day);
  return year * 12 + month - 1;
};
export const firstDayOf = (month: Month): Day => dayOf(Math.floor(month / 12), (month % 12) + 1, 1);
export const yearOf = (day: Day): number => calendarDate(day).year;

/** `yyyy-MM-dd` */
export const dashedDay = (day: Day): string => {
  const { year, month, date } = calendarDate(day);
  return `${padded(year, 4)}-${padded(month)}-${padded(date)}`;
};

/** `yyyyMMdd` */
export const compactDay = (day: Day): string => dashedDay(day).replaceAll('-', '');

/** `yyyyMM` */
export const compactMonth = (month: Month): string => `${padded(Math.floor(month / 12), 4)}${padded((month % 12) + 1)}`;

const timeOfDay = (second: Second): [string, string, string] => {
  const rest = second - dayOfSecond(second) * DAY_SECONDS;
  return [padded(Math.floor(rest / 3600)), padded(Math.floor(rest / 60) % 60), padded(rest % 60)];
};

/** `yyyy-MM-dd HH:mm:ss` */
export const stampOf = (second: Second): string => `${dashedDay(dayOfSecond(second))} ${timeOfDay(second).join(':')}`;

/** `yyyyMMddHHmmss` */
export const compactStamp = (second: Second): string => `${compactDay(dayOfSecond(second))}${timeOfDay(second).join('')}`;

/** `yyyy-MM-ddTHH:mm:ss+08:00` */
export const isoStamp = (second: Second): string => `${dashedDay(dayOfSecond(second))}T${timeOfDay(second).join(':')}+08:00`;

/** First day of the quarter a day lies in. */
export const quarterStart = (day: Day): Day => {
  const { year, month } = calendarDate(day);
  return dayOf(year, month - ((month - 1) % 3), 1);
};
