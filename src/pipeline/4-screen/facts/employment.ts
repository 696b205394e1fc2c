/** Work as social insurance shows it: what runs now, how long nothing has arrived, which benefit is being paid. A base never says an income. */
import { sumOf } from '../../../domain/money.ts';
import { addMonths, type Day, type Month, monthOf, monthsBetween } from '../../../domain/period.ts';
import { comesWithAJob, isCurrent, isEnded, isPaying, mayBeUsedUp, mayComeWithAJob } from '../../../domain/social-insurance.ts';
import type { CanonicalRecord, Dossier } from '../../2-normalise/types.ts';
import type { Verification } from '../../3-verify/types.ts';
import type { Fact, Facts, View } from '../types.ts';
import { evidenceFor, evidenceOf, findingOf, known, NONE, type ReadingPolicy, readable, silenceOf, unknown } from './reading.ts';

type Participation = CanonicalRecord<'participation'>;
type Contribution = CanonicalRecord<'contributions'>;

export const employmentFacts = ({ dossier, verification }: View, policy: ReadingPolicy): Facts => ({
  employedNow: employed(verification),
  ...contributionFacts(dossier, policy),
  ...benefitFacts(dossier, verification, policy),
  ...participationFacts(dossier, policy),
  ...baseFacts(dossier, policy),
});

/** Registered as paying while nothing arrives (`similar`) is neither a job nor the loss of one. */
const employed = (verification: Verification): Fact => {
  const finding = findingOf(verification, 'employment-insurance');
  const silence = silenceOf(finding);
  if (finding === undefined || silence !== null) return unknown(silence ?? 'no-source');
  if (finding.holds !== true) return known(false, evidenceFor(finding, false));
  return finding.statements.some(({ result }) => result === 'match') ? known(true, evidenceFor(finding, true)) : unknown('not-stated');
};

/** One missing month is the tax office's lag (`domain.md` §3.5), not a gap. */
const LAG_MONTHS = 1;

const contributionFacts = (dossier: Dossier, policy: ReadingPolicy): Facts => {
  const reading = readable(dossier, 'contributions', policy);
  if (!reading.ok) return { monthsWithoutContribution: reading.fact, lastContributionMonth: reading.fact };
  const paidFor = reading.records.filter(({ content }) => comesWithAJob(content));
  const last = latest(paidFor.filter(({ content }) => content.arrived === 'yes'));
  if (isUnnamedArrivedAfter(last?.content.month ?? null, reading.records)) {
    return { monthsWithoutContribution: unknown('no-such-code'), lastContributionMonth: unknown('no-such-code') };
  }
  if (last === null) return { monthsWithoutContribution: NONE, lastContributionMonth: NONE };
  const evidence = evidenceOf(dossier, [last]);
  const isOpenToDoubt = paidFor.some(({ content }) => content.arrived === 'unknown' && content.month > last.content.month);
  const missing = monthsBetween(last.content.month, monthOf(reading.asOf)) - 1;
  return {
    monthsWithoutContribution: isOpenToDoubt ? unknown('not-stated') : known(missing <= LAG_MONTHS ? 0 : missing, evidence),
    lastContributionMonth: known(last.content.month, evidence),
  };
};

/** Whether one that arrived, or may have, for a later month may be an employer's for all its code says; before the last that certainly was it changes nothing. */
export const isUnnamedArrivedAfter = (month: Month | null, contributions: readonly Contribution[]): boolean =>
  contributions.some(({ content }) => mayComeWithAJob(content) && content.arrived !== 'no' && (month === null || content.month > month));

const YEAR = 12;

/** What pension insurance was charged on: one month, and the average of the twelve that end with it. Floored and capped, and never an income (`domain.md` §3.5). */
const baseFacts = (dossier: Dossier, policy: ReadingPolicy): Facts => {
  const reading = readable(dossier, 'contributions', policy);
  if (!reading.ok) return { contributionBase: reading.fact, contributionBaseAverage12Months: reading.fact };
  const arrived = reading.records.filter(({ content }) => content.insurance === 'pension' && content.arrived === 'yes');
  const last = latest(arrived);
  if (last === null) return { contributionBase: NONE, contributionBaseAverage12Months: NONE };
  const months = [...Map.groupBy(arrived, ({ content }) => content.month)].filter(
    ([month]) => monthsBetween(month, last.content.month) < YEAR,
  );
  return {
    contributionBase: baseOf(dossier, [months.filter(([month]) => month === last.content.month).flatMap(([, rows]) => rows)], 1),
    contributionBaseAverage12Months: baseOf(
      dossier,
      months.map(([, rows]) => rows),
      YEAR,
    ),
  };
};

/** Several employers in one month add up; one that states no base leaves the whole unsaid. Of fewer months there is no average of twelve. */
const baseOf = (dossier: Dossier, months: readonly (readonly Contribution[])[], wanted: number): Fact => {
  const rows = months.flat().toSorted(byKey);
  const bases = rows.flatMap(({ content }) => content.base ?? []);
  if (months.length < wanted) return NONE;
  if (bases.length < rows.length) return unknown('not-stated');
  return known(Math.round(sumOf(bases) / wanted), evidenceOf(dossier, rows));
};
const byKey = (a: Contribution, b: Contribution): number => (a.recordKey < b.recordKey ? -1 : 1);

