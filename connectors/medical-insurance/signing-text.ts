/** What SM2 signs (`domain.md` §1.10, `interfaces.md` §2): a body and its envelope as one text. Pure. */
import { isRecord, type WireRecord } from '../../src/upstream/wire.ts';

export interface Clear {
  readonly text: string;
  readonly body: unknown;
}

/**
 * The clear body as the signer may have written it: by the convention; with its empty fields, without those at its top only, or without lists and
 * objects that hold nothing as well (how deep "empty values are left out" reaches, and what is empty, deployments disagree on); each with numbers as
 * they stand, since an amount such as `5000.00` does not survive reading, or as they are read; or to the letter. Each of these is what the peer's key
 * vouches for.
 */
export const waysToWrite = ({ text, body }: Clear): readonly unknown[] => {
  const asItStands = text.includes(MARK_ESCAPED) ? body : withNumbersAsWritten(text);
  return [asItStands, body].flatMap((read) => [withoutEmpty(read), withoutHollow(read), withoutEmptyAtTop(read), read]).concat(text);
};

class WrittenNumber {
  readonly digits: string;
  constructor(digits: string) {
    this.digits = digits;
  }
}

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
const MARK = '\u0000';
/** In JSON a control character stands only so; a text that has it could play a number. */
const MARK_ESCAPED = '\\u0000';

/** Of a text that is JSON. */
const withNumbersAsWritten = (text: string): unknown =>
  JSON.parse(
    text.replace(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : JSON.stringify(MARK + token))),
    (_, value: unknown) => (typeof value === 'string' && value.startsWith(MARK) ? new WrittenNumber(value.slice(1)) : value),
  );

const NOT_SIGNED = new Set(['encData', 'signData', 'extra']);

/** `k=v` joined with `&`, names in ASCII order, empty fields left out, then the secret. A text is its own value. */
export const signingText = (message: WireRecord, appSecret: string): string => {
  const signed = Object.entries(message)
    .filter(([name, value]) => !NOT_SIGNED.has(name) && !isEmpty(value))
    .sort(byName);
  return `${signed.map(([name, value]) => `${name}=${typeof value === 'string' ? value : canonical(value)}`).join('&')}&key=${appSecret}`;
};

/** Compact JSON, keys sorted at every depth. */
export const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value instanceof WrittenNumber) return value.digits;
  if (!isRecord(value)) return JSON.stringify(value);
  return `{${Object.entries(value)
    .sort(byName)
    .map(([name, entry]) => `${JSON.stringify(name)}:${canonical(entry)}`)
    .join(',')}}`;
};

export const withoutEmpty = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (!isRecord(value) || value instanceof WrittenNumber) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => !isEmpty(entry))
      .map(([name, entry]) => [name, withoutEmpty(entry)]),
  );
};

const withoutEmptyAtTop = (value: unknown): unknown =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).filter(([, entry]) => !isEmpty(entry))) : value;

/** What holds nothing but what holds nothing is left out with it. */
const withoutHollow = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutHollow);
  if (!isRecord(value) || value instanceof WrittenNumber) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, entry]) => [name, withoutHollow(entry)] as const)
      .filter(([, entry]) => !isHollow(entry)),
  );
};

const isHollow = (value: unknown): boolean =>
  isEmpty(value) ||
  (Array.isArray(value) && value.length === 0) ||
  (isRecord(value) && !(value instanceof WrittenNumber) && Object.keys(value).length === 0);

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number => (one < other ? -1 : Number(one > other));
