/**
 * Days, months and instants. All wall times of every counterpart are Asia/Shanghai, which has had no daylight saving since 1991:
 * a fixed +08:00. Instants are ISO 8601 in UTC, so that text order is time order.
 */
import { plainForm } from './plain-form.ts';

declare const day: unique symbol;
declare const month: unique symbol;
declare const instant: unique symbol;
/** `YYYY-MM-DD` */
export type Day = string & { readonly [day]: true };
/** `YYYY-MM` */
export type Month = string & { readonly [month]: true };
/** `2026-11-22T16:00:00.000Z` */
export type Instant = string & { readonly [instant]: true };

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** How far the clocks of two who speak with each other may go apart (`interfaces.md`, "Common to all"). */
export const CLOCK_SKEW = 180 * SECOND;
const SHANGHAI_OFFSET = 8 * HOUR;

/**
 * Nothing lies beyond 9999-12-31, which is how an open end is often written: what would is its last millisecond, since a year of five digits is written
 * with a sign, and text order would no longer be time order.
 */
const END_OF_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const LAST_MONTH = 9999 * 12 + 11;

/** ISO 8601 in UTC; given Shanghai's wall time as if it were UTC's, that wall time. */
const written = (epochMs: number): string => new Date(Math.min(epochMs, END_OF_TIME)).toISOString();
const shanghaiAt = (at: Instant): string => written(epochOf(at) + SHANGHAI_OFFSET);

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

const MONTHS_OF_30 = new Set([4, 6, 9, 11]);
const daysOf = (year: number, monthNumber: number): number => {
  if (monthNumber === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return MONTHS_OF_30.has(monthNumber) ? 30 : 31;
};

const exists = (year: number, monthNumber: number, dayNumber: number): boolean =>
  year >= 1800 && monthNumber >= 1 && monthNumber <= 12 && dayNumber >= 1 && dayNumber <= daysOf(year, monthNumber);

const dayFrom = (year: number, monthNumber: number, dayNumber: number): Day | null =>
  exists(year, monthNumber, dayNumber) ? (`${pad(year, 4)}-${pad(monthNumber, 2)}-${pad(dayNumber, 2)}` as Day) : null;

/** `yyyyMMdd`, and a real date of 1800 or later. */
export const isCompactDay = (digits: string): boolean =>
  /^\d{8}$/.test(digits) && exists(Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6)));

/** The same as a day, or null. */
export const parseCompactDay = (digits: string): Day | null =>
  isCompactDay(digits) ? (`${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}` as Day) : null;

/** What a counterpart wrote where a time belongs. `absent` covers a missing field, `""`, `null` and the number or text `0`. */
export type Stated<T> = { readonly kind: 'stated'; readonly value: T } | { readonly kind: 'absent' } | { readonly kind: 'impossible' };

const statedText = (stated: unknown): string | null | undefined => {
  if (stated === undefined || stated === null) return null;
  if (typeof stated === 'number') return Number.isSafeInteger(stated) ? (stated === 0 ? null : String(stated)) : undefined;
  if (typeof stated !== 'string') return undefined;
  const text = plainForm(stated).trim();
  return text === '' || /^0+$/.test(text) ? null : text;
};

const stated = <T>(value: T | null): Stated<T> => (value === null ? { kind: 'impossible' } : { kind: 'stated', value });

const DATE_TIME = /^(\d{4})[-/]?(\d{2})[-/]?(\d{2})(?:[ T]?(\d{2}):?(\d{2})(?::?(\d{2}))?(?:\.?\d{1,3})?)?$/;

/** A date in any of the forms the counterparts use: `20240101`, `2024-01-01`, with or without a time, text or number. */
export const readDay = (value: unknown): Stated<Day> => {
  const text = statedText(value);
  if (text === null) return { kind: 'absent' };
  const match = text === undefined ? null : DATE_TIME.exec(text);
  return match === null ? { kind: 'impossible' } : stated(dayFrom(Number(match[1]), Number(match[2]), Number(match[3])));
};

/** A month in any form: `202401`, `2024-01`, or a whole date of which the month counts. */
export const readMonth = (value: unknown): Stated<Month> => {
  const text = statedText(value);
  if (text === null) return { kind: 'absent' };
  const match = text === undefined ? null : /^(\d{4})[-/]?(\d{2})$/.exec(text);
  if (match !== null) return stated((dayFrom(Number(match[1]), Number(match[2]), 1)?.slice(0, 7) as Month | undefined) ?? null);
  const whole = readDay(value);
  return whole.kind === 'stated' ? { kind: 'stated', value: monthOf(whole.value) } : whole;
};