/** Several insurances share a month: the first by key stands for it, so that the evidence does not depend on the order of arrival. */
const latest = (contributions: readonly Contribution[]): Contribution | null =>
  contributions.reduce<Contribution | null>((best, candidate) => (best === null || isLater(candidate, best) ? candidate : best), null);
const isLater = (a: Contribution, b: Contribution): boolean =>
  a.content.month === b.content.month ? a.recordKey < b.recordKey : a.content.month > b.content.month;

/** Benefit drawn beside an employer's insurance is a contradiction for people to settle: no flag comes of that spell. */
const benefitFacts = (dossier: Dossier, { discrepancies }: Verification, policy: ReadingPolicy): Facts => {
  const reading = readable(dossier, 'unemployment', policy);
  if (!reading.ok) return { onUnemploymentBenefit: reading.fact, benefitSince: reading.fact };
  const month = monthOf(dossier.on);
  const current = reading.records.filter(({ content }) => content.valid && content.paying !== 'no' && covers(content, month));
  const paid = current.filter(({ content }) => content.paying === 'yes' && !mayBeUsedUp(content, month));
  if (paid.length === 0) {
    const fact = current.length === 0 ? NONE : unknown(current.some(isPaidNobodyKnows) ? 'no-such-code' : 'not-stated');
    return { onUnemploymentBenefit: fact, benefitSince: fact };
  }
  const evidence = evidenceOf(dossier, paid);
  const isContradicted = discrepancies.some(({ kind }) => kind === 'benefit-while-employed');
  const since = paid
    .map(({ content }) => content.benefitFrom)
    .filter((month) => month !== null)
    .sort()[0];
  return {
    onUnemploymentBenefit: isContradicted ? unknown('conflicting') : known(true, evidence),
    benefitSince: since === undefined ? unknown('not-stated') : known(since, evidence),
  };
};

const isPaidNobodyKnows = ({ content }: CanonicalRecord<'unemployment'>): boolean => content.paying === 'unknown';

/** Granted from next month counts: benefit begins the month after the job was lost, and the grant itself says that it was. */
const covers = ({ benefitFrom, benefitTo }: CanonicalRecord<'unemployment'>['content'], month: Month): boolean =>
  (benefitFrom === null || benefitFrom <= addMonths(month, 1)) && (benefitTo === null || month <= benefitTo);

const participationFacts = (dossier: Dossier, policy: ReadingPolicy): Facts => {
  const reading = readable(dossier, 'participation', policy);
  if (!reading.ok) return { pensionEnded: reading.fact, coveredByWorkInjury: reading.fact };
  const of = (insurance: Participation['content']['insurance']) => reading.records.filter(({ content }) => content.insurance === insurance);
  const unnamed = unnamedNotEnded(reading.records, dossier.on);
  return {
    pensionEnded: ended(dossier, of('pension'), unnamed),
    coveredByWorkInjury: covered(dossier, of('work-injury'), unnamed),
  };
};

/** Paying, paused or nobody knows, of an insurance that nobody here can name. */
export const unnamedNotEnded = (rows: readonly Participation[], on: Day): readonly Participation[] =>
  rows.filter(({ content }) => mayComeWithAJob(content) && !isEnded(content) && (content.payment !== 'paying' || isPaying(content, on)));

/**
 * Ended everywhere: a pension row that pays or pauses with any employer is not the end. One that says paying beyond its last day is over where a
 * later end is stated; the date alone says only that this job is.
 */
const ended = (dossier: Dossier, rows: readonly Participation[], unnamed: readonly Participation[]): Fact => {
  const notEnded = rows.filter(({ content }) => !isEnded(content));
  const goesOn = ({ content }: Participation): boolean =>
    content.payment === 'paused' || (content.payment === 'paying' && !isFollowedByAnEnd(content, rows, dossier.on));
  if (notEnded.some(goesOn)) return known(false, evidenceOf(dossier, rows));
  if (unnamed.length > 0) return unknown('no-such-code');
  if (rows.length === 0) return NONE;
  return notEnded.some(({ content }) => content.payment === 'unknown') ? unknown('no-such-code') : known(true, evidenceOf(dossier, rows));
};

const isFollowedByAnEnd = (over: Participation['content'], rows: readonly Participation[], on: Day): boolean => {
  const { to } = over;
  if (to === null || isCurrent(over, on)) return false;
  return rows.some(({ content }) => isEnded(content) && content.to !== null && content.to >= to);
};

const covered = (dossier: Dossier, rows: readonly Participation[], unnamed: readonly Participation[]): Fact => {
  const paying = rows.filter(({ content }) => isPaying(content, dossier.on));
  if (paying.length > 0) return known(true, evidenceOf(dossier, paying));
  const mayPay = [...rows, ...unnamed].some(
    ({ content }) => (content.payment === 'unknown' && !isEnded(content)) || isPaying(content, dossier.on),
  );
  return mayPay ? unknown('no-such-code') : NONE;
};
