import { describe, expect, it } from 'vitest';
import { endOf, type Instant, startOf } from '../../../src/domain/period.ts';
import { catchUpIsDue, gatheredBatches, nextWindow, settlementWindow, windowEnd } from '../../../src/pipeline/1-pull/reading-plan.ts';
import { day } from '../../support/dossiers.ts';

const at = (text: string): Instant => new Date(text).toISOString() as Instant;

describe('the end of a window', () => {
  it('lies five minutes back and the skew of two clocks, where the night is today', () => {
    const now = at('2026-11-22T20:00:00+08:00');
    expect(windowEnd(now, now)).toBe(at('2026-11-22T19:52:00+08:00'));
  });

  it('is the end of the day, where the day is long past', () => {
    expect(windowEnd(startOf(day('2026-11-23')), at('2026-11-24T01:00:00+08:00'))).toBe(startOf(day('2026-11-23')));
  });

  it('is still open shortly after midnight: the last minutes of the day are read tomorrow', () => {
    expect(windowEnd(startOf(day('2026-11-23')), at('2026-11-23T00:03:00+08:00'))).toBe(at('2026-11-22T23:55:00+08:00'));
  });
});

it('a window ends on a whole second, as the wire has them', () => {
  expect(windowEnd(at('2026-11-22T15:59:59.999Z'), at('2026-11-24T00:00:00Z'))).toBe(at('2026-11-22T15:59:59Z'));
});

describe('the next window', () => {
  it('begins where the last one ended, which it did not include', () => {
    const readTo = at('2026-11-21T16:00:00Z');
    expect(nextWindow(readTo, at('2026-11-22T16:00:00Z'))).toEqual({ from: readTo, to: at('2026-11-22T16:00:00Z') });
  });

  it('begins before any electronic record, where nothing was read before', () => {
    expect(nextWindow(null, at('2026-11-22T16:00:00Z'))?.from).toBe('1969-12-31T16:00:00.000Z');
  });

  it('is none where nothing can be new', () => {
    const readTo = at('2026-11-22T16:00:00Z');
    expect(nextWindow(readTo, readTo)).toBeNull();
    expect(nextWindow(readTo, at('2026-11-20T16:00:00Z'))).toBeNull();
  });
});

it('settlements are asked for a year back, because settling is recorded late', () => {
  expect(settlementWindow(endOf(day('2026-11-22')))).toEqual({ from: '2025-11-21', to: '2026-11-22' });
});

describe('a catch-up reading', () => {
  const gathering = { lastFromBeginning: endOf(day('2026-11-15')), businessAt: endOf(day('2026-11-22')), everyDays: 7 };
  const GATHERINGS: readonly { readonly given: string; readonly traits: Partial<typeof gathering> | object; readonly want: boolean }[] = [
    { given: 'is due when somebody has waited long enough', traits: {}, want: true },
    { given: 'is not due a day earlier', traits: { businessAt: endOf(day('2026-11-21')) }, want: false },
    { given: 'is not due before there was a first reading', traits: { lastFromBeginning: null }, want: false },
    { given: 'is due every night where it is wanted so', traits: { everyDays: 0, businessAt: endOf(day('2026-11-15')) }, want: true },
  ];
  it.each(GATHERINGS)('$given', ({ traits, want }) => {
    expect(catchUpIsDue({ ...gathering, ...traits })).toBe(want);
  });
});

describe('the people of a lookup', () => {
  const batches = (many: number, place: string | null) =>
    Array.from({ length: many }, (_, nth) => ({ from: `${place} ${nth} a`, to: `${place} ${nth} z`, place, people: 200 }));

  it('are a unit of work for each batch, as long as they are few', () => {
    expect(gatheredBatches(batches(100, null))).toEqual(batches(100, null));
  });

  it('are gathered ten batches a unit at most, nobody left out, in a large city', () => {
    const units = gatheredBatches(batches(5_000, null));
    expect(units).toHaveLength(500);
    expect(units[1]).toEqual({ from: 'null 10 a', to: 'null 19 z', place: null, people: 2_000 });
    expect(units.reduce((sum, { people }) => sum + people, 0)).toBe(1_000_000);
  });

  it('of two places are never one unit’s', () => {
    const units = gatheredBatches([...batches(151, '440300'), ...batches(1, '440100')]);
    expect(units.map(({ place }) => place)).toEqual([...Array.from({ length: 76 }, () => '440300'), '440100']);
  });
});
