import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../src/context.ts';
import { startOf } from '../../src/domain/period.ts';
import { TESTIMONIES, type Testimony } from '../../src/domain/sources.ts';
import { Fault } from '../../src/faults.ts';
import { type Engine, startEngine } from '../../src/jobs/engine.ts';
import { openRun } from '../../src/jobs/open-run.ts';
import type { Summary } from '../../src/jobs/summary.ts';
import { underWay } from '../../src/jobs/under-way.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { takeForRelay } from '../../src/storage/handing-over.ts';
import { resultDigest } from '../../src/storage/result-digest.ts';
import { type AttemptRef, addWork, claim, finish } from '../../src/storage/work.ts';
import type { Trouble } from '../support/connectors.ts';
import { day } from '../support/dossiers.ts';
import { closed, nightPlace, performReady, TESTER, until } from '../support/nights.ts';
import { settleTown, type Town } from '../support/nights-town.ts';
import { insidesOf, type QueueInsides } from '../support/queue-insides.ts';
import { REDIS_URL } from '../support/queue-place.ts';

const D = day('2026-11-22');
const OPTIONS = { full: false, source: null, waitMs: 0, by: TESTER };

const place = nightPlace();
let undisturbed = '';
const engines: Engine[] = [];
const others: Context[] = [];
let town: Town = settleTown().town;

let insides: QueueInsides;
beforeAll(async () => {
  await place.open();
  insides = await insidesOf(place.context());
  settle();
  const { runId } = await open();
  await works();
  await closed(place.context(), runId);
  undisturbed = await digest();
  await leave();
}, 120_000);
beforeEach(() => settle());
afterEach(() => leave());
afterAll(async () => {
  await insides.close();
  await place.close();
});

const holds: (() => void)[] = [];
const letAllGo = (): void => {
  for (const letGo of holds.splice(0)) letGo();
};

const settle = (sizes: Parameters<typeof settleTown>[0] = {}): void => {
  town = settleTown(sizes).town;
  place.settle(town);
  place.clock.set(startOf(day('2026-11-23')));
};
const leave = async (): Promise<void> => {
  letAllGo();
  await leaveQueue();
  for (const context of others.splice(0)) await context.close();
  await place.empty();
};
/** Finishes what the queue still holds. */
const leaveQueue = async (): Promise<void> => {
  for (const engine of engines.splice(0)) await engine.stop();
};
const open = async () => (await openRun(D, OPTIONS, place.context())).run;
const works = async (context = place.context()): Promise<Engine | null> => {
  const engine = await startEngine(context);
  if (engine !== null) engines.push(engine);
  return engine;
};
const another = async (variables: Readonly<Record<string, string>> = {}): Promise<Context> => {
  const context = await place.another(variables);
  others.push(context);
  return context;
};
const digest = () => resultDigest(place.context().pool, place.context().vault);
const query = async <T extends object>(sql: string): Promise<readonly T[]> => (await place.context().pool.query<T>(sql)).rows;

/** Holds the first questions about a dataset back until they are let go, with whatever trouble they then have. */
const held = (dataset: Testimony, { questions = 1 }: { readonly questions?: number } = {}) => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Trouble>();
  town.troubles[dataset] = ({ nth }) => {
    asked.resolve();
    return nth <= questions ? answer.promise : null;
  };
  const letGo = (trouble: Trouble = null): void => answer.resolve(trouble);
  holds.push(letGo);
  return { asked: asked.promise, letGo };
};

describe('work through the queue', () => {
  it('comes to the same results as work without one', async () => {
    const { runId } = await open();
    await performReady(place.context());
    await closed(place.context(), runId);
    expect(await digest()).toBe(undisturbed);
  });

  it('leaves nothing behind in the queue, and nothing personal passes through it', async () => {
    const { runId } = await open();
    const passed: object[] = [];
    const context = place.context();
    const watching: Context = {
      ...context,
      queue: {
        ...context.queue,
        add: (refs) => {
          passed.push(...refs);
          return context.queue.add(refs);
        },
      },
    };
    await works(watching);
    await closed(context, runId);
    await leaveQueue();
    expect(passed.length).toBeGreaterThan(15);
    expect(new Set(passed.flatMap(Object.keys))).toEqual(new Set(['workId', 'attempt', 'step']));
    expect(await context.queue.isIdle()).toBe(true);
  });
});

