/** Discrepancies: who says what since when, what was asked about it, and the requests that leave the house. Nobody closes one by hand. */
import type { Response } from 'express';
import { exportRequests } from '../../corrections/export.ts';
import { type Resolution, resolveDiscrepancy as resolve } from '../../corrections/resolve.ts';
import { type Day, readDay } from '../../domain/period.ts';
import { isUuid } from '../../domain/uuid.ts';
import { Fault } from '../../faults.ts';
import type { DiscrepancyFilter, DiscrepancyPosition, DiscrepancyQuery } from '../../storage/discrepancy-lists.ts';
import type { components } from '../contract.ts';
import { type Looker, lookAtOne, lookAtPage } from '../discrepancies/look.ts';
import { type Paging, pageOf, unknownCursor } from '../paging.ts';
import { admittedTo, bodyOf, callerOf, parametersOf, type Route } from '../route.ts';
import { keptWordsIn, whyIn } from '../why.ts';

type Schemas = components['schemas'];
type Asked = Paging & DiscrepancyFilter & Pick<DiscrepancyQuery, 'status'>;

export const listDiscrepancies: Route = (context) => async (_request, response) => {
  const { status, limit, cursor, ...filter } = parametersOf<Asked>(response);
  const query = { status, filter, after: positionIn(cursor), limit: limit + 1 };
  const { found, show } = await lookAtPage(query, limit, { looker: lookerOf(response), context });
  const { items, nextCursor } = pageOf(found, { limit }, cursorOf);
  response.json({ items: items.map(show), nextCursor } satisfies Schemas['DiscrepancyPage']);
};

export const showDiscrepancy: Route = (context) => async (_request, response) => {
  response.json((await lookAtOne(idIn(response), { looker: lookerOf(response), context })) satisfies Schemas['DiscrepancyDetail']);
};

export const resolveDiscrepancy: Route = (context) => async (request, response) => {
  const { to = null, why, ...body } = bodyOf<Schemas['DiscrepancyResolution']>(request);
  const discrepancyId = idIn(response);
  const acting = { by: callerOf(response), why: why === undefined ? null : whyIn({ why }), trace: admittedTo(response).traceId };
  await resolve({ discrepancyId, to, resolution: resolutionIn(body), ...acting }, context);
  const { item } = await lookAtOne(discrepancyId, { looker: lookerOf(response), context });
  response.json(item satisfies Schemas['DiscrepancyItem']);
};

const resolutionIn = ({ action, dueOn, answer }: Omit<Schemas['DiscrepancyResolution'], 'to' | 'why'>): Resolution => {
  switch (action) {
    case 'request-correction':
      return { action, dueOn: dueOn === undefined ? null : dayIn(dueOn) };
    case 'record-answer':
      if (answer === undefined) throw new Fault('invalid', { code: 'field-missing', detail: 'answer is missing.', fields: ['/answer'] });
      return { action, answer: keptWordsIn('answer', answer) };
    case 'withdraw-request':
      return { action };
  }
};

const dayIn = (stated: string): Day => {
  const day = readDay(stated);
  if (day.kind !== 'stated') throw new Fault('invalid', { code: 'field-invalid', detail: 'dueOn is no day.', fields: ['/dueOn'] });
  return day.value;
};

export const exportDiscrepancies: Route = (context) => async (request, response) => {
  const { format, to, purpose, why, ids } = bodyOf<Schemas['DiscrepancyExport']>(request);
  const acting = { by: callerOf(response), why: whyIn({ why }), trace: admittedTo(response).traceId };
  const made = await exportRequests({ format, to, purpose, ids: ids ?? null, ...acting }, context);
  response
    .status(200)
    .setHeader('content-type', made.contentType)
    .setHeader('content-disposition', `attachment; filename="${made.fileName}"`)
    .setHeader('x-huzheng-left-out', String(made.leftOut))
    .end(made.file);
};

const idIn = (response: Response): string => parametersOf<{ readonly discrepancyId: string }>(response).discrepancyId;

const lookerOf = (response: Response): Looker => ({ caller: callerOf(response), trace: admittedTo(response).traceId });

/** The cursor of a page is where its last discrepancy stands, whatever has become of it. */
const cursorOf = ({ openedOn, discrepancyId }: DiscrepancyPosition): string => `${openedOn}-${discrepancyId}`;

const positionIn = (cursor: string | undefined): DiscrepancyPosition | null => {
  if (cursor === undefined) return null;
  const [openedOn, discrepancyId] = [readDay(cursor.slice(0, 10)), cursor.slice(11)];
  if (openedOn.kind !== 'stated' || cursor[10] !== '-' || !isUuid(discrepancyId)) throw unknownCursor();
  return { openedOn: openedOn.value, discrepancyId };
};
