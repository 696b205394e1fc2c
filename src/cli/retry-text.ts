/** Batches of retries as an operator reads them. Pure. */
import { type Instant, wallTime } from '../domain/period.ts';
import type { Source } from '../domain/sources.ts';
import type { CausePlan } from '../jobs/retry-plan.ts';
import type { ShownRetry } from '../jobs/retry-shown.ts';
import type { SourceNow } from '../sources/sources-now.ts';
import type { StoredCause } from '../storage/retries.ts';

/** Enough of an id to be typed. */
const SHORT_ID = 8;

const jobs = (count: number): string => (count === 1 ? 'one job' : `${count} jobs`);

export interface ShownPreview {
  readonly jobs: number;
  readonly overtaken: number;
  readonly notFailed: number;
  readonly following: number;
  readonly calls: number | null;
  readonly seconds: number | null;
  readonly causes: readonly CausePlan[];
  readonly runs: readonly string[];
  readonly datasets: readonly string[];
  readonly waitsFor: readonly WaitedFor[];
}

/** A source that nobody asks now, by plan: what is tried again of it waits. */
export interface WaitedFor {
  readonly source: Source;
  readonly because: 'paused' | 'closed-hours' | 'maintenance';
  /** Null: until somebody resumes it. */
  readonly until: Instant | null;
}

export const waitedFor = (
  tried: readonly { readonly source: Source | null }[],
  sources: readonly Pick<SourceNow, 'source' | 'because' | 'paused' | 'opensAt'>[],
): readonly WaitedFor[] =>
  sources.flatMap(({ source, because, paused, opensAt }): readonly WaitedFor[] => {
    if (!tried.some((job) => job.source === source)) return [];
    if (because === 'paused') return [{ source, because, until: paused?.until ?? null }];
    return because === 'closed-hours' || because === 'maintenance' ? [{ source, because, until: opensAt }] : [];
  });

export const previewText = (preview: ShownPreview): string => {
  const { overtaken, notFailed, following, calls, seconds, causes, runs, datasets, waitsFor } = preview;
  const lines = [
    `${jobs(preview.jobs)} would be tried again${datasets.length === 0 ? '' : ` (${datasets.join(', ')})`}.`,
    ...causes.map((cause) => `  ${cause.fingerprint}  ${jobs(cause.jobs)}, ${cause.canary.slice(0, SHORT_ID)} first`),
    ...(overtaken > 0 ? [`  ${jobs(overtaken)} a later run has made good: not tried.`] : []),
    ...(following > 0 ? [`  ${followingText(following)}.`] : []),
    ...(notFailed > 0 ? [`  ${jobs(notFailed)} not failed (any more).`] : []),
    ...(preview.jobs === 0
      ? []
      : [
          `  calls: ${calls ?? 'not known before it is read how much there is'}; about ${seconds === null ? 'an unknown time (none of these was ever done)' : `${seconds} s`}, and what follows in ${runs.join(', ')}.`,
        ]),
    ...waitsFor.map((one) => `  ${waitText(one)}`),
  ];
  return `${lines.join('\n')}\n`;
};

const waitText = ({ source, because, until }: WaitedFor): string => {
  const end = until === null ? 'it is resumed' : `${wallTime(until)} Shanghai time`;
  switch (because) {
    case 'paused':
      return `${source} is paused until ${end}, and a retry would only wait for it: first \`huzheng sources resume ${source} --why …\`.`;
    case 'closed-hours':
      return `${source} is closed until ${end} by its hours, and a retry would only wait for it: try again after that.`;
    case 'maintenance':
      return `${source} is closed until ${end} by plan, and a retry would only wait for it: try again after that, or end the closure (\`huzheng sources maintenance list\`).`;
  }
};

/** Settlements from who is insured: `withoutFollowing`. */
const followingText = (count: number): string =>
  `${jobs(count)} that ${count === 1 ? 'follows' : 'follow'} from these: not tried beside them, planned anew once they are read`;

/** `following`: how many of what was chosen follow from what is tried. */
export const begunText = ({ retryId, jobs: tried, causes, overtaken }: ShownRetry, following: number): string => {
  const first = causes.map(({ canary }) => canary.slice(0, SHORT_ID)).join(', ');
  const begun =
    tried === 0 ? 'nothing is left to be tried again' : `${jobs(tried)} ${tried === 1 ? 'is' : 'are'} tried again, ${first} first`;
  const rest = [
    ...(overtaken > 0 ? [`${jobs(overtaken)} a later run has made good`] : []),
    ...(following > 0 ? [followingText(following)] : []),
  ];
  return `${[`${retryId}: ${begun}`, ...rest].join('; ')}\n`;
};

/** Of one that was left before its runs were over. */
export const goesOnText = ({ retryId, jobs: tried, waiting, underWay }: ShownRetry): string =>
  `${retryId}: nothing else has failed; what was begun goes on (${waiting + underWay} of ${jobs(tried)} still to be tried, and what follows)\n`;

/** Of one that whoever followed it has left; once it is over, what follows from it may not be. */
export const leftText = ({ retryId, endedAt }: Pick<ShownRetry, 'retryId' | 'endedAt'>): string => {
  const goesOn = 'goes on with the same command, or with the next worker (`huzheng work`)';
  return endedAt === null
    ? `The batch ${goesOn}. \`huzheng jobs stop ${retryId} --why …\` ends it.\n`
    : `The batch is over; what follows from it ${goesOn}.\n`;
};

const STATES: Readonly<Record<ShownRetry['state'], string>> = {
  canary: 'one of each cause goes first',
  running: 'the others follow',
  done: 'done',
  stopped: 'STOPPED',
};

/** Said once for each state it comes to. */
export const noteOf = ({ retryId, state, stoppedBecause }: ShownRetry): string =>
  `retry ${retryId.slice(0, SHORT_ID)}: ${STATES[state]}${stoppedBecause === null ? '' : ` (${stoppedBecause.code} is still there)`}`;

export const retryText = ({ retryId, state, succeeded, failed, untried, overtaken, causes, stoppedBy }: ShownRetry): string => {
  const parts = [
    `${succeeded} made good`,
    `${failed} failed again`,
    `${untried} not tried`,
    ...(overtaken > 0 ? [`${overtaken} made good by a later run`] : []),
  ];
  const by = stoppedBy === null ? '' : ` by ${stoppedBy}`;
  return `${[`retry ${retryId}  ${STATES[state]}${by}: ${parts.join(', ')}`, ...causes.map(causeText)].join('\n')}\n`;
};

const causeText = ({ fingerprint, state, jobs: all, succeeded, stoppedBecause }: StoredCause): string =>
  `  ${fingerprint}  ${STATES[state]}, ${succeeded} of ${all} made good${stoppedBecause === null ? '' : `: ${stoppedBecause.code}, ${stoppedBecause.detail}`}`;
