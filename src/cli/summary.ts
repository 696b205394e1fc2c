/** The summary of a closed run, put together and printed. */
import type { Context } from '../context.ts';
import type { Summary } from '../jobs/summary.ts';
import { resultDigest } from '../storage/result-digest.ts';
import type { Run } from '../storage/runs.ts';
import { findCity } from '../storage/synthetic-city.ts';
import { isTakenOver } from '../storage/work-of-run.ts';
import { patiently } from './patience.ts';
import { type ShownSummary, type Since, summaryText } from './summary-text.ts';

/** As it was closed; a digest over all results costs a second for some thousands of members. */
export const shownSummary = async (
  run: Run,
  { context, withDigest }: { readonly context: Context; readonly withDigest: boolean },
): Promise<ShownSummary> => {
  const closed = run.summary as Summary;
  return withDigest ? { ...closed, resultDigest: await resultDigest(context.pool, context.vault) } : closed;
};

interface Telling {
  readonly json: boolean;
  readonly context: Context;
  readonly signal: AbortSignal;
  /** What else is known of it. */
  readonly more?: Pick<ShownSummary, 'truth'>;
}

/** For people on standard output; as JSON it is the last line, with the digest. The night is over: a database that is lost now keeps nobody from hearing of it. */
export const tellSummary = async (run: Run, { json, context, signal, more = {} }: Telling): Promise<void> => {
  const ask = async (): Promise<string> => {
    const summary = { ...(await shownSummary(run, { context, withDigest: json })), ...more };
    return json ? `${JSON.stringify(summary)}\n` : summaryText(summary, await sinceThen(summary, context.pool));
  };
  const text = await patiently(ask, context, signal);
  await new Promise<void>((written) => process.stdout.write(text, () => written()));
};

const sinceThen = async ({ run }: ShownSummary, pool: Context['pool']): Promise<Since> => ({
  cityOn: (await findCity(pool))?.date ?? null,
  isTakenOver: await isTakenOver(pool, run.id),
});
