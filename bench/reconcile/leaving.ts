/** Whoever interrupts a bench leaves nothing of it behind: no process, no server, no pages. */

type Close = () => Promise<void> | void;

const open = new Set<Close>();

const leave = (): void => {
  void (async () => {
    for (const close of [...open].reverse()) await close();
    process.exit(130);
  })();
};

/** The same, and done by itself when the bench is interrupted before. */
export const closedAtLast = (close: Close): (() => Promise<void>) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) if (!process.listeners(signal).includes(leave)) process.once(signal, leave);
  open.add(close);
  return async () => {
    if (open.delete(close)) await close();
  };
};
