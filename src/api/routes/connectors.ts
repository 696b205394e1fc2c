/** The counterparts: how each fares, what was called over time. It is about nobody in particular. */
import { DAY, epochOf, HOUR, type Instant, instantOf, MINUTE, SECOND } from '../../domain/period.ts';
import type { Source } from '../../domain/sources.ts';
import { Fault } from '../../faults.ts';
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
  readonly step: '5m' | '1h' | '1d';
}

const STEPS_MS: Readonly<Record<CallsParameters['step'], number>> = { '5m': 5 * MINUTE, '1h': HOUR, '1d': DAY };
const MOST_STEPS = 2_000;

export const listCalls: Route =
  ({ pool, clock }) =>
  async (_request, response) => {
    const { source, step, from: statedFrom, to: statedTo } = parametersOf<CallsParameters>(response);
    const to = statedTo === undefined ? endOfMinute(clock()) : instantIn('to', statedTo);
    const from = statedFrom === undefined ? instantOf(epochOf(to) - DAY) : instantIn('from', statedFrom);
    const steps = (epochOf(to) - epochOf(from)) / STEPS_MS[step];
    if (steps <= 0) throw invalid('It must end after it begins.', 'to');
    if (steps > MOST_STEPS) throw invalid(`That would be more than ${MOST_STEPS} lines: take a shorter time, or longer steps.`, 'step');
    const items = await callsOver(pool, { source, from, to, stepSeconds: STEPS_MS[step] / SECOND });
    response.json({ items: items.map((one) => ({ ...one, byCode: { ...one.byCode } })) } satisfies Schemas['CallList']);
  };

/** Calls are counted by the minute: the one under way is among them. */
const endOfMinute = (at: Instant): Instant => instantOf(Math.floor(epochOf(at) / MINUTE + 1) * MINUTE);

const invalid = (detail: string, field: string): Fault => new Fault('invalid', { code: 'field-invalid', detail, fields: [field] });
