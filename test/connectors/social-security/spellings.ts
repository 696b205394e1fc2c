/** Every way the page permits a row to be written (`interfaces.md`, "Common to all" and §3), for property tests. */
import fc from 'fast-check';

type Kind = 'identity' | 'text' | 'code' | 'digits' | 'amount';

const FULL_WIDTH = 0xfee0;
const fullWidth = (text: string): string =>
  text.replace(/[0-9Xx]/g, (character) => String.fromCharCode(character.charCodeAt(0) + FULL_WIDTH));

const SPELLINGS: Readonly<Record<Kind, (value: string) => readonly unknown[]>> = {
  identity: (value) => [value, value.toLowerCase(), fullWidth(value), fullWidth(value.toLowerCase()), ` ${value}`, `${value}\t`],
  text: (value) => [value, ` ${value} `],
  // A code with leading zeros cannot come as a number.
  code: (value) => (String(Number(value)) === value ? [value, Number(value), ` ${value}`] : [value, `${value} `]),
  digits: (value) => [value, Number(value)],
  amount: (value) => [value, Number(value), String(Number(value)), `${value}0`],
};

const NOT_STATED = [undefined, null, '', 0, '0'] as const;

const kindOf = (field: string): Kind => {
  if (field === 'AAC002') return 'identity';
  if (['AAC003', 'AAB004', 'BAB010', 'AAB001', 'AAC001', 'AAZ159', 'AAZ223', 'AJZ001', 'ALZ001'].includes(field)) return 'text';
  if (['AAE180', 'AAE080', 'AAE082', 'AJC140'].includes(field)) return 'amount';
  return ['AAC006', 'AAC030', 'AAE031', 'AAE003', 'AJC090', 'AAE210', 'AJC056', 'AJC097', 'AJC098', 'AJC099', 'ALC020', 'AAE418'].includes(
    field,
  )
    ? 'digits'
    : 'code';
};

const spelledKey = (key: string): fc.Arbitrary<string> => fc.constantFrom(key, key.toLowerCase());
/** Of dates, `0` is empty. */
const spelledValue = (field: string, value: string): fc.Arbitrary<unknown> =>
  field === 'AAE031' && value === '0' ? fc.constantFrom(...NOT_STATED) : fc.constantFrom(...SPELLINGS[kindOf(field)](value));

const unknownFields = fc.dictionary(
  fc.string({ minLength: 1 }).map((name) => `ZZ_${name}`),
  fc.jsonValue(),
  { maxKeys: 3 },
);

/** The same row, written otherwise. */
export const spelled = (row: Readonly<Record<string, string>>): fc.Arbitrary<Readonly<Record<string, unknown>>> => {
  const fields = Object.entries(row).map(([field, value]) => fc.tuple(spelledKey(field), spelledValue(field, value)));
  return fc.tuple(fc.tuple(...fields), unknownFields).map(([entries, others]) => ({ ...others, ...Object.fromEntries(entries) }));
};
