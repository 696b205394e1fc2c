import { describe, expect, test } from 'vitest';
import { assistanceAtSocialSecurity } from '../../src/sandbox/city/assistance.ts';
import { buildCity } from '../../src/sandbox/city/city.ts';
import { employmentOf } from '../../src/sandbox/city/employment.ts';
import { Quirks } from '../../src/sandbox/quirks.ts';
import { ChangeIndex } from '../../src/sandbox/social-security/change-index.ts';
import { sign } from '../../src/sandbox/social-security/gateway.ts';
import { participationFeed } from '../../src/sandbox/social-security/participation.ts';
import { personCode } from '../../src/sandbox/social-security/persons.ts';
import { Tally } from '../../src/sandbox/tally.ts';
import { AidSystemClient, asObject, type Json, plainIdNumber, SocialSecurityClient } from './client.ts';
import { sandboxes, testClock } from './running.ts';

const start = sandboxes();
const KEYS = { participation: 'AAZ159', contributions: 'AAZ223', unemployment: 'AJZ001', 'work-injury': 'ALZ001' } as const;

/** The newest version of every row. */
const newest = (rows: readonly Json[], key: string): Json[] => {
  const byKey = new Map<unknown, Json>();
  for (const row of rows) {
    const held = byKey.get(row[key]);
    if (!held || Number(row['AAE418']) >= Number(held['AAE418'])) byKey.set(row[key], row);
  }
  return [...byKey.values()];
};

describe('sign-in', () => {
  test('the vector of interfaces.md holds', () => {
    expect(sign('test-secret', { clientId: 'client-1', timestamp: '1700000000000', nonce: 'n0nce' })).toBe(
      'wC83aWAPNxMuUp53DW4l0tH1wVMQOH9VuqpcQEmZkNk=',
    );
  });

  test.each([
    { headers: { 'x-client-id': 'somebody' }, rule: 'unknown-client' },
    { headers: { 'x-signature': 'AAAA' }, rule: 'wrong-signature' },
    { headers: { 'x-timestamp': '1700000000000' }, rule: 'clock-skew' },
  ])('$rule is HTTP 403, A0301', async ({ headers, rule }) => {
    const sandbox = await start();
    const client = new SocialSecurityClient(sandbox);
    const { status, body } = await client.get('dictionary', client.headers(headers));
    expect([status, body['code']]).toEqual([403, 'A0301']);
    expect(sandbox.violations()).toMatchObject([{ rule }]);
  });

  test('a nonce is good once within ten minutes', async () => {
    const clock = testClock();
    const sandbox = await start({ clock });
    const client = new SocialSecurityClient({ ...sandbox, now: clock.now });
    const call = async () => (await client.get('dictionary', client.headers({ 'x-nonce': 'abc' }))).status;
    expect([await call(), await call()]).toEqual([200, 403]);
    clock.advance(599_000);
    expect(await call()).toBe(403);
    clock.advance(2000);
    expect(await call()).toBe(200);
  });
});

