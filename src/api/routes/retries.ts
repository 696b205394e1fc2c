/** Batches of retries: previewed, begun, followed, stopped. */
import type { Request, Response } from 'express';
import type { Source } from '../../domain/sources.ts';
import { isUuid } from '../../domain/uuid.ts';
import { Fault } from '../../faults.ts';
import { noSuchRetry, previewRetry as preview, retryJobs as retry, stopRetry as stop } from '../../jobs/retry-jobs.ts';
import { shownRetry } from '../../jobs/retry-shown.ts';
import { findRetry, jobsOfRetry, type RetryFilter, listRetries as readRetries } from '../../storage/retries.ts';
import type { Selection } from '../../storage/retry-choice.ts';
import type { components } from '../contract.ts';
import { type Paging, pageOf, unknownCursor } from '../paging.ts';
import { admittedTo, bodyOf, callerOf, parametersOf, type Route } from '../route.ts';
import { whyIn } from '../why.ts';

type Schemas = components['schemas'];

interface Chosen {
  readonly jobIds?: readonly string[];
  readonly fingerprint?: string;
  readonly source?: Source;
  readonly all?: boolean;
}

export const previewRetry: Route = (context) => async (request, response) => {
  const found = await preview(selectionIn(bodyOf<Chosen>(request)), context);
  const { tried, overtaken, causes, runs, notFailed, calls, seconds, datasets } = found;
  const [only] = causes.length === 1 ? causes : [];
  response.json({
    jobs: tried.length,
    overtaken: overtaken.length,
    notFailed,
    members: tried.reduce((sum, { members }) => sum + members, 0),
    about: tried.reduce<number | null>((sum, { about }) => (sum === null || about === null ? null : sum + about), 0),
    calls,
    seconds,
    canary: only?.canary ?? null,
    causes: [...causes],
    runs: runs.map(({ runId }) => runId),
    datasets: [...datasets],
  } satisfies Schemas['RetryPreview']);
};

export const retryJobs: Route = (context) => async (request, response) => {
  const body = bodyOf<Chosen & Schemas['Why']>(request);
  const begun = await retry(selectionIn(body), actingOf(response, whyIn(body)), context);
  response.status(202).json(shownRetry(begun.retry) satisfies Schemas['Retry']);
};

export const retryJob: Route = (context) => async (request, response) => {
  const { jobId } = parametersOf<{ readonly jobId: string }>(response);
  const { why } = bodyOf<Schemas['MaybeWhy']>(request);
  const acting = actingOf(response, why === undefined ? null : whyIn({ why }));
  const begun = await retry({ jobIds: [jobId], fingerprint: null, source: null }, acting, context);
  response.status(202).json(shownRetry(begun.retry) satisfies Schemas['Retry']);
};

/** The cursor of a page is the id of its last batch. */
export const listRetries: Route =
  ({ pool }) =>
  async (_request, response) => {
    const { state, ...paging } = parametersOf<Paging & { readonly state?: RetryFilter }>(response);
    const { limit, cursor = null } = paging;
    if (cursor !== null && (!isUuid(cursor) || (await findRetry(pool, cursor)) === null)) throw unknownCursor();
    const found = await readRetries(pool, { filter: state ?? null, after: cursor, limit: limit + 1 });
    response.json(pageOf(found.map(shownRetry), paging, ({ retryId }) => retryId) satisfies Schemas['RetryPage']);
  };

const MOST_SHOWN = 200;

export const showRetry: Route =
  ({ pool }) =>
  async (_request, response) => {
    const retryId = retryIdOf(response);
    const found = await findRetry(pool, retryId);
    if (found === null) throw noSuchRetry();
    const jobs = await jobsOfRetry(pool, retryId, MOST_SHOWN);
    response.json({ retry: shownRetry(found), jobs: [...jobs] } satisfies Schemas['RetryDetail']);
  };

export const stopRetry: Route = (context) => async (request, response) => {
  const stopped = await stop(retryIdOf(response), actingOfRequest(request, response), context);
  response.json(shownRetry(stopped) satisfies Schemas['Retry']);
};

const actingOf = <Why extends string | null>(response: Response, why: Why) => ({
  by: callerOf(response),
  why,
  trace: admittedTo(response).traceId,
});
const actingOfRequest = (request: Request, response: Response) => actingOf(response, whyIn(bodyOf<Schemas['Why']>(request)));

const retryIdOf = (response: Response): string => parametersOf<{ readonly retryId: string }>(response).retryId;

/** Exactly one way of choosing; a source narrows a cause or all. */
const selectionIn = ({ jobIds, fingerprint, source, all }: Chosen): Selection => {
  const ways = [jobIds !== undefined, fingerprint !== undefined, all === true].filter(Boolean).length;
  if (ways !== 1 || (jobIds !== undefined && source !== undefined))
    throw new Fault('invalid', {
      code: 'field-invalid',
      detail: 'Choose in exactly one way: jobIds, or fingerprint, or all; source narrows the latter two.',
      fields: ['/'],
    });
  return { jobIds: jobIds ?? null, fingerprint: fingerprint ?? null, source: source ?? null };
};
