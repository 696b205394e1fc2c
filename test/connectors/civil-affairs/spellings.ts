/** Rows written otherwise, as the interface permits (`interfaces.md`, "Common to all"), or as it does not. */
import fc from 'fast-check';

type Row = Readonly<Record<string, unknown>>;

const IDENTITY_FIELDS = new Set(['GMSFHM', 'HZ_GMSFHM', 'ID_CARD', 'HZZH']);
const AMOUNT_FIELDS = new Set(['BZJE', 'JTYSR']);
const COUNT_FIELDS = new Set(['BZRKS']);
const DAY_FIELDS = new Set(['CSRQ', 'TFRQ', 'DEATH_TIME', 'CREMATION_TIME']);
const MONTH_FIELDS = new Set(['KSNY']);

const fullWidth = (text: string): string => text.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
/** Only people born in the last century, and not numbered as centenarians, ever had one. */
const shortened = (number: string): readonly string[] =>
  number.slice(6, 8) === '19' && number.length === 18 && number.slice(14, 15) !== '9' ? [number.slice(0, 6) + number.slice(8, 17)] : [];

const identities = (value: unknown): readonly unknown[] => {
  const number = String(value);
  return [number, number.toLowerCase(), fullWidth(number), ` ${number} `, `${number.slice(0, 6)} ${number.slice(6)}`, ...shortened(number)];
};
const days = (value: unknown): readonly unknown[] => {
  const digits = String(value).replace(/\D/g, '').slice(0, 8);
  const dashed = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
  return [digits, Number(digits), dashed, `${dashed} 10:20:30`, fullWidth(digits)];
};
const spellingsOf = (name: string, value: unknown): readonly unknown[] => {
  if (value === '' || value === null) return ['', null, undefined];
  if (IDENTITY_FIELDS.has(name)) return identities(value);
  if (AMOUNT_FIELDS.has(name)) return [Number(value), String(value), Number(value).toFixed(2), ` ${value} `];
  if (COUNT_FIELDS.has(name)) return [Number(value), String(value), fullWidth(String(value))];
  if (DAY_FIELDS.has(name)) return days(value);
  if (MONTH_FIELDS.has(name)) return [value, Number(value), `${String(value).slice(0, 4)}-${String(value).slice(4)}`];
  if (name === 'CD_TIME') return [value, String(value).replaceAll(/[-: ]/g, ''), ` ${value}`];
  return [value, ` ${value} `];
};

/** The same row, each field in any permitted spelling, fields the interface does not know among them, in any order. */
export const otherwiseWritten = (row: Row): fc.Arbitrary<Row> =>
  fc
    .record({
      known: fc.tuple(
        ...Object.entries(row).map(([name, value]) =>
          fc.constantFrom(...spellingsOf(name, value)).map((written) => [name, written] as const),
        ),
      ),
      unknown: fc.dictionary(
        fc.string({ minLength: 1, maxLength: 8 }).map((name) => `EXTEND_${name}`),
        fc.jsonValue(),
        { maxKeys: 3 },
      ),
    })
    .chain(({ known, unknown }) =>
      fc.shuffledSubarray([...known, ...Object.entries(unknown)], { minLength: known.length + Object.keys(unknown).length }),
    )
    .map((entries) => Object.fromEntries(entries));

/** The row with anything at all in some of its fields. */
export const brokenly = (row: Row): fc.Arbitrary<Row> =>
  fc
    .dictionary(fc.constantFrom(...Object.keys(row)), fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.double()))
    .map((junk) => ({ ...row, ...junk }));
