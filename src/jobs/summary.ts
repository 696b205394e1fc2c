/** What a night came to, in the shape of the public contract (`design.md`, "Summary JSON"). */

import type { Counts } from '../domain/books.ts';
import type { Day } from '../domain/period.ts';
import { instantOf } from '../domain/period.ts';
import { type Dataset, sourceOf } from '../domain/sources.ts';
import { lookedAt } from '../storage/agenda.ts';
import type { Everybody } from '../storage/agenda-opening.ts';
import { applicationCounts, undeliveredCount } from '../storage/applications.ts';
import { unverifiedCount } from '../storage/completeness.ts';
import { openConcernCount } from '../storage/concerns.ts';
import type { Db } from '../storage/database.ts';
import { deletionsOf } from '../storage/deletions.ts';
import { openDiscrepancyCounts, type VerificationCounts, verificationCounts } from '../storage/findings.ts';
import { openQuarantineCount } from '../storage/quarantine.ts';
import { type Reading, type ReadingKind, readingsOf } from '../storage/readings.ts';
import type { Run, RunStatus } from '../storage/runs.ts';
import { type CaseCounts, caseCounts } from '../storage/screenings.ts';
import { jobCounts } from '../storage/work-of-run.ts';
import { secondsAtWork } from './seconds-at-work.ts';

export interface BookLine extends Counts {
  readonly source: string;
  readonly dataset: Dataset;
  /** A catch-up reading has a line of its own. */
  readonly reading: ReadingKind;
  readonly state: Reading['state'];
  readonly balanced: boolean;
}

export interface Summary {
  readonly run: { readonly id: string; readonly date: Day; readonly status: RunStatus };
  readonly books: readonly BookLine[];
  readonly verification: VerificationCounts & { readonly discrepancies: Readonly<Record<string, number>> };
  /** How many people were verified and screened anew, and why everybody where they were. */
  readonly looked: { readonly people: number; readonly everybody: Everybody };
  readonly cases: CaseCounts;
  readonly applications: {
    readonly byProgramme: Awaited<ReturnType<typeof applicationCounts>>;
    /** Confirmed ones that tonight's evidence no longer says; an operator looks. */
    readonly concerns: number;
  };
  readonly quarantine: { readonly open: number };
  /** Rows that retention and ended permissions deleted, by rule. */
  readonly deleted: Readonly<Record<string, number>>;
  readonly jobs: { readonly succeeded: number; readonly failed: number; readonly retried: number };
  /** At work (`seconds-at-work.ts`). */
  readonly seconds: number;
}

/** Every fetched row is in exactly one other column. */
const isBalanced = (counts: Counts): boolean =>
  counts.fetched === counts.accepted + counts.unchanged + counts.offRoster + counts.withheld + counts.quarantined + counts.duplicate;

const bookLine = (reading: Reading): BookLine => {
  const { dataset, kind, state, fetched, accepted, unchanged, offRoster, withheld, quarantined, duplicate } = reading;
  const counts = { fetched, accepted, unchanged, offRoster, withheld, quarantined, duplicate };
  return { source: sourceOf(dataset), dataset, reading: kind, state, ...counts, balanced: isBalanced(counts) };
};

/** What the results must add up to, besides the lines themselves. */
export interface Completeness {
  /** People whose data may be used and who were not verified. */
  readonly unverified: number;
  /** Applications neither delivered, held nor refused. */
  readonly undelivered: number;
}

/** A run whose books do not balance is not completed; one that lacks a dataset or a delivery is incomplete. */
export const statusOf = ({
  books,
  completeness,
  failed,
}: {
  readonly books: readonly BookLine[];
  readonly completeness: Completeness;
  readonly failed: number;
}): RunStatus => {
  if (books.some((line) => !line.balanced)) return 'unbalanced';
  if (failed > 0 || books.some((line) => line.state !== 'complete') || completeness.undelivered > 0) return 'incomplete';
  return completeness.unverified > 0 ? 'unbalanced' : 'completed';
};

/** `pool`: or the transaction it is to be true in. */
export const summaryOf = async (run: Run, { pool, now }: { readonly pool: Db; readonly now: () => number }): Promise<Summary> => {
  const [
    readings,
    verification,
    discrepancies,
    cases,
    byProgramme,
    concerns,
    quarantined,
    deletions,
    jobs,
    unverified,
    looked,
    undelivered,
  ] = await Promise.all([
    readingsOf(pool, run.runId),
    verificationCounts(pool),
    openDiscrepancyCounts(pool),
    caseCounts(pool),
    applicationCounts(pool),
    openConcernCount(pool),
    openQuarantineCount(pool),
    deletionsOf(pool, run.runId),
    jobCounts(pool, run.runId),
    unverifiedCount(pool, run.runId),
    lookedAt(pool, run.runId),
    undeliveredCount(pool),
  ]);
  const books = readings.map(bookLine);
  return {
    run: { id: run.runId, date: run.date, status: statusOf({ books, completeness: { unverified, undelivered }, failed: jobs.failed }) },
    books,
    verification: { ...verification, discrepancies },
    looked,
    cases,
    applications: { byProgramme, concerns },
    quarantine: { open: quarantined },
    deleted: Object.fromEntries(deletions.map(({ rule, deleted }) => [rule, deleted])),
    jobs,
    seconds: secondsAtWork(run, instantOf(now())),
  };
};
