/** What operators do with sources: leave one alone for a time, let it be asked again. */
import type { Response } from 'express';
import type { Source } from '../../domain/sources.ts';
import { pause, resume } from '../../jobs/pause-source.ts';
import type { components } from '../contract.ts';
import { instantIn } from '../instant.ts';
import { admittedTo, bodyOf, callerOf, parametersOf, type Route } from '../route.ts';
import { whyIn } from '../why.ts';

type Schemas = components['schemas'];

export const pauseSource: Route = (context) => async (request, response) => {
  const { until, ...given } = bodyOf<Schemas['PauseRequest']>(request);
  const wanted = { source: sourceOf(response), until: until === undefined ? null : instantIn('/until', until) };
  const paused = await pause(wanted, actingOf(response, whyIn(given)), context);
  response.json({ ...paused } satisfies Schemas['SourcePause']);
};

export const resumeSource: Route = (context) => async (request, response) => {
  const why = whyIn(bodyOf<Schemas['Why']>(request));
  const source = sourceOf(response);
  const dueNow = await resume(source, actingOf(response, why), context);
  response.json({ source, dueNow } satisfies Schemas['SourceResumed']);
};

const actingOf = (response: Response, why: string) => ({ by: callerOf(response), why, trace: admittedTo(response).traceId });

const sourceOf = (response: Response): Source => parametersOf<{ readonly source: Source }>(response).source;
