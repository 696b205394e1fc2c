/**
 * The spans of a night that no process holds open, because none may live that long: a run's pass, its phases, the attempts of its units. Each has an id
 * that follows from its name, so that whatever happens within is told under it beforehand; they themselves are told when they are over.
 */
import { epochOf } from '../domain/period.ts';
import { placeIn, spanIdOf, traceparentOf } from '../observe/traceparent.ts';
import { type OpenSpan, type Traces, UNTRACED } from '../observe/traces.ts';
import type { Db } from '../storage/database.ts';
import { lostAttempt } from '../storage/lost-work.ts';
import { findRun, type Run } from '../storage/runs.ts';
import type { Work } from '../storage/work.ts';
import { phaseOfStep } from './phases.ts';

type Passing = Pick<Run, 'runId' | 'pass' | 'trace'>;

const runSpan = ({ runId, pass }: Passing): string => spanIdOf(runId, pass);
const phaseSpan = ({ runId, pass }: Passing, phase: string): string => spanIdOf(runId, pass, phase);
const attemptSpan = ({ workId, attempt }: Pick<Work, 'workId' | 'attempt'>): string => spanIdOf(workId, attempt);

/** A span of the run's trace; null where it has none. */
const at = ({ trace }: Passing, spanId: string): string | null => {
  const place = placeIn(trace);
  return place === null ? null : traceparentOf({ ...place, spanId });
};

interface Tracing {
  readonly pool: Db;
  readonly traces: Traces;
}

/** Under the attempt that the unit followed from, else under its phase. Tells of the attempt before, if that was lost with its process. */
export const beginAttempt = async (work: Work, { pool, traces }: Tracing): Promise<OpenSpan<'attempt'>> => {
  if (!traces.isOn) return UNTRACED;
  const run = await findRun(pool, work.runId);
  if (run?.trace == null) return UNTRACED;
  const phase = phaseOfStep(work.step);
  const parent = work.trace ?? at(run, phase === null ? runSpan(run) : phaseSpan(run, phase));
  const before = { workId: work.workId, attempt: work.attempt - 1 };
  const lost = before.attempt === 0 ? null : await lostAttempt(pool, before);
  if (lost?.endedAt != null)
    traces.past(
      'attempt',
      {
        ...work,
        ...before,
        members: null,
        outcome: 'lost',
        code: 'lost',
        startedAt: epochOf(lost.startedAt),
        endedAt: epochOf(lost.endedAt),
        fault: 'lost',
      },
      { parent, id: attemptSpan(before) },
    );
  return traces.begin(
    'attempt',
    { ...work, members: null },
    { parent, id: attemptSpan(work), links: lost === null ? [] : [at(run, attemptSpan(before))] },
  );
};

/** Once it is over: the pass that ended, and its phases. */
export const tellRun = async (runId: string, { pool, traces }: Tracing): Promise<void> => {
  if (!traces.isOn) return;
  const run = await findRun(pool, runId);
  if (run?.trace == null || run.finishedAt === null) return;
  const spans = phasesOf(run, epochOf(run.finishedAt));
  const startedAt = spans[0]?.startedAt ?? epochOf(run.startedAt);
  traces.past('run', { ...run, startedAt, endedAt: epochOf(run.finishedAt) }, { parent: run.trace, id: runSpan(run) });
  for (const span of spans) traces.past('phase', { ...run, ...span }, { parent: at(run, runSpan(run)), id: phaseSpan(run, span.phase) });
};

interface PhaseSpan {
  readonly phase: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Of the last pass; each lasts until the next is entered. */
export const phasesOf = ({ phases, pass }: Pick<Run, 'phases' | 'pass'>, endedAt: number): readonly PhaseSpan[] => {
  const entered = phases.filter((one) => one.pass === pass);
  return entered.map(({ phase, at: since }, index) => {
    const next = entered[index + 1];
    return { phase, startedAt: epochOf(since), endedAt: next === undefined ? endedAt : epochOf(next.at) };
  });
};
