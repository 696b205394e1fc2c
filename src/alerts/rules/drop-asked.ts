/** Drops 骤减 that wait for a person's word, a dataset each: told once it is known how much would end, and anew for every night that asks. */
import { CODES_OF_DROPS } from '../../domain/drops.ts';
import { sourceOf } from '../../domain/sources.ts';
import type { IsTold, Signal } from '../signal.ts';
import type { DropSituation, FailedCause, Situation } from '../situation.ts';

export const dropAsked = ({ drops, lastRun }: Situation): readonly Signal[] =>
  drops
    .filter(({ isAccepted }) => !isAccepted)
    .map((drop) => {
      const { dataset, runId, date, wouldEnd, held, percent } = drop;
      const source = sourceOf(dataset);
      return {
        subject: dataset,
        source,
        standing: isStillCounted(drop, lastRun) ? 'unsaid' : 'over',
        round: runId,
        value: percent,
        threshold: null,
        facts: { source, dataset, run: runId, date, wouldEnd, held, percent },
        datasets: [dataset],
      };
    });

/** More of it may be refused while its night goes on; one that waits for a source to open may do so beyond the morning. */
const isStillCounted = ({ runId }: DropSituation, lastRun: Situation['lastRun']): boolean =>
  lastRun?.runId === runId && lastRun.status === 'running' && !lastRun.waitsByPlan;

/** Jobs that failed of drops which are told of, or which somebody has accepted and knows of. */
export const isOfDrop = ({ code, datasets }: FailedCause, { drops }: Situation, isTold: IsTold): boolean =>
  CODES_OF_DROPS.includes(code) &&
  datasets.length > 0 &&
  datasets.every((dataset) => isTold('drop-asked', dataset) || drops.some((drop) => drop.dataset === dataset && drop.isAccepted));
