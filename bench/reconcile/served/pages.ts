/**
 * The pages of one feed, written to a file once and read from it by position: an answer costs one read. A night's pages begin anew, so the last
 * page of the night before may be short, as `interfaces.md` permits. Only where each page lies is kept in memory.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

export const PAGE_ROWS = 1000;

interface Page {
  /** Of the feed, before this page. */
  readonly row: number;
  readonly rows: number;
  readonly at: number;
  readonly bytes: number;
}

/** Rows a night adds, and where they begin. */
interface Night {
  readonly night: number;
  readonly firstRow: number;
  readonly rows: number;
}

export interface Slice {
  /** `[{…},{…}]` */
  readonly text: Buffer;
  readonly rows: number;
}

export class Pages {
  readonly #pages: readonly Page[];
  readonly #nights: readonly Night[];
  readonly #file: FileHandle;

  constructor(file: FileHandle, pages: readonly Page[], nights: readonly Night[]) {
    this.#file = file;
    this.#pages = pages;
    this.#nights = nights;
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.#pages.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Rows of these nights, and how many come before them. */
  stretch({ from, to }: { readonly from: number; readonly to: number }): { readonly firstRow: number; readonly rows: number } {
    const within = this.#nights.filter(({ night }) => night >= from && night <= to);
    const before = this.#nights.filter(({ night }) => night < from);
    const sum = (nights: readonly Night[]): number => nights.reduce((total, { rows }) => total + rows, 0);
    return { firstRow: sum(before), rows: sum(within) };
  }

  /** From a row on, at most `limit` and none beyond its page; a page as it was written is not looked into. */
  async from(row: number, limit: number): Promise<Slice> {
    const page = this.#pageOf(row);
    if (page === undefined) return { text: Buffer.from('[]'), rows: 0 };
    const text = Buffer.allocUnsafe(page.bytes);
    await this.#file.read(text, 0, page.bytes, page.at);
    if (page.row === row && limit >= page.rows) return { text, rows: page.rows };
    const rows = (JSON.parse(text.toString()) as unknown[]).slice(row - page.row, row - page.row + limit);
    return { text: Buffer.from(JSON.stringify(rows)), rows: rows.length };
  }

  #pageOf(row: number): Page | undefined {
    let [low, high] = [0, this.#pages.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const page = this.#pages[middle];
      if (page !== undefined && page.row + page.rows <= row) low = middle + 1;
      else high = middle;
    }
    return this.#pages[low];
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

/** `nights`: rows of the first night and of those after it, in turn. A page at a time is in memory. */
export const writePages = async (path: string, nights: readonly (readonly [number, Iterable<string>])[]): Promise<Pages> => {
  const out = createWriteStream(path, { highWaterMark: 4 * 1024 * 1024 });
  const pages: Page[] = [];
  const counted: Night[] = [];
  let [row, at] = [0, 0];
  const write = async (rows: readonly string[]): Promise<void> => {
    const text = Buffer.from(`[${rows.join(',')}]`);
    pages.push({ row, rows: rows.length, at, bytes: text.length });
    [row, at] = [row + rows.length, at + text.length];
    if (!out.write(text)) await once(out, 'drain');
  };
  for (const [night, rows] of nights) {
    const firstRow = row;
    let page: string[] = [];
    for (const one of rows) {
      if (page.push(one) < PAGE_ROWS) continue;
      await write(page);
      page = [];
    }
    if (page.length > 0) await write(page);
    counted.push({ night, firstRow, rows: row - firstRow });
  }
  out.end();
  await once(out, 'finish');
  return new Pages(await open(path), pages, counted);
};
