/** A day as a letter writes it: 2026年11月22日. Pure. */
import type { Day } from '../domain/period.ts';

export const dayInChinese = (day: Day): string => `${Number(day.slice(0, 4))}年${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`;
