/** Business events that are counted besides being logged, whatever the log's level: a row of a table each. Labels are the event's own allowed fields. */
import { Counter, Histogram, type Registry } from 'prom-client';
import type { EventName } from './events.ts';

/** Hears of every event: its name, and the allowed part of it. */
export type Heard = (name: EventName, fields: Readonly<Record<string, unknown>>) => void;

interface CountedEvent {
  readonly event: EventName;
  readonly metric: string;
  readonly help: string;
  readonly labels: readonly string[];
  /** Its field that says how many; absent: it counts as one. `seconds`: it says how long, in ms. */
  readonly by?: string;
  readonly seconds?: string;
  /** What stands for a label that the event itself does not carry. */
  readonly as?: Readonly<Record<string, string>>;
}

const COUNTED: readonly CountedEvent[] = [
  {
    event: 'requestAnswered',
    metric: 'huzheng_http_request_seconds',
    help: 'Requests to the API, by route as the contract has it and status.',
    labels: ['method', 'route', 'status'],
    seconds: 'durationMs',
  },
  {
    event: 'rowQuarantined',
    metric: 'huzheng_rows_quarantined_total',
    help: 'Rows that could not be read, by why.',
    labels: ['source', 'dataset', 'reason'],
  },
  {
    event: 'retentionEnforced',
    metric: 'huzheng_retention_deleted_total',
    help: 'What retention has deleted, by rule.',
    labels: ['rule'],
    by: 'deleted',
  },
  {
    event: 'applicationDelivered',
    metric: 'huzheng_deliveries_total',
    help: 'Applications handed to the aid system, by what came of it.',
    labels: ['programme', 'outcome'],
    as: { outcome: 'delivered' },
  },
  {
    event: 'applicationRefused',
    metric: 'huzheng_deliveries_total',
    help: 'Applications handed to the aid system, by what came of it.',
    labels: ['programme', 'outcome'],
    as: { outcome: 'refused' },
  },
  {
    event: 'personErased',
    metric: 'huzheng_erasures_total',
    help: 'Members erased, by why and what came of it.',
    labels: ['cause', 'outcome'],
  },
  {
    event: 'failed',
    metric: 'huzheng_failures_total',
    help: 'What failed with nobody waiting for it, by what was being done: a relay, a sweeper, a heartbeat, a count.',
    labels: ['doing'],
  },
];

/** Of the route `verify-identity`, which has seconds, down to a cached answer, which has milliseconds. */
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

type Count = (labels: Readonly<Record<string, string>>, value: number) => void;

export const countedEvents = (registry: Registry): Heard => {
  const counts = new Map<string, Count>();
  const rows = COUNTED.map((row) => {
    const count = counts.get(row.metric) ?? counterOf(row, registry);
    counts.set(row.metric, count);
    return { ...row, count };
  });
  const byEvent = Map.groupBy(rows, ({ event }) => event);
  return (name, fields) => {
    for (const { labels, as = {}, by, seconds, count } of byEvent.get(name) ?? [])
      count(Object.fromEntries(labels.map((label) => [label, String(as[label] ?? fields[label])])), amount(fields, by, seconds));
  };
};

const amount = (fields: Readonly<Record<string, unknown>>, by: string | undefined, seconds: string | undefined): number => {
  const said = by === undefined && seconds === undefined ? 1 : fields[by ?? seconds ?? ''];
  // A count that was withheld is none that can be added.
  return typeof said === 'number' ? (seconds === undefined ? said : said / 1_000) : 0;
};

const counterOf = ({ metric: name, help, labels, seconds }: CountedEvent, registry: Registry): Count => {
  const shared = { name, help, labelNames: [...labels], registers: [registry] };
  if (seconds === undefined) {
    const counter = new Counter(shared);
    return (given, value) => counter.inc(given, value);
  }
  const histogram = new Histogram({ ...shared, buckets: REQUEST_SECONDS });
  return (given, value) => histogram.observe(given, value);
};
