/** Every way the page permits an answer to be written (`interfaces.md`, "Common to all" and §2), for property tests. */
import fc from 'fast-check';

type Kind = 'identity' | 'code' | 'amount' | 'date' | 'text';

const KINDS: Readonly<Record<string, Kind>> = {
  certno: 'identity',
  infcode: 'code',
  insutype: 'code',
  psn_insu_stas: 'code',
  psn_idet_type: 'code',
  med_type: 'code',
  refd_setl_flag: 'code',
  valiFlag: 'code',
  value: 'code',
  total: 'code',
  medfee_sumamt: 'amount',
  psn_pay: 'amount',
  cash_payamt: 'amount',
  fund_pay_sumamt: 'amount',
  maf_pay: 'amount',
  balc: 'amount',
  brdy: 'date',
  psn_insu_date: 'date',
  paus_insu_date: 'date',
  begndate: 'date',
  enddate: 'date',
};

const FULL_WIDTH = 0xfee0;
const fullWidth = (text: string): string =>
  text.replace(/[0-9Xx]/g, (character) => String.fromCharCode(character.charCodeAt(0) + FULL_WIDTH));
/** Numbers of the 20th century have an old form of 15 digits. */
const shortForms = (id: string): readonly string[] => (id.slice(6, 8) === '19' ? [id.slice(0, 6) + id.slice(8, 17)] : []);

const SPELLINGS: Readonly<Record<Kind, (value: string) => readonly unknown[]>> = {
  identity: (value) => [
    value,
    value.toLowerCase(),
    fullWidth(value),
    fullWidth(value.toLowerCase()),
    ` ${value} `,
    ...shortForms(value),
    ...shortForms(value).map(fullWidth),
  ],
  // A code with leading zeros cannot come as a number.
  code: (value) => (String(Number(value)) === value ? [value, Number(value)] : [value]),
  amount: (value) => [value, Number(value), String(Number(value)), Number(value).toFixed(2)],
  date: (value) => [value, `${value.slice(0, 10)} 00:00:00`],
  text: (value) => [value],
};

const ABSENT = Symbol('absent');
const unknownFields = fc.dictionary(
  fc.string({ minLength: 1 }).map((name) => `zz_${name}`),
  fc.jsonValue({ maxDepth: 1 }),
  { maxKeys: 2 },
);

/** The same JSON, written otherwise. Fixtures write what is not stated as `""` or `null`. */
export const spelled = (value: unknown, key = ''): fc.Arbitrary<unknown> => {
  if (value === '' || value === null) return fc.constantFrom<unknown>('', null, ABSENT);
  if (Array.isArray(value))
    return fc
      .tuple(...value.map((entry) => spelled(entry)))
      .chain((entries) => fc.constantFrom<unknown>(entries, entries.length === 1 ? entries[0] : entries));
  if (typeof value === 'object') return spelledRecord(value);
  return fc.constantFrom(...SPELLINGS[KINDS[key] ?? 'text'](String(value)));
};

const spelledRecord = (record: object): fc.Arbitrary<unknown> => {
  const fields = Object.entries(record).map(([key, value]) => spelled(value, key).map((written) => [key, written] as const));
  return fc
    .tuple(fc.tuple(...fields), unknownFields)
    .map(([entries, others]) => ({ ...others, ...Object.fromEntries(entries.filter(([, written]) => written !== ABSENT)) }));
};
