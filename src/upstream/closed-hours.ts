/**
 * Hours and days on which a counterpart does not answer (`CLOSED`): a planned wait, not a failure (`interfaces.md`, "Configuration").
 *
 *   CLOSED   = entry *( ";" entry )
 *   entry    = days [ hours ] / hours            on those days, or every day
 *   days     = day *( "," day )
 *   day      = weekday / weekday "-" weekday / date / date ".." date
 *   weekday  = "mon" / "tue" / "wed" / "thu" / "fri" / "sat" / "sun"
 *   date     = yyyy-MM-dd
 *   hours    = HH:mm "-" HH:mm                   an end not after its begin is on the next day; no hours: the whole day
 *
 * All of it Asia/Shanghai. Example: `22:00-06:00; sat,sun; 2026-10-01..2026-10-07`.
 */
import {
  addDays,
  DAY,
  type Day,
  dayAt,
  epochOf,
  type Instant,
  instantOf,
  MINUTE,
  parseCompactDay,
  startOf,
  toDay,
} from '../domain/period.ts';
import { Fault } from '../faults.ts';

type DayRule =
  | { readonly kind: 'every-day' }
  | { readonly kind: 'weekdays'; readonly numbers: ReadonlySet<number> }
  | { readonly kind: 'dates'; readonly from: Day; readonly to: Day };

interface ClosedRule {
  readonly days: readonly DayRule[];
  /** After 00:00 of the day; `toMs` may lie on the next day. */
  readonly fromMs: number;
  readonly toMs: number;
}

export interface ClosedHours {
  /** As configured, for operators. */
  readonly text: string;
  readonly rules: readonly ClosedRule[];
}

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const EVERY_DAY: DayRule = { kind: 'every-day' };
const WHOLE_DAY = { fromMs: 0, toMs: DAY };

/** Throws `invalid` with one line that names what cannot be read. */
export const parseClosedHours = (text: string): ClosedHours => {
  const entries = text
    .normalize('NFKC')
    .toLowerCase()
    .split(';')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const closed: ClosedHours = { text, rules: entries.map(ruleOf) };
  if (neverOpens(closed)) throw unreadable(text, 'leaves no time at which the counterpart answers');
  return closed;
};

/** When a counterpart closed at that instant opens again; null: it is open. */
export const closedUntil = (closed: ClosedHours, at: Instant): Instant | null => {
  let opens = epochOf(at);
  for (let end = endOfClosure(closed, opens); end !== null; end = endOfClosure(closed, opens)) opens = end;
  return opens === epochOf(at) ? null : instantOf(opens);
};

/** The end of a closure that covers the moment; several may follow one another. */
const endOfClosure = (closed: ClosedHours, at: number): number | null => {
  const today = dayAt(instantOf(at));
  for (const rule of closed.rules) {
    for (const day of [today, addDays(today, -1)]) {
      const midnight = epochOf(startOf(day));
      if (midnight + rule.fromMs <= at && at < midnight + rule.toMs && rule.days.some((days) => covers(days, day)))
        return midnight + rule.toMs;
    }
  }
  return null;
};

const covers = (rule: DayRule, day: Day): boolean => {
  switch (rule.kind) {
    case 'every-day':
      return true;
    case 'weekdays':
      return rule.numbers.has(weekdayOf(day));
    case 'dates':
      return rule.from <= day && day <= rule.to;
  }
};

const weekdayOf = (day: Day): number => new Date(`${day}T00:00:00Z`).getUTCDay();

/** Dates pass; what repeats every week without a gap does not. The week looked at is any week. */
const neverOpens = ({ text, rules }: ClosedHours): boolean => {
  const weekly = rules.map((rule) => ({ ...rule, days: rule.days.filter((days) => days.kind !== 'dates') }));
  let at = epochOf(startOf(toDay('2024-01-01')));
  const horizon = at + 8 * DAY;
  for (let end = endOfClosure({ text, rules: weekly }, at); end !== null && at < horizon; end = endOfClosure({ text, rules: weekly }, at))
    at = end;
  return at >= horizon;
};

const ruleOf = (entry: string): ClosedRule => {
  const hours = /(?:^|\s)(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})$/.exec(entry);
  const days = (hours === null ? entry : entry.slice(0, hours.index)).trim();
  return {
    days: days === '' ? [EVERY_DAY] : days.split(',').map((day) => dayRuleOf(day.trim())),
    ...(hours === null ? WHOLE_DAY : hoursOf(hours[1] ?? '', hours[2] ?? '')),
  };
};

const hoursOf = (from: string, to: string): Pick<ClosedRule, 'fromMs' | 'toMs'> => {
  const [fromMs, toMs] = [sinceMidnight(from), sinceMidnight(to)];
  return { fromMs, toMs: toMs > fromMs ? toMs : toMs + DAY };
};

const sinceMidnight = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  if (minutes > 59 || hours * 60 + minutes > 24 * 60) throw unreadable(time, 'is not a time of day');
  return (hours * 60 + minutes) * MINUTE;
};

const dayRuleOf = (text: string): DayRule => {
  const dates = /^(\d{4}-\d{2}-\d{2})(?:\s*\.\.\s*(\d{4}-\d{2}-\d{2}))?$/.exec(text);
  if (dates !== null) return datesOf(text, dates[1] ?? '', dates[2] ?? dates[1] ?? '');
  const [first, last] = text.split('-').map((name) => WEEKDAYS.indexOf(name.trim()));
  if (first === undefined || first < 0 || last === -1 || text.split('-').length > 2)
    throw unreadable(text, 'is not a weekday, a date or hours');
  return { kind: 'weekdays', numbers: weekdaysFrom(first, last ?? first) };
};

const datesOf = (text: string, first: string, last: string): DayRule => {
  const [from, to] = [first, last].map((date) => parseCompactDay(date.replaceAll('-', '')));
  if (!from || !to) throw unreadable(text, 'holds a date that does not exist');
  if (to < from) throw unreadable(text, 'ends before it begins');
  return { kind: 'dates', from, to };
};

/** `fri-mon` goes over the week's end. */
const weekdaysFrom = (first: number, last: number): ReadonlySet<number> =>
  new Set(Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, step) => (first + step) % 7));

const unreadable = (part: string, why: string): Fault =>
  new Fault('invalid', {
    code: 'closed-hours-unreadable',
    detail: `closed hours: "${part}" ${why}; write for example 22:00-06:00; sat,sun; 2026-10-01..2026-10-07`,
  });
