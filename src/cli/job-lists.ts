/** `huzheng jobs list`, `failed`, `show` and `fingerprints`: what happened, what failed and why; for operators without a browser. */
import { type AskedFor, filterOf } from '../api/jobs/asked.ts';
import { shownCause, shownInFull, shownJob } from '../api/jobs/shown-job.ts';
import type { Source } from '../domain/sources.ts';
import { Fault } from '../faults.ts';
import { shownRun } from '../jobs/run-detail.ts';
import { listCauses } from '../storage/causes.ts';
import { findJob, type JobFilter, type ListedJob, listJobs } from '../storage/job-lists.ts';
import { findWork } from '../storage/work.ts';
import { firstOf } from './first-of.ts';
import type { Interruption } from './interruption.ts';
import { type FailedCause, failedText, fingerprintsText, jobsText, jobText } from './jobs-text.ts';
import { withContext } from './session.ts';
import { thisUser } from './this-user.ts';
import { unfinishedIn } from './unfinished.ts';

export interface ListOptions extends Omit<AskedFor, 'memberId' | 'q'> {
  readonly member?: string;
  readonly search?: string;
  readonly limit: number;
  readonly json?: true;
}

export const jobsList = ({ member, search, limit, json, ...rest }: ListOptions): Promise<number> =>
  withContext('tool', async (context) => {
    const asked = { ...rest, ...(member !== undefined && { memberId: member }), ...(search !== undefined && { q: search }) };
    const filter = await filterOf(asked, { caller: thisUser(), trace: null }, context);
    const found = filter === null ? [] : await listJobs(context.pool, { filter, after: null, limit: limit + 1 });
    const { items: jobs, more } = firstOf(found, limit);
    process.stdout.write(json === true ? `${JSON.stringify({ items: jobs.map(shownJob), more })}\n` : jobsText(jobs, { more }));
    return 0;
  });

/** Of one cause; enough to see what it looks like. */
const JOBS_OF_A_CAUSE = 5;
/** All that `--json` tells; `jobs list` tells more. */
const MOST_JOBS = 10_000;

export const jobsFailed = ({ json, source }: { readonly json?: true; readonly source?: Source }): Promise<number> =>
  withContext('tool', async ({ pool }) => {
    const of = source === undefined ? {} : { source };
    const causes = await listCauses(pool, { ...of, state: 'open' });
    const unfinished = await unfinishedIn(pool);
    const read = (filter: JobFilter, limit: number): Promise<readonly ListedJob[]> =>
      listJobs(pool, { filter: { ...filter, state: 'failed' }, after: null, limit });
    if (json === true) {
      const items = (await read(of, MOST_JOBS)).map((job) => ({ id: job.workId, run: job.runId, ...shownJob(job) }));
      const { runs, worker } = unfinished;
      process.stdout.write(`${JSON.stringify({ fingerprints: causes.map(shownCause), items, unfinished: runs.map(shownRun), worker })}\n`);
      return 0;
    }
    const failed: FailedCause[] = [];
    for (const cause of causes) failed.push({ cause, first: await read({ fingerprint: cause.fingerprint }, JOBS_OF_A_CAUSE) });
    process.stdout.write(failedText({ causes: failed, unfinished }));
    return 0;
  });

export const jobsShow = ({ json }: { readonly json?: true }, _: Interruption, [id = '']: readonly string[]): Promise<number> =>
  withContext('tool', async ({ pool }) => {
    const work = await findWork(pool, id);
    if (work === null || work === 'several') throw notOneJob(id, work);
    const job = await findJob(pool, work.workId);
    if (job === null) throw notOneJob(id, job);
    const { attempts } = work;
    const shown = { id: job.workId, run: job.runId, ...shownInFull(job, attempts) };
    process.stdout.write(json === true ? `${JSON.stringify(shown)}\n` : jobText(job, attempts));
    return 0;
  });

export interface FingerprintOptions {
  readonly source?: string;
  readonly date?: string;
  readonly all?: true;
  readonly json?: true;
}

export const jobsFingerprints = ({ all, json, ...of }: FingerprintOptions): Promise<number> =>
  withContext('tool', async ({ pool }) => {
    const causes = await listCauses(pool, { ...of, state: all === true ? 'all' : 'open' });
    process.stdout.write(json === true ? `${JSON.stringify({ items: causes.map(shownCause) })}\n` : fingerprintsText(causes));
    return 0;
  });

const notOneJob = (id: string, found: 'several' | null): Fault =>
  found === 'several'
    ? new Fault('invalid', { code: 'several-jobs', detail: `More than one job begins with ${id}; say more of its id.` })
    : new Fault('invalid', { code: 'no-such-job', detail: `No job begins with ${id}; \`huzheng jobs list\` lists them.` });
