/** Answers that are asked for once and used many times, in a process that may live for years: only the latest are kept. */

/** Whatever is remembered here belongs to a date: a night's, the one before that is resumed, and the live door's today, for each authority. */
const KEPT = 12;

/** The latest `kept` answers, by key. */
export const latest = <T>(kept: number) => {
  const remembered = new Map<string, T>();
  // A map keeps its keys in the order of their setting: the first is the one that was not used for the longest time.
  const used = (key: string, answer: T): T => {
    remembered.delete(key);
    remembered.set(key, answer);
    return answer;
  };
  return {
    /** Undefined: not remembered. */
    find: (key: string): T | undefined => (remembered.has(key) ? used(key, remembered.get(key) as T) : undefined),
    /** Made where it is not remembered. */
    of: (key: string, make: () => T): T => {
      const answer = used(key, remembered.has(key) ? (remembered.get(key) as T) : make());
      const [longestUnused] = remembered.keys();
      if (remembered.size > kept && longestUnused !== undefined) remembered.delete(longestUnused);
      return answer;
    },
    /** Unless another has taken its place. */
    forget: (key: string, answer: T): void => {
      if (remembered.get(key) === answer) remembered.delete(key);
    },
  };
};

/** Asked once for each key, as long as it is among the `kept` used last; a failure is not remembered. */
export const rememberByKey = <A, T>(
  keyOf: (asked: A) => string,
  ask: (asked: A) => Promise<T>,
  kept = KEPT,
): ((asked: A) => Promise<T>) => {
  const answers = latest<Promise<T>>(kept);
  return (asked) => {
    const key = keyOf(asked);
    return answers.of(key, () => {
      const answer = ask(asked);
      answer.catch(() => answers.forget(key, answer));
      return answer;
    });
  };
};

/** Made where it is first asked for. */
export const lazily = <T>(make: () => T): (() => T) => {
  let made: { readonly of: T } | null = null;
  return () => {
    made ??= { of: make() };
    return made.of;
  };
};

export const onlyOnce = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
  const remembered = rememberByKey<null, T>(() => '', ask);
  return () => remembered(null);
};

/** Asked again once the answer is older than that; whoever asks meanwhile shares it. A failure is not remembered. */
export const rememberFor = <T>(ms: number, now: () => number, ask: () => Promise<T>): (() => Promise<T>) => {
  let last: { readonly at: number; readonly answer: Promise<T> } | null = null;
  return () => {
    const at = now();
    if (last !== null && at - last.at < ms && at >= last.at) return last.answer;
    const asked = { at, answer: ask() };
    last = asked;
    asked.answer.catch(() => {
      if (last === asked) last = null;
    });
    return asked.answer;
  };
};
