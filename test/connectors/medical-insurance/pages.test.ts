import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Page, readListing } from '../../../connectors/medical-insurance/pages.ts';

/** Answers in turn, the last one from then on; `asked` keeps the page numbers. */
const pages = (...answers: readonly Page[]) => {
  const asked: number[] = [];
  const pageAt = async (pageNumber: number): Promise<Page> => {
    asked.push(pageNumber);
    return answers[Math.min(asked.length, answers.length) - 1] ?? { rows: [], total: 0 };
  };
  return { asked, pageAt };
};
const page = (total: number | null, ...rows: readonly string[]): Page => ({ rows, total });

describe('a listing in pages', () => {
  test('is read whole however short its pages are', async () => {
    const listings = fc.array(fc.array(fc.integer(), { minLength: 1, maxLength: 7 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(listings, async (cut) => {
        const all = cut.flat();
        const rows = await readListing(async (pageNumber) => ({ rows: cut[pageNumber - 1] ?? [], total: all.length }));
        expect(rows).toEqual(all);
      }),
    );
  });

  test('without a row is read with one call', async () => {
    const { asked, pageAt } = pages(page(0));
    expect(await readListing(pageAt)).toEqual([]);
    expect(asked).toEqual([1]);
  });

  test.each([
    ['its total grows', [page(3, 'a', 'b'), page(4, 'b'), page(4, 'x', 'a'), page(4, 'b', 'c')]],
    ['its total shrinks', [page(5, 'x', 'y'), page(4, 'c'), page(4, 'x', 'a'), page(4, 'b', 'c')]],
    ['its rows end before the total', [page(4, 'x', 'a'), page(4), page(4, 'x', 'a'), page(4, 'b', 'c')]],
    ['it brings more rows than its total', [page(4, 'x', 'a'), page(4, 'a', 'b', 'c'), page(4, 'x', 'a'), page(4, 'b', 'c')]],
  ])('is read again from its first page where %s', async (_, answers) => {
    const { asked, pageAt } = pages(...answers);
    expect(await readListing(pageAt)).toEqual(['x', 'a', 'b', 'c']);
    expect(asked).toEqual([1, 2, 1, 2]);
  });

  test('without a total ends where its last page comes again', async () => {
    const { asked, pageAt } = pages(page(null, 'x', 'a'), page(null, 'b', 'c'));
    expect(await readListing(pageAt)).toEqual(['x', 'a', 'b', 'c']);
    expect(asked).toEqual([1, 2, 3, 3]);
  });

  test('without a total is read on where a page brings something new beside what was there', async () => {
    const { pageAt } = pages(page(null, 'x', 'a'), page(null, 'a', 'b'), page(null, 'b'));
    expect(await readListing(pageAt)).toEqual(['x', 'a', 'a', 'b']);
  });

  test('without a total is read again where the page that brought nothing new brings something', async () => {
    const { asked, pageAt } = pages(page(null, 'x'), page(null, 'x'), page(null, 'a'), page(null, 'x'), page(null, 'a'));
    expect(await readListing(pageAt)).toEqual(['x', 'a']);
    expect(asked).toEqual([1, 2, 2, 1, 2, 3, 3]);
  });

  test('without a total knows a row again by whose it is and its number, whatever else is written of it', async () => {
    const settled = (psn_no: string, answeredAt: number) => ({ psn_no, setl_id: 'S1', answeredAt });
    const listing = [
      { rows: [settled('1', 1)], total: null },
      { rows: [settled('2', 2)], total: null },
    ];
    const { asked, pageAt } = pages(...listing, { rows: [settled('2', 3)], total: null }, { rows: [settled('2', 4)], total: null });
    expect(await readListing(pageAt)).toEqual([settled('1', 1), settled('2', 2)]);
    expect(asked).toEqual([1, 2, 3, 3]);
  });

  test('that never holds still is given up after three readings', async () => {
    const { asked, pageAt } = pages(page(9, 'a'), page(8, 'b'), page(9, 'a'), page(8, 'b'), page(9, 'a'), page(8, 'b'));
    expect(await readListing(pageAt)).toBeNull();
    expect(asked).toEqual([1, 2, 1, 2, 1, 2]);
  });
});
