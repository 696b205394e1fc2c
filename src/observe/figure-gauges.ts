/**
 * What the database says, as gauges: one row of a table each. Labels come from closed lists: sources, datasets, programmes, states, steps, and our own
 * codes of faults, of which only the most frequent have a line of their own.
 */
import { Gauge, type Registry } from 'prom-client';
import { CHANNELS } from '../alerts/alert.ts';
import { BOOK_COLUMNS } from '../domain/books.ts';
import { DATASETS, type Dataset, SOURCES, sourceOf } from '../domain/sources.ts';
import { DISCREPANCY_KINDS } from '../pipeline/3-verify/types.ts';
import type { CaseKind } from '../pipeline/4-screen/types.ts';
import type { Health } from '../sources/health.ts';
import type { FailedJobs } from '../storage/figures.ts';
import { RUN_STATUSES } from '../storage/runs.ts';
import type { Figures, SourceFigures } from './figures.ts';

export interface FigureGauges {
  /** Null: the database did not say. */
  readonly set: (figures: Figures | null) => void;
}

interface Line {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Figure {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  /** None: nobody knows, which is not nought. */
  readonly lines: (figures: Figures) => readonly Line[];
}

const OUTCOMES = ['delivered', 'waiting', 'given-up'];
const CASE_KINDS: readonly CaseKind[] = ['suggested', 'lead', 'near-miss', 'leaving'];
const HEALTHS: readonly Health[] = ['ok', 'failing', 'paused', 'closed', 'unknown'];

/** 1 for the word that holds, 0 for the others: so that its end is seen as well as its beginning. */
const oneOf = (words: readonly string[], holds: string | undefined, label: string, labels: Line['labels'] = {}): readonly Line[] =>
  words.map((word) => ({ labels: { ...labels, [label]: word }, value: word === holds ? 1 : 0 }));

const plain = (value: number | null | undefined): readonly Line[] => (value === null || value === undefined ? [] : [{ labels: {}, value }]);

const ofSources = (figures: Figures, lines: (one: SourceFigures) => readonly Line[]): readonly Line[] => figures.sources.flatMap(lines);

const byLabel = (label: string, counted: ReadonlyMap<string, number>): readonly Line[] =>
  [...counted].map(([word, value]) => ({ labels: { [label]: word }, value }));

const FIGURES: readonly Figure[] = [
  {
    name: 'huzheng_run_status',
    help: 'Of the newest run: 1 for the status it has, 0 for the others.',
    labelNames: ['status'],
    lines: ({ run }) => oneOf(RUN_STATUSES, run?.status, 'status'),
  },
  {
    name: 'huzheng_run_age_seconds',
    help: 'Since the newest run began.',
    labelNames: [],
    lines: ({ run }) => plain(run?.ageSeconds),
  },
  {
    name: 'huzheng_run_seconds',
    help: 'How long the newest run was at work, or has been so far.',
    labelNames: [],
    lines: ({ run }) => plain(run?.tookSeconds),
  },
  {
    name: 'huzheng_run_completed_age_seconds',
    help: 'Since a run was last completed.',
    labelNames: [],
    lines: ({ completedAgeSeconds }) => plain(completedAgeSeconds),
  },
  {
    name: 'huzheng_run_jobs',
    help: 'Units of work of the newest run.',
    labelNames: ['step', 'state'],
    lines: ({ run }) => (run?.work ?? []).map(({ step, state, jobs }) => ({ labels: { step, state }, value: jobs })),
  },
  {
    name: 'huzheng_run_rows',
    help: 'Rows in the books of the newest run, by column; fetched is the sum of the others.',
    labelNames: ['source', 'dataset', 'reading', 'column'],
    lines: ({ run }) =>
      (run?.books ?? []).flatMap((line) =>
        BOOK_COLUMNS.map((column) => ({
          labels: { source: sourceOf(line.dataset), dataset: line.dataset, reading: line.kind, column },
          value: line[column],
        })),
      ),
  },
  {
    name: 'huzheng_run_phase_seconds',
    help: 'How long each phase of the newest run took, or has taken so far.',
    labelNames: ['phase'],
    lines: ({ run }) => (run?.phases ?? []).map(({ phase, tookSeconds }) => ({ labels: { phase }, value: Math.max(0, tookSeconds) })),
  },
  {
    name: 'huzheng_queue_units',
    help: 'Units of work that are not over: due, handed to the queue, waiting for a later time, held by a batch of retries, running.',
    labelNames: ['state'],
    lines: ({ queue }) => byLabel('state', new Map(Object.entries(queue.units))),
  },
  {
    name: 'huzheng_queue_oldest_seconds',
    help: 'For how long the unit that has waited longest has been due; 0: none is.',
    labelNames: [],
    lines: ({ queue }) => plain(queue.oldestDueSeconds ?? 0),
  },
  {
    name: 'huzheng_queue_silent_seconds',
    help: 'Since the most silent of the units under way gave a sign of life; 0: none is under way. After a minute it is given to another worker.',
    labelNames: [],
    lines: ({ queue }) => plain(queue.mostSilentSeconds ?? 0),
  },
  {
    name: 'huzheng_ledger_entries',
    help: 'Entries of the audit ledger since it began; signed: those a signature stands over.',
    labelNames: ['reach'],
    lines: ({ ledger }) =>
      byLabel(
        'reach',
        new Map([
          ['written', ledger.entries],
          ['signed', ledger.signed],
        ]),
      ),
  },
  {
    name: 'huzheng_jobs',
    help: 'Units of work of all runs that are not over, or failed and were not made good since.',
    labelNames: ['state'],
    lines: ({ jobs }) => byLabel('state', new Map(Object.entries(jobs))),
  },
  {
    name: 'huzheng_failed_jobs',
    help: 'Units of work that stand as failed, by whom they ask and the code of the fault.',
    labelNames: ['source', 'code'],
    lines: ({ failed }) => failedLines(failed),
  },
  {
    name: 'huzheng_retry_batches_open',
    help: 'Batches of retries that are not over.',
    labelNames: [],
    lines: ({ retries }) => plain(retries),
  },
  {
    name: 'huzheng_source_health',
    help: 'Of each counterpart: 1 for the health it has, 0 for the others.',
    labelNames: ['source', 'health'],
    lines: (figures) => ofSources(figures, ({ source, health }) => oneOf(HEALTHS, health, 'health', { source })),
  },
  {
    name: 'huzheng_source_paused',
    help: '1: an operator has paused it.',
    labelNames: ['source'],
    lines: (figures) => ofSources(figures, ({ source, isPaused }) => [{ labels: { source }, value: isPaused ? 1 : 0 }]),
  },
  {
    name: 'huzheng_source_calls',
    help: 'Calls of all processes in the last five whole minutes, by what came of them.',
    labelNames: ['source', 'result'],
    lines: (figures) =>
      ofSources(figures, ({ source, calls }) => [
        { labels: { source, result: 'answered' }, value: calls.answered },
        { labels: { source, result: 'failed' }, value: calls.failed },
        { labels: { source, result: 'not-sent' }, value: calls.notSent },
      ]),
  },
  {
    name: 'huzheng_dataset_lag_seconds',
    help: 'From the end of the last complete reading until now; a dataset that was never read to its end has none.',
    labelNames: ['source', 'dataset'],
    lines: (figures) =>
      ofSources(figures, ({ source, lags }) => [...lags].map(([dataset, value]) => ({ labels: { source, dataset }, value }))),
  },
  {
    name: 'huzheng_quarantine_open',
    help: 'Rows that could not be read and wait for a replay.',
    labelNames: ['source', 'dataset'],
    lines: ({ quarantine }) =>
      (Object.keys(DATASETS) as Dataset[]).map((dataset) => ({
        labels: { source: sourceOf(dataset), dataset },
        value: quarantine.get(dataset) ?? 0,
      })),
  },
  {
    name: 'huzheng_discrepancies_open',
    help: 'Members about whom sources contradict each other.',
    labelNames: ['kind'],
    lines: ({ discrepancies }) => DISCREPANCY_KINDS.map((kind) => ({ labels: { kind }, value: discrepancies[kind] ?? 0 })),
  },
  {
    name: 'huzheng_cases_open',
    help: 'Open cases.',
    labelNames: ['kind'],
    lines: ({ cases }) => CASE_KINDS.map((kind) => ({ labels: { kind }, value: cases.get(kind) ?? 0 })),
  },
  {
    name: 'huzheng_applications',
    help: 'Applications, by where they stand.',
    labelNames: ['programme', 'state'],
    lines: ({ applications }) => applications.map(({ programme, state, applications: value }) => ({ labels: { programme, state }, value })),
  },
  {
    name: 'huzheng_alerts',
    help: 'Alerts that stand now: firing may still pass by itself, final needs a person.',
    labelNames: ['state'],
    lines: ({ alerts: { alerts } }) => alerts.map(({ state, count }) => ({ labels: { state }, value: count })),
  },
  {
    name: 'huzheng_alert_messages',
    help: 'Messages about alerts by channel: delivered, waiting to be, or given up after a day.',
    labelNames: ['channel', 'outcome'],
    lines: ({ alerts: { messages } }) =>
      CHANNELS.flatMap((channel) =>
        OUTCOMES.map((outcome) => ({
          labels: { channel, outcome },
          value: messages.find((one) => one.channel === channel && one.outcome === outcome)?.count ?? 0,
        })),
      ),
  },
];

export const figureGauges = (registry: Registry): FigureGauges => {
  const registers = [registry];
  const database = new Gauge({
    name: 'huzheng_database_up',
    help: '1: the figures of the whole installation are of a moment ago. 0: the database did not answer, and they are missing.',
    registers,
  });
  const gauges = FIGURES.map(({ name, help, labelNames, lines }) => ({
    gauge: new Gauge({ name, help, labelNames: [...labelNames], registers }),
    lines,
  }));
  return {
    set: (figures) => {
      database.set(figures === null ? 0 : 1);
      for (const { gauge, lines } of gauges) {
        gauge.reset();
        // One without labels would say 0 where nobody knows.
        gauge.remove({});
        for (const { labels, value } of figures === null ? [] : lines(figures)) gauge.set(labels, value);
      }
    },
  };
};

const MOST_CODES = 20;
const OUR_CODE = /^[a-z][a-z0-9-]{1,40}$/;

/** The most frequent come first. Every source has a line, also where nothing of it has failed. */
const failedLines = (failed: readonly FailedJobs[]): readonly Line[] => {
  const sums = new Map([...SOURCES, 'none'].map((source) => [JSON.stringify({ source, code: 'other' }), 0]));
  for (const [index, { source, code, jobs }] of failed.entries()) {
    const shown = code !== null && index < MOST_CODES && OUR_CODE.test(code) ? code : 'other';
    const key = JSON.stringify({ source: source ?? 'none', code: shown });
    sums.set(key, (sums.get(key) ?? 0) + jobs);
  }
  return [...sums].map(([labels, value]) => ({ labels: JSON.parse(labels) as Line['labels'], value }));
};
