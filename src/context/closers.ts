/** What a process opened, and closes again. */

/** What was opened, closed in reverse; one that fails to close does not keep the others open. */
export const closers = () => {
  const closing: (() => Promise<void>)[] = [];
  return {
    add: (close: () => Promise<void>) => void closing.push(close),
    close: async (): Promise<void> => {
      const failures: unknown[] = [];
      for (const close of closing.splice(0).reverse()) await close().catch((thrown: unknown) => failures.push(thrown));
      if (failures.length > 0) throw failures[0];
    },
  };
};
export type Closers = ReturnType<typeof closers>;

/** Where `act` fails, `leave` is done too; what went wrong first is what is told: a failure in leaving mostly follows from it. */
export const orElse = async <T>(act: () => Promise<T>, leave: () => Promise<void>): Promise<T> => {
  try {
    return await act();
  } catch (thrown) {
    await leave().catch(() => undefined);
    throw thrown;
  }
};