describe('feeds', () => {
  test.each(Object.entries(KEYS))('%s read in small pages has every row of a reading in large ones', async (feed, key) => {
    const client = new SocialSecurityClient(await start({ members: 400 }));
    const [whole, paged] = [await client.readFeed(feed), await client.readFeed(feed, 23)];
    const keys = (rows: Json[]) => new Set(rows.map((row) => `${String(row[key])} ${String(row['AAE418'])}`));
    expect(keys(paged.rows)).toEqual(keys(whole.rows));
    expect(whole.rows.length).toBeGreaterThan(0);
  });

  test('rows are ordered by their last change, and repeat between pages now and then', async () => {
    const sandbox = await start({ members: 400 });
    const client = new SocialSecurityClient(sandbox);
    const { rows } = await client.readFeed('participation', 1000);
    const order = rows.map(({ AAE418 }) => Number(AAE418));
    const { rows: paged } = await client.readFeed('participation', 40);
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(paged.length).toBeGreaterThan(rows.length);
    expect(sandbox.counts().quirks).toMatchObject({ repeatedRows: expect.any(Number), shortPage: expect.any(Number) });
  });

  test('a cursor is a position for ever: read again it gives the same page', async () => {
    const client = new SocialSecurityClient(await start());
    const first = await client.page('contributions', '', 50);
    expect(await client.page('contributions', first.nextCursor, 50)).toEqual(await client.page('contributions', first.nextCursor, 50));
  });

  test('the last page’s cursor is where tomorrow starts', async () => {
    const today = new SocialSecurityClient(await start({ members: 400 }));
    const tomorrow = new SocialSecurityClient(await start({ members: 400, date: '2026-03-16' }));
    for (const [feed, key] of Object.entries(KEYS)) {
      const { rows, nextCursor } = await today.readFeed(feed);
      const { rows: added } = await tomorrow.readFeed(feed, 1000, nextCursor);
      const { rows: whole } = await tomorrow.readFeed(feed);
      const moments = (list: Json[]) => new Set(list.map((row) => `${String(row[key])} ${String(row['AAE418'])}`));
      expect(moments(rows).union(moments(added))).toEqual(moments(whole));
      expect(added.length).toBeLessThan(rows.length / 4 + 20);
    }
  });

  test('a cursor of another city, or of another feed, is one the server no longer knows', async () => {
    const [one, other] = [new SocialSecurityClient(await start()), new SocialSecurityClient(await start({ seed: 8 }))];
    const { nextCursor } = await one.page('participation', '', 10);
    const replies = [
      await other.get(`participation?cursor=${nextCursor}`),
      await one.get(`contributions?cursor=${nextCursor}`),
      await one.get('participation?cursor=abc'),
    ];
    expect(replies.map(({ status, body }) => [status, body['code']])).toEqual([
      [200, 'B0410'],
      [200, 'B0410'],
      [200, 'B0410'],
    ]);
  });

  test('a limit over 1000 is HTTP 400, and noted', async () => {
    const sandbox = await start();
    expect((await new SocialSecurityClient(sandbox).get('participation?limit=1001')).status).toBe(400);
    expect(sandbox.violations()).toMatchObject([{ rule: 'page-too-large' }]);
  });

  test('keys come in upper, lower and mixed case; dates and codes as text and as numbers; 0 for none', async () => {
    const client = new SocialSecurityClient(await start({ members: 400 }));
    const cases = new Set<string>();
    for (let cursor = '', more = true; more; ) {
      const page = await client.page('participation', cursor, 20);
      const keys = page.rows.flatMap((row) => Object.keys(row));
      const [upper, lower] = [keys.some((key) => /^[A-Z]{3}\d/.test(key)), keys.some((key) => /^[a-z]{3}\d/.test(key))];
      cases.add(upper && lower ? 'mixed' : upper ? 'upper' : 'lower');
      [cursor, more] = [page.nextCursor, page.hasMore];
    }
    expect(cases).toEqual(new Set(['upper', 'lower', 'mixed']));
    const { rows } = await client.readFeed('participation');
    const types = (field: string) => new Set(rows.map((row) => typeof row[field]));
    expect(types('AAC030')).toEqual(new Set(['string', 'number']));
    expect(types('AAE140')).toEqual(new Set(['string', 'number']));
    expect(rows.some(({ AAE031 }) => AAE031 === 0) && rows.some(({ AAE031 }) => AAE031 === '0')).toBe(true);
    expect(rows.some((row) => !('AAE031' in row)) && rows.some(({ AAE031 }) => AAE031 === null)).toBe(true);
  });

  test('a broken twin is an extra row; the row it copies is good', async () => {
    const { rows } = await new SocialSecurityClient(await start({ members: 1000 })).readFeed('contributions');
    const broken = rows.filter(({ AAC002 }) => typeof AAC002 === 'number');
    const good = new Set(rows.filter(({ AAC002 }) => typeof AAC002 === 'string').map(({ AAZ223 }) => AAZ223));
    expect(broken.length).toBeGreaterThan(0);
    expect(broken.length).toBeLessThan(rows.length / 1000);
    expect(broken.every(({ AAZ223 }) => !good.has(AAZ223) && good.has(String(AAZ223).slice(0, -1)))).toBe(true);
  });

  test('contributions that arrive late supersede their row of nothing arrived', async () => {
    const { rows } = await new SocialSecurityClient(await start({ members: 400 })).readFeed('contributions');
    const due = rows.filter(({ AAE132 }) => String(AAE132) === '0').map(({ AAZ223 }) => AAZ223);
    const settled = new Map(newest(rows, 'AAZ223').map((row) => [row['AAZ223'], String(row['AAE132'])]));
    expect(due.length).toBeGreaterThan(20);
    expect(due.filter((key) => settled.get(key) === '1').length).toBeGreaterThan(due.length / 2);
    expect(due.every((key) => settled.has(key))).toBe(true);
  });

  test('a spell of benefit counts its months up, and stops when they are used or cancelled', async () => {
    const { rows } = await new SocialSecurityClient(await start({ members: 3000 })).readFeed('unemployment');
    const good = rows.filter(({ AAC002 }) => typeof AAC002 === 'string');
    for (const versions of Object.values(Object.groupBy(good, ({ AJZ001 }) => String(AJZ001)))) {
      const paid = versions?.filter(({ AAE100 }) => String(AAE100) === '1').map(({ AJC098 }) => Number(AJC098)) ?? [];
      expect(paid).toEqual(paid.map((_, at) => at));
    }
    expect(good.every(({ AJC097, AJC098, AJC099 }) => Number(AJC097) === Number(AJC098) + Number(AJC099))).toBe(true);
    expect(new Set(good.map(({ AAE116 }) => String(AAE116)))).toEqual(new Set(['1', '3']));
  });
});

