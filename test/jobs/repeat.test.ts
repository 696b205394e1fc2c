import { expect, it, onTestFinished } from 'vitest';
import { HOUR } from '../../src/domain/period.ts';
import { repeat } from '../../src/jobs/repeat.ts';
import { eachByItself } from '../../src/together.ts';

/** An action that ends when it is told to, and counts how often it runs, and how often at once. */
const anAction = () => {
  const runs: PromiseWithResolvers<void>[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  const act = async (): Promise<void> => {
    const run = Promise.withResolvers<void>();
    runs.push(run);
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    await run.promise;
    atOnce -= 1;
  };
  return { act, runs, mostAtOnce: () => mostAtOnce };
};

const started = (act: () => Promise<void>) => {
  const failures: unknown[] = [];
  const repeated = repeat(act, { doing: 'relay', everyMs: HOUR, log: { failed: ({ fault }) => void failures.push(fault) } });
  onTestFinished(repeated.stop);
  return { ...repeated, failures };
};
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('pokes during a run make one more, however many they were, and never two at once', async () => {
  const { act, runs, mostAtOnce } = anAction();
  const { poke } = started(act);
  for (let time = 0; time < 5; time += 1) poke();
  expect(runs).toHaveLength(1);
  runs[0]?.resolve();
  await settled();
  expect(runs).toHaveLength(2);
  runs[1]?.resolve();
  await settled();
  expect(runs).toHaveLength(2);
  expect(mostAtOnce()).toBe(1);
});

it('a failure is told, and does not end the repetition', async () => {
  const trouble = new Error('the database is away');
  let times = 0;
  const { poke, failures } = started(async () => {
    times += 1;
    if (times === 1) throw trouble;
  });
  poke();
  await settled();
  poke();
  await settled();
  expect(failures).toEqual([trouble]);
  expect(times).toBe(2);
});

it('an outage of the database is told in our words, and beside it whatever else failed by itself', async () => {
  const trouble = new Error('something else');
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  const { poke, failures } = started(() => eachByItself([() => Promise.reject(refused), () => Promise.reject(trouble)]));
  poke();
  await settled();
  expect(failures).toEqual([expect.objectContaining({ kind: 'busy', code: 'database-unreachable', cause: refused }), trouble]);
});

it('stopping waits for what is under way and begins nothing more', async () => {
  const { act, runs } = anAction();
  const { poke, stop } = started(act);
  poke();
  poke();
  let stopped = false;
  const stopping = stop().then(() => {
    stopped = true;
  });
  await settled();
  expect(stopped).toBe(false);
  runs[0]?.resolve();
  await stopping;
  poke();
  expect(runs).toHaveLength(1);
});
