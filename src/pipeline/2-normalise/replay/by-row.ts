/** Which datasets are made of rows that mean something one by one: only those can be read again from a single kept row. Pure. */
import { TESTIMONIES, type Testimony } from '../../../domain/sources.ts';

/** A household's record is made of all its rows (`interfaces.md` §1): one of them alone would make it a household of one. */
const MADE_OF_SEVERAL: ReadonlySet<Testimony> = new Set(['family']);

export const READ_BY_ROW: readonly Testimony[] = TESTIMONIES.filter((dataset) => !MADE_OF_SEVERAL.has(dataset));

export interface ReplayBatch {
  readonly dataset: Testimony;
  /** Of the reading it is entered under. */
  readonly kind: 'replay';
  readonly replayId: string;
  /** Entries of the quarantine. */
  readonly rows: readonly string[];
}

/** Rows of a unit of work: as many as a page may cost if one of them brings it down. */
const BATCH_ROWS = 200;

interface Awaiting {
  readonly quarantineId: string;
  readonly dataset: Testimony;
}

/** The units that a replay is done in, dataset by dataset. */
export const batchesOf = (replayId: string, rows: readonly Awaiting[]): readonly ReplayBatch[] =>
  [...Map.groupBy(rows, ({ dataset }) => dataset)].flatMap(([dataset, own]) =>
    Array.from({ length: Math.ceil(own.length / BATCH_ROWS) }, (_, nth) => ({
      dataset,
      kind: 'replay',
      replayId,
      rows: own.slice(nth * BATCH_ROWS, (nth + 1) * BATCH_ROWS).map(({ quarantineId }) => quarantineId),
    })),
  );
