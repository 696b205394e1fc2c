/**
 * What it costs to understand ten thousand failures of five causes and to try one cause again: by command, in the console, and with bull-board on
 * queues of the same database, in one run. The retries are real: one whose cause persists, one whose cause is gone, and all the rest.
 */

import { CONSOLE_IS_STALE, isConsoleBuilt } from '../scripts/console-inputs.ts';
import { SECOND } from '../src/domain/period.ts';
import { listCauses } from '../src/storage/causes.ts';
import { findRetry, listRetries } from '../src/storage/retries.ts';
import { CHROMIUM, NAMES, openChromium } from '../test/browser/chromium.ts';
import { CAUSE_NAMES, type CauseName } from '../test/support/five-causes.ts';
import { until } from '../test/support/nights.ts';
import type { Report } from './figures.ts';
import { closedAtLast, kept } from './leaving.ts';
import { type InBoard, type Leafed, leafed, openBoard, shownOfOurs, triageInBoard } from './triage/board.ts';
import { type Clicking, clickingIn, type Lap } from './triage/browser.ts';
import { type Typed, type TypedRetry, typed, typedRetry } from './triage/commands.ts';
import { type InConsole, triageInConsole } from './triage/console.ts';
import { type FailedNight, openFailedNight } from './triage/night.ts';

const FAILURES = 10_000;
/** Of the console, and of bull-board where it counts. */
const BY_CLICKS: CauseName = 'approval';
const BY_COMMAND: CauseName = 'signature';

interface Found {
  readonly nightSeconds: number;
  /** Failed jobs by cause, the commonest first. */
  readonly fingerprints: readonly number[];
  readonly typed: readonly Omit<Typed, 'stdout'>[];
  readonly board: BoardFound;
  readonly console: InConsole & { readonly healedSeconds: number; readonly jobs: number };
  /** Its cause persists. */
  readonly stopped: TypedRetry & { readonly asked: number };
  readonly healed: TypedRetry;
  readonly rest: TypedRetry;
}

interface BoardFound {
  /** Jobs, of any state, that it shows of the queue Huzheng works through. */
  readonly ofOurs: number;
  readonly clicks: InBoard;
  /** Ten to a page, as it comes; fifty, its most. */
  readonly leafed: readonly Leafed[];
}

export const triage = async (): Promise<Report> => {
  if (!(await isConsoleBuilt())) throw new RangeError(CONSOLE_IS_STALE);
  if (CHROMIUM === null) throw new RangeError(`none of ${NAMES.join(', ')} is on PATH`);
  const night = await openFailedNight(FAILURES);
  return report(await measured(night), night);
};

const measured = async (night: FailedNight): Promise<Found> => {
  const { context, refusals } = night;
  const causes = await listCauses(context.pool, { state: 'open' });
  const looked = [await typed(['jobs', 'fingerprints'], night), await typed(['jobs', 'failed'], night)];
  const browser = await kept(openChromium(), (opened) => opened.close());
  const onBoard = await boardFound(night, await clickingIn(browser, 'en-US'));
  refusals.heal(BY_CLICKS);
  const inConsole = await triageInConsole(await clickingIn(browser, 'zh-CN'), night, BY_CLICKS);
  const healedSeconds = await ended(night);
  const asked = refusals.asked(BY_COMMAND);
  const fingerprint = await fingerprintOf(BY_COMMAND, night);
  const stopped = await typedRetry(['--fingerprint', fingerprint], night);
  const askedOnce = refusals.asked(BY_COMMAND) - asked;
  refusals.heal(BY_COMMAND);
  const healed = await typedRetry(['--fingerprint', fingerprint], night);
  for (const cause of CAUSE_NAMES) refusals.heal(cause);
  return {
    nightSeconds: night.seconds,
    fingerprints: causes.map(({ jobs }) => jobs),
    typed: looked.map(({ stdout: _, ...figures }) => figures),
    board: onBoard,
    console: { ...inConsole, healedSeconds, jobs: refusals.jobs[BY_CLICKS] },
    stopped: { ...stopped, asked: askedOnce },
    healed,
    rest: await typedRetry(['--all'], night),
  };
};

const PAGE_SIZES = [10, 50];

const boardFound = async (night: FailedNight, clicking: Clicking): Promise<BoardFound> => {
  const board = await openBoard(night);
  const close = closedAtLast(board.close);
  const clicks = await triageInBoard(clicking, board);
  const leafing: Leafed[] = [];
  for (const size of PAGE_SIZES) leafing.push(await leafed(board, { size, causes: CAUSE_NAMES.length, causeOf: causeIn(night) }));
  const found = { ofOurs: await shownOfOurs(board), clicks, leafed: leafing };
  await close();
  return found;
};

/** Whoever leafs knows the causes by heart, and takes no time to read. */
const causeIn = ({ refusals }: FailedNight): ((reason: string) => string) => {
  const words = CAUSE_NAMES.map((cause) => refusals.said(cause));
  return (reason) => words.find((said) => begins(reason, said)) ?? reason;
};

/** The same up to the first number. */
const begins = (reason: string, said: string): boolean =>
  reason.replaceAll(' ', '').startsWith((said.split('#')[0] ?? said).replaceAll(' ', ''));

