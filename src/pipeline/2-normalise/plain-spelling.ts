/**
 * One spelling for all spellings of a row that the interfaces allow: not stated by absence, `""` or `null`, a number or a numeric text, a list of
 * one or the thing itself, width and spaces (`interfaces.md`, "Common to all"). Only for telling whether two broken rows are the same. Pure.
 */
export const plainSpelling = (value: unknown): unknown => {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) {
    const entries = value.map(plainSpelling).filter((entry) => entry !== undefined);
    return entries.length > 1 ? entries : entries[0];
  }
  if (typeof value !== 'object') return plainText(String(value));
  const fields = Object.entries(value).flatMap(([name, field]) => {
    const plain = plainSpelling(field);
    return plain === undefined ? [] : [[name, plain]];
  });
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
};

const DECIMAL = /^-?\d{1,15}\.\d+$/;

const plainText = (text: string): string | undefined => {
  const plain = text.normalize('NFKC').replace(/\s+/gu, '').toUpperCase();
  if (plain === '') return undefined;
  return DECIMAL.test(plain) ? String(Number(plain)) : plain;
};
