/** What operators count, in Prometheus' form. Labels come from closed lists and operation codes: never a person, a record or an id. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { BOOK_COLUMNS, type BookColumn } from '../domain/books.ts';
import type { Dataset } from '../domain/sources.ts';
import { sourceOf } from '../domain/sources.ts';
import type { BreakerState } from '../upstream/breaker.ts';
import type { UpstreamEvent } from '../upstream/settings.ts';
import { token } from './allowed.ts';
import { countedEvents, type Heard } from './counted-events.ts';
import { figureGauges } from './figure-gauges.ts';
import type { Figures } from './figures.ts';

export interface Metrics {
  /** Every business event, from the log. */
  readonly heard: Heard;
  readonly upstreamCalled: (event: Pick<UpstreamEvent, 'source' | 'operation' | 'outcome' | 'durationMs'>) => void;
  readonly workEnded: (work: {
    readonly step: string;
    readonly outcome: 'finished' | 'failed' | 'retried';
    readonly durationMs: number;
    /** That it touched. */
    readonly members?: number;
    /** Values of members. */
    readonly sealed?: number;
    readonly opened?: number;
  }) => void;
  /** One transaction of a unit of work, committed or not. */
  readonly saved: (save: { readonly step: string; readonly durationMs: number }) => void;
  /** Rows of one page, as they were entered in the books. */
  readonly rowsBooked: (dataset: Dataset, columns: Readonly<Partial<Record<BookColumn, number>>>) => void;
  /** What a call of the aid system's came to; `refused` is one that was not proved to be its. */
  readonly callbackAnswered: (outcome: string) => void;
  /** With how the process stands, and what the database says; null: it said nothing. */
  readonly exposition: (standing: Standing, figures: Figures | null) => Promise<{ readonly contentType: string; readonly text: string }>;
}

export interface Standing {
  /** Of the counterparts that this process has called. */
  readonly circuits?: Readonly<Record<string, Pick<BreakerState, 'circuit'>>>;
  /** Its connections to the database. */
  readonly connections?: { readonly totalCount: number; readonly idleCount: number; readonly waitingCount: number };
}

const CALL_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const SAVE_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const WORK_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** `mode`: which command the process runs. */
export const createMetrics = (mode: string): Metrics => {
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
  const saves = new Histogram({
    name: 'huzheng_save_seconds',
    help: 'Transactions of units of work, from the first statement to the commit.',
    labelNames: ['step'],
    buckets: SAVE_SECONDS,
    registers,
  });
  const members = new Counter({
    name: 'huzheng_members_touched_total',
    help: 'Members that units of work have come to, by step; one that is tried again counts again.',
    labelNames: ['step'],
    registers,
  });
  const sealings = new Counter({
    name: 'huzheng_sealings_total',
    help: 'Values of members that units of work have sealed, and opened, by step.',
    labelNames: ['step', 'act'],
    registers,
  });
  const pages = new Counter({
    name: 'huzheng_pages_total',
    help: 'Pages of rows that were read and saved.',
    labelNames: ['source', 'dataset'],
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
    help: '1: calls go through. 0: after several outages in a row a service of the counterpart is left alone, but for a probe now and then.',
    labelNames: ['source'],
    registers,
  });
  const connections = new Gauge({
    name: 'huzheng_database_connections',
    help: 'Connections of this process to the database: busy, idle; waiting: whoever waits for one.',
    labelNames: ['state'],
    registers,
  });
  new Gauge({ name: 'huzheng_process_info', help: 'Which command this process runs.', labelNames: ['mode'], registers }).set({ mode }, 1);
  const figureSet = figureGauges(registry);
  return {
    heard: countedEvents(registry),
    upstreamCalled: ({ source, operation, outcome, durationMs }) =>
      calls.observe({ source, operation: token(operation), outcome }, durationMs / 1000),
    workEnded: ({ step: named, outcome, durationMs, members: touched = 0, sealed = 0, opened = 0 }) => {
      const step = token(named);
      work.observe({ step, outcome }, durationMs / 1000);
      members.inc({ step }, touched);
      sealings.inc({ step, act: 'seal' }, sealed);
      sealings.inc({ step, act: 'open' }, opened);
    },
    saved: ({ step, durationMs }) => saves.observe({ step: token(step) }, durationMs / 1000),
    rowsBooked: (dataset, columns) => {
      pages.inc({ source: sourceOf(dataset), dataset });
      for (const column of BOOK_COLUMNS) rows.inc({ source: sourceOf(dataset), dataset, column }, columns[column] ?? 0);
    },
    callbackAnswered: (outcome) => callbacks.inc({ outcome: token(outcome) }),
    exposition: async ({ circuits = {}, connections: pool }, figures) => {
      figureSet.set(figures);
      if (pool !== undefined) {
        const { totalCount, idleCount, waitingCount } = pool;
        for (const [state, count] of Object.entries({ busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount }))
          connections.set({ state }, count);
      }
      for (const [source, { circuit: state }] of Object.entries(circuits)) circuit.set({ source }, state === 'closed' ? 1 : 0);
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
};