const fingerprintOf = async (cause: CauseName, { context, refusals }: FailedNight): Promise<string> => {
  const found = (await listCauses(context.pool, { state: 'open' })).find(
    ({ authorityCode, message }) => `${authorityCode} ${message}` === refusals.said(cause),
  );
  if (found === undefined) throw new Error(`nothing failed of ${cause}`);
  return found.fingerprint;
};

const PATIENCE = 600 * SECOND;

/** The batch that was begun last; seconds until it is over and its run closed once more. */
const ended = async ({ context: { pool } }: FailedNight): Promise<number> => {
  const startedAt = performance.now();
  const [begun] = await listRetries(pool, { filter: null, after: null, limit: 1 });
  if (begun === undefined) throw new Error('no batch has begun');
  await until(async () => (await findRetry(pool, begun.retryId))?.endedAt != null, PATIENCE);
  await until(async () => (await pool.query(`select from run where status = 'running'`)).rowCount === 0, PATIENCE);
  return (performance.now() - startedAt) / SECOND;
};

const report = (found: Found, { refusals }: FailedNight): Report => {
  const { board, console: inConsole, stopped, healed, rest } = found;
  const ours = inConsole.toKnow.clicks + inConsole.toRetry.clicks;
  const theirs = board.leafed.map(({ untilAllMet, size }) => ({ size, ...clicksOfBoard(untilAllMet, found) }));
  const least = Math.min(...theirs.map(({ unconfirmed }) => unconfirmed));
  const ratio = ours / least;
  const lap = ({ clicks, seconds }: Lap): string => `${clicks} clicks, ${seconds.toFixed(1)} s`;
  const isGood =
    found.fingerprints.join() ===
      Object.values<number>(refusals.jobs)
        .toSorted((a, b) => b - a)
        .join() &&
    stopped.retry.state === 'stopped' &&
    stopped.asked === 1 &&
    stopped.retry.failed === 1 &&
    healed.retry.succeeded === refusals.jobs[BY_COMMAND] &&
    healed.retry.failed === 0 &&
    rest.retry.failed === 0 &&
    rest.runStatus === 'completed' &&
    rest.isBalanced;
  const lines = [
    `${FAILURES} jobs failed in a night of ${found.nightSeconds.toFixed(0)} s, of ${found.fingerprints.length} causes: ${found.fingerprints.join(', ')}`,
    ...found.typed.map(({ command, seconds, lines: printed }) => `${command}: ${seconds.toFixed(1)} s, ${printed} lines`),
    `console, from sign-in to all causes on one page: ${lap(inConsole.toKnow)}`,
    `console, from there to one cause tried again: ${lap(inConsole.toRetry)}; its ${inConsole.jobs} jobs healed and the night closed after ${inConsole.healedSeconds.toFixed(1)} s`,
    `jobs retry, cause still there: ${stopped.seconds.toFixed(1)} s to ${stopped.retry.state}, ${stopped.asked} question asked, ${stopped.retry.untried} jobs never tried`,
    `jobs retry, cause gone: ${healed.seconds.toFixed(1)} s until ${healed.retry.succeeded} jobs were healed and the night closed`,
    `jobs retry --all, every cause gone: ${rest.seconds.toFixed(1)} s, ${rest.retry.succeeded} healed; the night is ${rest.runStatus}, its books ${rest.isBalanced ? 'balance' : 'DO NOT BALANCE'}`,
    `bull-board on huzheng's own queue: ${board.ofOurs} jobs; the rest about a queue that keeps all ${FAILURES}`,
    `bull-board, to the list of what failed: ${lap(board.clicks.toList)}; one page on: ${lap(board.clicks.toLeaf)}; one job tried again: ${lap(board.clicks.toRetryOne)}`,
    ...board.leafed.map(
      ({ size, pages, untilAllMet, seconds }) =>
        `bull-board, ${size} to a page: all causes met on page ${untilAllMet} of ${pages}, ${seconds.toFixed(1)} s of its API; all jobs seen, and so counted by cause: ${pages} pages`,
    ),
    ...theirs.map(
      ({ size, confirmed, unconfirmed }) =>
        `bull-board, ${size} to a page, to one cause tried again and no other: ${confirmed} clicks, ${unconfirmed} with its questions turned off`,
    ),
    `clicks to one cause tried again: ${ours} of at least ${least}: ratio ${ratio.toFixed(4)}`,
  ];
  return {
    text: lines.join('\n'),
    ratio,
    figures: { name: 'triage of failures', failures: FAILURES, clicks: ours, boardClicks: theirs, ...found },
    isGood,
  };
};

/** Its list is opened, leafed until the last cause was met, and each job of the cause is tried again by itself. */
const clicksOfBoard = (
  untilAllMet: number,
  { board: { clicks }, console: { jobs } }: Found,
): { readonly confirmed: number; readonly unconfirmed: number } => {
  const leafing = clicks.toList.clicks + untilAllMet - 1;
  return { confirmed: leafing + jobs * clicks.toRetryOne.clicks, unconfirmed: leafing + jobs };
};
