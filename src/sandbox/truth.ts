// Judges what was flagged against the truth of the city. The truth itself never leaves: a report is counts and shares.

import { agreesToScreening } from './aid-system/members.ts';
import type { City } from './city/city.ts';
import type { HardshipClass, Household } from './city/people.ts';

/** One roster member with a hardship case. */
export interface Judged {
  readonly memberId: string;
  readonly flagged: boolean;
  readonly suggestedClass: HardshipClass | null;
}

/** From 0 to 1; null: there is nothing to take a share of. */
type Share = number | null;

export interface Accuracy {
  readonly precision: Share;
  readonly recall: Share;
}

export interface TruthReport {
  /** Recall over all members truly in hardship, those who consented to nothing included. */
  readonly flagged: Accuracy;
  /** Precision over suggested classes, recall over members truly deep or relative. */
  readonly class: Accuracy;
  /** Of members flagged without a class, how many are truly in hardship. */
  readonly leads: { readonly precision: Share };
  readonly counts: {
    readonly members: number;
    readonly inHardship: number;
    readonly deep: number;
    readonly relative: number;
    readonly accident: number;
    /** In hardship without a trace at any authority. */
    readonly hidden: number;
    /** In hardship, and hidden or in a household whose members agreed to nothing: nobody who keeps the rules can find them. */
    readonly outOfReach: number;
    readonly judged: number;
    readonly flagged: number;
    readonly leads: number;
    readonly classSuggested: number;
    readonly classRight: number;
    /** Judged ids that are nobody's. */
    readonly unknown: number;
  };
}

const share = (part: number, whole: number): Share => (whole === 0 ? null : part / whole);

const isOutOfReach = (city: City, { hardship, story, people }: Household): boolean =>
  hardship !== null && (story === 'hidden' || !people.some((person) => person.memberId !== null && agreesToScreening(city, person)));

const truthOf = (city: City) => {
  const { members } = city;
  const of = (wanted: HardshipClass): number => members.filter(({ household }) => household.hardship === wanted).length;
  const [deep, relative, accident] = [of('deep'), of('relative'), of('accident')];
  const hidden = members.filter(({ household }) => household.story === 'hidden').length;
  const outOfReach = members.filter(({ household }) => isOutOfReach(city, household)).length;
  return { members: members.length, inHardship: deep + relative + accident, deep, relative, accident, hidden, outOfReach };
};

/** Hardship files are kept one a household, so a flag on one member finds the whole household. */
export const judge = (city: City, judged: readonly Judged[]): TruthReport => {
  const households = new Map(city.members.map(({ memberId, household }) => [memberId, household]));
  const known = judged.flatMap((verdict) => {
    const household = households.get(verdict.memberId);
    return household ? [{ ...verdict, household }] : [];
  });
  const flagged = known.filter((verdict) => verdict.flagged);
  const leads = flagged.filter(({ suggestedClass }) => suggestedClass === null);
  const suggested = flagged.filter(({ suggestedClass }) => suggestedClass !== null);
  const right = suggested.filter(({ suggestedClass, household }) => suggestedClass === household.hardship);
  const found = new Set<Household>(flagged.map(({ household }) => household));
  const placed = new Set<Household>(right.map(({ household }) => household));
  const inHardship = (list: readonly { household: Household }[]): number =>
    list.filter(({ household }) => household.hardship !== null).length;
  const membersOf = (chosen: ReadonlySet<Household>, classes: readonly HardshipClass[]): number =>
    city.members.filter(({ household }) => chosen.has(household) && household.hardship && classes.includes(household.hardship)).length;
  const truth = truthOf(city);
  return {
    flagged: {
      precision: share(inHardship(flagged), flagged.length),
      recall: share(membersOf(found, ['deep', 'relative', 'accident']), truth.inHardship),
    },
    class: {
      precision: share(right.length, suggested.length),
      recall: share(membersOf(placed, ['deep', 'relative']), truth.deep + truth.relative),
    },
    leads: { precision: share(inHardship(leads), leads.length) },
    counts: {
      ...truth,
      judged: judged.length,
      flagged: flagged.length,
      leads: leads.length,
      classSuggested: suggested.length,
      classRight: right.length,
      unknown: judged.length - known.length,
    },
  };
};
