/** Jobs and causes of failures: from our own tables, never from the queue. Whoever asks for one member's jobs looks at that member, on record. */
import type { Response } from 'express';
import type { Context } from '../../context.ts';
import { isUuid } from '../../domain/uuid.ts';
import { Fault, maskedWords } from '../../faults.ts';
import { normalised } from '../../jobs/fingerprint.ts';
import { type CauseQuery, listCauses } from '../../storage/causes.ts';
import { findJob, type JobFilter, type JobPosition, type JobText, listJobs as readJobs } from '../../storage/job-lists.ts';
import { idDigestOfMember, personOfMember } from '../../storage/people.ts';
import { attemptsAt } from '../../storage/work.ts';
import type { components } from '../contract.ts';
import { shownInFull, shownJob } from '../jobs/shown-job.ts';
import { type Paging, pageOf, unknownCursor } from '../paging.ts';
import { admittedTo, callerOf, parametersOf, type Route } from '../route.ts';

type Schemas = components['schemas'];

type Asked = Paging & Omit<JobFilter, 'member' | 'q'> & { readonly memberId?: string; readonly q?: string };

export const listJobs: Route = (context) => async (_request, response) => {
  const { limit, cursor, memberId, q, ...rest } = parametersOf<Asked>(response);
  const after = positionIn(cursor);
  const named = q === undefined ? rest : { ...rest, q: textIn(searchable(q)) };
  const filter = memberId === undefined ? named : await ofMember(named, memberId, { response, context });
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
  response.json({
    items: causes.map(({ steps, datasets, trend, ...cause }) => ({
      ...cause,
      steps: [...steps],
      datasets: [...datasets],
      trend: [...trend],
    })),
  } satisfies Schemas['FingerprintList']);
};

interface Looking {
  readonly response: Response;
  readonly context: Pick<Context, 'pool' | 'ledger'>;
}

/** Null: there is nobody whose jobs there could be. On record before anything is answered. */
const ofMember = async (
  filter: JobFilter,
  memberId: string,
  { response, context: { pool, ledger } }: Looking,
): Promise<JobFilter | null> => {
  const [personKey, digest] = [await personOfMember(pool, memberId), await idDigestOfMember(pool, memberId)];
  await ledger.record({
    caller: callerOf(response),
    act: 'jobs-of-member',
    purpose: null,
    subjects: digest === null ? [] : [digest],
    sources: [],
    outcome: 'listed',
    trace: admittedTo(response).traceId,
  });
  return personKey === null || digest === null ? null : { ...filter, member: { personKey, subject: ledger.subjectOf(digest) } };
};

/** As causes have it; a mere number is in every cause that has one. */
const textIn = (text: string): JobText => {
  const words = normalised(text);
  return { text, words: /\p{L}/u.test(words) ? words : text };
};

/** What masking would change may be somebody's number, and has no place in an address. An id of ours may look like one, and is none. */
const searchable = (q: string): string => {
  if (maskedWords(q) !== q.normalize('NFKC') && !isUuid(q))
    throw new Fault('invalid', {
      code: 'field-invalid',
      detail: 'q holds a number that could be somebody’s; search for words, codes or ids of jobs, and for a member by memberId.',
      fields: ['q'],
    });
  return q.normalize('NFKC').trim();
};

/** The cursor of a page is where its last job stands, whatever has become of that job. */
const cursorOf = ({ at, workId }: JobPosition): string => `${at}-${workId}`;

const positionIn = (cursor: string | undefined): JobPosition | null => {
  if (cursor === undefined) return null;
  const [, at, workId] = /^(\d{1,16})-(.{36})$/.exec(cursor) ?? [];
  if (at === undefined || workId === undefined || !isUuid(workId)) throw unknownCursor();
  return { at, workId };
};
