/**
 * What is asked for at the same time, done together: while one batch is being done the next one gathers, so that the wait for a commit is shared by
 * all who came during it. When a batch fails, everybody in it is told so.
 */
interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (thrown: unknown) => void;
}

/** `act` answers for each item in its place; `most` are done at once. */
export const inBatches = <Item, Result>(
  act: (items: readonly Item[]) => Promise<readonly Result[]>,
  most: number,
): ((item: Item) => Promise<Result>) => {
  const waiting: Waiting<Item, Result>[] = [];
  let isWorking = false;
  const work = async (): Promise<void> => {
    isWorking = true;
    // Whoever comes in the same turn of the event loop is of the first batch.
    await Promise.resolve();
    while (waiting.length > 0) await workOff(waiting.splice(0, most), act);
    isWorking = false;
  };
  return (item) => {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    waiting.push({ item, resolve, reject });
    if (!isWorking) void work();
    return promise;
  };
};

/** Never rejects: each is told by their own promise. */
const workOff = async <Item, Result>(
  batch: readonly Waiting<Item, Result>[],
  act: (items: readonly Item[]) => Promise<readonly Result[]>,
): Promise<void> => {
  try {
    const results = await act(batch.map(({ item }) => item));
    for (const [index, { resolve, reject }] of batch.entries()) {
      if (index < results.length) resolve(results[index] as Result);
      else reject(new TypeError('a batch left somebody unanswered'));
    }
  } catch (thrown) {
    for (const { reject } of batch) reject(thrown);
  }
};
