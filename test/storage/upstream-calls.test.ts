import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { instantOf, MINUTE } from '../../src/domain/period.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { addCalls, callSums, standingsOf } from '../../src/storage/upstream-calls.ts';
import { type CallCount, createCallTally, type Standing } from '../../src/upstream/call-tally.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
}, 120_000);
afterAll(() => database.drop());
beforeEach(async () => void (await database.pool.query('delete from upstream_call; delete from upstream_standing')));

const TEN = Date.parse('2026-11-23T02:00:00Z');
const at = (minutes: number) => instantOf(TEN + minutes * MINUTE);

const count = (operation: string): CallCount => ({
  source: 'civil-affairs',
  minute: at(0),
  operation,
  outcome: 'answered',
  sent: true,
  calls: 1,
  totalMs: 10,
  maxMs: 10,
});

const told = (process: string, counts: readonly CallCount[], standings: readonly Standing[] = []) => ({
  counts,
  standings,
  process,
  circuits: {},
  at: at(1),
});

describe('what processes have called', () => {
  it('is added up, also where many hand in the same operations at one moment in any order', async () => {
    const operations = Array.from({ length: 30 }, (_, nth) => count(`operation-${nth}`));
    await Promise.all(
      Array.from({ length: 8 }, (_, nth) =>
        inTransaction(database.pool, (tx) => addCalls(tx, told(`work ${nth}`, nth % 2 === 0 ? operations : operations.toReversed()))),
      ),
    );
    expect((await callSums(database.pool, { from: at(0), to: at(1) })).get('civil-affairs')).toMatchObject({
      sent: 240,
      failed: 0,
      notSent: 0,
    });
  });

  it('keeps the last failure and the last answer of all, whoever hands in later', async () => {
    const fault = { operation: 'a', kind: 'busy', code: 'late', detail: 'Late.', authority: null } as const;
    const nothing = { source: 'civil-affairs', calledAt: null, answeredAt: null, failedAt: null, fault: null } as const;
    const failedLate = { ...nothing, calledAt: at(5), failedAt: at(5), fault };
    const failedEarly = { ...nothing, calledAt: at(4), answeredAt: at(4), failedAt: at(3), fault: { ...fault, code: 'early' } };
    for (const [process, standing] of [
      ['work a/1', failedLate],
      ['serve b/2', failedEarly],
    ] as const)
      await inTransaction(database.pool, (tx) => addCalls(tx, told(process, [], [standing])));
    expect((await standingsOf(database.pool)).get('civil-affairs')).toMatchObject({
      calledAt: at(5),
      answeredAt: at(4),
      failedAt: at(5),
      fault: { code: 'late' },
      circuitOf: 'serve b/2',
    });
  });

  it('costs a call no more than an addition', () => {
    const tally = createCallTally(() => TEN);
    const event = { source: 'civil-affairs', operation: 's_test', outcome: 'answered', code: null, detail: null, sent: true } as const;
    const from = performance.now();
    for (let nth = 0; nth < 100_000; nth += 1) tally.add({ ...event, httpStatus: 200, attempt: 1, durationMs: 1 });
    expect((performance.now() - from) / 100_000).toBeLessThan(0.1);
    expect(tally.take().counts).toMatchObject([{ calls: 100_000 }]);
  });
});
