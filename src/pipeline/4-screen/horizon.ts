/**
 * Until when what screening is told of a member, and says of them, stands though nothing about them changes. Pure. Days only, as verification's
 * (`3-verify/horizon.ts`): months, thresholds and policy years turn for the whole city. Too early costs a look; too late would be a wrong answer.
 */
import { addDays, type Day, dayAt, dayOfThisMonth, firstAfter, holdsOn, toDay } from '../../domain/period.ts';
import type { Dossier } from '../2-normalise/types.ts';
import { askedOf } from './asked-of.ts';
import type { RuleSet } from './rule-set.ts';
import type { Fact, Screened, Sheet, Stay } from './types.ts';

export interface Judged {
  /** Of the dossiers that the sheet was made from (`recordsHorizon`). */
  readonly recordsTurnOn: Day | null;
  readonly sheet: Sheet;
  readonly screened: Pick<Screened, 'withoutGroundSince'>;
}

/** The first later day on which the sheet or its answer might be another; null: none. */
export const screeningHorizon = ({ recordsTurnOn, sheet, screened }: Judged, ruleSet: RuleSet): Day | null => {
  const { on } = ruleSet;
  return firstAfter(on, [
    recordsTurnOn,
    ...countedFrom({ sheet, screened }).map((day) => dayOfThisMonth(day, on)),
    ...(Array.isArray(sheet.stays) ? sheet.stays.flatMap((stay: Stay) => turnsOfStay(stay, ruleSet)) : []),
  ]);
};

/** The first later day on which what a sheet is made from may be read otherwise; null: none. */
export const recordsHorizon = (dossiers: readonly Dossier[], on: Day): Day | null =>
  firstAfter(
    on,
    dossiers.flatMap((dossier) => turnsOf(dossier, on)),
  );

/** A birthday; care that comes into the twelve months looked back at, or leaves them; a register that begins or ends. */
const turnsOf = ({ bornOn, records }: Dossier, on: Day): readonly (Day | null)[] => [
  sameDayIn(Number(on.slice(0, 4)), bornOn),
  ...records.settlement.flatMap(({ content }) => {
    const settledOn = dayAt(content.settledAt);
    return [settledOn, sameDayIn(Number(settledOn.slice(0, 4)) + 1, settledOn)];
  }),
  ...records.registration.flatMap(({ content: { from, to } }) => [from, to === null ? null : addDays(to, 1)]),
];

/** Of 29 February in other years the first of March, on which the month turns for everybody. */
const sameDayIn = (year: number, day: Day): Day | null => {
  const text = `${String(year).padStart(4, '0')}${day.slice(4)}`;
  return text.endsWith('-02-29') && !isLeap(year) ? toDay(`${text.slice(0, 4)}-03-01`) : toDay(text);
};
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** Completed months are counted from these: they turn on the same day of a month, or, where it has none, with the month. */
const countedFrom = ({ sheet, screened }: Pick<Judged, 'sheet' | 'screened'>): readonly Day[] => {
  const facts = Object.values(sheet.byPurpose).flatMap((own) => (own === null ? [] : [own.facts]));
  const named = facts.flatMap((own) => [own['injuredOn'], own['coverPausedOn']].flatMap(dayIn));
  return [sheet.file?.openedOn ?? null, screened.withoutGroundSince, ...named].filter((day) => day !== null);
};
const dayIn = (fact: Fact | undefined): readonly Day[] =>
  fact?.state === 'known' && typeof fact.value === 'string' ? [toDay(fact.value)] : [];

/** The days since a settlement, against every threshold they are compared with; and every day, where a text states them. */
const turnsOfStay = ({ settledOn }: Stay, ruleSet: RuleSet): readonly Day[] => {
  const tomorrow = addDays(ruleSet.on, 1);
  const { limits, isStated } = askedOf(ruleSet, 'daysSinceSettlement');
  const turns = limits.flatMap(({ value, nearMissWithin }): readonly Day[] => {
    const least = addDays(settledOn, Math.floor(value));
    if (nearMissWithin === null) return [least, addDays(settledOn, Math.ceil(value)), addDays(settledOn, Math.ceil(value) + 1)];
    const near = { from: addDays(least, -Math.ceil(nearMissWithin)), to: addDays(settledOn, Math.ceil(value + nearMissWithin) + 2) };
    return [near.from, least, ...(holdsOn(tomorrow, near) ? [tomorrow] : [])];
  });
  return isStated ? [...turns, tomorrow] : turns;
};
