/** `huzheng jobs`: what failed and why; for operators without a browser. */
import { Fault } from '../faults.ts';
import { findCity } from '../storage/synthetic-city.ts';
import { failedWork, findWork, type Work } from '../storage/work.ts';
import type { Interruption } from './interruption.ts';
import { failedText, jobJson, jobText } from './jobs-text.ts';
import { withContext } from './session.ts';

interface Selection {
  readonly source?: string;
  readonly fingerprint?: string;
}

export const jobsFailed = ({ json, source }: { readonly json?: true; readonly source?: string }): Promise<number> =>
  withContext('tool', async ({ pool }) => {
    const failed = selected(await failedWork(pool), source === undefined ? {} : { source });
    const sandbox = (await findCity(pool)) !== null;
    process.stdout.write(json === true ? `${JSON.stringify({ items: failed.map(jobJson) })}\n` : failedText(failed, { sandbox }));
    return 0;
  });

export const jobsShow = ({ json }: { readonly json?: true }, _: Interruption, [id = '']: readonly string[]): Promise<number> =>
  withContext('tool', async ({ pool }) => {
    const work = await findWork(pool, id);
    if (work === null || work === 'several') throw notOneJob(id, work);
    const { checkpoint, attempts } = work;
    process.stdout.write(json === true ? `${JSON.stringify({ ...jobJson(work), checkpoint, attempts })}\n` : jobText(work));
    return 0;
  });

const selected = (work: readonly Work[], { source, fingerprint }: Selection): readonly Work[] =>
  work.filter((one) => (source === undefined || one.source === source) && (fingerprint === undefined || one.fingerprint === fingerprint));

const notOneJob = (id: string, found: 'several' | null): Fault =>
  found === 'several'
    ? new Fault('invalid', { code: 'several-jobs', detail: `More than one job begins with ${id}; say more of its id.` })
    : new Fault('invalid', { code: 'no-such-job', detail: `No job begins with ${id}; \`huzheng jobs failed\` lists those that failed.` });
