/** JSON as it travels, and the handwriting of different servers. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

export const isObject = (json: Json | undefined): json is JsonObject => typeof json === 'object' && json !== null && !Array.isArray(json);
export const isList = (json: Json | undefined): json is readonly Json[] => Array.isArray(json);
export const isText = (json: Json | undefined): json is string => typeof json === 'string' && json.trim() !== '';

/** The object in `text`, or null where it is none. */
export const objectIn = (text: string): JsonObject | null => {
  try {
    const parsed = JSON.parse(text) as Json;
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
};

/** Equal as JSON: the order of keys does not matter. */
export const sameJson = (one: Json, other: Json): boolean => sorted(one) === sorted(other);
const sorted = (json: Json): string =>
  JSON.stringify(json, (_, value: Json) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );

/** Spread over lines, as some gateways reformat what passes through. */
export const indented = (json: Json): string => JSON.stringify(json, null, 2);

/** Nothing but ASCII: everything else as `\uXXXX`. */
export const escaped = (json: Json): string =>
  JSON.stringify(json).replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A list of one as that one: allowed to a list that a service documents. */
export const loneAsObject = (list: readonly Json[]): Json => (list.length === 1 ? (list[0] ?? null) : list);
