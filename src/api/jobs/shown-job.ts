/** A job as it is told over HTTP and by the command line. Keys of people are left out: they say nothing to anybody. */
import { epochOf } from '../../domain/period.ts';
import type { ListedCause } from '../../storage/causes.ts';
import type { JobInFull, ListedJob } from '../../storage/job-lists.ts';
import type { Attempt, FaultRecord } from '../../storage/work.ts';
import type { components } from '../contract.ts';

type Schemas = components['schemas'];

export const shownJob = (job: ListedJob): Schemas['Job'] => ({
  jobId: job.workId,
  runId: job.runId,
  date: job.date,
  step: job.step,
  source: job.source,
  dataset: job.dataset,
  unit: job.unit,
  pages: pagesOf(job),
  window: windowOf(job.params),
  shard: shardOf(job.params),
  members: job.members,
  about: job.about,
  state: job.state,
  held: job.held,
  attempt: job.attempt,
  recovered: job.recovered,
  fingerprint: job.fingerprint,
  fault: job.fault === null ? null : shownFault(job.fault),
  notBefore: job.state === 'ready' ? job.notBefore : null,
  createdAt: job.createdAt,
  finishedAt: job.finishedAt,
});

export const shownInFull = (job: JobInFull, attempts: readonly Attempt[]): Schemas['JobDetail'] => ({
  ...shownJob(job),
  checkpoint: marksOf(job.checkpoint),
  attempts: attempts.map(shownAttempt),
  overtakenBy: job.overtakenBy,
  retryId: job.retryId,
});

export const shownCause = ({ steps, datasets, trend, ...cause }: ListedCause): Schemas['Fingerprint'] => ({
  ...cause,
  steps: [...steps],
  datasets: [...datasets],
  trend: [...trend],
});

export const shownFault = ({ kind, code, detail, authority }: FaultRecord): Schemas['JobFault'] => ({
  kind,
  code,
  detail,
  authority:
    authority === undefined
      ? null
      : {
          source: authority.source,
          operation: authority.operation,
          httpStatus: authority.httpStatus ?? null,
          code: authority.code ?? null,
          message: authority.message ?? null,
        },
});

const shownAttempt = ({ attempt, startedAt, endedAt, outcome, fingerprint, fault }: Attempt): Schemas['JobAttempt'] => ({
  attempt,
  startedAt,
  endedAt,
  durationMs: endedAt === null ? null : epochOf(endedAt) - epochOf(startedAt),
  outcome,
  fingerprint,
  fault: fault === null ? null : shownFault(fault),
});

/** Only the step itself writes parameters and checkpoints; what is not as it writes them is not shown. */
const numberIn = (written: unknown, name: string): number | null => {
  const value = fieldIn(written, name);
  return typeof value === 'number' ? value : null;
};
const textIn = (written: unknown, name: string): string | null => {
  const value = fieldIn(written, name);
  return typeof value === 'string' ? value : null;
};
const fieldIn = (written: unknown, name: string): unknown =>
  typeof written === 'object' && written !== null ? (written as Readonly<Record<string, unknown>>)[name] : undefined;

/** Of a cursor feed: as `read-cursor` cuts it. */
const PAGES_OF_A_STRETCH = 20;

const pagesOf = ({ params, checkpoint }: ListedJob): Schemas['JobPages'] | null => {
  const [offset, stretch] = [numberIn(params, 'offset'), numberIn(params, 'stretch')];
  if (offset !== null) return { counted: 'rows', from: offset + 1, to: numberIn(checkpoint, 'offset') };
  if (stretch === null) return null;
  const before = (stretch - 1) * PAGES_OF_A_STRETCH;
  const read = numberIn(checkpoint, 'pages');
  return { counted: 'pages', from: before + 1, to: read === null ? null : before + read };
};

const windowOf = (params: object): Schemas['JobWindow'] | null => {
  const window = fieldIn(params, 'window');
  const [from, to] = [textIn(window, 'from'), textIn(window, 'to')];
  return from === null || to === null ? null : { from, to };
};

const shardOf = (params: object): Schemas['JobShard'] | null => {
  const [first, last] = [textIn(params, 'first'), textIn(params, 'last')];
  return first === null || last === null ? null : { first, last };
};

const marksOf = (checkpoint: unknown): Schemas['JobMark'][] | null =>
  checkpoint === null || typeof checkpoint !== 'object'
    ? null
    : Object.entries(checkpoint).map(([name, value]) => ({ name, value: typeof value === 'string' ? value : JSON.stringify(value) }));
