/**
 * What a field of the log may hold. Allowed is what can be recognised as harmless: codes, ids, counts. Everything else is withheld,
 * and shown to be (`***`), because a text that "should not" name a person one day does.
 */

export const WITHHELD = '***';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/giu;
const ISO_DAY = /\b\d{4}-\d{2}-\d{2}\b/gu;
const HEX_DIGEST = /^(?:[0-9a-f]{32}|[0-9a-f]{64})$/u;
/** A letter among its sixteen makes it nobody's bank card; every other number of anybody's is longer or shorter. */
const KEY_ID = /^(?=.*[a-f])[0-9a-f]{16}$/u;
const TOKEN = /^[\w.:/@+-]{1,120}$/u;
/** Mobiles have 11 digits, identity numbers 15 or 18, bank cards 16 to 19, however they are punctuated. */
const MOST_DIGITS = 8;
/** Larger than any count or duration here (ms of eleven days), smaller than any number that is somebody's. */
const LARGEST_COUNT = 1_000_000_000;

/** A code, an id or a path of plain ASCII. UUIDs, days and digests may have many digits, nothing else may. */
export const token = (value: unknown): string => {
  if (typeof value !== 'string' || !TOKEN.test(value)) return WITHHELD;
  if (HEX_DIGEST.test(value)) return value;
  const digits = value.replace(UUID, '').replace(ISO_DAY, '').replace(/\D/gu, '');
  return digits.length > MOST_DIGITS ? WITHHELD : value;
};

/** A key of the ledger by the beginning of its hash (`KEY_ID_LENGTH`): digits by chance, of which a token may not have so many. */
export const keyId = (value: unknown): string => (typeof value === 'string' && KEY_ID.test(value) ? value : WITHHELD);

export const count = (value: unknown): number | typeof WITHHELD =>
  typeof value === 'number' && Math.abs(value) <= LARGEST_COUNT ? value : WITHHELD;

export const flag = (value: unknown): boolean | typeof WITHHELD => (typeof value === 'boolean' ? value : WITHHELD);
