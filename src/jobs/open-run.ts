/** Opens the run of a date, or goes on with an unfinished one. A run's id follows from its date: however many ticks fire, it is one run. */
import type { Context } from '../context.ts';
import { addDays, type Day, dayAt, endOf, epochOf, instantOf, startOf } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import { within } from '../observe/traces.ts';
import { windowEnd, withoutFollowing } from '../pipeline/1-pull/reading-plan.ts';
import type { OfNight } from '../rule-sets/of-night.ts';
import type { Caller } from '../security/caller.ts';
import type { LedgerDraft } from '../security/ledger/entry.ts';
import { inTransaction, type Tx } from '../storage/database.ts';
import { openReading, reopenReadings } from '../storage/readings.ts';
import { extendWait, findRun, holdDate, insertRun, latestRunOf, type Run, type RunOptions, reopenRun, traceRun } from '../storage/runs.ts';
import { addWork } from '../storage/work.ts';
import { failedIn, isTakenOver, revive } from '../storage/work-of-run.ts';
import { type Acting, deedOf } from './acting.ts';
import { FIRST_PHASE, PHASES, phaseOfStep } from './phases.ts';

export interface OpenedRun {
  readonly run: Run;
  readonly how: 'new' | 'resumed' | 'reopened';
}

export interface Opening extends RunOptions {
  /** Who opens it, and why where they were asked: stands in the audit ledger. */
  readonly by: Caller;
  readonly why?: string;
  readonly trace?: string;
}

/** `now` decides the business instant: the end of the date, or this moment if the date is today. */
export const openRun = async (date: Day, { by, why, trace, ...options }: Opening, context: Context): Promise<OpenedRun> => {
  const today = dayAt(context.clock());
  checkDate(date, today);
  const opened = await within(context.traces, 'open-run', { fields: { date } }, async (found, traceparent) => {
    const one = await inTransaction(context.pool, async (tx) => {
      await holdDate(tx, date);
      const { drafts, ...run } = await openOrGoOn(tx, date, { options, isToday: date === today }, context);
      // Of a run that goes on, the trace goes on too.
      if (traceparent !== null) await traceRun(tx, run.run.runId, traceparent);
      await context.ledger.append(tx, [...drafts, entryOf(run, { by, why: why ?? null, trace: trace ?? null })]);
      return run;
    });
    found({ runId: one.run.runId, how: one.how });
    return one;
  });
  context.log.runOpened({ runId: opened.run.runId, date, resumed: opened.how !== 'new' });
  return opened;
};

/** With what the ledger has to say besides that it was opened. */
type Opened = OpenedRun & Pick<OfNight, 'drafts'>;

const openOrGoOn = async (
  tx: Tx,
  date: Day,
  { options, isToday }: { readonly options: RunOptions; readonly isToday: boolean },
  context: Context,
): Promise<Opened> => {
  const latest = await latestRunOf(tx, date);
  if (latest !== null && latest.status === 'running') return { ...(await resume(tx, latest, options, context)), drafts: [] };
  if (latest !== null && serves(latest.options, options) && (await isLeftUndone(tx, latest)))
    return { run: await reopen(tx, latest, options.waitMs, context), how: 'reopened', drafts: [] };
  return { ...(await begin(tx, date, { ordinal: (latest?.ordinal ?? 0) + 1, options, isToday }, context)), how: 'new' };
};

/** What one source left undone is nothing to whoever wants everything read. */
const serves = ({ source }: RunOptions, wanted: RunOptions): boolean => source === null || source === wanted.source;

/** Over, and something of it is still its own to be made good. */
const isLeftUndone = async (tx: Tx, { runId, status }: Run): Promise<boolean> =>
  status === 'unbalanced' || (status === 'incomplete' && !(await isTakenOver(tx, runId)));

const entryOf = ({ run, how }: OpenedRun, acting: Acting): LedgerDraft =>
  deedOf(acting, { act: 'run-opened', outcome: how, particulars: { run: run.runId, full: run.options.full } });

/** Nobody has anything to say yet about a day that has not come. */
export const checkDate = (date: Day, today: Day): void => {
  if (date > today)
    throw new Fault('invalid', {
      code: 'date-in-future',
      detail: `${date} has not come yet in Asia/Shanghai, where it is ${today}; choose today or an earlier day.`,
      fields: ['/date'],
    });
};

const resume = async (tx: Tx, run: Run, options: RunOptions, context: Context): Promise<OpenedRun> => {
  await extendWait(tx, run.runId, instantOf(context.now() + options.waitMs));
  return { run: await mustFind(tx, run.runId), how: 'resumed' };
};

interface Beginning {
  readonly ordinal: number;
  readonly options: RunOptions;
  readonly isToday: boolean;
}

const begin = async (tx: Tx, date: Day, { ordinal, options, isToday }: Beginning, context: Context): Promise<Omit<Opened, 'how'>> => {
  // Judged by it in some hours' time: that it can be read is known now, and which it is stays as it was.
  const { digest: ruleSet, drafts } = await context.ruleSetOfNight(tx, { configured: context.config.ruleSet, on: date });
  const startedAt = context.clock();
  const businessAt = isToday ? startedAt : endOf(date);
  const runId = ordinal === 1 ? `run-${date}` : `run-${date}-${ordinal}`;
  // An offset window ends before the next day begins; the end is exclusive.
  const windowTo = windowEnd(isToday ? startedAt : startOf(addDays(date, 1)), startedAt);
  const run = {
    runId,
    date,
    ordinal,
    phase: FIRST_PHASE,
    businessAt,
    windowTo,
    waitUntil: instantOf(epochOf(startedAt) + options.waitMs),
    options,
    ruleSet,
    startedAt,
  };
  await insertRun(tx, run);
  await openReading(tx, { runId, dataset: 'members', kind: 'nightly', startedAt, fromBeginning: false, watermark: null });
  await addWork(tx, { runId, pass: 1 }, (await PHASES[0]?.opens(tx, runId)) ?? []);
  return { run: await mustFind(tx, runId), drafts };
};

/** Failed units get their next attempt, all at once; what follows the earliest of them is done anew. */
const reopen = async (tx: Tx, run: Run, waitMs: number, context: Context): Promise<Run> => {
  const failed = await failedIn(tx, run.runId);
  const revived = await revive(
    tx,
    withoutFollowing(failed).map(({ workId }) => workId),
  );
  const datasets = revived.flatMap((work) => (work.dataset === null ? [] : [work.dataset]));
  await reopenReadings(tx, run.runId, datasets);
  const phase = PHASES.find((one) => revived.some((work) => phaseOfStep(work.step) === one.name)) ?? PHASES.at(-1);
  if (phase === undefined) throw new Fault('bug', { code: 'no-phases', detail: 'A night has no phases.' });
  await reopenRun(tx, run.runId, { phase: phase.name, waitUntil: instantOf(context.now() + waitMs) });
  if (revived.length === 0) await addWork(tx, { runId: run.runId, pass: run.pass + 1 }, await phase.opens(tx, run.runId));
  return mustFind(tx, run.runId);
};

const mustFind = async (tx: Tx, runId: string): Promise<Run> => {
  const run = await findRun(tx, runId);
  if (run === null) throw new Fault('bug', { code: 'run-missing', detail: `The run ${runId} is missing.` });
  return run;
};
