/** A day as files and variables write it, `yyyy-MM-dd`, that exists. */
import { parseCompactDay } from '../domain/period.ts';

export const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && parseCompactDay(text.replaceAll('-', '')) !== null;
