/**
 * What a field of the log may hold. Allowed is what can be recognised as harmless: codes, ids, counts. Everything else is withheld,
 * and shown to be (`***`), because a text that "should not" name a person one day does.
 */

export const WITHHELD = '***';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/giu;
const ISO_DAY = /\b\d{4}-\d{2}-\d{2}\b/gu;
const HEX_DIGEST = /^(?:[0-9a-f]{32}|[0-9a-f]{64})$/u;
const TOKEN = /^[\w.:/@+-]{1,120}$/u;
/** Mobiles have 11 digits, identity numbers 15 or 18, bank cards 16 to 19, however they are punctuated. */
const MOST_DIGITS = 8;
/** Larger than any count or duration here (ms of eleven days), smaller than any number that is somebody's. */
const LARGEST_COUNT = 1_000_000_000;

/** A code, an id or a path of plain ASCII. UUIDs, days and digests may have many digits, nothing else may. */
export const token = (value: unknown): string => {
  if (typeof value !== 'string' || !TOKEN.test(value)) return WITHHELD;
  if (HEX_DIGEST.test(value) || hasFewDigits(value)) return value;
  return hasFewDigits(value.replace(UUID, '').replace(ISO_DAY, '')) ? value : WITHHELD;
};

const hasFewDigits = (text: string): boolean => {
  let digits = 0;
  for (let at = 0; at < text.length; at += 1) if (isDigit(text.charCodeAt(at))) digits += 1;
  return digits <= MOST_DIGITS;
};

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

export const count = (value: unknown): number | typeof WITHHELD =>
  typeof value === 'number' && Math.abs(value) <= LARGEST_COUNT ? value : WITHHELD;

export const flag = (value: unknown): boolean | typeof WITHHELD => (typeof value === 'boolean' ? value : WITHHELD);