describe('a queue that gave a job away as its connection broke', () => {
  it('gives it away once more, to whoever works', async () => {
    const { queue } = place.context();
    const ref = { workId: 'a-unit', attempt: 1 };
    await queue.add([{ ...ref, step: 'roster' }]);
    await insides.giveAway();
    const given = Promise.withResolvers<AttemptRef>();
    const worker = queue.work(async (job) => given.resolve(job), { concurrency: 1, onTrouble: given.reject });
    expect(await given.promise).toEqual(ref);
    await worker.close();
    expect(await queue.isIdle()).toBe(true);
  }, 30_000);
});

describe('a queue that is wiped in mid-run', () => {
  it('loses nothing: the rows know what is to be done', async () => {
    settle({ batchSize: 1 });
    const { runId } = await open();
    for (const dataset of TESTIMONIES) held(dataset, { questions: 10 });
    await works();
    // More units than are worked on at once: some wait in the queue while the others are under way.
    await until(async () => (await query(`select 1 from work where state = 'running'`)).length === 8);
    await until(async () => (await query(`select 1 from work where state = 'ready' and enqueued`)).length > 0);
    await place.context().queue.wipe();
    letAllGo();
    expect((await closed(place.context(), runId)).status).toBe('completed');
    expect(await digest()).toBe(undisturbed);
  });
});

describe('a job given away twice', () => {
  it('is worked on once, by whoever has it already, who is still taken for alive', async () => {
    const { runId } = await open();
    const first = held('participation');
    await works();
    await first.asked;
    const unit = `dataset = 'participation' and state = 'running'`;
    const [begun] = await query<AttemptRef & { step: string; at: string }>(
      `select work_id as "workId", attempt, step, heartbeat_at::text as at from work where ${unit}`,
    );
    if (begun === undefined) throw new Error('it was asked');
    const { queue } = place.context();
    await insides.forget(begun.workId);
    await queue.add([begun]);
    await until(async () => (await insides.jobsFor(begun.workId)).length === 0);
    await until(async () => (await query(`select 1 from work where ${unit} and heartbeat_at > '${begun.at}'`)).length > 0);
    first.letGo();
    expect((await closed(place.context(), runId)).status).toBe('completed');
    expect(await digest()).toBe(undisturbed);
    expect(await query(`select attempt from work where dataset = 'participation'`)).toEqual([{ attempt: 1 }]);
  }, 30_000);
});

describe('what a process is at', () => {
  it('is the next attempt at a unit that it was thought to have lost, also when the first has been refused', () => {
    const at = underWay();
    const [first, next] = [1, 2].map((attempt): AttemptRef => ({ workId: 'a-unit', attempt })) as [AttemptRef, AttemptRef];
    expect([at.begin(first), at.begin(first), at.begin(next)]).toEqual([true, false, true]);
    at.end(first);
    expect(at.all()).toEqual([next]);
    at.end(next);
    expect(at.all()).toEqual([]);
  });
});

