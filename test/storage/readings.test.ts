import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { NO_COUNTS } from '../../src/domain/books.ts';
import { addDays, type Day, endOf, epochOf, HOUR, type Instant, instantOf } from '../../src/domain/period.ts';
import type { Testimony } from '../../src/domain/sources.ts';
import { inTransaction, type Tx } from '../../src/storage/database.ts';
import { type Answered, saveAnswers } from '../../src/storage/kept-answers.ts';
import {
  closeReading,
  coverageOf,
  enterInBooks,
  lastComplete,
  lastFromBeginning,
  noteWatermark,
  openReading,
  type ReadingKind,
  readingsOf,
  reopenReadings,
  restartReading,
  uncover,
  uncoveredCount,
} from '../../src/storage/readings.ts';
import { insertRun } from '../../src/storage/runs.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { day } from '../support/dossiers.ts';

const D = day('2026-11-22');
const later = (at: Instant, hours: number): Instant => instantOf(epochOf(at) + hours * HOUR);

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterEach(() => database.pool.query('delete from reading; delete from run; delete from coverage; delete from member'));
afterAll(() => database.drop());

const inTx = <T>(act: Parameters<typeof inTransaction<T>>[1]): Promise<T> => inTransaction(database.pool, act);

/** Opens the run `run-<date>-<ordinal>` with one reading of a feed. */
const read = async (
  date: Day,
  ordinal: number,
  traits: { readonly fromBeginning?: boolean; readonly kind?: ReadingKind; readonly dataset?: Testimony } = {},
) => {
  const at = endOf(date);
  const startedAt = later(at, ordinal);
  const runId = `run-${date}-${ordinal}`;
  const reading = { runId, dataset: traits.dataset ?? 'participation', kind: traits.kind ?? 'nightly' } as const;
  await inTx(async (tx) => {
    const run = { runId, date, ordinal, phase: 'readings', businessAt: at, windowTo: at, waitUntil: at, startedAt };
    await insertRun(tx, { ...run, options: { full: false, source: null, waitMs: 0 }, ruleSet: 'sandbox-city' });
    await openReading(tx, { ...reading, startedAt, fromBeginning: traits.fromBeginning ?? false, watermark: null });
  });
  return { ...reading, startedAt };
};
const readToEnd = async (date: Day, ordinal: number, traits: Parameters<typeof read>[2] & { readonly cursor?: string } = {}) => {
  const reading = await read(date, ordinal, traits);
  await inTx(async (tx) => {
    await noteWatermark(tx, reading, { cursor: traits.cursor ?? `after ${date}-${ordinal}` });
    await closeReading(tx, reading, { state: 'complete', asOf: endOf(date) });
  });
  return reading;
};

describe('where the next reading starts', () => {
  it('is where the last complete one ended, not the last that was tried', async () => {
    await readToEnd(D, 1);
    const failed = await read(addDays(D, 1), 1);
    await inTx((tx) => closeReading(tx, failed, { state: 'failed', asOf: endOf(addDays(D, 1)) }));
    expect((await lastComplete(database.pool)).get('participation')).toMatchObject({
      asOf: endOf(D),
      watermark: { cursor: 'after 2026-11-22-1' },
    });
  });

  it('of several of one date is where the latest ended, also after more than nine', async () => {
    for (const ordinal of [9, 10, 2]) await readToEnd(D, ordinal);
    expect((await lastComplete(database.pool)).get('participation')?.watermark).toEqual({ cursor: 'after 2026-11-22-10' });
  });

  it('of a date in the past does not lead back', async () => {
    await readToEnd(D, 1);
    await readToEnd(addDays(D, -5), 1);
    expect((await lastComplete(database.pool)).get('participation')?.watermark).toEqual({ cursor: 'after 2026-11-22-1' });
  });

  it('is not moved by a catch-up', async () => {
    await readToEnd(D, 1);
    await readToEnd(addDays(D, 1), 1, { kind: 'catch-up', fromBeginning: true });
    expect((await lastComplete(database.pool)).get('participation')?.asOf).toBe(endOf(D));
    expect(await lastFromBeginning(database.pool, 'participation', { apartFrom: 'none' })).toBe(endOf(addDays(D, 1)));
  });

  it('can be told as it was before a run', async () => {
    await readToEnd(D, 1);
    const { runId } = await readToEnd(addDays(D, 1), 1);
    expect((await lastComplete(database.pool, { apartFrom: runId })).get('participation')?.asOf).toBe(endOf(D));
  });
});

