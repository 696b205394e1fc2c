/** The columns of a dataset's books (`design.md`, "Books that balance"): the first is the sum of the others. */
export const BOOK_COLUMNS = ['fetched', 'accepted', 'unchanged', 'offRoster', 'withheld', 'quarantined', 'duplicate'] as const;
export type BookColumn = (typeof BOOK_COLUMNS)[number];

export type Counts = Readonly<Record<BookColumn, number>>;
export const NO_COUNTS: Counts = { fetched: 0, accepted: 0, unchanged: 0, offRoster: 0, withheld: 0, quarantined: 0, duplicate: 0 };

/** One line for several. */
export const sumOf = (lines: readonly Counts[]): Counts =>
  lines.reduce((sum, line) => Object.fromEntries(BOOK_COLUMNS.map((column) => [column, sum[column] + line[column]])) as Counts, NO_COUNTS);
