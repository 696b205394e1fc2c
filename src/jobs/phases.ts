/**
 * The order of a night, as a table. When the last unit of its kind has finished, one transaction decides, holding the run's row, what that
 * completes: a reading, and with the last unit of a phase the phase itself; the next phase's first units are written with it.
 */

import type pg from 'pg';
import type { Instant } from '../domain/period.ts';
import { ASKED_AFTER, type Testimony } from '../domain/sources.ts';
import { READING_STEPS } from '../pipeline/1-pull/reading-plan.ts';
import { addUndelivered } from '../storage/agenda.ts';
import { inTransaction, type Tx } from '../storage/database.ts';
import { countHeldOfRefused } from '../storage/endings.ts';
import { closeReading, hasRoster, type Reading, readingsOf } from '../storage/readings.ts';
import { isAsBeforeRetry } from '../storage/retry-batches.ts';
import type { NightOrder } from '../storage/retry-choice.ts';
import { enterPhase, holdRun, type Run } from '../storage/runs.ts';
import { addWork, type NewWork, type Work } from '../storage/work.ts';
import { hasDoneWork, hasFailedWork, hasOpenWork, type OpenWork, openWork } from '../storage/work-of-run.ts';
import { agendaUnits } from './shard-sizes.ts';

export interface Phase {
  readonly name: string;
  readonly steps: readonly string[];
  /** The units it opens with; none where nobody is left to look at. */
  readonly opens: (tx: Tx, runId: string) => Promise<readonly NewWork[]>;
}

const single = (step: string, dataset: NewWork['dataset'] = null): Phase['opens'] => {
  const units = [{ step, dataset, unit: dataset ?? step, params: {} }];
  return () => Promise.resolve(units);
};

export const PHASES: readonly Phase[] = [
  { name: 'roster', steps: ['roster'], opens: single('roster', 'members') },
  { name: 'permissions', steps: ['plan-permissions', 'permit'], opens: single('plan-permissions') },
  {
    name: 'readings',
    steps: ['plan-readings', 'plan-lookup', 'read-window', 'read-cursor', 'look-up', 'replay'],
    opens: single('plan-readings'),
  },
  { name: 'verification', steps: ['plan-verification', 'verify'], opens: single('plan-verification') },
  { name: 'screening', steps: ['screen'], opens: (tx, runId) => agendaUnits(tx, runId, 'screen') },
  {
    name: 'applications',
    steps: ['apply', 'deliver'],
    opens: async (tx, runId) => {
      await addUndelivered(tx, runId);
      return agendaUnits(tx, runId, 'apply');
    },
  },
  { name: 'retention', steps: ['retention'], opens: single('retention') },
  { name: 'closing', steps: ['close'], opens: single('close') },
];

/** What a later run has passed, as far as that makes good what an earlier one failed at. */
export const NIGHT_ORDER: NightOrder = {
  phases: [...PHASES.map(({ name }) => name), 'closed'],
  steps: PHASES.flatMap(({ name, steps }) => steps.map((step) => ({ step, phase: name }))),
};

export const FIRST_PHASE = 'roster';
export const LAST_PHASE = 'closing';
export const READINGS_PHASE = 'readings';
export const phaseOfStep = (step: string): string | null => PHASES.find((phase) => phase.steps.includes(step))?.name ?? null;

/** A replay is a reading beside the authority's: neither waits for the other, and one that fails says nothing of the other. */
const stepsOf = ({ kind }: Pick<Reading, 'kind'>): readonly string[] => (kind === 'replay' ? ['replay'] : READING_STEPS);
/** What waits for this reading: nobody asks anew because of a replay. */
const dependentsOf = ({ kind, dataset }: Reading): readonly Testimony[] => (kind === 'replay' ? [] : (ASKED_AFTER[dataset] ?? []));

/**
 * What the end of a unit brings about, once it is committed. Only the last unit of its step and dataset can complete anything, and of two
 * that end together the later commit sees both: so nobody waits for the run's row in vain. Should the process die in between, the sweeper
 * comes here again.
 */
export const afterUnit = async (work: Pick<Work, 'runId' | 'step' | 'dataset'>, pool: pg.Pool): Promise<void> => {
  if (!(await hasOpenWork(pool, work.runId, [work.step], work.dataset))) await moveOn(work.runId, pool);
};