describe('a process that dies', () => {
  it('between taking units for the queue and handing them over: they are handed over again', async () => {
    const { runId } = await open();
    expect(await takeForRelay(place.context().pool, 100)).toHaveLength(1);
    await works();
    expect((await closed(place.context(), runId)).status).toBe('completed');
    expect(await digest()).toBe(undisturbed);
  });

  it('between a unit’s results and what follows from its end: the next one goes on from there', async () => {
    const { pool } = place.context();
    const run = await open();
    const [roster] = await takeForRelay(pool, 1);
    if (roster === undefined) throw new Error('a run opens with its roster');
    await claim(pool, roster);
    await inTransaction(pool, (tx) => finish(tx, roster));
    await works();
    expect((await closed(place.context(), run.runId)).finishedAt).not.toBeNull();
  });

  it('writes the next units with the results they follow from, or neither', async () => {
    const { pool } = place.context();
    const run = await open();
    const [roster] = await takeForRelay(pool, 1);
    if (roster === undefined) throw new Error('a run opens with its roster');
    await claim(pool, roster);
    const dies = inTransaction(pool, async (tx) => {
      await finish(tx, roster);
      await addWork(tx, run, [{ step: 'permit', dataset: null, unit: 'next', params: {} }]);
      throw new Error('killed');
    });
    await expect(dies).rejects.toThrow('killed');
    expect(await query(`select step, state from work`)).toEqual([{ step: 'roster', state: 'running' }]);
  });

  const LATE: readonly { readonly given: string; readonly trouble: Trouble }[] = [
    { given: 'its answer comes late', trouble: null },
    { given: 'its failure comes late', trouble: new Fault('broken', { code: 'not-json', detail: 'The answer is no JSON.' }) },
  ];
  it.each(LATE)('in the middle of a unit: another takes it over, and whoever was overtaken is refused when $given', async ({ trouble }) => {
    const { runId } = await open();
    const first = held('participation');
    const dying = performReady(place.context());
    await first.asked;
    const survivor = await another();
    await works(survivor);
    expect((await closed(survivor, runId)).status).toBe('completed');
    first.letGo(trouble);
    await dying;
    expect(await digest()).toBe(undisturbed);
    const attempts = await query<object>(
      `select a.attempt, a.outcome, a.fault, w.state from work_attempt a join work w using (work_id) where w.dataset = 'participation' order by a.attempt`,
    );
    expect(attempts).toEqual([
      { attempt: 1, outcome: 'lost', fault: null, state: 'done' },
      { attempt: 2, outcome: 'done', fault: null, state: 'done' },
    ]);
    const [line] = await query<object>(`select fetched, accepted, off_roster from reading where dataset = 'participation'`);
    expect(line).toEqual({ fetched: 4, accepted: 3, off_roster: 1 });
  });
});

describe('a process that leaves', () => {
  it('puts back what it has begun, and the next goes on', async () => {
    const { runId } = await open();
    const first = held('participation');
    await works();
    await first.asked;
    const left = leaveQueue();
    first.letGo();
    await left;
    const [run] = await query<{ status: string }>(`select status from run`);
    expect(run?.status).toBe('running');
    await works();
    expect((await closed(place.context(), runId)).status).toBe('completed');
    expect(await digest()).toBe(undisturbed);
  });
});

describe.skipIf(REDIS_URL !== null)('a second worker on a queue in the database', () => {
  it('is refused while one works, and welcome when it has left', async () => {
    await works();
    const second = await another();
    expect(await startEngine(second)).toBeNull();
    await leaveQueue();
    expect(await works(second)).not.toBeNull();
  });
});

describe.skipIf(REDIS_URL === null)('a second worker on a queue that is shared', () => {
  it('is welcome, takes of the work, and leaves what the first has begun to the first', async () => {
    settle({ batchSize: 1 });
    const { runId } = await open();
    for (const dataset of TESTIMONIES) held(dataset, { questions: 10 });
    await works();
    await until(async () => (await query(`select 1 from work where state = 'running'`)).length === 8);
    const second = await another();
    expect(await works(second)).not.toBeNull();
    await until(async () => (await query(`select distinct worker from work where state = 'running'`)).length === 2);
    letAllGo();
    expect((await closed(second, runId)).status).toBe('completed');
    expect(await digest()).toBe(undisturbed);
    expect(await query(`select 1 from work where attempt > 1`)).toEqual([]);
  });

  it('is refused where one works on a queue in the database, and so is that one beside it', async () => {
    const inDatabase = await another({ REDIS_URL: '' });
    const alone = await startEngine(inDatabase);
    expect(await startEngine(place.context())).toBeNull();
    await alone?.stop();
    await works();
    expect(await startEngine(inDatabase)).toBeNull();
  });
});

describe('two who open the same date at once', () => {
  it('make one run', async () => {
    const second = await another();
    const opened = await Promise.all([openRun(D, OPTIONS, place.context()), openRun(D, OPTIONS, second)]);
    expect(opened.map(({ how }) => how).toSorted()).toEqual(['new', 'resumed']);
    expect(new Set(opened.map(({ run }) => run.runId)).size).toBe(1);
    expect(await query(`select step from work`)).toEqual([{ step: 'roster' }]);
    await works();
    const run = await closed(place.context(), opened[0].run.runId);
    expect((run.summary as Summary).run.status).toBe('completed');
    expect(town.office.filed.size).toBe(3);
  });
});
