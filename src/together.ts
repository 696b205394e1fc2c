/** What is begun at once. What fails is told when all have ended, the first named first: nothing is still on its way when the rest is given up. */
export const together = async <T extends readonly unknown[]>(begun: T): Promise<{ -readonly [I in keyof T]: Awaited<T[I]> }> => {
  await Promise.allSettled(begun);
  return Promise.all(begun);
};

/** Begun before it is waited for. What fails is told to whoever waits; where nobody comes to wait any more, something else failed before. */
export const begun = <T>(work: Promise<T>): Promise<T> => {
  work.catch(() => undefined);
  return work;
};

/** One after the other, each whatever became of those before it. What failed is told at the end; of several, all of it, and the first as their cause. */
export const eachByItself = async (acts: readonly (() => Promise<unknown>)[]): Promise<void> => {
  const thrown: unknown[] = [];
  for (const act of acts) await act().catch((fault: unknown) => thrown.push(fault));
  if (thrown.length === 1) throw thrown[0];
  if (thrown.length > 1) throw new AggregateError(thrown, 'Several failed, each by itself.', { cause: thrown[0] });
};
