/** How each of the four sources is, in brief: read to its end the last time or not, and how far behind. Pure. */
import { epochOf, type Instant, SECOND } from '../domain/period.ts';
import { DATASETS, type Dataset, SOURCES, type Source, sourceOf } from '../domain/sources.ts';
import type { LastReading } from '../storage/morning.ts';

export type Health = 'ok' | 'failing' | 'paused' | 'closed' | 'unknown';

export interface SourceInBrief {
  readonly source: Source;
  readonly health: Health;
  /** Of the dataset that is furthest behind; null: one was never read to its end. */
  readonly asOf: Instant | null;
  readonly lagSeconds: number | null;
}

export interface Read {
  /** How the last reading of each dataset ended. */
  readonly last: readonly LastReading[];
  /** Until when each dataset speaks. */
  readonly asOf: ReadonlyMap<Dataset, Instant>;
  readonly paused: ReadonlySet<Source>;
}

export const sourcesInBrief = (read: Read, now: number): readonly SourceInBrief[] =>
  SOURCES.map((source) => {
    const asOf = furthestBehind(source, read);
    return { source, health: healthOf(source, read), asOf, lagSeconds: asOf === null ? null : lagOf(asOf, now) };
  });

const datasetsOf = (source: Source): readonly Dataset[] =>
  (Object.keys(DATASETS) as Dataset[]).filter((dataset) => sourceOf(dataset) === source);

const furthestBehind = (source: Source, { asOf }: Read): Instant | null => {
  const instants = datasetsOf(source).map((dataset) => asOf.get(dataset) ?? null);
  return instants.includes(null) ? null : (instants.sort()[0] ?? null);
};

/** A date is about its whole day: what is read on it may be ahead of the clock. */
const lagOf = (asOf: Instant, now: number): number => Math.max(0, Math.round((now - epochOf(asOf)) / SECOND));

const healthOf = (source: Source, { last, paused }: Read): Health => {
  if (paused.has(source)) return 'paused';
  const states = last.filter(({ dataset }) => sourceOf(dataset) === source).map(({ state }) => state);
  if (states.length === 0) return 'unknown';
  return states.includes('failed') ? 'failing' : 'ok';
};
