/** Where a night's reading of a dataset starts and how it is cut: pure. */

import { addDays, CLOCK_SKEW, DAY, type Day, dayAt, epochOf, type Instant, instantOf, MINUTE, SECOND } from '../../domain/period.ts';
import { ASKED_AFTER, type Dataset } from '../../domain/sources.ts';

/** Steps that read; a dataset is read when none of its units is open any more. */
export const READING_STEPS = ['roster', 'plan-lookup', 'read-window', 'read-cursor', 'look-up'];

/**
 * Of what failed of one run and is to be tried once more: without what is asked about anew once something else among it has been read again. Tried beside that it
 * would be asked twice, and what it would end be counted twice.
 */
export const withoutFollowing = <Job extends { readonly step: string; readonly dataset: Dataset | null }>(
  failed: readonly Job[],
): readonly Job[] => {
  const reading = failed.filter(({ step }) => READING_STEPS.includes(step));
  const anew = new Set<Dataset | null>(reading.flatMap(({ dataset }) => (dataset === null ? [] : (ASKED_AFTER[dataset] ?? []))));
  const following = new Set(reading.filter(({ dataset }) => anew.has(dataset)));
  return failed.filter((job) => !following.has(job));
};

/**
 * A window is stable once its end lies five minutes back (`interfaces.md` §1) by the authority's clock, which may differ from ours by
 * as much as it accepts.
 */
const SETTLING = 5 * MINUTE + CLOCK_SKEW;

/** Earlier than any electronic record of the authorities, and than what is written for a time that nobody set. */
export const BEGINNING = '1969-12-31T16:00:00.000Z' as Instant;

/** The end of every offset window of a run, exclusive: never in the future of the business instant, never still moving, in whole seconds as the wire has them. */
export const windowEnd = (businessAt: Instant, now: Instant): Instant => {
  const end = Math.min(epochOf(businessAt), epochOf(now) - SETTLING);
  return instantOf(Math.floor(end / SECOND) * SECOND);
};

export interface Window {
  readonly from: Instant;
  readonly to: Instant;
}

/** From where the last complete reading ended; null: nothing can be new. */
export const nextWindow = (readTo: Instant | null, to: Instant): Window | null => {
  const from = readTo ?? BEGINNING;
  return from < to ? { from, to } : null;
};

/** Rules look back a year; a stay counts by the day it was settled. */
const SETTLEMENTS_LOOK_BACK_DAYS = 366;

/** Settlements are asked by the day they were settled, both days inclusive. Settling is recorded late, so a night asks for the whole look-back again. */
export const settlementWindow = (businessAt: Instant): { readonly from: Day; readonly to: Day } => {
  const to = dayAt(businessAt);
  return { from: addDays(to, -SETTLEMENTS_LOOK_BACK_DAYS), to };
};

/** Whether those who wait for their earlier rows, if anybody does, have waited long enough: gathered, not one by one (`interfaces.md`, "Common to all"). */
export const catchUpIsDue = ({ lastFromBeginning, businessAt, everyDays }: Gathering): boolean =>
  lastFromBeginning !== null && epochOf(businessAt) - epochOf(lastFromBeginning) >= everyDays * DAY;

interface Gathering {
  readonly lastFromBeginning: Instant | null;
  readonly businessAt: Instant;
  readonly everyDays: number;
}

/** People of a lookup who are asked about together, by their random keys, both ends included. */
export interface Batch {
  readonly from: string;
  readonly to: string;
  /** Those of one batch are insured in one place; null: nobody minds. */
  readonly place: string | null;
  readonly people: number;
}

/** Up to so many people there is a unit of work for each batch; a larger city has larger units, up to where they would be much to ask again. */
const PEOPLE_OF_A_CITY = 20_000;
const MOST_BATCHES = 10;

/** Neighbouring batches of one place as one unit's. */
export const gatheredBatches = (batches: readonly Batch[]): readonly Batch[] => {
  const most = Math.min(MOST_BATCHES, Math.ceil(peopleOf(batches) / PEOPLE_OF_A_CITY));
  return [...Map.groupBy(batches, ({ place }) => place)].flatMap(([place, ofPlace]) =>
    Array.from({ length: Math.ceil(ofPlace.length / most) }, (_, unit) => {
      const neighbours = ofPlace.slice(unit * most, (unit + 1) * most);
      const [from, to] = [neighbours.at(0)?.from ?? '', neighbours.at(-1)?.to ?? ''];
      return { from, to, place, people: peopleOf(neighbours) };
    }),
  );
};

const peopleOf = (batches: readonly Batch[]): number => batches.reduce((sum, { people }) => sum + people, 0);
