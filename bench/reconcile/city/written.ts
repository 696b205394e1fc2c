/** Days, months and moments as the wires have them, each written once: rows by the million bear the same few thousand. */
import { compactDay, compactMonth, DAY_SECONDS, type Day, dashedDay, type Month, type Second } from '../../../src/sandbox/shanghai-time.ts';

const remembered = (write: (value: number) => string): ((value: number) => string) => {
  const known = new Map<number, string>();
  return (value) => {
    const found = known.get(value);
    if (found !== undefined) return found;
    const written = write(value);
    known.set(value, written);
    return written;
  };
};

/** `yyyyMMdd` */
export const compact: (day: Day) => string = remembered(compactDay);
/** `yyyy-MM-dd` */
export const dashed: (day: Day) => string = remembered(dashedDay);
/** `yyyyMM` */
export const month: (of: Month) => string = remembered(compactMonth);

const two = (value: number): string => (value < 10 ? `0${value}` : String(value));
const clock = (second: Second, between: string): string => {
  const rest = second % DAY_SECONDS;
  return two(Math.floor(rest / 3600)) + between + two(Math.floor(rest / 60) % 60) + between + two(rest % 60);
};

/** `yyyyMMddHHmmss` */
export const compactStamp = (second: Second): string => compact(Math.floor(second / DAY_SECONDS)) + clock(second, '');
/** `yyyy-MM-dd HH:mm:ss` */
export const stamp = (second: Second): string => `${dashed(Math.floor(second / DAY_SECONDS))} ${clock(second, ':')}`;
/** `yyyy-MM-ddTHH:mm:ss+08:00` */
export const iso = (second: Second): string => `${dashed(Math.floor(second / DAY_SECONDS))}T${clock(second, ':')}+08:00`;