describe('for whom a reading counts', () => {
  const enrolled = async (eligibleSince: Instant, { leftOn = null }: { readonly leftOn?: Day | null } = {}): Promise<string> => {
    const personKey = randomUUID();
    await database.pool.query(
      `insert into coverage (person_key, dataset, eligible_since) values ($1, 'participation', $2), ($1, 'contributions', $2)`,
      [personKey, eligibleSince],
    );
    await database.pool.query(`insert into member (member_id, person_key, left_on) values ($2, $1::uuid, $3)`, [
      personKey,
      `member ${personKey}`,
      leftOn,
    ]);
    return personKey;
  };
  const covered = async (personKey: string): Promise<readonly string[]> => [
    ...((await coverageOf(database.pool, [personKey])).get(personKey) ?? []),
  ];
  const BEFORE = endOf(addDays(D, -1));
  const answer = (tx: Tx, dataset: Testimony, personKey: string, traits: Partial<Answered> = {}): Promise<void> =>
    saveAnswers(tx, dataset, [{ personKey, isCovered: false, isWhole: true, toKeep: null, ...traits }], endOf(D));

  it('from the beginning counts for everyone who could be kept when it started', async () => {
    const [early, late] = [await enrolled(BEFORE), await enrolled(endOf(addDays(D, 1)))];
    await readToEnd(D, 1, { fromBeginning: true });
    expect(await covered(early)).toEqual(['participation']);
    expect(await covered(late)).toEqual([]);
  });

  it('of news counts for nobody new', async () => {
    const newcomer = await enrolled(BEFORE);
    await readToEnd(D, 1);
    expect(await covered(newcomer)).toEqual([]);
  });

  it('that had to start over from the beginning counts like one that began there', async () => {
    const newcomer = await enrolled(BEFORE);
    const reading = await read(D, 1);
    await inTx((tx) => restartReading(tx, reading));
    await inTx((tx) => closeReading(tx, reading, { state: 'complete', asOf: endOf(D) }));
    expect(await covered(newcomer)).toEqual(['participation']);
  });

  it('that failed counts for nobody, until it is complete after all', async () => {
    const newcomer = await enrolled(BEFORE);
    const reading = await read(D, 1, { fromBeginning: true });
    await inTx((tx) => closeReading(tx, reading, { state: 'failed', asOf: endOf(D) }));
    expect(await covered(newcomer)).toEqual([]);
    await inTx((tx) => reopenReadings(tx, reading.runId, ['participation']));
    await inTx((tx) => closeReading(tx, reading, { state: 'complete', asOf: endOf(D) }));
    expect(await covered(newcomer)).toEqual(['participation']);
  });

  it('a lookup counts for those it answered about', async () => {
    const [asked, other] = [await enrolled(BEFORE), await enrolled(BEFORE)];
    await inTx((tx) => answer(tx, 'participation', asked));
    expect([await covered(asked), await covered(other)]).toEqual([['participation'], []]);
  });

  it('a lookup with a row that cannot be read counts for nobody it may be about', async () => {
    const asked = await enrolled(BEFORE);
    await inTx((tx) => answer(tx, 'participation', asked, { isWhole: false }));
    expect(await covered(asked)).toEqual([]);
  });

  it('is undone dataset by dataset where a correction of the roster needs the rows again', async () => {
    const corrected = await enrolled(BEFORE);
    await inTx((tx) => answer(tx, 'participation', corrected));
    await inTx((tx) => answer(tx, 'contributions', corrected));
    await inTx((tx) => uncover(tx, [{ personKey: corrected, dataset: 'participation' }], endOf(D)));
    expect(await covered(corrected)).toEqual(['contributions']);
  });

  it('those who wait are counted, but not who has left, or came after', async () => {
    await enrolled(BEFORE);
    await enrolled(BEFORE, { leftOn: addDays(D, 1) });
    await enrolled(endOf(addDays(D, 1)));
    expect(await uncoveredCount(database.pool, 'participation', endOf(D))).toBe(1);
  });
});

describe('a line in the books', () => {
  it('is added to page by page, and stands when the reading is opened again', async () => {
    const reading = await read(D, 1);
    await inTx((tx) => enterInBooks(tx, reading, { ...NO_COUNTS, fetched: 3, accepted: 2, offRoster: 1 }));
    await inTx((tx) => enterInBooks(tx, reading, { ...NO_COUNTS, fetched: 2, duplicate: 2 }));
    await inTx((tx) => openReading(tx, { ...reading, fromBeginning: true, watermark: null }));
    expect(await readingsOf(database.pool, reading.runId)).toEqual([
      expect.objectContaining({ ...NO_COUNTS, fetched: 5, accepted: 2, offRoster: 1, duplicate: 2, state: 'open', fromBeginning: true }),
    ]);
  });
});
