/** `huzheng sources`: how the counterparts fare, what was called, and when one will not answer by plan. */
import type { Instant } from '../domain/period.ts';
import type { Source } from '../domain/sources.ts';
import { isUuid } from '../domain/uuid.ts';
import { type CallStep, callSpan } from '../sources/call-span.ts';
import { announceMaintenance, endPlannedMaintenance, noSuchMaintenance, stateOf } from '../sources/maintenance.ts';
import { sourcesNow } from '../sources/sources-now.ts';
import { listMaintenance } from '../storage/maintenance.ts';
import { callsOver } from '../storage/upstream-calls.ts';
import type { Interruption } from './interruption.ts';
import { withContext } from './session.ts';
import { callsText, maintenanceText, sourcesText } from './sources-text.ts';
import { thisUser } from './this-user.ts';

interface Json {
  readonly json?: true;
}

export const sourcesList = ({ json }: Json): Promise<number> =>
  withContext('tool', async (context) => {
    const items = await sourcesNow(context);
    process.stdout.write(json === true ? `${JSON.stringify({ items })}\n` : sourcesText(items));
    return 0;
  });

export interface CallsOptions extends Json {
  readonly step: CallStep;
  readonly from?: Instant;
  readonly to?: Instant;
}

export const sourcesCalls = ({ step, from, to, json }: CallsOptions, _: Interruption, [source = '']: readonly string[]): Promise<number> =>
  withContext('tool', async ({ pool, clock }) => {
    const items = await callsOver(pool, callSpan({ source: source as Source, step, from: from ?? null, to: to ?? null }, clock()));
    process.stdout.write(json === true ? `${JSON.stringify({ items })}\n` : callsText(items));
    return 0;
  });

const MOST_LISTED = 1_000;

export const maintenanceList = ({ json, all }: Json & { readonly all?: true }): Promise<number> =>
  withContext('tool', async ({ pool, clock }) => {
    const now = clock();
    const found = await listMaintenance(pool, { notOverAt: all === true ? null : now }, { after: null, limit: MOST_LISTED });
    const items = found.map((one) => ({ ...one, state: stateOf(one, now) }));
    process.stdout.write(json === true ? `${JSON.stringify({ items })}\n` : maintenanceText(items));
    return 0;
  });

export interface PlanOptions extends Json {
  readonly from: Instant;
  readonly to: Instant;
  readonly why: string;
}

export const maintenancePlan = ({ from, to, why, json }: PlanOptions, _: Interruption, [source = '']: readonly string[]): Promise<number> =>
  withContext('tool', async (context) => {
    const planned = await announceMaintenance({ source: source as Source, from, to }, { by: thisUser(), why, trace: null }, context);
    const shown = { ...planned, state: stateOf(planned, context.clock()) };
    process.stdout.write(json === true ? `${JSON.stringify(shown)}\n` : maintenanceText([shown]));
    return 0;
  });

export const maintenanceEnd = (_options: object, _: Interruption, [id = '']: readonly string[]): Promise<number> =>
  withContext('tool', async (context) => {
    if (!isUuid(id)) throw noSuchMaintenance();
    const { source } = await endPlannedMaintenance(id, { by: thisUser(), why: null, trace: null }, context);
    process.stdout.write(`${source}: the planned closure is over; what waited for it is due.\n`);
    return 0;
  });
