import nock from 'nock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aCall } from '../../upstream/support/client.ts';
import { connected, issuesTokens, office } from './aid-office.ts';

beforeEach(() => {
  nock.disableNetConnect();
  issuesTokens('token-1');
});
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const answers = (body: nock.Body): nock.Scope => office().get('/v1/members').query(true).reply(200, body);
const page = (cursor: string | null) => connected().client.members.page({ cursor, limit: 1000 }, aCall());

test('the roster is read from its beginning without a cursor, a thousand members at most', async () => {
  office()
    .get('/v1/members')
    .query({ limit: '1000' })
    .reply(200, { items: [{ memberId: 'M-1' }], nextCursor: 'c1', hasMore: true });
  expect(await page(null)).toEqual({ rows: [{ memberId: 'M-1' }], nextCursor: 'c1', hasMore: true });
  expect(connected().client.members.pageSize).toBe(1000);
});

test('a cursor is handed back as it came', async () => {
  office().get('/v1/members').query({ limit: '1000', cursor: 'a+/=' }).reply(200, { items: [], nextCursor: 'c2', hasMore: false });
  expect(await page('a+/=')).toEqual({ rows: [], nextCursor: 'c2', hasMore: false });
});

test('a last page that states no cursor leaves tomorrow to start with it again', async () => {
  answers({ items: [], hasMore: false });
  expect(await page('c1')).toEqual({ rows: [], nextCursor: 'c1', hasMore: false });
});

test.each([
  [{}],
  [[]],
  [{ items: {}, hasMore: false }],
  [{ items: [], hasMore: 'no' }],
  [{ items: null, hasMore: true, nextCursor: 'c2' }],
])('%o is no page: broken, never an empty roster', async (body) => {
  answers(body);
  await expect(page('c1')).rejects.toMatchObject({ kind: 'broken', code: 'not-a-page' });
});

test.each([[null], [''], ['c1']])('more members to follow and the cursor %j is broken, not an endless loop', async (nextCursor) => {
  answers({ items: [], nextCursor, hasMore: true });
  await expect(page('c1')).rejects.toMatchObject({ kind: 'broken', code: 'cursor-stands-still' });
});
