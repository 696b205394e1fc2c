import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MINUTE } from '../../src/domain/period.ts';
import { createCallTally, type Tallied } from '../../src/upstream/call-tally.ts';
import type { UpstreamEvent } from '../../src/upstream/settings.ts';

const TEN = Date.parse('2026-11-23T02:00:00Z');

const answered: UpstreamEvent = {
  source: 'civil-affairs',
  operation: 's_test',
  outcome: 'answered',
  code: null,
  detail: null,
  sent: true,
  httpStatus: 200,
  attempt: 1,
  durationMs: 100,
};
const cut: UpstreamEvent = { ...answered, outcome: 'busy', code: 'connection-cut', detail: 'Cut.', httpStatus: null, durationMs: 40 };
const turnedAway: UpstreamEvent = { ...cut, code: 'closed-hours', detail: 'Closed.', sent: false, durationMs: 0 };

const tallied = (...told: readonly { readonly at: number; readonly event: UpstreamEvent }[]): Tallied => {
  let now = TEN;
  const tally = createCallTally(() => now);
  for (const { at, event } of told) {
    now = TEN + at;
    tally.add(event);
  }
  return tally.take();
};

describe('what a process has called', () => {
  test('is added up by operation, minute and what came of it', () => {
    const { counts } = tallied(
      { at: 0, event: answered },
      { at: 59_999, event: { ...answered, durationMs: 300 } },
      { at: 59_999, event: cut },
      { at: MINUTE, event: answered },
    );
    expect(counts.map(({ minute, outcome, calls, totalMs, maxMs }) => [minute.slice(11, 16), outcome, calls, totalMs, maxMs])).toEqual([
      ['02:00', 'answered', 2, 400, 300],
      ['02:00', 'connection-cut', 1, 40, 40],
      ['02:01', 'answered', 1, 100, 100],
    ]);
  });

  test('says how the counterpart stood at the end; a call that was turned away here says nothing of it', () => {
    const { standings, counts } = tallied({ at: 0, event: answered }, { at: 1000, event: cut }, { at: 2000, event: turnedAway });
    expect(standings).toEqual([
      {
        source: 'civil-affairs',
        calledAt: '2026-11-23T02:00:01.000Z',
        answeredAt: '2026-11-23T02:00:00.000Z',
        failedAt: '2026-11-23T02:00:01.000Z',
        fault: { operation: 's_test', kind: 'busy', code: 'connection-cut', detail: 'Cut.', authority: null },
      },
    ]);
    expect(counts.find(({ sent }) => !sent)).toMatchObject({ outcome: 'closed-hours', calls: 1 });
  });

  test('is taken once', () => {
    const tally = createCallTally(() => TEN);
    tally.add(answered);
    expect(tally.take().counts).toHaveLength(1);
    expect(tally.take()).toEqual({ counts: [], standings: [] });
  });

  test('that could not be handed in is handed in later, as if nothing had been', () => {
    const told = fc.array(fc.record({ event: fc.constantFrom(answered, cut, turnedAway), at: fc.integer({ min: 0, max: 3 * MINUTE }) }));
    fc.assert(
      fc.property(told, fc.nat(20), (unordered, lostAfter) => {
        const events = unordered.toSorted((a, b) => a.at - b.at);
        let now = TEN;
        const tally = createCallTally(() => now);
        const add = ({ at, event }: (typeof events)[number]): void => {
          now = TEN + at;
          tally.add(event);
        };
        for (const one of events.slice(0, lostAfter)) add(one);
        const notHandedIn = tally.take();
        for (const one of events.slice(lostAfter)) add(one);
        tally.putBack(notHandedIn);
        const sorted = ({ counts, standings }: Tallied) => ({ counts: counts.map((one) => JSON.stringify(one)).toSorted(), standings });
        expect(sorted(tally.take())).toEqual(sorted(tallied(...events)));
      }),
    );
  });
});
