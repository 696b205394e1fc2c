/** Days, months and times of Asia/Shanghai, in the notations the counterparts use. */
const SHANGHAI_MS = 8 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** `yyyy-MM-dd HH:mm:ss` */
export const timeText = (epochMs: number): string => new Date(epochMs + SHANGHAI_MS).toISOString().slice(0, 19).replace('T', ' ');

/** Epoch milliseconds of `yyyy-MM-dd HH:mm:ss` or `yyyy-MM-dd`; NaN for anything else. */
export const epochOf = (text: string): number =>
  /^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?$/.test(text)
    ? Date.parse(`${text.slice(0, 10)}T${text.slice(11) || '00:00:00'}+08:00`)
    : Number.NaN;

/** Only the digits: `20240131`, `20240131235959`. */
export const digits = (text: string): string => text.replaceAll(/\D/g, '');

export interface Calendar {
  /** `yyyy-MM-dd`, so many days from the day the city was started. */
  day(offset: number): string;
  /** `yyyy-MM`, so many months from the present one. */
  month(offset: number): string;
  /** The last day of that month, `yyyy-MM-dd`. */
  endOfMonth(offset: number): string;
}

export const calendarFrom = (now: number): Calendar => {
  const today = epochOf(timeText(now).slice(0, 10));
  const [year = 0, month = 0] = timeText(now).split('-').map(Number);
  const dayText = (epochMs: number) => timeText(epochMs).slice(0, 10);
  return {
    day: (offset) => dayText(today + offset * DAY_MS),
    month: (offset) => new Date(Date.UTC(year, month - 1 + offset, 1)).toISOString().slice(0, 7),
    endOfMonth: (offset) => new Date(Date.UTC(year, month + offset, 0)).toISOString().slice(0, 10),
  };
};
