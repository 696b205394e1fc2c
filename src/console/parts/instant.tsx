/** Instants and days, always as they are in Shanghai, whatever zone the browser is in. */
import { nowMs } from '../clock.ts';

const SHANGHAI = { timeZone: 'Asia/Shanghai' } as const;
const TO_THE_MINUTE = new Intl.DateTimeFormat('sv-SE', { ...SHANGHAI, dateStyle: 'short', timeStyle: 'short' });
const TO_THE_SECOND = new Intl.DateTimeFormat('sv-SE', { ...SHANGHAI, dateStyle: 'short', timeStyle: 'medium' });

/** Characters of a day, with which the text of an instant begins. */
const TO_THE_DAY = 10;

/** The day it is in Shanghai. */
export const todayText = (): string => TO_THE_MINUTE.format(nowMs()).slice(0, TO_THE_DAY);

/** To the minute, where only text can stand. */
export const instantText = (at: string): string => TO_THE_MINUTE.format(new Date(at));

interface InstantProps {
  /** ISO 8601, or nothing. */
  readonly at: string | null;
  readonly seconds?: boolean;
  /** Shown where there is nothing. */
  readonly otherwise?: string;
}

export const Instant = ({ at, seconds = false, otherwise = '—' }: InstantProps) =>
  at === null ? (
    otherwise
  ) : (
    <time dateTime={at} title={at} className="figures">
      {(seconds ? TO_THE_SECOND : TO_THE_MINUTE).format(new Date(at))}
    </time>
  );

/** An instant of which only the day matters. */
export const DayOf = ({ at, otherwise = '—' }: Omit<InstantProps, 'seconds'>) =>
  at === null ? (
    otherwise
  ) : (
    <time dateTime={at} title={at} className="figures">
      {instantText(at).slice(0, TO_THE_DAY)}
    </time>
  );

export const Day = ({ on, otherwise = '—' }: { readonly on: string | null; readonly otherwise?: string }) =>
  on === null ? (
    otherwise
  ) : (
    <time dateTime={on} className="figures">
      {on}
    </time>
  );
