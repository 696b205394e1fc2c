import { describe, expect, test } from 'vitest';
import { FaultSchedule, parseFaults } from '../../src/sandbox/faults.ts';
import {
  AidSystemClient,
  application,
  asList,
  asObject,
  CivilAffairsClient,
  MedicalInsuranceClient,
  plainIdNumber,
  SocialSecurityClient,
} from './client.ts';
import { DATE, sandboxes, testClock } from './running.ts';

describe('--faults is read', () => {
  test('a comma list becomes windows, spaces aside', () => {
    expect(parseFaults('civil-affairs:down@30-60, social-security:badrecord@0-12.5')).toEqual([
      { source: 'civil-affairs', kind: 'down', from: 30, to: 60 },
      { source: 'social-security', kind: 'badrecord', from: 0, to: 12.5 },
    ]);
  });

  test('one without an end never ends', () => {
    expect(parseFaults('medical-insurance:empty@0-')).toEqual([{ source: 'medical-insurance', kind: 'empty', from: 0, to: null }]);
  });

  test('nothing means no faults', () => {
    expect(parseFaults('')).toEqual([]);
  });

  test.each([
    { given: 'police:down@0-10', says: 'no known source' },
    { given: 'police', says: 'no known source' },
    { given: 'aid-system:melt@0-10', says: 'no known kind' },
    { given: 'aid-system:melt', says: 'no known kind' },
    { given: 'civil-affairs:down', says: 'does not say when: civil-affairs:down@from-to' },
    { given: 'civil-affairs:down@morning', says: 'does not say when' },
    { given: 'civil-affairs:down:slow@0-10', says: 'no known kind' },
    { given: 'aid-system:down@40-20', says: 'lower to a higher' },
    { given: 'aid-system:down@50-150', says: 'at most 100' },
    { given: 'aid-system:down@100-', says: 'begin below 100 percent' },
  ])('$given is refused in one line that names it', ({ given, says }) => {
    expect(() => parseFaults(`aid-system:slow@0-1,${given}`)).toThrow(RangeError);
    expect(() => parseFaults(given)).toThrow(says);
    expect(() => parseFaults(given)).toThrow(/^--faults: "[^\n]+$/);
  });
});

describe('windows are counted in calls', () => {
  const kinds = (spec: string, expectedCalls: number, calls: number): (string | null)[] => {
    const schedule = new FaultSchedule(parseFaults(spec), 'civil-affairs', expectedCalls);
    return Array.from({ length: calls }, () => schedule.next()?.kind ?? null);
  };

  test('a window covers its percents of the expected calls, and then everything is normal', () => {
    expect(kinds('civil-affairs:down@20-50', 20, 20).map((kind) => kind === 'down')).toEqual(
      Array.from({ length: 20 }, (_, call) => call >= 4 && call < 10),
    );
  });

  test('a window is never shorter than three calls', () => {
    expect(kinds('civil-affairs:error@50-51', 10, 10)).toEqual([null, null, null, null, null, 'error', 'error', 'error', null, null]);
  });

  test('one without an end lasts, however many calls follow', () => {
    expect(kinds('civil-affairs:empty@20-', 10, 1_000).map((kind) => kind === 'empty')).toEqual(
      Array.from({ length: 1_000 }, (_, call) => call >= 2),
    );
  });

  test('another source is not touched', () => {
    expect(kinds('aid-system:down@0-100', 20, 20).every((kind) => kind === null)).toBe(true);
  });

  test('where windows overlap the first listed wins', () => {
    expect(kinds('civil-affairs:slow@0-50,civil-affairs:cut@0-100', 10, 10)).toEqual([...Array(5).fill('slow'), ...Array(5).fill('cut')]);
  });
});

describe('faults on the wire', () => {
  const start = sandboxes();
  const ALL = '0-100';

  test('down resets the connection', async () => {
    const sandbox = await start({ faults: parseFaults('social-security:down@0-100') });
    await expect(new SocialSecurityClient(sandbox).get('dictionary')).rejects.toThrow('fetch failed');
    expect(sandbox.counts().faults['social-security']).toEqual({ down: 1 });
  });

  test('cut promises more bytes than it sends', async () => {
    const sandbox = await start({ faults: parseFaults('social-security:cut@0-100') });
    await expect(new SocialSecurityClient(sandbox).get('dictionary')).rejects.toThrow('terminated');
  });

  test('error mixes 502, 503, 504 and 429, with Retry-After as seconds and as a date', async () => {
    const sandbox = await start({ faults: parseFaults('social-security:error@0-100'), members: 1000 });
    const client = new SocialSecurityClient(sandbox);
    const replies = [];
    for (let call = 0; call < 8; call += 1) replies.push(await client.get('dictionary'));
    expect(replies.map(({ status }) => status)).toEqual([503, 502, 504, 429, 503, 502, 504, 429]);
    const waits = replies.map(({ headers }) => headers.get('retry-after'));
    expect(waits.map((wait) => wait !== null)).toEqual([true, false, false, true, true, false, false, true]);
    expect(waits[0]).toBe('1');
    expect(new Date(String(waits[4])).getTime()).toBeGreaterThan(0);
  });

  test('slow stalls for 2 to 30 seconds, not always alike', async () => {
    const clock = testClock();
    const sandbox = await start({ faults: parseFaults('social-security:slow@0-100'), members: 1000, clock });
    const client = new SocialSecurityClient({ ...sandbox, now: clock.now });
    for (let call = 0; call < 20; call += 1) await client.get('dictionary');
    expect(Math.min(...clock.waited)).toBeGreaterThanOrEqual(2000);
    expect(Math.max(...clock.waited)).toBeLessThanOrEqual(30_000);
    expect(new Set(clock.waited).size).toBeGreaterThan(10);
  });

  test('empty answers succeed with nothing in them, and a feed does not move on', async () => {
    const faults = parseFaults(
      ['civil-affairs', 'medical-insurance', 'social-security', 'aid-system'].map((source) => `${source}:empty@${ALL}`).join(),
    );
    const sandbox = await start({ faults, members: 2000 });
    const page = await new SocialSecurityClient(sandbox).page('participation', '', 100);
    const window = { cd_time_from: '2000-01-01 00:00:00', cd_time_to: `${DATE} 00:00:00`, start: 0, length: 1000 };
    const feed = await new CivilAffairsClient(sandbox).ask('s_civil_assistance', window);
    const batch = await new MedicalInsuranceClient(sandbox).ask('1101B', { list: [{ certno: '440305199001010018', psn_name: '张三' }] });
    const roster = await new AidSystemClient(sandbox).readRoster();
    expect([page.rows, feed['rows'], feed['recordcount'], batch['list'], roster]).toEqual([[], [], 0, [], []]);
    const healthy = await start({ members: 2000 });
    const resumed = await new SocialSecurityClient(healthy).page('participation', page.nextCursor, 100);
    const first = await new SocialSecurityClient(healthy).page('participation', '', 100);
    expect(upTo(resumed.rows, 40)).toEqual(upTo(first.rows, 40));
  });

  const upTo = (rows: readonly Record<string, unknown>[], count: number) =>
    rows.slice(0, count).map((row) => String(row['AAZ159'] ?? row['aaz159']));

  test('badrecord hides no good row of social security among the bad ones', async () => {
    const healthy = await new SocialSecurityClient(await start()).readFeed('participation');
    const sandbox = await start({ faults: parseFaults('social-security:badrecord@0-100') });
    const spoiled = await new SocialSecurityClient(sandbox).readFeed('participation', 50);
    const keys = new Set(spoiled.rows.map(({ AAZ159 }) => AAZ159));
    expect(healthy.rows.filter(({ AAZ159 }) => !keys.has(AAZ159))).toEqual([]);
    const bad = spoiled.rows.filter(
      ({ AAZ159, AAC002, AAC030 }) => AAZ159 === undefined || typeof AAC002 === 'number' || AAC030 === '20260231',
    );
    expect(bad.length).toBeGreaterThan(20);
  });

  test('badrecord spoils only rows about people off the roster in the feed of civil affairs', async () => {
    const sandbox = await start({ faults: parseFaults('civil-affairs:badrecord@0-100'), members: 1000 });
    const members = new Set((await new AidSystemClient(sandbox).readRoster()).map(({ idNumber }) => plainIdNumber(idNumber)));
    const rows = await new CivilAffairsClient(sandbox).readFeed('s_civil_assistance', `${DATE} 00:00:00`);
    const broken = rows.filter(
      ({ UUID, GMSFHM, CD_TIME }) => UUID === undefined || typeof GMSFHM === 'number' || String(CD_TIME).includes('25:61'),
    );
    expect(broken.length).toBeGreaterThan(10);
    expect(broken.filter(({ GMSFHM }) => members.has(plainIdNumber(GMSFHM)))).toEqual([]);
  });

  test('a delivery whose answer is cut off was delivered all the same', async () => {
    const sandbox = await start({ faults: parseFaults('aid-system:cut@2-100') });
    const client = new AidSystemClient(sandbox);
    await expect(client.put('5f0e0a4e-0000-5000-8000-000000000001', application('M0000001'))).rejects.toThrow('terminated');
    expect(sandbox.applications()).toHaveLength(1);
  });

  test('a forgotten cursor is answered B0410, and the feed can be started over', async () => {
    const sandbox = await start({ faults: parseFaults('social-security:forget@0-100') });
    const client = new SocialSecurityClient(sandbox);
    const first = await client.get('participation?limit=10');
    const { nextCursor } = asObject(first.body['data']);
    const next = await client.get(`participation?limit=10&cursor=${String(nextCursor)}`);
    expect([next.status, next.body['code']]).toEqual([200, 'B0410']);
    expect(asList(asObject((await client.get('participation?limit=10')).body['data'])['rows']).length).toBeGreaterThan(0);
  });

  test('a bureau that refuses says so in words of its own, with HTTP 200, and gives nothing', async () => {
    const sandbox = await start({ faults: parseFaults('social-security:refuse@0-100') });
    const { status, body } = await new SocialSecurityClient(sandbox).get('participation?limit=10');
    expect([status, body]).toEqual([200, { code: 'B0500', message: '系统升级维护中，请稍后再试' }]);
  });
});
