/** Every step there is, declared once; checked complete against the phases at start. */
import { Fault } from '../faults.ts';
import { readCursor } from '../pipeline/1-pull/cursor/job.ts';
import { lookUp } from '../pipeline/1-pull/lookup/job.ts';
import { planLookup, planReadings } from '../pipeline/1-pull/plan/job.ts';
import { pullRoster } from '../pipeline/1-pull/roster/job.ts';
import { readWindow } from '../pipeline/1-pull/window/job.ts';
import { permitShard } from '../pipeline/2-normalise/permit/job.ts';
import { planPermissions } from '../pipeline/2-normalise/permit/plan/job.ts';
import { replayRows } from '../pipeline/2-normalise/replay/job.ts';
import { verifyShard } from '../pipeline/3-verify/job.ts';
import { planVerification } from '../pipeline/3-verify/plan/job.ts';
import { screenShard } from '../pipeline/4-screen/job.ts';
import { deliverApplications } from '../pipeline/5-apply/deliver/job.ts';
import { applyShard } from '../pipeline/5-apply/job.ts';
import { closeBooks } from './close-books.ts';
import { PHASES } from './phases.ts';
import { enforceRetention } from './retention.ts';
import type { Step } from './step.ts';

export const STEPS: readonly Step[] = [
  pullRoster,
  planPermissions,
  permitShard,
  planReadings,
  planLookup,
  readWindow,
  readCursor,
  lookUp,
  replayRows,
  planVerification,
  verifyShard,
  screenShard,
  applyShard,
  deliverApplications,
  enforceRetention,
  closeBooks,
];

const byName = new Map(STEPS.map((step) => [step.name, step]));

export const stepNamed = (name: string): Step => {
  const step = byName.get(name);
  if (step === undefined) throw new Fault('bug', { code: 'step-unknown', detail: `No step is named ${name}.` });
  return step;
};

/** Every step that a phase waits for exists, and every step belongs to a phase: otherwise a night would never end. */
export const checkRegistry = (): void => {
  const awaited = new Set(PHASES.flatMap((phase) => phase.steps));
  const missing = [...awaited].filter((name) => !byName.has(name));
  const orphaned = STEPS.filter((step) => !awaited.has(step.name)).map((step) => step.name);
  if (missing.length + orphaned.length + (STEPS.length - byName.size) > 0) {
    throw new Fault('bug', {
      code: 'registry-incomplete',
      detail: `Steps missing: ${missing.join(', ') || 'none'}; without a phase: ${orphaned.join(', ') || 'none'}.`,
    });
  }
};
