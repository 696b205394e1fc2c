/** `huzheng explain`: why a member was flagged on a night, or was not, as it may be read out to them. A member id may stand on the command line. */
import type { Context } from '../context.ts';
import type { Day } from '../domain/period.ts';
import { SOURCES } from '../domain/sources.ts';
import { Fault } from '../faults.ts';
import { explainNight } from '../pipeline/4-screen/explain/job.ts';
import { idDigestsOf, personOfMember } from '../storage/people.ts';
import { closedRuns, lastClosedRun, type Run } from '../storage/runs.ts';
import { withContext } from './session.ts';
import { thisUser } from './this-user.ts';

export interface ExplainOptions {
  readonly member: string;
  readonly date?: Day;
  readonly json?: true;
}

export const explain = ({ member, date, json }: ExplainOptions): Promise<number> =>
  withContext('tool', async (context) => {
    const run = await nightOf(date, context);
    const personKey = await personOfMember(context.pool, member);
    const lines = personKey === null ? null : await explainNight(run, personKey, context);
    await recordLook(run, personKey, { context, outcome: lines === null ? 'none' : 'shown' });
    if (lines === null)
      throw new Fault('invalid', {
        code: 'not-judged',
        detail: `No member of that id was judged in ${run.runId}, or it is not kept any more.`,
      });
    process.stdout.write(
      json === true
        ? `${JSON.stringify({ run: run.runId, date: run.date, lines })}\n`
        : `${[run.date, ...lines.map(({ zh }) => zh), '', ...lines.map(({ en }) => en)].join('\n')}\n`,
    );
    return 0;
  });

const nightOf = async (date: Day | undefined, { pool }: Context): Promise<Run> => {
  const run = date === undefined ? await lastClosedRun(pool) : (await closedRuns(pool, { from: date, to: date }))[0];
  if (run != null) return run;
  throw new Fault('invalid', { code: 'no-such-night', detail: `No night${date === undefined ? '' : ` of ${date}`} is over here.` });
};

const recordLook = async (
  run: Run,
  personKey: string | null,
  { context, outcome }: { readonly context: Context; readonly outcome: string },
): Promise<void> =>
  context.ledger.record({
    caller: thisUser(),
    act: 'explain',
    purpose: 'hardship-screening',
    subjects: personKey === null ? [] : await idDigestsOf(context.pool, [personKey]),
    sources: personKey === null ? [] : SOURCES,
    outcome,
    trace: null,
    particulars: { run: run.runId },
  });
