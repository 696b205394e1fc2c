/** The clock and the chance the embedded server is brought up with. */
export interface EmbeddedTools {
  /** Epoch ms. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly randomBytes: (size: number) => Buffer;
}

/** Asks `look` until it answers something, or answers null when the time is over. */
export const until = async <T>(
  tools: EmbeddedTools,
  { withinMs, everyMs }: { readonly withinMs: number; readonly everyMs: number },
  look: () => Promise<T | null> | T | null,
): Promise<T | null> => {
  const deadline = tools.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== null || tools.now() >= deadline) return found;
    await tools.sleep(everyMs);
  }
};
