/**
 * A feed read by cursor: few rows a page whatever is asked for, the last row of a page again at the head of the next, now and then a page
 * without a row though more follow, and cursors made of characters that no address may carry as they are.
 */
const ROWS_A_PAGE = 7;
/** Of every so many pages one is empty. */
const EMPTY_EVERY = 4;

export interface Asked {
  readonly cursor: string | null;
  readonly limit: string | null;
}

export type Page<Row> =
  | { readonly rows: readonly Row[]; readonly nextCursor: string; readonly hasMore: boolean }
  /** What the client did wrong. */
  | { readonly fault: string }
  | { readonly unknownCursor: string };

/** A page with whatever can be left unsaid left unsaid: that more follow, where rows came; rows, where there are none and none follow. */
export const understated = <Row>({ rows, nextCursor, hasMore }: Extract<Page<Row>, { rows: unknown }>) => ({
  rows: rows.length === 0 && !hasMore ? null : rows,
  nextCursor,
  hasMore: rows.length > 0 ? '' : hasMore,
});

interface Position {
  /** Rows that were given before. */
  readonly row: number;
  readonly page: number;
}

export class CursorFeed<Row> {
  readonly #name: string;
  readonly #mostRows: number;
  readonly #rows: Row[] = [];
  #generation = 1;

  constructor(name: string, mostRows: number) {
    this.#name = name;
    this.#mostRows = mostRows;
  }

  append(...rows: readonly Row[]): void {
    this.#rows.push(...rows);
  }

  /** No cursor given out before is known any more. */
  forget(): void {
    this.#generation += 1;
  }

  page({ cursor, limit }: Asked): Page<Row> {
    const most = limit === null ? ROWS_A_PAGE : Number(limit);
    if (!Number.isInteger(most) || most < 1 || most > this.#mostRows) return { fault: `limit is ${limit}` };
    const position = cursor === null || cursor === '' ? { row: 0, page: 0 } : this.#positionOf(cursor);
    if (position === null) return { unknownCursor: cursor ?? '' };
    const { start, end } = this.#span(position, Math.min(most, ROWS_A_PAGE));
    return { rows: this.#rows.slice(start, end), nextCursor: this.#cursorAt(end, position.page + 1), hasMore: end < this.#rows.length };
  }

  #span({ row, page }: Position, most: number): { readonly start: number; readonly end: number } {
    if (row >= this.#rows.length || page % EMPTY_EVERY === 2) return { start: row, end: row };
    const start = row > 0 && most > 1 ? row - 1 : row;
    return { start, end: Math.min(start + most, this.#rows.length) };
  }

  #cursorAt(row: number, page: number): string {
    return `${this.#name} ${this.#generation}+${page}/${row}=&%#`;
  }

  #positionOf(cursor: string): Position | null {
    const [, generation, page, row] = /(\d+)\+(\d+)\/(\d+)=&%#$/.exec(cursor) ?? [];
    return cursor.startsWith(`${this.#name} `) && Number(generation) === this.#generation ? { row: Number(row), page: Number(page) } : null;
  }
}
