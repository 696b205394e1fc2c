/**
 * By which labels a feed was read. Its rows come once, and their codes mean what the dictionary says (`interfaces.md` §3): where it says something of a
 * code that it did not say then, or says something else, what was read by it is read again. Pure.
 */

/** Table → code → label: the tables of a dictionary, seen from the core. */
export type Labels = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** How a dataset's rows are read: the shape of `src/upstream/connector.ts`, seen from the core. */
interface ReadBy {
  readonly labelledBy?: readonly string[];
  readonly manner?: string;
}

/** Those of the tables by which a dataset's rows are read; the manner of reading them is one more, so that rows read in another are read again. */
export const labelsAmong = (tables: Labels, { labelledBy = [], manner }: ReadBy): Labels => ({
  ...Object.fromEntries(labelledBy.flatMap((table) => (Object.hasOwn(tables, table) ? [[table, tables[table] ?? {}] as const] : []))),
  ...(manner !== undefined && { [MANNER]: { [manner]: manner } }),
});
/** No table is called so: a dictionary's are in capitals. */
const MANNER = 'manner';

/** What two editions say alike: rows read by the one, and rows read by the other, were all read by that much. `readBy` null: no row was read yet. */
export const saidByBoth = (readBy: Labels | null, tonight: Labels): Labels =>
  readBy === null
    ? tonight
    : Object.fromEntries(Object.entries(tonight).map(([table, labels]) => [table, alike(labels, readBy[table] ?? {})]));

const alike = (labels: Labels[string], others: Labels[string]): Labels[string] =>
  Object.fromEntries(Object.entries(labels).filter(([code, label]) => others[code] === label));

/**
 * What has gone from it says nothing: a dictionary may come without its tables once, and what was read by them stands. Rows that are read meanwhile are
 * read again once it says so much again.
 */
export const saysAnew = (tonight: Labels, readBy: Labels): boolean =>
  Object.entries(tonight).some(([table, labels]) => Object.entries(labels).some(([code, label]) => readBy[table]?.[code] !== label));
