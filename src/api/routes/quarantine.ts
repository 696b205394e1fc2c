/** Rows that could not be read: page by page, one with the reason at its place, and read once more. Nobody edits one. */
import type { Response } from 'express';
import { type Instant, instantOf } from '../../domain/period.ts';
import { isUuid } from '../../domain/uuid.ts';
import { type OpenedReplay, replayQuarantined as replay } from '../../jobs/replay-quarantined.ts';
import { findQuarantined, type QuarantinePosition, type QuarantineQuery } from '../../storage/quarantine-lists.ts';
import type { components } from '../contract.ts';
import { type Paging, pageOf, unknownCursor } from '../paging.ts';
import { type AskedFilter, filterOf } from '../quarantine/filter.ts';
import { type Looker, lookAtPage, lookAtRow, noSuchRow } from '../quarantine/look.ts';
import { shownRow } from '../quarantine/shown-row.ts';
import { wantedRows } from '../quarantine/wanted.ts';
import { admittedTo, bodyOf, callerOf, parametersOf, type Route } from '../route.ts';
import { whyIn } from '../why.ts';

type Schemas = components['schemas'];

type Asked = Paging & AskedFilter & Pick<QuarantineQuery, 'state'>;

export const listQuarantine: Route = (context) => async (_request, response) => {
  const { state, limit, cursor, ...asked } = parametersOf<Asked>(response);
  const query = { state, filter: filterOf(asked), after: positionIn(cursor), limit: limit + 1 };
  const found = await lookAtPage(query, { shown: limit, looker: lookerOf(response) }, context);
  const { items, nextCursor } = pageOf(found, { limit }, cursorOf);
  response.json({ items: items.map(shownRow), nextCursor } satisfies Schemas['QuarantinePage']);
};

export const showQuarantined: Route = (context) => async (_request, response) => {
  const { quarantineId } = parametersOf<{ readonly quarantineId: string }>(response);
  response.json((await lookAtRow(quarantineId, lookerOf(response), context)) satisfies Schemas['QuarantinedDetail']);
};

export const replayQuarantine: Route = (context) => async (request, response) => {
  const { why, ...choice } = bodyOf<Schemas['ReplayRequest']>(request);
  const asked = { wanted: wantedRows(choice), why: whyIn({ why }), ...actorIn(response) };
  response.status(202).json(shownReplay(await replay(asked, context)));
};

export const replayQuarantined: Route = (context) => async (request, response) => {
  const { quarantineId } = parametersOf<{ readonly quarantineId: string }>(response);
  const asked = { wanted: { ids: [quarantineId] }, why: whyIn(bodyOf<Schemas['Why']>(request)), ...actorIn(response) };
  if ((await findQuarantined(context.pool, quarantineId)) === null) throw noSuchRow();
  response.status(202).json(shownReplay(await replay(asked, context)));
};

const shownReplay = ({ replayId, run, how, quarantineIds }: OpenedReplay): Schemas['OpenedReplay'] => ({
  replayId,
  run: run.runId,
  how,
  rows: quarantineIds.length,
});

const actorIn = (response: Response) => ({ by: callerOf(response), trace: admittedTo(response).traceId });

const lookerOf = (response: Response): Looker => ({ caller: callerOf(response), trace: admittedTo(response).traceId });

/** The cursor of a page is where its last row stands, whatever has become of that row. */
const cursorOf = ({ createdAt, quarantineId }: QuarantinePosition): string => `${Date.parse(createdAt)}-${quarantineId}`;

const positionIn = (cursor: string | undefined): QuarantinePosition | null => {
  if (cursor === undefined) return null;
  const [, at = '', quarantineId = ''] = /^(\d{1,14})-(.*)$/.exec(cursor) ?? [];
  if (!isUuid(quarantineId)) throw unknownCursor();
  return { createdAt: instantOf(Number(at)) satisfies Instant, quarantineId };
};
