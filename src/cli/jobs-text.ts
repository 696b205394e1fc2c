/** Jobs as an operator reads them: what, about how many, and why in the authority's own words. */
import { epochOf, SECOND, wallTime } from '../domain/period.ts';
import type { ListedCause } from '../storage/causes.ts';
import type { JobInFull, ListedJob } from '../storage/job-lists.ts';
import type { Attempt, FaultRecord } from '../storage/work.ts';
import { cutDisplay, displayWidth, padDisplay } from './display-width.ts';
import { moreText } from './first-of.ts';
import { many } from './many.ts';
import { tryingAgain, type Unfinished, unfinishedText } from './unfinished-text.ts';

/** What went wrong, with what the authority itself said of it; no full stop. */
export const faultText = ({ detail, authority }: FaultRecord): string => {
  const plain = detail.replace(/\.$/, '');
  const said = [
    authority?.httpStatus === undefined || plain.includes(String(authority.httpStatus)) ? '' : `HTTP ${authority.httpStatus}`,
    authority?.code === undefined ? '' : `code ${authority.code}`,
    authority?.message === undefined ? '' : `“${authority.message}”`,
  ].filter((text) => text !== '');
  const from = authority === undefined ? '' : `${authority.source}: `;
  return `${from}${plain}${said.length === 0 ? '' : ` (${said.join(', ')})`}`;
};

/** Enough of an id to be typed. */
const SHORT_ID = 8;
const shortId = ({ workId }: Pick<ListedJob, 'workId'>): string => workId.slice(0, SHORT_ID);

const stateText = ({ state, held, recovered }: ListedJob): string => {
  if (held) return `${state}, held`;
  return recovered ? `${state}, recovered` : state;
};

/** How many members it touched, of how many it is about where that is known. */
const membersText = ({ members, about }: Pick<ListedJob, 'members' | 'about'>): string =>
  about === null ? String(members) : `${members}/${about}`;

/** Longer words are for `jobs show`. */
const WIDEST_WORDS = 60;

const LIST_HEAD = ['job', 'date', 'state', 'step', 'unit', 'members', 'cause', ''];

export const jobsText = (jobs: readonly ListedJob[], { more }: { readonly more: boolean }): string => {
  if (jobs.length === 0) return 'No such job.\n';
  const rows = jobs.map((job) => [
    shortId(job),
    job.date,
    stateText(job),
    job.step,
    cutDisplay(job.unit, WIDEST_WORDS / 2),
    membersText(job),
    job.fingerprint ?? '',
    job.fault === null ? '' : cutDisplay(`${job.fault.code}: ${faultText(job.fault)}`, WIDEST_WORDS),
  ]);
  return `${aligned([LIST_HEAD, ...rows]).join('\n')}\n${moreText({ more })}`;
};

/** Columns as wide as what stands in them, Chinese counted twice. */
const aligned = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, column) => padDisplay(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};

export interface FailedCause {
  readonly cause: ListedCause;
  /** The newest of its jobs. */
  readonly first: readonly ListedJob[];
}

export interface Failed {
  readonly causes: readonly FailedCause[];
  /** What may fail yet. */
  readonly unfinished: Unfinished;
}

/** Grouped by cause: ten thousand failures of five causes are five headings. */
export const failedText = ({ causes, unfinished }: Failed): string => {
  if (causes.length === 0)
    return `${unfinished.retry?.isOpen === true ? 'Nothing failed that is not tried again already.' : 'Nothing failed.'}\n${unfinishedText(unfinished)}`;
  return `${causes.map(causeText).join('\n\n')}\n\n${unfinishedText(unfinished)}One of them: \`huzheng jobs show ID\`. Again: ${tryingAgain(unfinished.cityOn !== null)}, or --fingerprint F, or by id.\n`;
};