describe('what codes mean', () => {
  test('the dictionary labels AAC148 and AAC158, and every code in a row is in it', async () => {
    const client = new SocialSecurityClient(await start({ members: 1000 }));
    const { AAC148, AAC158, AAC008 } = asObject((await client.get('dictionary')).body['data']);
    const { rows } = await client.readFeed('participation');
    const used = (field: string) =>
      new Set(
        rows
          .map((row) => row[field])
          .filter((code) => code !== undefined && code !== null && code !== '')
          .map(String),
      );
    expect(asObject(AAC148)).toMatchObject({ 1: '低保', 2: '特困', 3: '低保边缘', 4: '刚性支出困难' });
    expect(used('AAC148').difference(new Set(Object.keys(asObject(AAC148))))).toEqual(new Set());
    expect(used('AAC158').difference(new Set(Object.keys(asObject(AAC158))))).toEqual(new Set());
    expect(used('AAC008').difference(new Set(Object.keys(asObject(AAC008))))).toEqual(new Set());
  });

  test('whom it has flagged it tells of, in whichever weeks of the year the flag was set', () => {
    const city = buildCity({ members: 2000, seed: 3, date: '2026-11-20' });
    const { index, rowOf } = participationFeed(new Quirks(new Tally()), city, true);
    const rows = newest(
      Array.from({ length: index.size }, (_, place) => rowOf(index.at(place))),
      'AAZ159',
    );
    const byPerson = Map.groupBy(rows, ({ AAC001 }) => AAC001);
    const flagged = city.members.filter((person) => {
      const said = assistanceAtSocialSecurity(city, person);
      return said !== null && said.until === null && said.from < city.day && employmentOf(city, person).posts.length > 0;
    });
    const told = flagged.filter((person) =>
      byPerson.get(personCode(person))?.some(({ AAC148, AAC158 }) => /^[1-4]$/.test(String(AAC148)) || String(AAC158) === '1'),
    );
    expect(flagged.length).toBeGreaterThan(100);
    expect(told.length).toBe(flagged.length);
  });

  test('a deployment without AAC148 uses the field for something else', async () => {
    const client = new SocialSecurityClient(await start({ hardshipDictionary: false }));
    const { rows } = await client.readFeed('participation');
    expect(asObject((await client.get('dictionary')).body['data'])).not.toHaveProperty('AAC148');
    expect(rows.every(({ AAC148 }) => /^\d+\.\d{2}$/.test(String(AAC148)))).toBe(true);
  });
});

describe('the live check', () => {
  test('answers what the feed says of a person, and null for somebody unknown', async () => {
    const sandbox = await start();
    const client = new SocialSecurityClient(sandbox);
    const rows = newest(
      (await client.readFeed('participation')).rows.filter(({ AAC002 }) => typeof AAC002 === 'string'),
      'AAZ159',
    );
    const roster = (await new AidSystemClient(sandbox).readRoster()).filter(({ employmentForm }) => employmentForm === 'standard');
    for (const { idNumber, name } of roster.slice(0, 20)) {
      const data = (await client.check({ AAC002: idNumber, AAC003: name })).body['data'];
      const own = rows.filter(({ AAC002 }) => plainIdNumber(AAC002) === plainIdNumber(idNumber));
      expect(data === null).toBe(own.length === 0);
      if (data === null) continue;
      expect(own.some(({ AAC031 }) => String(AAC031) === String(asObject(data)['AAC031']))).toBe(true);
    }
    expect((await client.check({ AAC002: '440305199001010018', AAC003: '张三' })).body).toMatchObject({ code: '00000', data: null });
  });
});

describe('the index of a feed', () => {
  test('orders by time, then by reference, leaves out what has not happened, and finds any position', () => {
    const index = ChangeIndex.of(100, (add) => {
      for (const [time, ref] of [
        [50, 1],
        [10, 2],
        [50, 3],
        [100, 4],
        [99, 5],
      ] as const)
        add(time, ref);
    });
    const entries = Array.from({ length: index.size }, (_, place) => index.at(place));
    expect(entries).toEqual([
      { time: 10, ref: 2 },
      { time: 50, ref: 1 },
      { time: 50, ref: 3 },
      { time: 99, ref: 5 },
    ]);
    expect(entries.map((entry) => index.after(entry))).toEqual([1, 2, 3, 4]);
    expect(index.after({ time: 50, ref: 2 })).toBe(2);
  });
});
