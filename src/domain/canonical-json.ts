/** JSON with keys in order and without what is undefined: equal values are equal text, so that digests compare values. */
export const canonicalJson = (value: unknown): string => JSON.stringify(ordered(value));

const ordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, held]) => held !== undefined)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, held]) => [key, ordered(held)]),
  );
};

/** The same without the named keys, at every depth: results leave out as-of instants and version counters, which belong to readings. */
export const without = (value: unknown, dropped: ReadonlySet<string>): unknown => {
  if (Array.isArray(value)) return value.map((one) => without(one, dropped));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, held]) => (dropped.has(key) ? [] : [[key, without(held, dropped)]])));
};

/** A result as it is stored and compared: when a source was last read is the reading's business, and changes every night. */
export const results = <T extends object>(value: T): object => without(value, new Set(['asOf'])) as object;
