/** The columns of a dataset's books (`design.md`, "Books that balance"): the first is the sum of the others. */
export const BOOK_COLUMNS = ['fetched', 'accepted', 'unchanged', 'offRoster', 'withheld', 'quarantined', 'duplicate'] as const;
export type BookColumn = (typeof BOOK_COLUMNS)[number];