const causeText = ({ cause, first }: FailedCause): string => {
  const { fingerprint, jobs, members, about, code, firstSeen, lastSeen, runs } = cause;
  const touched = members > 0 ? `, ${many(members, 'member', 'members')} touched so far` : '';
  const of = about === null ? '' : `, about ${many(about, 'member', 'members')}`;
  // Jobs of several datasets are about the same people: this is no number of persons.
  const counted = jobs > 1 && `${of}${touched}` !== '' ? ' (counted job by job)' : '';
  const shown = first.map((job) => `    ${shortId(job)}  ${job.step}  ${job.unit}  (${job.runId}, attempt ${job.attempt})`);
  const rest =
    jobs > first.length
      ? [`    … and ${(jobs - first.length).toLocaleString('en-US')} more: \`huzheng jobs list --fingerprint ${fingerprint}\``]
      : [];
  return [
    `${fingerprint}  ${many(jobs, 'job', 'jobs')} of ${many(runs, 'run', 'runs')}${of}${touched}${counted}`,
    `  ${code}: ${wordsOf(cause)}`,
    `  first seen ${wallTime(firstSeen)}, last ${wallTime(lastSeen)}`,
    ...shown,
    ...rest,
  ].join('\n');
};

const wordsOf = ({ source, detail, authorityCode, message }: ListedCause): string =>
  faultText({
    kind: '',
    code: '',
    detail,
    ...(source !== null && {
      authority: { source, operation: '', ...(authorityCode !== null && { code: authorityCode }), ...(message !== null && { message }) },
    }),
  });

const CAUSE_HEAD = ['cause', 'jobs', 'about', 'ever', 'last seen', 'last 24 hours', ''];

export const fingerprintsText = (causes: readonly ListedCause[]): string => {
  if (causes.length === 0) return 'Nothing failed.\n';
  const rows = causes.map((cause) => [
    cause.fingerprint,
    cause.jobs.toLocaleString('en-US'),
    cause.about === null ? '' : cause.about.toLocaleString('en-US'),
    cause.failures.toLocaleString('en-US'),
    wallTime(cause.lastSeen),
    trendText(cause.trend),
    cutDisplay(`${cause.code}: ${wordsOf(cause)}`, WIDEST_WORDS * 2),
  ]);
  return `${aligned([CAUSE_HEAD, ...rows]).join('\n')}\n`;
};

const BARS = [...'▁▂▃▄▅▆▇█'];

/** An hour a bar, of the highest; a dot where nothing failed. */
const trendText = (trend: ListedCause['trend']): string => {
  const most = Math.max(1, ...trend.map(({ failures }) => failures));
  return trend.map(({ failures }) => (failures === 0 ? '·' : (BARS[Math.ceil((failures / most) * BARS.length) - 1] ?? '█'))).join('');
};

export const jobText = (job: JobInFull, attempts: readonly Attempt[]): string => {
  const checkpoint = job.checkpoint === null ? 'at its beginning' : `at ${JSON.stringify(job.checkpoint)}`;
  const of = job.about === null ? '' : ` of ${many(job.about, 'member', 'members')}`;
  const touched = job.members > 0 || job.about !== null ? `, ${job.members}${of} touched` : '';
  const whose = [job.source ?? 'nobody is asked', job.dataset ?? ''].filter((text) => text !== '').join('/');
  return `${[
    `${job.workId}  ${job.step}  ${job.unit}`,
    `  ${job.runId}, ${stateText(job)}${touched}, ${checkpoint}`,
    `  ${whose}${job.fingerprint === null ? '' : `, cause ${job.fingerprint}`}${job.overtakenBy === null ? '' : `, overtaken by ${job.overtakenBy}`}`,
    ...attempts.map(attemptText),
  ].join('\n')}\n`;
};

const attemptText = ({ attempt, startedAt, endedAt, outcome, fault }: Attempt): string => {
  const took = endedAt === null ? '' : `  ${((epochOf(endedAt) - epochOf(startedAt)) / SECOND).toFixed(1)} s`;
  return `  attempt ${attempt}  ${wallTime(startedAt)}  ${outcome ?? 'under way'}${took}${fault === null ? '' : `  ${fault.code}: ${faultText(fault)}`}`;
};
