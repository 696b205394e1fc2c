/** `OTEL_EXPORTER_OTLP_HEADERS`: `name=value,…`, values percent-encoded, as in W3C Baggage. */

const NAME = /^[\w!#$%&'*+.^`|~-]+$/;
/** Visible, and what separates words: nothing a header could be broken with. */
const VALUE = /^[\t\x20-\x7e]*$/;

/** Null: it is not of that form. */
export const readHeaders = (text: string): Readonly<Record<string, string>> | null => {
  const pairs = text
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => pairIn(part));
  return pairs.every((pair) => pair !== null) ? Object.fromEntries(pairs) : null;
};

const pairIn = (part: string): readonly [string, string] | null => {
  const at = part.indexOf('=');
  const [name, value] = [part.slice(0, at).trim(), decoded(part.slice(at + 1).trim())];
  return at > 0 && NAME.test(name) && value !== null && VALUE.test(value) ? [name, value] : null;
};

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};