/** Closes what is read and enters the next phase, if this one is done. Done twice it does nothing. */
export const moveOn = (runId: string, pool: pg.Pool): Promise<void> =>
  inTransaction(pool, async (tx) => {
    const run = await holdRun(tx, runId);
    const phase = PHASES.find((one) => one.name === run?.phase);
    if (run === null || run.status !== 'running' || phase === undefined) return;
    const readings = phase.name === FIRST_PHASE || phase.name === READINGS_PHASE ? await readingsOf(tx, run.runId) : [];
    // Asked after the readings, whose units come with them, and before they are closed: a unit that ends in between must find its phase still there.
    const open = await openWork(tx, run.runId);
    await closeFinished(tx, run, { readings, open });
    if (!isOpen(open, phase.steps)) await advance(tx, run, phase);
  });

const isOpen = (open: OpenWork, steps: readonly string[], dataset: OpenWork[number]['dataset'] = null): boolean =>
  open.some((one) => steps.includes(one.step) && (dataset === null || one.dataset === dataset));

const advance = async (tx: Tx, run: Run, phase: Phase): Promise<void> => {
  // Opened for retries of which nothing came: what follows was done before, from the same.
  const next = (await isAsBeforeRetry(tx, run)) ? PHASES.at(-1) : PHASES[PHASES.indexOf(phase) + 1];
  // Closing a reading may have opened what had waited for it.
  if (next === undefined || (await hasOpenWork(tx, run.runId, phase.steps, null))) return;
  await enter(tx, run, next);
};

/** A phase with nobody to look at is over as it begins. */
const enter = async (tx: Tx, run: Run, phase: Phase): Promise<void> => {
  await enterPhase(tx, run.runId, phase.name);
  const units = await phase.opens(tx, run.runId);
  await addWork(tx, run, units);
  const next = PHASES[PHASES.indexOf(phase) + 1];
  if (units.length === 0 && next !== undefined) await enter(tx, run, next);
};

/** Closes every reading that has nothing left to do; datasets that waited for it are then asked about. */
const closeFinished = async (
  tx: Tx,
  run: Run,
  { readings, open }: { readonly readings: readonly Reading[]; readonly open: OpenWork },
): Promise<void> => {
  if (isOpen(open, ['plan-readings'])) return;
  const unclosed = readings.filter(({ state }) => state === 'open');
  const awaited = new Set<string>(unclosed.flatMap(dependentsOf));
  for (const reading of unclosed) {
    const isAwaited = reading.kind !== 'replay' && awaited.has(reading.dataset);
    if (!isAwaited && !isOpen(open, stepsOf(reading), reading.dataset)) await closeOne(tx, run, { reading, readings });
  }
};

const closeOne = async (
  tx: Tx,
  run: Run,
  { reading, readings }: { readonly reading: Reading; readonly readings: readonly Reading[] },
): Promise<void> => {
  const failed = (await hasFailedWork(tx, run.runId, stepsOf(reading), reading.dataset)) || (await isLeftOut(tx, reading, readings));
  await closeReading(tx, reading, { state: failed ? 'failed' : 'complete', asOf: asOfEnd(reading, run) });
  if (failed) await countHeldOfRefused(tx, { dataset: reading.dataset, runId: run.runId });
  // Asked even where the first part failed: whoever's person number is known from earlier nights can still be asked about.
  await addWork(
    tx,
    run,
    dependentsOf(reading).map((dataset) => ({ step: 'plan-lookup', dataset, unit: dataset, params: { dataset, after: reading.dataset } })),
  );
};

/** What had to come before it failed, and there was nobody yet to ask the authority about: that it said nothing is no answer. */
const isLeftOut = async (tx: Tx, reading: Reading, readings: readonly Reading[]): Promise<boolean> => {
  const failed = readings.filter(({ state }) => state === 'failed');
  const isAfter = failed.some((one) => dependentsOf(one).some((dataset) => dataset === reading.dataset));
  if (isAfter && !(await hasDoneWork(tx, reading.runId, 'look-up', reading.dataset))) return true;
  return failed.some(({ dataset }) => dataset === 'members') && !(await hasRoster(tx));
};

/** A window says nothing beyond its end, nor beyond the business instant; one of a later date may have read further already. */
const asOfEnd = ({ watermark }: Reading, { windowTo, businessAt }: Run): Instant => {
  if (watermark === null || !('to' in watermark)) return businessAt;
  if (watermark.to > windowTo) return watermark.to;
  return windowTo < businessAt ? windowTo : businessAt;
};
