/**
 * A listing read whole, page by page (`interfaces.md` §2, 5203B). Pages may be short, so only the stated total says when all has come. Pages
 * count by position: where the total changes between two pages, rows have moved across their border, and the listing is read again.
 */

export interface Page {
  readonly rows: readonly unknown[];
  /** Over all pages. */
  readonly total: number;
}

const READINGS = 3;

/** Null: it never held still. */
export const readListing = async (pageAt: (pageNumber: number) => Promise<Page>): Promise<readonly unknown[] | null> => {
  for (let reading = 1; reading <= READINGS; reading += 1) {
    const rows = await readOnce(pageAt);
    if (rows !== null) return rows;
  }
  return null;
};

/** Null: it moved. More rows than the total, or no more before it, are signs of that too. */
const readOnce = async (pageAt: (pageNumber: number) => Promise<Page>): Promise<readonly unknown[] | null> => {
  const first = await pageAt(1);
  const rows = [...first.rows];
  for (let pageNumber = 2; rows.length < first.total; pageNumber += 1) {
    const page = await pageAt(pageNumber);
    if (page.total !== first.total || page.rows.length === 0) return null;
    rows.push(...page.rows);
  }
  return rows.length === first.total ? rows : null;
};
