/** What the work queue asks of BullMQ, whichever of its backends it lives on. */
import type { DefaultJobOptions, WorkerOptions } from 'bullmq';
import { SECOND } from '../domain/period.ts';
import { asFault } from '../faults.ts';
import type { HandedOver } from '../storage/handing-over.ts';
import type { AttemptRef } from '../storage/work.ts';
import { jobIdOf } from './queue.ts';

export const QUEUE_NAME = 'huzheng-work';

export const JOB_OPTIONS: DefaultJobOptions = { attempts: 1, removeOnComplete: true, removeOnFail: true };

export const WORKER_OPTIONS = {
  /**
   * The queue may give a job away and lose the connection before the worker hears of it: nobody renews its lock, and it is given away once more. To be
   * given a job twice is nothing: the rows say who has it.
   */
  lockDuration: 10 * SECOND,
  stalledInterval: 5 * SECOND,
  removeOnComplete: { count: 0 },
  removeOnFail: { count: 0 },
} as const satisfies Partial<WorkerOptions>;

export const jobsOf = (refs: readonly HandedOver[]) =>
  refs.map((ref) => ({
    name: ref.step,
    data: { workId: ref.workId, attempt: ref.attempt },
    opts: { jobId: jobIdOf(ref) },
  }));

/** The queue keeps for a while what a job failed of, which it tries once: it is told a code, never another's words. */
export const tellingCodes =
  (perform: (ref: AttemptRef) => Promise<void>) =>
  (job: { readonly data: AttemptRef }): Promise<void> =>
    perform(job.data).catch((thrown: unknown) => {
      throw new Error(asFault(thrown).code);
    });

export const COUNTED = ['wait', 'active', 'delayed', 'prioritized'] as const;
export const isEmpty = (counts: Readonly<Record<string, number>>): boolean => Object.values(counts).every((count) => count === 0);
