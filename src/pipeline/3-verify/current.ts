/** Which records still speak of the business day. */
import { type Day, monthOf } from '../../domain/period.ts';
import { isCurrent as isCurrentOn, isPaying as isPayingOn, mayBeUsedUp } from '../../domain/social-insurance.ts';
import type { CanonicalRecord } from '../2-normalise/types.ts';

type Participation = CanonicalRecord<'participation'>;

/** Neither ended nor cancelled, and within its dates. */
export const isCurrent = ({ content }: Participation, on: Day): boolean => isCurrentOn(content, on);

/** Current, and not paused. */
export const isRunning = (record: Participation, on: Day): boolean => isCurrent(record, on) && record.content.payment !== 'paused';

export const isPaying = ({ content }: Participation, on: Day): boolean => isPayingOn(content, on);

/** By code unit: the same on every machine. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Newest first: by what the source says of its change, then by key, so that the order never depends on storage. */
export const newestFirst = <R extends CanonicalRecord>(records: readonly R[]): readonly R[] =>
  records.toSorted((a, b) => compareText(b.changedAt ?? '', a.changedAt ?? '') || compareText(a.recordKey, b.recordKey));

/** The spell holds, and benefit was due in the month of that day. */
export const isBenefitRunning = ({ content }: CanonicalRecord<'unemployment'>, on: Day): boolean => {
  const month = monthOf(on);
  const { benefitFrom, benefitTo } = content;
  const isWithin = (benefitFrom ?? month) <= month && month <= (benefitTo ?? month) && !mayBeUsedUp(content, month);
  return content.valid && content.paying === 'yes' && isWithin;
};
