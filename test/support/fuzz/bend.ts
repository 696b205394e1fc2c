/** What can be done to a valid request. Each bend touches one place; several may be made one after the other. */
import fc from 'fast-check';
import { type Draft, odd, percent } from './inputs.ts';
import { WRITINGS } from './planted.ts';

export type Bend = (draft: Draft) => Draft;

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
/** What a header may carry: bytes, and no line ends. */
const headerOf = (value: unknown): string =>
  Buffer.from(textOf(value).replaceAll(/\p{Cc}/gu, ''), 'utf8')
    .toString('latin1')
    .slice(0, 3_000);

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every place in a value, the value itself first. */
const placesIn = (value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] => {
  if (Array.isArray(value)) return [path, ...value.flatMap((child, index) => placesIn(child, [...path, index]))];
  return isObject(value) ? [path, ...Object.entries(value).flatMap(([key, child]) => placesIn(child, [...path, key]))] : [path];
};

const replaced = (value: unknown, [key, ...rest]: readonly (string | number)[], by: unknown): unknown => {
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((child, index) => (index === key ? replaced(child, rest, by) : child));
  return isObject(value) ? { ...value, [key]: replaced(value[key], rest, by) } : by;
};

const without = (value: Record<string, unknown>, key: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
const pick = <T>(items: readonly T[], nth: number): T | undefined => items[nth % Math.max(1, items.length)];

const place = fc.nat(1_000);

const IN_BODY: readonly fc.Arbitrary<Bend>[] = [
  fc.tuple(place, odd).map(([nth, value]) => (draft) => ({
    ...draft,
    body: replaced(draft.body, pick(placesIn(draft.body), nth) ?? [], value),
  })),
  fc.tuple(fc.constantFrom(...WRITINGS, '__proto__', 'constructor', '', 'a/b'), odd).map(([key, value]) => (draft) => ({
    ...draft,
    body: isObject(draft.body) ? { ...draft.body, ...Object.fromEntries([[key, value]]) } : draft.body,
  })),
  place.map(
    (nth) => (draft) => (isObject(draft.body) ? { ...draft, body: without(draft.body, pick(Object.keys(draft.body), nth) ?? '') } : draft),
  ),
  fc.tuple(place, odd).map(([nth, value]) => (draft) => {
    const text = JSON.stringify(draft.body) ?? '';
    return { ...draft, raw: Buffer.from(`${text.slice(0, nth % (text.length + 1))}${nth % 2 === 0 ? '' : textOf(value)}`) };
  }),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => (draft) => ({ ...draft, raw: Buffer.from(bytes) })),
  place.map((nth) => (draft) => {
    const bytes = Buffer.from(JSON.stringify(draft.body) ?? '{}');
    if (bytes.length > 0) bytes.writeUInt8(nth % 256, nth % bytes.length);
    return { ...draft, raw: bytes };
  }),
  fc.constantFrom('[', '{"a":', '{"__proto__":').map((open) => (draft) => ({ ...draft, raw: Buffer.from(open.repeat(3_000)) })),
];

const HUGE: fc.Arbitrary<Bend> = fc
  .constantFrom(17_000, 40_000)
  .map((length) => (draft) => ({ ...draft, body: isObject(draft.body) ? { ...draft.body, padding: 'x'.repeat(length) } : draft.body }));

const MEDIA_TYPES = [
  'text/plain',
  'application/json; charset=gbk',
  'application/json; charset=utf-16',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'application/json;',
  ';',
  '*/*',
  'application/json, text/plain',
];
const HEADERS = [
  'authorization',
  'cookie',
  'idempotency-key',
  'origin',
  'referer',
  'user-agent',
  'accept',
  'range',
  'if-none-match',
  'x-forwarded-for',
  'x-trace-id',
  'x-http-method-override',
  'content-encoding',
  'accept-language',
  'x-original-url',
];

const AROUND: readonly fc.Arbitrary<Bend>[] = [
  fc.constantFrom(...MEDIA_TYPES).map((mediaType) => (draft) => ({ ...draft, mediaType })),
  fc.tuple(fc.constantFrom(...HEADERS), odd).map(([name, value]) => (draft) => ({
    ...draft,
    headers: { ...draft.headers, [name]: headerOf(value) },
  })),
  odd.map((value) => (draft) => ({
    ...draft,
    headers: { ...draft.headers, authorization: `Basic ${Buffer.from(textOf(value)).toString('base64')}` },
  })),
  odd.map((value) => (draft) => ({
    ...draft,
    headers: { ...draft.headers, authorization: `Basic ${Buffer.from(`${percent(textOf(value))}:x`).toString('base64')}` },
  })),
  odd.map((value) => (draft) => ({
    ...draft,
    headers: { ...draft.headers, cookie: `huzheng-session=${headerOf(value)}; huzheng-sign-in=${headerOf(value)}` },
  })),
  fc
    .tuple(
      fc.constantFrom('limit', 'cursor', 'state', 'code', 'runId', 'Idempotency-Key', '__proto__', 'a[b]', ...WRITINGS.slice(0, 20)),
      odd,
    )
    .map(([name, value]) => (draft) => ({ ...draft, query: [...draft.query, [name, textOf(value)] as const] })),
  fc.constant((draft) => ({ ...draft, query: [...draft.query, ...draft.query] })),
  odd.map((value) => (draft) => ({ ...draft, path: draft.path.replace(/[^/]*$/, percent(textOf(value)).slice(0, 2_000)) })),
  odd.map((value) => (draft) => ({ ...draft, path: `${draft.path}/${percent(textOf(value)).slice(0, 2_000)}` })),
  fc
    .constantFrom('%', '%E0%A4%A', '%00', '/..', '/%2e%2e/', '//', ';a=b', '%2F')
    .map((tail) => (draft) => ({ ...draft, path: `${draft.path}${tail}` })),
  fc
    .constantFrom('PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE', 'POST', 'GET', 'PROPFIND')
    .map((method) => (draft) => ({ ...draft, method })),
];

/** Also none: what is valid and odd at once has to be answered. */
export const bends: fc.Arbitrary<readonly Bend[]> = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  { weight: 5, arbitrary: fc.array(fc.oneof(...IN_BODY, ...IN_BODY, ...AROUND, HUGE), { minLength: 1, maxLength: 3 }) },
);
