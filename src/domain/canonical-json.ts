/** JSON with keys in order and without what is undefined: equal values are equal text, so that digests compare values. */
export const canonicalJson = (value: unknown): string => {
  // Of every row of every page: as text at once, not as an ordered copy of the value first.
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const held = (value as Readonly<Record<string, unknown>>)[key];
    if (held !== undefined) text += `${text === '' ? '' : ','}${quoted(key)}:${canonicalJson(held)}`;
  }
  return `{${text}}`;
};

/** Whether two values say the same, in whatever order of keys. */
export const isSameJson = (one: unknown, other: unknown): boolean => canonicalJson(one) === canonicalJson(other);

/** Printable ASCII that JSON writes as it is. */
const AS_IT_IS = /^[ !#-[\]-~]*$/;
const quoted = (text: string): string => (AS_IT_IS.test(text) ? `"${text}"` : JSON.stringify(text));

/** The same without the named keys, at every depth: results leave out as-of instants and version counters, which belong to readings. */
export const without = (value: unknown, dropped: ReadonlySet<string>): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => without(one, dropped));
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(value))
    if (!dropped.has(key)) define(kept, key, without((value as Readonly<Record<string, unknown>>)[key], dropped));
  return kept;
};

/** A key may be named `__proto__`, and is a key like any other. */
const define = (on: Record<string, unknown>, key: string, value: unknown): void => {
  if (key === '__proto__') Object.defineProperty(on, key, { value, enumerable: true, configurable: true, writable: true });
  else on[key] = value;
};

const OF_READINGS: ReadonlySet<string> = new Set(['asOf']);

/** A result as it is stored and compared: when a source was last read is the reading's business, and changes every night. */
export const results = <T extends object>(value: T): object => without(value, OF_READINGS) as object;
