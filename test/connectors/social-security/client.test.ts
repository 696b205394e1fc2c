import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import dictionaryWithHardship from '../../../connectors/social-security/fixtures/dictionary-with-hardship.json' with { type: 'json' };
import participation from '../../../connectors/social-security/fixtures/participation-of-a-dibao-recipient.json' with { type: 'json' };
import { signatureOf } from '../../../connectors/social-security/sign.ts';
import { aCall } from '../../upstream/support/client.ts';
import { bureau, connected, readerOf, SETTINGS, served } from './bureau.ts';

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

describe('a page of a feed', () => {
  const page = (cursor: string | null) => readerOf(connected().client, 'participation').page({ cursor, limit: 1000 }, aCall());

  test('without a cursor the feed is read from its beginning', async () => {
    bureau()
      .get('/si/v1/participation')
      .query({ limit: '1000' })
      .reply(200, served({ rows: [participation], nextCursor: 'c1', hasMore: true }));
    expect(await page(null)).toEqual({ rows: [participation], nextCursor: 'c1', hasMore: true });
  });

  test('a cursor is handed back as it came, whatever is in it', async () => {
    bureau()
      .get('/si/v1/participation')
      .query({ limit: '1000', cursor: '+/=&中' })
      .reply(200, served({ rows: [], nextCursor: 'c2', hasMore: false }));
    expect(await page('+/=&中')).toEqual({ rows: [], nextCursor: 'c2', hasMore: false });
  });

  test('a last page that states no cursor leaves tomorrow to start with it again', async () => {
    bureau()
      .get('/si/v1/participation')
      .query(true)
      .reply(200, served({ rows: [], nextCursor: null, hasMore: false }));
    expect(await page('c1')).toEqual({ rows: [], nextCursor: 'c1', hasMore: false });
  });

  test('a cursor that the bureau no longer knows means starting over', async () => {
    bureau().get('/si/v1/participation').query(true).reply(200, { code: 'B0410', message: '游标已失效', data: null });
    expect(await page('c1')).toBe('restart');
  });

  test('a forgotten cursor where none was sent is a fault: starting over would never end', async () => {
    bureau().get('/si/v1/participation').query(true).reply(200, { code: 'B0410', message: '游标已失效' });
    await expect(page(null)).rejects.toMatchObject({ kind: 'broken', code: 'cursor-unknown' });
  });

  test.each([
    ['no data', undefined],
    ['data that is null', null],
    ['no rows where more follow', { nextCursor: 'c2', hasMore: true }],
    ['nothing stated', {}],
    ['rows that are no list', { rows: participation, nextCursor: 'c2', hasMore: false }],
    ['a word on it that is none', { rows: [], nextCursor: 'c2', hasMore: 'false' }],
  ])('a success with %s is broken, never an empty feed', async (_, data) => {
    bureau().get('/si/v1/participation').query(true).reply(200, served(data));
    await expect(page('c1')).rejects.toMatchObject({ kind: 'broken', code: 'not-a-page' });
  });

  test.each([
    ['no', null],
    ['an empty', ''],
    ['the same', 'c1'],
  ])('more rows to follow and %s cursor to follow them by is broken, not an endless loop', async (_, nextCursor) => {
    bureau()
      .get('/si/v1/participation')
      .query(true)
      .reply(200, served({ rows: [participation], nextCursor, hasMore: true }));
    await expect(page('c1')).rejects.toMatchObject({ kind: 'broken', code: 'cursor-stands-still' });
  });

  test('of more than we take in one answer is asked for again with half the rows, and so is the next', async () => {
    const reader = readerOf(connected().client, 'participation');
    const feed = (limit: number) =>
      bureau()
        .get('/si/v1/participation')
        .query({ limit: String(limit) });
    const heavy = { ...participation, unknown: 'x'.repeat(17 * 1024 * 1024) };
    feed(1000).reply(200, served({ rows: [heavy], nextCursor: 'c1', hasMore: true }));
    feed(500)
      .times(2)
      .reply(200, served({ rows: [participation], nextCursor: 'c1', hasMore: true }));
    for (const _ of [1, 2])
      expect((await reader.page({ cursor: null, limit: 1000 }, aCall())) as object).toMatchObject({ nextCursor: 'c1' });
    expect(nock.isDone()).toBe(true);
  });

  test('each feed is read at its own address, a thousand rows at most', async () => {
    const { client } = connected();
    expect(client.readers.map(({ dataset }) => dataset)).toEqual(['participation', 'contributions', 'unemployment', 'work-injury']);
    for (const { dataset } of client.readers) {
      bureau()
        .get(`/si/v1/${dataset}`)
        .query(true)
        .reply(200, served({ rows: [dataset], nextCursor: 'c', hasMore: false }));
      const reader = readerOf(client, dataset);
      expect(reader.pageSize).toBe(1000);
      expect(await reader.page({ cursor: null, limit: 1000 }, aCall())).toMatchObject({ rows: [dataset] });
    }
  });
});

