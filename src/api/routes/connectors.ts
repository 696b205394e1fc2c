/** The counterparts: how each fares, what was called over time. It is about nobody in particular. */
import type { Source } from '../../domain/sources.ts';
import { type CallStep, callSpan } from '../../sources/call-span.ts';
import { type SourceNow, sourcesNow } from '../../sources/sources-now.ts';
import { callsOver } from '../../storage/upstream-calls.ts';
import type { components } from '../contract.ts';
import { instantIn } from '../instant.ts';
import { parametersOf, type Route } from '../route.ts';
import { shownMaintenance } from './maintenance.ts';

type Schemas = components['schemas'];

export const listConnectors: Route = (context) => async (_request, response) => {
  const now = context.clock();
  const sources = await sourcesNow(context);
  response.json({
    items: sources.map((one) => ({ ...shown(one), maintenance: one.maintenance === null ? null : shownMaintenance(one.maintenance, now) })),
    nextCursor: null,
  } satisfies Schemas['ConnectorList']);
};

const shown = ({ maintenance: _, lastError, datasets, ...source }: SourceNow): Omit<Schemas['Connector'], 'maintenance'> => ({
  ...source,
  lastError,
  datasets: datasets.map((dataset) => ({ ...dataset })),
});

interface CallsParameters {
  readonly source: Source;
  readonly from?: string;
  readonly to?: string;
  readonly step: CallStep;
}

export const listCalls: Route =
  ({ pool, clock }) =>
  async (_request, response) => {
    const { source, step, from, to } = parametersOf<CallsParameters>(response);
    const stated = (field: 'from' | 'to', text: string | undefined) => (text === undefined ? null : instantIn(field, text));
    const items = await callsOver(pool, callSpan({ source, step, from: stated('from', from), to: stated('to', to) }, clock()));
    response.json({ items: items.map((one) => ({ ...one, byCode: { ...one.byCode } })), nextCursor: null } satisfies Schemas['CallList']);
  };
