/** Whom a night that is over left without an answer. As it left them: what is found out once is remembered until the run is opened again. */
import type { Context } from '../context.ts';
import { type Source, sourceOf, type Testimony } from '../domain/sources.ts';
import { rememberByKey } from '../remember.ts';
import { type LastNight, membersNow, permittedMembers, unjudgedMembers, type Waiting } from '../storage/morning.ts';
import { type Reading, readingsOf, uncoveredCount } from '../storage/readings.ts';
import { together } from '../together.ts';

export interface Missing {
  readonly source: Source;
  readonly dataset: Reading['dataset'];
  readonly reading: Reading['kind'];
  /** Whose data of it may be used. */
  readonly members: number;
}

export interface Affected {
  /** For whom a dataset is missing, each once. */
  readonly members: number;
  readonly missing: readonly Missing[];
  /** Of whom some rule could not judge, though it may another night. */
  readonly unjudged: number;
  /** Applications that wait until something is read that was not. */
  readonly held: number;
}

type Tools = Pick<Context, 'pool'>;

export const affectedBy = ({ pool }: Tools): ((night: LastNight, waiting: Waiting) => Promise<Affected>) => {
  const missingOf = rememberByKey(
    ({ runId, finishedAt }: LastNight) => `${runId} ${finishedAt}`,
    (night) => missingIn(night, { pool }),
  );
  return async (night, { unread }) => {
    const [missing, unjudged] = await together([missingOf(night), unjudgedMembers(pool)]);
    return { ...missing, unjudged, held: unread };
  };
};

const missingIn = async ({ runId, startedAt }: LastNight, { pool }: Tools): Promise<Pick<Affected, 'members' | 'missing'>> => {
  const incomplete = (await readingsOf(pool, runId)).filter(({ state }) => state !== 'complete');
  const nightly = incomplete.filter(({ kind }) => kind === 'nightly');
  const { members, byDataset } = await permittedMembers(
    pool,
    nightly.flatMap(({ dataset }) => (dataset === 'members' ? [] : [dataset])),
  );
  const everybody = nightly.some(({ dataset }) => dataset === 'members') ? await membersNow(pool) : null;
  const membersOf = async ({ dataset, kind }: Reading): Promise<number> => {
    if (dataset === 'members') return everybody ?? 0;
    return kind === 'nightly' ? (byDataset[dataset] ?? 0) : uncoveredCount(pool, dataset satisfies Testimony, startedAt);
  };
  const missing = await together(
    incomplete.map(async (reading) => ({
      source: sourceOf(reading.dataset),
      dataset: reading.dataset,
      reading: reading.kind,
      members: await membersOf(reading),
    })),
  );
  return { members: everybody ?? members, missing };
};
