import { describe, expect, test } from 'vitest';
import { readFeedPage } from '../../src/upstream/feed-page.ts';

const ROW = { a: 1 };

describe('a page of a cursor feed, asked for with c1', () => {
  test.each([
    { given: { rows: [ROW], nextCursor: 'c2', hasMore: true }, want: { rows: [ROW], nextCursor: 'c2', hasMore: true }, why: 'as it says' },
    {
      given: { rows: [], nextCursor: 'c2', hasMore: true },
      want: { rows: [], nextCursor: 'c2', hasMore: true },
      why: 'no rows, more follow',
    },
    {
      given: { rows: [ROW], nextCursor: 'c2' },
      want: { rows: [ROW], nextCursor: 'c2', hasMore: true },
      why: 'the moving cursor is followed',
    },
    { given: { rows: [ROW], nextCursor: 'c1', hasMore: null }, want: { rows: [ROW], nextCursor: 'c1', hasMore: false }, why: 'the end' },
    { given: { rows: [ROW], hasMore: '' }, want: { rows: [ROW], nextCursor: 'c1', hasMore: false }, why: 'tomorrow reads it again' },
    { given: { rows: [], nextCursor: 'c2' }, want: { rows: [], nextCursor: 'c2', hasMore: false }, why: 'no loop over empty pages' },
    { given: { rows: [ROW], nextCursor: null, hasMore: false }, want: { rows: [ROW], nextCursor: 'c1', hasMore: false }, why: 'again' },
    {
      given: { rows: [ROW], nextCursor: 42, hasMore: true },
      want: { rows: [ROW], nextCursor: '42', hasMore: true },
      why: 'a cursor is opaque',
    },
    { given: { rows: [], nextCursor: ' ', hasMore: true }, want: { rows: [], nextCursor: ' ', hasMore: true }, why: 'as it came' },
    {
      given: { rows: null, nextCursor: 'c2', hasMore: false },
      want: { rows: [], nextCursor: 'c1', hasMore: false },
      why: 'what rows there were is read tomorrow',
    },
    { given: { nextCursor: 'c2' }, want: { rows: [], nextCursor: 'c1', hasMore: false }, why: 'the same' },
    { given: {}, want: 'not-a-page', why: 'it states nothing' },
    { given: { rows: null, nextCursor: 'c2', hasMore: true }, want: 'not-a-page', why: 'rows would be skipped' },
    { given: { rows: {}, nextCursor: 'c2', hasMore: false }, want: 'not-a-page', why: 'rows are a list' },
    { given: { rows: [], nextCursor: 'c2', hasMore: 'false' }, want: 'not-a-page', why: 'a word is neither true nor false' },
    { given: { rows: [], nextCursor: {}, hasMore: false }, want: 'not-a-page', why: 'an object is no cursor' },
    { given: { rows: [], nextCursor: 'c\u0000', hasMore: false }, want: 'not-a-page', why: 'it cannot be kept until tomorrow' },
    { given: { rows: [], nextCursor: 1e21, hasMore: false }, want: 'not-a-page', why: 'it has lost digits' },
    { given: { rows: [ROW], nextCursor: 'c1', hasMore: true }, want: 'cursor-stands-still', why: 'no endless loop' },
    { given: { rows: [ROW], hasMore: true }, want: 'cursor-stands-still', why: 'nothing to follow by' },
  ])('$given: $why', ({ given, want }) => {
    expect(readFeedPage(given, 'c1')).toEqual(want);
  });
});
