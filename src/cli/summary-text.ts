/** The summary of a run, as a person reads it. */
import type { Summary } from '../jobs/summary.ts';

export interface Truth {
  readonly flagged: { readonly precision: number; readonly recall: number };
  readonly class: { readonly precision: number; readonly recall: number };
  readonly leads: { readonly precision: number };
}

export type ShownSummary = Summary & { readonly resultDigest?: string; readonly truth?: Truth };

const COLUMNS = ['fetched', 'accepted', 'unchanged', 'offRoster', 'withheld', 'quarantined', 'duplicate'] as const;

const STATUS_WORDS: Readonly<Record<string, string>> = {
  completed: 'completed 完成: books balance, every dataset read',
  incomplete: 'incomplete 未完成: books balance, something is missing',
  unbalanced: 'UNBALANCED 账不平: do not trust this run before it is looked at',
  running: 'still running',
  cancelled: 'cancelled',
};

export const summaryText = (summary: ShownSummary): string => [heading(summary), books(summary), results(summary), ...truthLines(summary), ...whatNext(summary), ''].join('\n');

const heading = ({ run, seconds }: ShownSummary): string => `\n${run.id}  ${STATUS_WORDS[run.status] ?? run.status}  (${seconds} s)\n`;

const books = (summary: ShownSummary): string => {
  const header = ['source/dataset', ...COLUMNS.map(String), ''];
  const rows = summary.books.map((line) => [
    `${line.source}/${line.dataset}${line.reading === 'catch-up' ? ' (catch-up)' : ''}`,
    ...COLUMNS.map((column) => line[column].toLocaleString('en-US')),
    line.state !== 'complete' ? '✗ missing' : line.balanced ? '✓' : '✗ does not balance',
  ]);
  const widths = header.map((_, index) => Math.max(...[header, ...rows].map((row) => (row[index] ?? '').length)));
  const format = (row: readonly string[]): string => row.map((cell, index) => (index === 0 || index === row.length - 1 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0))).join('  ').trimEnd();
  return [header, ...rows].map(format).join('\n');
};

const results = ({ verification, cases, applications, quarantine, jobs }: ShownSummary): string => {
  const { people, corroborated, singleSource, conflicting, missing, stale, discrepancies } = verification;
  const open = Object.values(discrepancies).reduce((total, count) => total + count, 0);
  const classes = Object.entries(cases.byClass).map(([name, count]) => `${name} ${count}`).join(', ');
  const programmes = Object.entries(applications.byProgramme).map(([name, { delivered, held, refused }]) => `  ${name}: ${delivered} delivered, ${held} held, ${refused} refused`);
  return [
    '',
    `verified 互证   ${people} people; checks: ${corroborated} corroborated, ${singleSource} single-source, ${conflicting} conflicting, ${missing} missing, ${stale} stale; ${open} discrepancies open`,
    `screened 筛查   ${cases.flagged} cases flagged (${cases.leads} leads; ${classes || 'no class suggested'}); ${cases.nearMiss} near misses, ${cases.leaving} leaving`,
    'applied 预填',
    ...programmes,
    `quarantine 隔离 ${quarantine.open} rows open;  jobs: ${jobs.succeeded} succeeded, ${jobs.failed} failed, ${jobs.retried} tried again`,
  ].join('\n');
};

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const truthLines = ({ truth }: ShownSummary): readonly string[] =>
  truth === undefined
    ? []
    : [`against the city's truth: flagged recall ${percent(truth.flagged.recall)}, precision ${percent(truth.flagged.precision)}; suggested classes precision ${percent(truth.class.precision)}, recall ${percent(truth.class.recall)}; leads precision ${percent(truth.leads.precision)}`];

const whatNext = ({ run, jobs }: ShownSummary): readonly string[] => {
  if (run.status === 'incomplete') return ['', `What is missing: \`huzheng jobs failed\`. To go on: \`huzheng reconcile --date ${run.date}\`, or \`huzheng jobs retry --all\`.`];
  return jobs.failed > 0 ? ['', 'See `huzheng jobs failed`.'] : [];
};
