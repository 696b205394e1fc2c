/** What ends soon, announced some days before, closer to it again, and once more when it has ended. */
import { dayAt, daysBetween } from '../../domain/period.ts';
import type { AlertSettings } from '../settings.ts';
import type { Signal } from '../signal.ts';
import type { Situation } from '../situation.ts';

/** What ended longer ago was announced in its time, or is history in somebody's file. */
const REMEMBERED_DAYS = 30;

export const expiry = ({ now, endings }: Situation, { days }: AlertSettings['expiry']): readonly Signal[] =>
  endings.flatMap(({ kind, name, source, lastDay }) => {
    const left = daysBetween(dayAt(now), lastDay);
    const stage =
      left < 0
        ? 'ended'
        : days
            .toSorted((a, b) => a - b)
            .find((before) => left <= before)
            ?.toString();
    if (stage === undefined || left < -REMEMBERED_DAYS) return [];
    return [
      {
        subject: `${kind}: ${name}: ${lastDay}`,
        source,
        standing: 'over' as const,
        round: stage,
        value: left,
        threshold: Math.max(...days),
        facts: { kind, name, lastDay, left },
        datasets: [],
      },
    ];
  });
