/**
 * A listing read whole, page by page (`interfaces.md` §2, 5203B). Pages may be short, so the stated total says when all has come; where none
 * is stated, a page without rows does, asked for twice. Pages count by position: where the total changes between two pages, rows have moved
 * across their border, and the listing is read again.
 */

export interface Page {
  readonly rows: readonly unknown[];
  /** Over all pages; null: not stated. */
  readonly total: number | null;
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
  const rows: unknown[] = [];
  let total: number | null = null;
  for (let pageNumber = 1; total === null || rows.length < total; pageNumber += 1) {
    const page = await pageAt(pageNumber);
    if (total !== null && page.total !== null && page.total !== total) return null;
    total ??= page.total;
    rows.push(...page.rows);
    if (page.rows.length === 0) {
      if (total !== null) break;
      return (await pageAt(pageNumber)).rows.length === 0 ? rows : null;
    }
  }
  return rows.length === total ? rows : null;
};
