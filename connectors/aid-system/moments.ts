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
  SECOND,
  type Stated,
} from '../../src/domain/period.ts';

/** `readInstant` takes a wall time for Shanghai's. */
const SHANGHAI_OFFSET = 8 * HOUR;

/** Wall time, fraction of a second, zone: `2026-01-01T08:00:00.000+08:00`, `2026-01-01T00:00:00Z`. */
const ZONED = /^([^.]*\d)(\.\d{1,9})?\s*(?:Z|([+-])(0\d|1[0-4]):?([0-5]\d))$/i;

/** Without a zone it is Shanghai's wall time, as everywhere else. */
export const readMoment = (value: unknown): Stated<Instant> => {
  const wall = readInstant(value);
  const zoned = wall.kind === 'impossible' && typeof value === 'string' ? ZONED.exec(value.normalize('NFKC').trim()) : null;
  if (zoned === null) return wall;
  const [, wallTime, fraction = '0', sign = '+', hours = '0', minutes = '0'] = zoned;
  const shanghai = readInstant(wallTime);
  if (shanghai.kind !== 'stated') return { kind: 'impossible' };
  const offset = (Number(hours) * HOUR + Number(minutes) * MINUTE) * (sign === '-' ? -1 : 1);
  const epoch = epochOf(shanghai.value) + SHANGHAI_OFFSET - offset + Math.trunc(Number(fraction) * SECOND);
  return { kind: 'stated', value: instantOf(epoch) };
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
