/** How many calls trying units again takes, and about how long: from what is known of them and of those before, never guessed. */
import type { Context } from '../context.ts';
import { type Source, sourceOf, type Testimony } from '../domain/sources.ts';
import { type ChosenJob, meanSeconds } from '../storage/retry-choice.ts';
import { nightRate } from '../upstream/shared-quota.ts';
import { CONCURRENCY } from './queue.ts';

export interface Estimate {
  /** Null: nobody has told yet how much there is to be read. */
  readonly calls: number | null;
  /** Null: units of that kind have never been done. */
  readonly seconds: number | null;
}

type Tools = Pick<Context, 'pool' | 'authorities'>;

export const estimate = async (jobs: readonly ChosenJob[], tools: Tools): Promise<Estimate> => {
  const bySource = [...Map.groupBy(jobs, ({ source }) => source)].map(([source, theirs]) => ({
    source,
    calls: sum(theirs.map((job) => callsOf(job, tools))),
  }));
  const [work, quota] = [await workSeconds(jobs, tools), quotaSeconds(bySource)];
  return {
    calls: sum(bySource.map(({ calls }) => calls)),
    seconds: work === null || quota === null ? null : Math.ceil(Math.max(work, quota)),
  };
};

/** Null as soon as one is not known. */
const sum = (counts: readonly (number | null)[]): number | null =>
  counts.reduce((total, count) => (total === null || count === null ? null : total + count), 0);

const callsOf = ({ step, dataset, source, about, offset, total }: ChosenJob, { authorities }: Tools): number | null => {
  if (source === null) return 0;
  if (step === 'look-up') return 1;
  if (step === 'deliver') return about ?? 1;
  if (step !== 'read-window' || dataset === null || offset === null || total === null) return null;
  const pageSize = pageSizeOf(dataset as Testimony, authorities);
  // A window goes on in further units to its end.
  return pageSize === null ? null : Math.ceil(Math.max(0, total - offset) / pageSize);
};

const pageSizeOf = (dataset: Testimony, authorities: Tools['authorities']): number | null => {
  const readers = authorities[sourceOf(dataset) as keyof typeof authorities].readers;
  const reader = readers.find((one) => one.dataset === dataset);
  return reader === undefined || reader.kind === 'lookup' ? null : reader.pageSize;
};

/** Of sources that publish no rate the quota says nothing. */
const quotaSeconds = (bySource: readonly { readonly source: Source | null; readonly calls: number | null }[]): number | null => {
  const each = bySource.map(({ source, calls }) => {
    const perSecond = source === null ? null : nightRate(source);
    if (perSecond === null) return 0;
    return calls === null ? null : calls / perSecond;
  });
  return each.reduce((longest, seconds) => (longest === null || seconds === null ? null : Math.max(longest, seconds)), 0);
};

/** By what such units took on average for each they were about, as many at once as a worker does. */
const workSeconds = async (jobs: readonly ChosenJob[], { pool }: Tools): Promise<number | null> => {
  const kinds = Map.groupBy(jobs, ({ step, dataset }) => `${step} ${dataset ?? ''}`);
  const each = await Promise.all(
    [...kinds.values()].map(async (alike) => {
      const [first] = alike;
      const mean = first === undefined ? 0 : await meanSeconds(pool, first);
      return mean === null ? null : mean * alike.reduce((many, { about }) => many + Math.max(about ?? 1, 1), 0);
    }),
  );
  const total = sum(each);
  return total === null ? null : total / CONCURRENCY;
};
