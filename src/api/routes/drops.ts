/** Drops: what would end beyond an ordinary night, and a person's word that it is true. */
import { type Dataset, sourceOf } from '../../domain/sources.ts';
import { acceptDrop as accept } from '../../jobs/accept-drop.ts';
import { percentEnded } from '../../pipeline/2-normalise/most-ended.ts';
import { type StandingDrop, standingDrops } from '../../storage/drops.ts';
import type { components } from '../contract.ts';
import { admittedTo, bodyOf, callerOf, parametersOf, type Route } from '../route.ts';
import { whyIn } from '../why.ts';

type Schemas = components['schemas'];

export const listDrops: Route =
  ({ pool }) =>
  async (_request, response) => {
    const drops = await standingDrops(pool);
    response.json({ items: drops.map(shownDrop), nextCursor: null } satisfies Schemas['DropList']);
  };

export const shownDrop = ({ accepted, ...drop }: StandingDrop): Schemas['Drop'] => ({
  ...drop,
  percent: percentEnded(drop),
  source: sourceOf(drop.dataset),
  accepted: accepted === null ? null : { ...accepted },
});

export const acceptDrop: Route = (context) => async (request, response) => {
  const why = whyIn(bodyOf<Schemas['Why']>(request));
  const acting = { by: callerOf(response), why, trace: admittedTo(response).traceId };
  const { runId, dataset } = parametersOf<{ readonly runId: string; readonly dataset: Dataset }>(response);
  const accepted = await accept({ runId, dataset }, acting, context);
  response.json({ runId, dataset, ...accepted } satisfies Schemas['DropAccepted']);
};