/** A wall time of Shanghai in any form (`2024-01-01 12:35:39`, `20240101123539`, a bare date is its midnight). */
export const readInstant = (value: unknown): Stated<Instant> => {
  const text = statedText(value);
  if (text === null) return { kind: 'absent' };
  const match = text === undefined ? null : DATE_TIME.exec(text);
  if (match === null) return { kind: 'impossible' };
  const [year, monthNumber, dayNumber, hours, minutes, seconds] = [1, 2, 3, 4, 5, 6].map((part) => Number(match[part] ?? 0)) as Parts;
  if (!exists(year, monthNumber, dayNumber) || hours > 23 || minutes > 59 || seconds > 59) return { kind: 'impossible' };
  return { kind: 'stated', value: instantOf(Date.UTC(year, monthNumber - 1, dayNumber, hours, minutes, seconds) - SHANGHAI_OFFSET) };
};
type Parts = [number, number, number, number, number, number];

/** A calendar day as written in our own contracts; throws on anything else. */
export const toDay = (text: string): Day => {
  const parsed = /^\d{4}-\d{2}-\d{2}$/.test(text) ? parseCompactDay(text.replaceAll('-', '')) : null;
  if (parsed === null) throw new RangeError(`not a calendar day: ${text}`);
  return parsed;
};

/** In Shanghai it is never later than the end of 9999-12-31. */
export const instantOf = (epochMs: number): Instant => written(Math.min(epochMs, END_OF_TIME - SHANGHAI_OFFSET)) as Instant;
export const epochOf = (at: Instant): number => Date.parse(at);
/** A moment that has been when we hear of it, by clocks that differ as much as they may; null: it is still to come, and nothing was done then. */
export const believedAt = (stated: Instant | null, heardAt: Instant): Instant | null =>
  stated !== null && epochOf(stated) <= epochOf(heardAt) + CLOCK_SKEW ? stated : null;
/** The day it is in Shanghai at that instant. */
export const dayAt = (at: Instant): Day => shanghaiAt(at).slice(0, 10) as Day;
/** 00:00 of the day, Shanghai. */
export const startOf = (on: Day): Instant => instantOf(Date.parse(`${on}T00:00:00Z`) - SHANGHAI_OFFSET);
/** The last millisecond of the day, Shanghai. */
export const endOf = (on: Day): Instant => instantOf(epochOf(startOf(on)) + DAY - 1);
/** `yyyy-MM-dd HH:mm:ss` in Shanghai, as the counterparts write wall time. */
export const wallTime = (at: Instant): string => shanghaiAt(at).slice(0, 19).replace('T', ' ');

export const monthOf = (on: Day): Month => on.slice(0, 7) as Month;
export const lastDayOf = (whole: Month): Day => `${whole}-${pad(daysOf(Number(whole.slice(0, 4)), Number(whole.slice(5))), 2)}` as Day;
export const addDays = (on: Day, days: number): Day => written(Date.parse(`${on}T00:00:00Z`) + days * DAY).slice(0, 10) as Day;
export const addMonths = (from: Month, months: number): Month => {
  const index = Math.min(Number(from.slice(0, 4)) * 12 + Number(from.slice(5)) - 1 + months, LAST_MONTH);
  return `${pad(Math.floor(index / 12), 4)}-${pad((index % 12) + 1, 2)}` as Month;
};
/** The same day of the month some months away, or the month's last day where it has no such day. */
export const monthsFrom = (on: Day, months: number): Day => {
  const first = addMonths(monthOf(on), months);
  return `${first}-${pad(Math.min(Number(on.slice(8)), Number(lastDayOf(first).slice(8))), 2)}` as Day;
};
/** Months from `from` to `to`, negative when `to` is earlier. */
export const monthsBetween = (from: Month, to: Month): number =>
  (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5)) - Number(from.slice(5));
/** Whole days from `from` to `to`, negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);

/** The first of these after a day; null: none. */
export const firstAfter = (on: Day, days: readonly (Day | null)[]): Day | null =>
  days.reduce<Day | null>((first, day) => (day === null || day <= on || (first !== null && first <= day) ? first : day), null);
/** The same day of the month that `on` is in, where it still comes; null: it has passed, or this month has none. */
export const dayOfThisMonth = (like: Day, on: Day): Day | null => {
  const day = dayFrom(Number(on.slice(0, 4)), Number(on.slice(5, 7)), Number(like.slice(8)));
  return day !== null && day > on ? day : null;
};

/** Both ends inclusive; a missing end is open. */
export const holdsOn = (on: Day, period: { readonly from: Day | null; readonly to: Day | null }): boolean =>
  (period.from === null || period.from <= on) && (period.to === null || on <= period.to);
/** Completed years of age on a day. */
export const ageOn = (born: Day, on: Day): number =>
  Number(on.slice(0, 4)) - Number(born.slice(0, 4)) - (on.slice(5) < born.slice(5) ? 1 : 0);
