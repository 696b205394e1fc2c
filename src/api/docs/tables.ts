/** Tables that an operation carries in the contract (`x-…`), whatever their columns are called. */
import { prose, table } from './html.ts';

type Line = Readonly<Record<string, unknown>>;

const isLine = (value: unknown): value is Line => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A column for each field; those of a field that is itself a line, side by side. */
const flat = (line: Line): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(line).flatMap(([name, value]) =>
      isLine(value) ? Object.entries(flat(value)) : [[name, [value].flat().join(', ') || '–'] as const],
    ),
  );

export const tablesIn = (operation: object): string =>
  Object.entries(operation)
    .filter(([name]) => name.startsWith('x-'))
    .map(([name, value]): readonly [string, readonly Line[]] => [name, linesOf(value)])
    .filter(([, lines]) => lines.length > 0)
    .map(([name, lines]) => `<details><summary>${prose(`\`${name}\``)}</summary><div class="wide">${tableOf(lines)}</div></details>`)
    .join('\n');

const linesOf = (value: unknown): readonly Line[] => {
  if (Array.isArray(value)) return value.filter(isLine);
  return isLine(value) ? [value] : [];
};

const tableOf = (lines: readonly Line[]): string => {
  const rows = lines.map(flat);
  const heads = Object.keys(rows[0] ?? {});
  return table(
    heads,
    rows.map((row) => heads.map((head) => prose(row[head] ?? ''))),
  );
};
