/** What a draft of rules would change on nights that are over, on the facts that were known then. It reads, and writes nothing. */
import type { Context } from '../../../context.ts';
import type { Day } from '../../../domain/period.ts';
import type { Run } from '../../../storage/runs.ts';
import { Comparing, type Comparison } from '../compare.ts';
import { type Outcomes, outcomesOf, sumOfOutcomes } from '../outcomes.ts';
import { goneSince, partsOf } from '../past-night/job.ts';
import type { RuleSet } from '../rule-set.ts';
import { screenHousehold } from '../screen.ts';

export interface BacktestNight extends Comparison {
  readonly run: { readonly id: string; readonly date: Day };
  readonly active: { readonly id: string; readonly version: string; readonly outcomes: Outcomes };
  readonly draft: { readonly id: string; readonly version: string; readonly outcomes: Outcomes };
  readonly people: number;
  /** Screened that night, and since erased or no longer kept: both answers are without them. */
  readonly gone: number;
}

export interface Draft {
  /** The draft as it is on that night. */
  readonly on: (date: Day) => RuleSet;
  readonly progress: (people: number) => void;
}

export const backtestNight = async (run: Run, draft: Draft, context: Context): Promise<BacktestNight> => {
  const [active, other] = [await context.ruleSetOf(run), draft.on(run.date)];
  const comparing = new Comparing();
  const counts = { active: outcomesOf([]), draft: outcomesOf([]), people: 0 };
  for await (const part of partsOf(run, context)) {
    for (const household of part.households) {
      const sheets = household.map(({ sheet }) => sheet);
      const [before, after] = [screenHousehold(sheets, active), screenHousehold(sheets, other)];
      counts.active = sumOfOutcomes(counts.active, outcomesOf(before));
      counts.draft = sumOfOutcomes(counts.draft, outcomesOf(after));
      for (const [index, { personKey, sheet }] of household.entries()) {
        const [then, instead] = [before[index], after[index]];
        if (then !== undefined && instead !== undefined)
          comparing.add({ personKey, district: sheet.district, active: then, draft: instead });
      }
    }
    counts.people += part.people.length;
    draft.progress(counts.people);
  }
  return {
    run: { id: run.runId, date: run.date },
    active: { id: active.id, version: active.version, outcomes: counts.active },
    draft: { id: other.id, version: other.version, outcomes: counts.draft },
    people: counts.people,
    gone: goneSince(run, counts.people),
    ...comparing.result(),
  };
};