describe('signing in', () => {
  test('every attempt is signed anew, since a nonce is good once', async () => {
    const { client, clock } = connected();
    const signedWith = (nonce: string, timestamp = clock.now()) => signatureOf({ ...SETTINGS, timestamp, nonce });
    const later = clock.now() + 188;
    bureau()
      .get('/si/v1/dictionary')
      .matchHeader('x-client-id', 'client-1')
      .matchHeader('x-nonce', 'nonce-1')
      .matchHeader('x-signature', signedWith('nonce-1'))
      .reply(503, '', { 'Retry-After': '0' });
    bureau()
      .get('/si/v1/dictionary')
      .matchHeader('x-timestamp', String(later))
      .matchHeader('x-nonce', 'nonce-2')
      .matchHeader('x-signature', signedWith('nonce-2', later))
      .reply(200, served(dictionaryWithHardship));
    await client.signIn(aCall());
    expect(nock.isDone()).toBe(true);
  });

  test("a refused signature is denied at once, and says what to check in the bureau's own words", async () => {
    bureau().get('/si/v1/dictionary').reply(403, { code: 'A0301', message: '签名错误 440305199001010018' });
    await expect(connected().client.signIn(aCall())).rejects.toMatchObject({
      kind: 'denied',
      code: 'sign-in-refused',
      message: expect.stringContaining('SOCIAL_SECURITY_KEY'),
      authority: { source: 'social-security', operation: 'dictionary', httpStatus: 403, code: 'A0301', message: '签名错误 44***' },
    });
    expect(nock.isDone()).toBe(true);
  });

  test.each(['<html><h1>403 Forbidden</h1></html>', '', {}, { code: '', message: null }])(
    'a 403 that states no code (%j) is the one the interface knows: a refused signature',
    async (body) => {
      bureau().get('/si/v1/dictionary').reply(403, body);
      await expect(connected().client.signIn(aCall())).rejects.toMatchObject({
        kind: 'denied',
        code: 'sign-in-refused',
        authority: { httpStatus: 403 },
      });
    },
  );
});

describe('refusals', () => {
  const cases = [
    { given: 'another 403', status: 403, body: { code: 'A0401', message: '未授权的接口' }, want: { kind: 'denied', code: 'not-allowed' } },
    {
      given: 'a limit over 1000',
      status: 400,
      body: { code: 'A0400', message: 'limit 超过 1000' },
      want: { kind: 'broken', code: 'request-refused' },
    },
    { given: 'a 400 that says success', status: 400, body: served(null), want: { kind: 'broken', code: 'request-refused' } },
    {
      given: 'a code nobody documented',
      status: 200,
      body: { code: 'B0001', message: '系统执行出错' },
      want: { kind: 'broken', code: 'refused', authority: { code: 'B0001', message: '系统执行出错' } },
    },
    ...['constructor', 'toString', '__proto__'].map((code) => ({
      given: `the code ${code}`,
      status: 200,
      body: { code, message: '' },
      want: { kind: 'broken', code: 'refused', authority: { code } },
    })),
    { given: 'no code at all', status: 200, body: { data: {} }, want: { kind: 'broken', code: 'not-an-answer' } },
    { given: 'a list', status: 200, body: [], want: { kind: 'broken', code: 'not-an-answer' } },
  ];
  test.each(cases)('$given is $want.kind: $want.code', async ({ status, body, want }) => {
    bureau().get('/si/v1/dictionary').reply(status, body);
    await expect(connected().client.dictionary(aCall())).rejects.toMatchObject(want);
  });

  test('an outage that lasts is busy', async () => {
    bureau().get('/si/v1/dictionary').times(4).reply(503, '');
    await expect(connected().client.dictionary(aCall())).rejects.toMatchObject({ kind: 'busy', code: 'unavailable' });
  });
});

describe('the dictionary', () => {
  test('names its version and its tables, in whatever case they come', async () => {
    bureau()
      .get('/si/v1/dictionary')
      .reply(200, served({ VERSION: 7, aac148: { 1: '低保', ' 2 ': '特困', 3: null }, AAC158: '—' }));
    expect(await connected().client.dictionary(aCall())).toEqual({ version: '7', tables: { AAC148: { 1: '低保', 2: '特困' } } });
  });

  test.each([null, { version: '8' }, { version: '8', AAC148: {}, AAC158: { 1: '' } }])(
    'a success that labels nothing is broken: %j',
    async (data) => {
      bureau().get('/si/v1/dictionary').reply(200, served(data));
      await expect(connected().client.dictionary(aCall())).rejects.toMatchObject({ kind: 'broken', code: 'no-dictionary' });
    },
  );
});
