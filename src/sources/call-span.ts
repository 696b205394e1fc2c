/** Which time calls are asked about, and in what steps: a day until now, where nothing else is said. Pure. */
import { DAY, epochOf, HOUR, type Instant, instantOf, MINUTE, SECOND } from '../domain/period.ts';
import type { Source } from '../domain/sources.ts';
import { Fault } from '../faults.ts';
import type { CallSpan } from '../storage/upstream-calls.ts';

export const CALL_STEPS = ['5m', '1h', '1d'] as const;
export type CallStep = (typeof CALL_STEPS)[number];

export interface AskedCalls {
  readonly source: Source;
  readonly from: Instant | null;
  readonly to: Instant | null;
  readonly step: CallStep;
}

const STEPS_MS: Readonly<Record<CallStep, number>> = { '5m': 5 * MINUTE, '1h': HOUR, '1d': DAY };
const MOST_STEPS = 2_000;

/** Throws `invalid` for a time that ends before it begins, or would be more lines than anybody reads. */
export const callSpan = ({ source, step, ...asked }: AskedCalls, now: Instant): CallSpan => {
  const to = asked.to ?? endOfMinute(now);
  const from = asked.from ?? instantOf(epochOf(to) - DAY);
  const steps = (epochOf(to) - epochOf(from)) / STEPS_MS[step];
  if (steps <= 0) throw invalid('It must end after it begins.', 'to');
  if (steps > MOST_STEPS) throw invalid(`That would be more than ${MOST_STEPS} lines: take a shorter time, or longer steps.`, 'step');
  return { source, from, to, stepSeconds: STEPS_MS[step] / SECOND };
};

/** Calls are counted by the minute: the one under way is among them. */
const endOfMinute = (at: Instant): Instant => instantOf(Math.floor(epochOf(at) / MINUTE + 1) * MINUTE);

const invalid = (detail: string, field: string): Fault => new Fault('invalid', { code: 'field-invalid', detail, fields: [field] });
