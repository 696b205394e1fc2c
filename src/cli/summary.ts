/** The summary of a closed run, put together and printed. */
import type { Context } from '../context.ts';
import type { Summary } from '../jobs/summary.ts';
import { resultDigest } from '../storage/result-digest.ts';
import type { Run } from '../storage/runs.ts';
import { findCity } from '../storage/synthetic-city.ts';
import { isMadeGood } from '../storage/work-of-run.ts';
import { type ShownSummary, type Since, summaryText } from './summary-text.ts';

/** As it was closed; a digest over all results costs a second for some thousands of members. */
export const shownSummary = async (
  run: Run,
  { context, withDigest }: { readonly context: Context; readonly withDigest: boolean },
): Promise<ShownSummary> => {
  const closed = run.summary as Summary;
  return withDigest ? { ...closed, resultDigest: await resultDigest(context.pool, context.vault) } : closed;
};

interface Printing {
  readonly json: boolean;
  readonly context: Pick<Context, 'pool'>;
}

/** For people on standard output; as JSON it is the last line. */
export const printSummary = async (summary: ShownSummary, { json, context: { pool } }: Printing): Promise<void> => {
  const text = json ? `${JSON.stringify(summary)}\n` : summaryText(summary, await sinceThen(summary, pool));
  await new Promise<void>((written) => process.stdout.write(text, () => written()));
};

const sinceThen = async ({ run }: ShownSummary, pool: Context['pool']): Promise<Since> => ({
  cityOn: (await findCity(pool))?.date ?? null,
  isMadeGood: await isMadeGood(pool, run.id),
});
