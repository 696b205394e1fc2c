/** Dates and instants as the aid system may write them: any form of `src/domain/period.ts`, and ISO 8601 with a zone. Pure. */
import {
  type Day,
  dayAt,
  epochOf,
  HOUR,
  type Instant,
  instantOf,
  MINUTE,
  readDay,
  readInstant,
  type Stated,
} from '../../src/domain/period.ts';

/** `readInstant` takes a wall time for Shanghai's. */
const SHANGHAI_OFFSET = 8 * HOUR;

const TIMED = String.raw`(?<=(?::|\d{14}).*)`;

/**
 * Wall time, fraction of a second, zone: `2026-01-01T08:00:00.000+08:00`, `2026-01-01 08:00:00.123456`, `2026-01-01T00:00:00Z`. A fraction, and an hour
 * alone for a zone (`+08`, as PostgreSQL writes it), only behind a time of day: `2026-01-01-08` is nothing.
 */
const MOMENT = new RegExp(
  String.raw`^(?<wall>\d{4}[-/]?\d\d[-/]?\d\d(?:[ T]?\d[\d:]{0,8})?)(?<fraction>\.${TIMED}\d{1,9})?\s*(?<zone>Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d|${TIMED}))?$`,
);

/** Without a zone it is Shanghai's wall time, as everywhere else. Of a fraction the milliseconds count. */
export const readMoment = (value: unknown): Stated<Instant> => {
  const parts = typeof value === 'string' ? MOMENT.exec(value.normalize('NFKC').trim().toUpperCase())?.groups : undefined;
  const shanghai = readInstant(parts?.['wall'] ?? value);
  if (shanghai.kind !== 'stated' || parts === undefined) return shanghai;
  const sinceMs = Number((parts['fraction'] ?? '').slice(1, 4).padEnd(3, '0'));
  return { kind: 'stated', value: instantOf(epochOf(shanghai.value) + SHANGHAI_OFFSET - offsetOf(parts['zone']) + sinceMs) };
};

const offsetOf = (zone: string | undefined): number => {
  if (zone === undefined) return SHANGHAI_OFFSET;
  const [hours = 0, minutes = 0] = zone.match(/\d\d/g)?.map(Number) ?? [];
  return (hours * HOUR + minutes * MINUTE) * (zone.startsWith('-') ? -1 : 1);
};

/** A day; of an instant with a zone, the day it then is in Shanghai. */
export const readDate = (value: unknown): Stated<Day> => {
  const day = readDay(value);
  if (day.kind !== 'impossible') return day;
  const moment = readMoment(value);
  return moment.kind === 'stated' ? { kind: 'stated', value: dayAt(moment.value) } : day;
};

/** For what nothing hangs on: unreadable is as good as not stated. */
export const statedOrNull = <T>(stated: Stated<T>): T | null => (stated.kind === 'stated' ? stated.value : null);
