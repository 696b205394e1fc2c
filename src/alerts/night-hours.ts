/** When a night last had to begin, by the cron expression that begins it. Remembers what it has looked at: each minute is looked at once. */
import { createTask } from 'node-cron';
import { DAY, epochOf, type Instant, instantOf, MINUTE } from '../domain/period.ts';

/** Null: not within the last eight days. */
export type NightHours = (now: Instant) => Instant | null;

const LOOKED_BACK = 8 * DAY;

export const nightHours = (cron: string): NightHours => {
  const task = createTask(cron, () => undefined, { timezone: 'Asia/Shanghai' });
  let [looked, last]: readonly [number, number | null] = [0, null];
  return (now) => {
    const minute = Math.floor(epochOf(now) / MINUTE) * MINUTE;
    const from = Math.max(looked, minute - LOOKED_BACK);
    for (let at = minute; at > from; at -= MINUTE)
      if (task.match(new Date(at))) {
        last = at;
        break;
      }
    looked = Math.max(looked, minute);
    return last === null ? null : instantOf(last);
  };
};
