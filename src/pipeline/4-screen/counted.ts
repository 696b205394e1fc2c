/** Days that count on, as they are on the day of the reading they rest on: kept is only since when. */
import { dayAt, daysBetween } from '../../domain/period.ts';
import type { AsOf } from './sheet-record.ts';
import type { Condition } from './types.ts';

/** Value and distance of a condition; null where they count on and nothing says as of when. */
export const valueOn = (condition: Condition, asOf: AsOf): Pick<Condition, 'value' | 'distance'> => {
  const { value, distance, countsFrom, threshold, evidence } = condition;
  if (countsFrom === null) return { value, distance };
  const read = evidence.map(({ dataset }) => asOf.get(dataset)).find((at) => at !== undefined);
  if (read === undefined) return { value: null, distance: null };
  const days = daysBetween(countsFrom, dayAt(read));
  return { value: days, distance: threshold === null ? null : Math.abs(days - threshold.value) };
};
