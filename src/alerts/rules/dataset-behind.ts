/** Datasets that have not been read whole for too long, told by source; hours at which it is closed by plan are no delay. */
import { epochOf, HOUR, instantOf } from '../../domain/period.ts';
import type { Source } from '../../domain/sources.ts';
import { plannedUntil } from '../../upstream/planned-closures.ts';
import type { AlertSettings } from '../settings.ts';
import type { IsTold, Signal } from '../signal.ts';
import type { DatasetSituation, Situation } from '../situation.ts';

export const datasetBehind = (situation: Situation, settings: AlertSettings['dataset-behind'], isTold: IsTold): readonly Signal[] => {
  const behind = situation.datasets
    .map((one) => {
      const threshold = settings.byDataset[one.dataset] ?? settings.hours;
      return { ...one, threshold, hours: openHours(one, epochOf(situation.now), threshold) };
    })
    .filter(({ hours, threshold }) => hours >= threshold);
  return [...Map.groupBy(behind, ({ source }) => source)].map(([source, late]) => {
    const [first] = late.toSorted((a, b) => epochOf(a.asOf) - epochOf(b.asOf));
    return {
      subject: source,
      source,
      standing: isExplained({ source, late }, situation, isTold) ? 'unsaid' : 'crossed',
      round: null,
      value: Math.max(...late.map(({ hours }) => hours)),
      threshold: Math.min(...late.map(({ threshold }) => threshold)),
      facts: { source, datasets: late.map(({ dataset }) => dataset).join(', '), asOf: first?.asOf ?? null },
      datasets: late.map(({ dataset }) => dataset),
    };
  });
};

interface Behind {
  readonly source: Source;
  readonly late: readonly Pick<DatasetSituation, 'dataset'>[];
}

/** Why nothing new came has been told, or is by plan. */
const isExplained = ({ source, late }: Behind, { sources }: Situation, isTold: IsTold): boolean =>
  isTold('source-failing', source) ||
  late.every(({ dataset }) => isTold('drop-asked', dataset)) ||
  isTold('night-late', 'night') ||
  isTold('night-unfinished', 'night') ||
  sources.some((one) => one.source === source && one.isPlanned);

const STEP = HOUR / 2;

/** Hours since then at which the source was not closed; no more are counted than matter. */
const openHours = ({ asOf, closures }: DatasetSituation, now: number, threshold: number): number => {
  if (closures.hours === undefined && closures.announced.length === 0) return Math.floor((now - epochOf(asOf)) / HOUR);
  let openMs = 0;
  for (let at = now - STEP; at >= epochOf(asOf) && openMs < threshold * HOUR; at -= STEP)
    if (plannedUntil(closures, instantOf(at)) === null) openMs += STEP;
  return Math.floor(openMs / HOUR);
};
