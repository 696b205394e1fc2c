/** Judges a night that is over again: what was known then, by the rules of then. It must come to what was stored then, person by person. */
import type { Context } from '../../../context.ts';
import { isSameJson, results } from '../../../domain/canonical-json.ts';
import { type Run, runsUpTo } from '../../../storage/runs.ts';
import { screeningsKnownTo } from '../../../storage/screenings.ts';
import { type Outcomes, outcomesOf, sumOfOutcomes } from '../outcomes.ts';
import { countedThatNight, goneSince, partsOf } from '../past-night/job.ts';
import { screenHousehold } from '../screen.ts';

export interface Replay {
  readonly run: { readonly id: string; readonly date: string };
  readonly ruleSet: { readonly id: string; readonly version: string };
  readonly people: number;
  /** What it comes to now. */
  readonly outcomes: Outcomes;
  /** People whose answer is exactly the one stored that night. */
  readonly same: number;
  /** Random keys of those whose answer is another: our own code has changed since, or what was kept was. */
  readonly differing: readonly string[];
  /** Screened that night, and since erased, or no longer kept by the rules of retention. */
  readonly gone: number;
  /**
   * Flagged cases of earlier nights that this one could not judge, and therefore left open: its summary counts them too. Null: somebody is gone, and
   * whether one of those was theirs nobody can say.
   */
  readonly keptOpen: number | null;
}

export const replayNight = async (run: Run, context: Context): Promise<Replay> => {
  const { pool } = context;
  const ruleSet = await context.ruleSetOf(run);
  const runs = await runsUpTo(pool, run);
  let outcomes = outcomesOf([]);
  let people = 0;
  const differing: string[] = [];
  for await (const part of partsOf(run, context)) {
    const stored = await screeningsKnownTo<object>(pool, runs, part.people);
    for (const household of part.households) {
      const screened = screenHousehold(
        household.map(({ sheet }) => sheet),
        ruleSet,
      );
      outcomes = sumOfOutcomes(outcomes, outcomesOf(screened));
      for (const [index, { personKey }] of household.entries()) {
        const now = screened[index];
        if (now === undefined || !isSameJson(results(now), stored.get(personKey))) differing.push(personKey);
      }
    }
    people += part.people.length;
  }
  const gone = goneSince(run, people);
  return {
    run: { id: run.runId, date: run.date },
    ruleSet: { id: ruleSet.id, version: ruleSet.version },
    people,
    outcomes,
    same: people - differing.length,
    differing,
    gone,
    keptOpen: gone > 0 ? null : Math.max(0, (countedThatNight(run)?.flagged ?? 0) - outcomes.flagged),
  };
};
