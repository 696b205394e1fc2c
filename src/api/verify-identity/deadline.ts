/** One deadline for a whole question: whoever is still silent then is not waited for. */

export interface Deadline {
  /** The same one however often it is asked for; its time began with the question. */
  readonly signal: () => AbortSignal;
}

/** Of the time there is, so much is left for what comes after the last answer: to weigh it and to put it on record. */
const FOR_THE_REST = 1 / 10;

export const deadlineIn = (ms: number, now: () => number): Deadline => {
  const endsAt = now() + ms * (1 - FOR_THE_REST);
  let signal: AbortSignal | null = null;
  // Most questions are answered from what is stored and never need it.
  return { signal: () => (signal ??= AbortSignal.timeout(Math.max(0, Math.round(endsAt - now())))) };
};

/** Ends by the deadline even where what is awaited does not heed it. */
export const orAbort = async <T>(awaited: Promise<T>, signal: AbortSignal): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const give = (): void => reject(signal.reason);
  signal.addEventListener('abort', give, { once: true });
  if (signal.aborted) give();
  try {
    return await Promise.race([awaited, promise]);
  } finally {
    signal.removeEventListener('abort', give);
  }
};
