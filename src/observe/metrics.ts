/** What operators count, in Prometheus' form. Labels come from closed lists and operation codes: never a person, a record or an id. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { BOOK_COLUMNS, type BookColumn } from '../domain/books.ts';
import type { Dataset } from '../domain/sources.ts';
import { sourceOf } from '../domain/sources.ts';
import type { BreakerState } from '../upstream/breaker.ts';
import type { UpstreamEvent } from '../upstream/settings.ts';
import { token } from './allowed.ts';
import { figureGauges } from './figure-gauges.ts';
import type { Figures } from './figures.ts';

export interface Metrics {
  readonly upstreamCalled: (event: Pick<UpstreamEvent, 'source' | 'operation' | 'outcome' | 'durationMs'>) => void;
  readonly workEnded: (work: {
    readonly step: string;
    readonly outcome: 'finished' | 'failed' | 'retried';
    readonly durationMs: number;
  }) => void;
  /** Rows of one page, as they were entered in the books. */
  readonly rowsBooked: (dataset: Dataset, columns: Readonly<Partial<Record<BookColumn, number>>>) => void;
  /** What a call of the aid system's came to; `refused` is one that was not proved to be its. */
  readonly callbackAnswered: (outcome: string) => void;
  /** With how the counterparts' circuits stand, of those that this process has called, and what the database says; null: it said nothing. */
  readonly exposition: (circuits: Circuits, figures: Figures | null) => Promise<{ readonly contentType: string; readonly text: string }>;
}

export type Circuits = Readonly<Record<string, Pick<BreakerState, 'circuit'>>>;

const CALL_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const WORK_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

export const createMetrics = (): Metrics => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const calls = new Histogram({
    name: 'huzheng_upstream_call_seconds',
    help: 'Attempts at a counterpart, by what came of them.',
    labelNames: ['source', 'operation', 'outcome'],
    buckets: CALL_SECONDS,
    registers,
  });
  const work = new Histogram({
    name: 'huzheng_work_seconds',
    help: 'Units of work, by step and what came of them.',
    labelNames: ['step', 'outcome'],
    buckets: WORK_SECONDS,
    registers,
  });
  const rows = new Counter({
    name: 'huzheng_rows_total',
    help: 'Rows entered in the books, by column; fetched is the sum of the others.',
    labelNames: ['source', 'dataset', 'column'],
    registers,
  });
  const callbacks = new Counter({
    name: 'huzheng_callbacks_total',
    help: 'Callbacks of the aid system, by what came of them.',
    labelNames: ['outcome'],
    registers,
  });
  const circuit = new Gauge({
    name: 'huzheng_upstream_circuit_closed',
    help: '1: calls go through. 0: after several outages in a row the counterpart is left alone, but for a probe now and then.',
    labelNames: ['source'],
    registers,
  });
  const figureSet = figureGauges(registry);
  return {
    upstreamCalled: ({ source, operation, outcome, durationMs }) =>
      calls.observe({ source, operation: token(operation), outcome }, durationMs / 1000),
    workEnded: ({ step, outcome, durationMs }) => work.observe({ step: token(step), outcome }, durationMs / 1000),
    rowsBooked: (dataset, columns) => {
      for (const column of BOOK_COLUMNS) rows.inc({ source: sourceOf(dataset), dataset, column }, columns[column] ?? 0);
    },
    callbackAnswered: (outcome) => callbacks.inc({ outcome: token(outcome) }),
    exposition: async (circuits, figures) => {
      figureSet.set(figures);
      for (const [source, { circuit: state }] of Object.entries(circuits)) circuit.set({ source }, state === 'closed' ? 1 : 0);
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
};
