/** Jobs and causes of failures: from our own tables, never from the queue. Whoever asks for one member's jobs looks at that member, on record. */
import { isUuid } from '../../domain/uuid.ts';
import { Fault } from '../../faults.ts';
import { type CauseQuery, listCauses } from '../../storage/causes.ts';
import { findJob, type JobPosition, listJobs as readJobs } from '../../storage/job-lists.ts';
import { attemptsAt } from '../../storage/work.ts';
import type { components } from '../contract.ts';
import { type AskedFor, filterOf } from '../jobs/asked.ts';
import { shownCause, shownInFull, shownJob } from '../jobs/shown-job.ts';
import { type Paging, pageOf, unknownCursor } from '../paging.ts';
import { admittedTo, callerOf, parametersOf, type Route } from '../route.ts';

type Schemas = components['schemas'];

export const listJobs: Route = (context) => async (_request, response) => {
  const { limit, cursor, ...asked } = parametersOf<Paging & AskedFor>(response);
  const after = positionIn(cursor);
  const filter = await filterOf(asked, { caller: callerOf(response), trace: admittedTo(response).traceId }, context);
  const found = filter === null ? [] : await readJobs(context.pool, { filter, after, limit: limit + 1 });
  const { items, nextCursor } = pageOf(found, { limit }, cursorOf);
  response.json({ items: items.map(shownJob), nextCursor } satisfies Schemas['JobPage']);
};

export const showJob: Route = (context) => async (_request, response) => {
  const { jobId } = parametersOf<{ readonly jobId: string }>(response);
  const job = await findJob(context.pool, jobId);
  if (job === null)
    throw new Fault('invalid', { code: 'no-such-job', detail: 'There is no such job; GET /v1/jobs lists them.', fields: ['jobId'] });
  response.json(shownInFull(job, await attemptsAt(context.pool, jobId)));
};

export const listFingerprints: Route = (context) => async (_request, response) => {
  const causes = await listCauses(context.pool, parametersOf<CauseQuery>(response));
  response.json({ items: causes.map(shownCause), nextCursor: null } satisfies Schemas['FingerprintList']);
};

/** The cursor of a page is where its last job stands, whatever has become of that job. */
const cursorOf = ({ at, workId }: JobPosition): string => `${at}-${workId}`;

const positionIn = (cursor: string | undefined): JobPosition | null => {
  if (cursor === undefined) return null;
  const [, at, workId] = /^(\d{1,16})-(.{36})$/.exec(cursor) ?? [];
  if (at === undefined || workId === undefined || !isUuid(workId)) throw unknownCursor();
  return { at, workId };
};
