/**
 * A listing read whole, page by page (`interfaces.md` §2, 5203B). Pages may be short, so the stated total says when all has come; where none
 * is stated, a page that brings nothing new does, asked for twice: past the end some servers answer no rows, others their last page again.
 * Pages count by position: where the total changes between two pages, rows have moved across their border, and the listing is read again.
 */
import { canonicalJson } from '../../src/domain/canonical-json.ts';
import { recordOf, textOf } from '../../src/upstream/wire.ts';

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
  let before: ReadonlySet<string> = new Set();
  for (let pageNumber = 1; total === null || rows.length < total; pageNumber += 1) {
    const page = await pageAt(pageNumber);
    if (total !== null && page.total !== null && page.total !== total) return null;
    total ??= page.total;
    if (total === null && isNothingNew(page, before)) return isNothingNew(await pageAt(pageNumber), before) ? rows : null;
    if (page.rows.length === 0) break;
    rows.push(...page.rows);
    before = new Set(page.rows.map(keyOf));
  }
  return rows.length === total ? rows : null;
};

const isNothingNew = ({ rows }: Page, before: ReadonlySet<string>): boolean => rows.every((row) => before.has(keyOf(row)));

/** Of whom and by its number, whatever else is written of it; a row without a number is told from others by all of it. */
const keyOf = (row: unknown): string => {
  const { psn_no, setl_id } = recordOf(row) ?? {};
  return textOf(setl_id) === null ? canonicalJson(row) : JSON.stringify([textOf(psn_no), textOf(setl_id)]);
};
