/** Answers that are asked for once and used many times, in a process that may live for years: only the latest are kept. */

/** Whatever is remembered here belongs to a date: a night's, the one before that is resumed, and the live door's today, for each authority. */
const KEPT = 12;

/** Asked once for each key, as long as it is among the `kept` used last; a failure is not remembered. */
export const rememberByKey = <A, T>(
  keyOf: (asked: A) => string,
  ask: (asked: A) => Promise<T>,
  kept = KEPT,
): ((asked: A) => Promise<T>) => {
  const remembered = new Map<string, Promise<T>>();
  /** A map keeps its keys in the order of their setting: the first is the one that was not used for the longest time. */
  const keep = (key: string, answer: Promise<T>): void => {
    remembered.delete(key);
    remembered.set(key, answer);
    const [longestUnused] = remembered.keys();
    if (remembered.size > kept && longestUnused !== undefined) remembered.delete(longestUnused);
  };
  return (asked) => {
    const key = keyOf(asked);
    const held = remembered.get(key);
    const answer = held ?? ask(asked);
    keep(key, answer);
    if (held === undefined)
      answer.catch(() => {
        if (remembered.get(key) === answer) remembered.delete(key);
      });
    return answer;
  };
};

export const onlyOnce = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
  const remembered = rememberByKey<null, T>(() => '', ask);
  return () => remembered(null);
};
