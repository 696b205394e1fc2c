/**
 * Natural batching: while one batch is under way the next one gathers, so that a lonely caller waits for nobody and a crowd shares its round trips.
 * Whoever comes while a batch runs is part of a later one: nothing it is told is older than its question. A batch begins once all that has arrived
 * by now is read, or the first of a crowd would go alone and everybody else wait for it.
 */
import { setImmediate as allRead } from 'node:timers/promises';

interface Waiting<A, B> {
  readonly item: A;
  readonly resolve: (result: B) => void;
  readonly reject: (reason: unknown) => void;
}

export interface Gathering {
  /** Of a batch. */
  readonly most: number;
  /** Batches under way; while one waits for the database another is made ready. */
  readonly atOnce?: number;
}

/** `act` answers in the order asked; its failure is everybody's. */
export const gather = <A, B>(
  act: (items: readonly A[]) => Promise<readonly B[]>,
  { most, atOnce = 1 }: Gathering,
): ((item: A) => Promise<B>) => {
  const waiting: Waiting<A, B>[] = [];
  let running = 0;
  const run = async (): Promise<void> => {
    running += 1;
    while (waiting.length > 0) {
      await allRead();
      const batch = waiting.splice(0, most);
      // Another may have taken them all meanwhile.
      if (batch.length > 0) await settle(batch, act);
    }
    running -= 1;
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (running < atOnce) void run();
    });
};

const settle = async <A, B>(batch: readonly Waiting<A, B>[], act: (items: readonly A[]) => Promise<readonly B[]>): Promise<void> => {
  try {
    const results = await act(batch.map(({ item }) => item));
    batch.forEach(({ resolve, reject }, index) => {
      if (index < results.length) resolve(results[index] as B);
      else reject(new TypeError('a batch was answered in part'));
    });
  } catch (thrown) {
    for (const { reject } of batch) reject(thrown);
  }
};
