/** What a process opened, and closes again. */

/** What was opened, closed in reverse; one that fails to close does not keep the others open, and is `told` of at once. */
export const closers = (told: (fault: unknown) => void) => {
  const closing: (() => Promise<void>)[] = [];
  return {
    add: (close: () => Promise<void>) => void closing.push(close),
    close: async (): Promise<void> => {
      const failures: unknown[] = [];
      // One by one: what is closing may have opened something more.
      for (let close = closing.pop(); close !== undefined; close = closing.pop())
        await close().catch((thrown: unknown) => {
          told(thrown);
          failures.push(thrown);
        });
      if (failures.length > 0) throw failures[0];
    },
  };
};
export type Closers = ReturnType<typeof closers>;

/**
 * Where `act` fails, `leave` is done too; what went wrong first is what is thrown: a failure in leaving mostly follows from it, and whoever leaves
 * tells of it.
 */
export const orElse = async <T>(act: () => Promise<T>, leave: () => Promise<void>): Promise<T> => {
  try {
    return await act();
  } catch (thrown) {
    await Promise.allSettled([leave()]);
    throw thrown;
  }
};
