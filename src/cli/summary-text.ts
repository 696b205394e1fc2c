/** The summary of a run, as a person reads it. */
import type { Day } from '../domain/period.ts';
import type { Summary } from '../jobs/summary.ts';
import type { TruthReport } from '../sandbox/sandbox.ts';
import type { RunStatus } from '../storage/runs.ts';
import { padDisplay } from './display-width.ts';
import { many } from './many.ts';
import { goingOn, tryingAgain } from './unfinished-text.ts';

/** `truth` only in the sandbox, which knows who is really in hardship. */
export type ShownSummary = Summary & { readonly resultDigest?: string; readonly truth?: TruthReport };

const COLUMNS = ['fetched', 'accepted', 'unchanged', 'offRoster', 'withheld', 'quarantined', 'duplicate'] as const;

const STATUS_WORDS: Readonly<Record<RunStatus, string>> = {
  completed: 'completed 完成: the books balance, every dataset below was read',
  incomplete: 'INCOMPLETE 未完成: the books balance, something is missing',
  unbalanced: 'UNBALANCED 账不平: do not trust this run before it is looked at',
  running: 'still running',
  cancelled: 'cancelled',
};

/** What has become of the run and its counterparts since. */
export interface Since {
  /** The day on which the synthetic city stands that its counterparts are of; null: they are of none. */
  readonly cityOn: Day | null;
  readonly isTakenOver: boolean;
}

export const summaryText = (summary: ShownSummary, since: Since): string =>
  [heading(summary), books(summary), '', ...results(summary), ...truthLines(summary), ...whatNext(summary, since), ''].join('\n');

const heading = ({ run, seconds }: ShownSummary): string => `\n${run.id}  ${STATUS_WORDS[run.status]}  (${seconds} s at work)\n`;

const books = ({ books: lines }: ShownSummary): string => {
  const header = ['source/dataset', ...COLUMNS, ''];
  const rows = lines.map((line) => [
    `${line.source}/${line.dataset}${line.reading === 'nightly' ? '' : ` (${line.reading})`}`,
    ...COLUMNS.map((column) => line[column].toLocaleString('en-US')),
    line.state !== 'complete' ? '✗ missing' : line.balanced ? '✓' : '✗ does not balance',
  ]);
  const widths = header.map((_, index) => Math.max(...[header, ...rows].map((row) => row[index]?.length ?? 0)));
  const format = (row: readonly string[]): string =>
    row
      .map((cell, index) => (isText(index) ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join('  ')
      .trimEnd();
  return [header, ...rows].map(format).join('\n');
};

/** The first and the last column; counts stand between them. */
const isText = (index: number): boolean => index === 0 || index === COLUMNS.length + 1;

const TITLE_WIDTH = 16;
const titled = (title: string, text: string): string => `${padDisplay(title, TITLE_WIDTH)}${text}`;

/** Summaries of earlier editions do not say it. */
const lookedLine = (looked: Partial<ShownSummary>['looked']): readonly string[] => {
  if (looked === undefined) return [];
  const why =
    looked.everybody.length === 0 ? 'of whom something changed, or whose day had come' : `everybody: ${looked.everybody.join(', ')}`;
  return [titled('', `looked at anew 本夜查看: ${many(looked.people, 'person', 'people')}, ${why}`)];
};

const results = ({ verification, looked, cases, applications, quarantine, deleted, jobs }: ShownSummary): readonly string[] => {
  const { people, corroborated, singleSource, conflicting, missing, stale, discrepancies } = verification;
  const open = Object.values(discrepancies).reduce((total, count) => total + count, 0);
  const classes = listed(cases.byClass) || 'none with a class';
  return [
    titled(
      'verified 互证',
      `${many(people, 'person', 'people')}: of their checks ${corroborated} corroborated, ${singleSource} by a single source, ${conflicting} conflicting, ${missing} missing, ${stale} stale`,
    ),
    titled('', `${many(open, 'discrepancy', 'discrepancies')} open${open > 0 ? ` (${listed(discrepancies)})` : ''}`),
    ...lookedLine(looked),
    titled(
      'screened 筛查',
      `${many(cases.screened, 'member', 'members')}: ${many(cases.flagged, 'case', 'cases')} flagged, ${cases.leads} of them leads; classes: ${classes}`,
    ),
    titled(
      '',
      `near misses 临界: ${cases.nearMiss}, leaving 退出: ${cases.leaving}, cannot judge 无法判断: ${many(cases.cannotJudge, 'member', 'members')}`,
    ),
    ...Object.entries(applications.byProgramme).map(([programme, counts], index) =>
      titled(index === 0 ? 'applied 预填' : '', `${programme}: ${listed({ ...counts })}`),
    ),
    ...(applications.concerns === 0 ? [] : [titled('', concernsText(applications.concerns))]),
    titled(
      'quarantine 隔离',
      quarantine.open === 1 ? 'one row that could not be read is open' : `${quarantine.open} rows that could not be read are open`,
    ),
    ...(Object.keys(deleted).length === 0 ? [] : [titled('deleted 删除', listed(deleted))]),
    titled('jobs 作业', `${jobs.succeeded} succeeded, ${jobs.failed} failed, ${jobs.retried} tried again`),
  ];
};

const concernsText = (concerns: number): string =>
  `${concerns} that workers confirmed no longer ${concerns === 1 ? 'says' : 'say'} what the evidence says, or lost their ground: look before they are granted`;

const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');

/** Null: of nothing there is no share. */
const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(1)} %`);

const truthLines = ({ truth }: ShownSummary): readonly string[] => {
  if (truth === undefined) return [];
  const { flagged, class: suggested, leads, counts } = truth;
  return [
    titled(
      'truth 真相',
      `members in hardship found: ${percent(flagged.recall)}; of the flagged really so: ${percent(flagged.precision)}, of leads ${percent(leads.precision)}`,
    ),
    titled(
      '',
      `out of reach: ${counts.outOfReach} of ${counts.inHardship}, who agreed to nothing or of whom no authority has a trace; see docs/screening-errors.md`,
    ),
    titled(
      '',
      `suggested classes that are right: ${percent(suggested.precision)}; deep and relative hardship given its class: ${percent(suggested.recall)}`,
    ),
  ];
};

/** Commands by their names: whoever reads it may have given another one, which only shows. */
const whatNext = ({ run, jobs }: ShownSummary, { cityOn, isTakenOver }: Since): readonly string[] => {
  if (run.status === 'incomplete' && isTakenOver) return ['', 'Later runs have taken over what it lacked: nobody has to go back to it.'];
  if (run.status === 'incomplete') {
    // What failed of a day that the city is past can be tried all the same.
    const again = goingOn(run, cityOn) ?? tryingAgain(true);
    return ['', `What is missing and why: \`huzheng jobs failed\`. To go on: ${again}.`];
  }
  return jobs.failed > 0 && run.status !== 'cancelled' ? ['', 'What failed and why: `huzheng jobs failed`.'] : [];
};
