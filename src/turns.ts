/** One after the other, in the order they asked. */

/** Each has its turn from the answer until it lets go. */
export const turns = (): (() => Promise<() => void>) => {
  let last: Promise<void> = Promise.resolve();
  return () => {
    const before = last;
    const { promise, resolve } = Promise.withResolvers<void>();
    last = promise;
    return before.then(() => resolve);
  };
};

/** Those of one name; others do not wait for them. */
export const turnsByName = (): (<T>(name: string, act: () => Promise<T>) => Promise<T>) => {
  const last = new Map<string, Promise<unknown>>();
  return <T>(name: string, act: () => Promise<T>): Promise<T> => {
    const after = (last.get(name) ?? Promise.resolve()).then(act, act);
    last.set(name, after);
    return after.finally(() => {
      if (last.get(name) === after) last.delete(name);
    });
  };
};
