/** What the counterparts have: the city, its pages, which night it is, and what they were asked. */
import { join } from 'node:path';
import type { City } from '../city/city.ts';
import { FEED_NAMES, FEEDS, type FeedName } from './feeds.ts';
import { type Pages, writePages } from './pages.ts';

export interface Served {
  readonly city: City;
  readonly feeds: Readonly<Record<FeedName, Pages>>;
  /** From 1; what later nights bring is not there yet. */
  night: number;
  /** Versions of applications by their id. */
  readonly applications: Map<string, number>;
  /** By operation, since they were asked last. */
  readonly calls: Map<string, number>;
  bytes: number;
}

/** `progress`: a line for each feed that is written. */
export const settle = async (city: City, folder: string, progress: (line: string) => void): Promise<Served> => {
  const written: [FeedName, Pages][] = [];
  for (const name of FEED_NAMES) {
    const { first, news } = FEEDS[name];
    const later = Array.from({ length: city.newsNights }, (_, nth) => [nth + 2, news(city, nth + 2)] as const);
    const pages = await writePages(join(folder, `${name}.pages`), [[1, first(city)], ...later]);
    const { rows } = pages.stretch({ from: 1, to: Number.POSITIVE_INFINITY });
    progress(`${name}: ${rows} rows, ${Math.round(pages.bytes / 1e6)} MB of pages`);
    written.push([name, pages]);
  }
  return {
    city,
    feeds: Object.fromEntries(written) as Record<FeedName, Pages>,
    night: 1,
    applications: new Map(),
    calls: new Map(),
    bytes: 0,
  };
};
