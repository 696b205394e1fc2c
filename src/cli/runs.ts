/** `huzheng runs`: what was done and is being done; starting one, giving one up. */
import type { Context } from '../context.ts';
import { type Day, dayAt, MINUTE, wallTime } from '../domain/period.ts';
import type { Authority } from '../domain/sources.ts';
import { Fault } from '../faults.ts';
import { cancelRun } from '../jobs/cancel-run.ts';
import { openRun } from '../jobs/open-run.ts';
import { runDetail, type ShownRun, shownRun } from '../jobs/run-detail.ts';
import { type FailedOfCause, failedCauses } from '../storage/alert-readings.ts';
import { findRun, listRuns, type Run, wholeRunAfter } from '../storage/runs.ts';
import { findCity } from '../storage/synthetic-city.ts';
import { troublesOf } from '../storage/troubles.ts';
import { progressOf, takenOverAmong } from '../storage/work-of-run.ts';
import { firstOf, moreText } from './first-of.ts';
import { sayHow } from './follow.ts';
import type { Interruption } from './interruption.ts';
import { progressBlock } from './progress-text.ts';
import { withContext } from './session.ts';
import { tellSummary } from './summary.ts';
import { thisUser } from './this-user.ts';
import { unfinishedIn } from './unfinished.ts';
import { goingOn, noWayBackText, unfinishedText } from './unfinished-text.ts';

interface Json {
  readonly json?: true;
}

export const runsList = ({ limit, json }: Json & { readonly limit: number }): Promise<number> =>
  withContext('tool', async ({ pool }) => {
    const { items: runs, more } = firstOf(await listRuns(pool, { before: null, limit: limit + 1 }), limit);
    const items = runs.map(shownRun);
    const unfinished = await unfinishedIn(pool);
    const [failed] = await failedCauses(pool);
    const takenOver = await takenOverAmong(
      pool,
      runs.filter(({ status }) => status === 'incomplete').map(({ runId }) => runId),
    );
    const text = `${runsText(items, takenOver)}${moreText({ more })}${failedText(failed)}${unfinishedText(unfinished)}`;
    process.stdout.write(json === true ? `${JSON.stringify({ items, more, worker: unfinished.worker })}\n` : text);
    return 0;
  });

/** Of one under way, how far it is. */
export const runsShow = ({ json }: Json, { signal }: Interruption, [runId = '']: readonly string[]): Promise<number> =>
  withContext('tool', async (context) => {
    const { pool, now } = context;
    const run = await mustFind(runId, context);
    if (json === true) process.stdout.write(`${JSON.stringify(await runDetail(run, context))}\n`);
    else if (run.finishedAt !== null) await tellSummary(run, { json: false, context, signal });
    else {
      const [steps, troubles] = [await progressOf(pool, runId), await troublesOf(pool, runId)];
      const unfinished = { ...(await unfinishedIn(pool)), runs: [run] };
      process.stdout.write(`${progressBlock({ run, steps, troubles }, { now: now(), ...WIDE }).join('\n')}\n${unfinishedText(unfinished)}`);
    }
    return 0;
  });
const WIDE = { columns: 160, rows: 1_000 };

export interface StartRunOptions extends Json {
  readonly date?: Day;
  readonly full?: true;
  readonly source?: Authority;
  readonly why: string;
}

const WAIT_MS = 10 * MINUTE;

export const runsStart = ({ date, full, source, why, json }: StartRunOptions): Promise<number> =>
  withContext('tool', async (context) => {
    const opened = await openRun(
      date ?? dayAt(context.clock()),
      { full: full === true, source: source ?? null, waitMs: WAIT_MS, by: thisUser(), why },
      context,
    );
    const { worker, cityOn } = await unfinishedIn(context.pool);
    if (json === true) process.stdout.write(`${JSON.stringify({ run: shownRun(opened.run), how: opened.how, worker })}\n`);
    else {
      await sayHow(opened, context, { full: full === true, source: source ?? null });
      const itself = goingOn(opened.run, cityOn);
      if (!worker) process.stderr.write(`Nobody works on this database now: \`huzheng work\`${itself === null ? '' : `, or ${itself}`}.\n`);
    }
    return 0;
  });

export const runsCancel = (
  { why, json }: Json & { readonly why: string },
  _: Interruption,
  [runId = '']: readonly string[],
): Promise<number> =>
  withContext('tool', async (context) => {
    const run = await cancelRun(runId, { by: thisUser(), why, trace: null }, context);
    process.stdout.write(
      json === true ? `${JSON.stringify(shownRun(run))}\n` : `${runId} is cancelled; ${await whatNext(run, context)}.\n`,
    );
    return 0;
  });

const whatNext = async (run: Run, { pool }: Pick<Context, 'pool'>): Promise<string> => {
  const whole = await wholeRunAfter(pool, run);
  if (whole !== null) return `${whole} has read everything since: nothing of it is missing`;
  const cityOn = (await findCity(pool))?.date ?? null;
  const again = goingOn(run, cityOn);
  return again === null ? `${noWayBackText(cityOn)}: its nights from then on read all` : `${again} begins it anew`;
};

const mustFind = async (runId: string, { pool }: Pick<Context, 'pool'>): Promise<Run> => {
  const run = await findRun(pool, runId);
  if (run === null)
    throw new Fault('invalid', { code: 'no-such-run', detail: `There is no run ${runId}; \`huzheng runs list\` lists them.` });
  return run;
};

const runsText = (runs: readonly ShownRun[], takenOver: ReadonlySet<string>): string =>
  runs.length === 0 ? 'No run yet.\n' : runs.map((run) => runLine(run, takenOver)).join('');

/** An earlier incomplete run whose failures later ones have taken over needs nobody. */
const failedText = (newest: FailedOfCause | undefined): string =>
  newest === undefined
    ? ''
    : `Jobs of ${newest.runId} have failed, and no run since has made them good: \`huzheng jobs failed\` says of what, and how to try them again.\n`;

const runLine = ({ runId, status, phase, startedAt, finishedAt }: ShownRun, takenOver: ReadonlySet<string>): string =>
  `${runId.padEnd(18)}  ${(status === 'running' ? phase : status).padEnd(12)}  ${wallTime(startedAt)}${finishedAt === null ? '' : ` – ${wallTime(finishedAt)}`}${takenOver.has(runId) ? '  taken over since' : ''}\n`;
