/** Closures of counterparts that operators have announced. */
import type { Instant } from '../../domain/period.ts';
import type { Source } from '../../domain/sources.ts';
import { isUuid } from '../../domain/uuid.ts';
import { announceMaintenance, endPlannedMaintenance, stateOf } from '../../sources/maintenance.ts';
import { type Maintenance, listMaintenance as readMaintenance } from '../../storage/maintenance.ts';
import type { components } from '../contract.ts';
import { instantIn } from '../instant.ts';
import { type Paging, pageOf, unknownCursor } from '../paging.ts';
import { admittedTo, bodyOf, callerOf, parametersOf, type Route } from '../route.ts';

type Schemas = components['schemas'];

interface Filter {
  readonly source?: Source;
  readonly state: 'planned' | 'all';
}

export const listMaintenance: Route =
  ({ pool, clock }) =>
  async (_request, response) => {
    const { limit, cursor = null, state, ...filter } = parametersOf<Paging & Filter>(response);
    if (cursor !== null && !isUuid(cursor)) throw unknownCursor();
    const now = clock();
    const found = await readMaintenance(
      pool,
      { ...filter, notOverAt: state === 'planned' ? now : null },
      { after: cursor, limit: limit + 1 },
    );
    const page = pageOf(
      found.map((one) => shownMaintenance(one, now)),
      { limit },
      ({ maintenanceId }) => maintenanceId,
    );
    response.json(page satisfies Schemas['MaintenancePage']);
  };

export const planMaintenance: Route = (context) => async (request, response) => {
  const { source, from, to, why } = bodyOf<Schemas['MaintenanceRequest']>(request);
  const plan = { source, from: instantIn('/from', from), to: instantIn('/to', to) };
  const planned = await announceMaintenance(plan, { by: callerOf(response), why, trace: admittedTo(response).traceId }, context);
  response.status(201).json(shownMaintenance(planned, context.clock()) satisfies Schemas['Maintenance']);
};

export const endMaintenance: Route = (context) => async (_request, response) => {
  const { maintenanceId } = parametersOf<{ readonly maintenanceId: string }>(response);
  await endPlannedMaintenance(maintenanceId, { by: callerOf(response), why: null, trace: admittedTo(response).traceId }, context);
  response.status(204).end();
};

export const shownMaintenance = (maintenance: Maintenance, now: Instant): Schemas['Maintenance'] => ({
  ...maintenance,
  state: stateOf(maintenance, now),
});
