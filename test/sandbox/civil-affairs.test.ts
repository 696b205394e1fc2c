import { describe, expect, test } from 'vitest';
import { encryptSecret, sign } from '../../src/sandbox/civil-affairs/secrets.ts';
import { AidSystemClient, asList, asObject, CivilAffairsClient, type Json, plainIdNumber } from './client.ts';
import { DATE, sandboxes, testClock } from './running.ts';

const start = sandboxes();
const CLOSED = `${DATE} 00:00:00`;
const window = (changed: Json = {}): Json => ({
  cd_time_from: '2000-01-01 00:00:00',
  cd_time_to: CLOSED,
  start: 0,
  length: 1000,
  ...changed,
});

describe('sign-in', () => {
  test('the vectors of interfaces.md hold', () => {
    const call = { rid: 'x_test_rid', sid: 's_test_0001', rtime: '1700000000000' };
    expect(sign('test-secret', call)).toBe('dG1dRAIYhSusWuGvpBtj5Yh/5TcFh4aE07XPbboydR0=');
    expect(sign('test-appkey', call)).toBe('uNjob43An1NJ+ylS4W6V7Ig1TzftLI/C64V4k+TKy+w=');
    expect(encryptSecret('test-appkey', 'test-secret')).toBe('N0KvUyhjh+OIaI0laZCwqg==');
  });

  test('a wrong signature is 1001 with HTTP 200, and noted', async () => {
    const sandbox = await start();
    const client = new CivilAffairsClient(sandbox);
    const wrong = await client.call('s_civil_death', window(), { headers: { gjgxjhpt_sign: 'AAAA' } });
    const late = await client.call('s_civil_death', window(), { headers: { gjgxjhpt_rtime: '1700000000000' } });
    const bootstrap = await client.fetchSecret('s_civil_death', { sign: 'AAAA' });
    expect([wrong, late, bootstrap].map(({ status, body }) => [status, body['code']])).toEqual([
      [200, '1001'],
      [200, '1001'],
      [200, '1001'],
    ]);
    expect(sandbox.violations().map(({ rule }) => rule)).toEqual(expect.arrayContaining(['wrong-signature', 'clock-skew']));
  });

  test('a secret belongs to one service', async () => {
    const sandbox = await start();
    const client = new CivilAffairsClient(sandbox);
    const { body } = await client.fetchSecret('s_civil_death');
    const secret = client.decrypt(String(asObject(body['data'])['secret']));
    await client.signIn('s_civil_check');
    const rtime = String(Date.now());
    const headers = { gjgxjhpt_rtime: rtime, gjgxjhpt_sign: client.sign(secret, 's_civil_check', rtime) };
    expect((await client.call('s_civil_check', { GMSFHM: '1', XM: '1' }, { headers })).body['code']).toBe('1001');
  });

  test('a secret expires with its time; a new one does not revoke the old', async () => {
    const clock = testClock();
    const sandbox = await start({ clock });
    const [early, late] = [0, 1].map(() => new CivilAffairsClient({ ...sandbox, now: clock.now }));
    const { body } = (await early?.fetchSecret('s_civil_death')) ?? {};
    expect(Number(asObject(body?.['data'])['secretEndTime'])).toBe(clock.now() + 1_200_000);
    await early?.signIn('s_civil_death');
    clock.advance(600_000);
    await late?.signIn('s_civil_death');
    expect((await early?.call('s_civil_death', window()))?.body['code']).toBe('1');
    clock.advance(601_000);
    expect((await early?.call('s_civil_death', window()))?.body['code']).toBe('1002');
    expect((await late?.call('s_civil_death', window()))?.body['code']).toBe('1');
  });

  test('a secret also runs out in the middle of a run, and a new one goes on', async () => {
    const sandbox = await start();
    const client = new CivilAffairsClient(sandbox);
    const codes = new Set<unknown>();
    for (let call = 0; call < 30; call += 1) codes.add((await client.call('s_civil_check', { GMSFHM: '1', XM: '1' })).body['code']);
    expect(codes).toEqual(new Set(['1', '1002']));
    await client.signIn('s_civil_check');
    expect((await client.call('s_civil_check', { GMSFHM: '1', XM: '1' })).body['code']).toBe('1');
  });

  test('a secret from before a restart is expired, not wrong', async () => {
    const before = new CivilAffairsClient(await start());
    await before.signIn('s_civil_death');
    const { body } = await before.fetchSecret('s_civil_death');
    const after = new CivilAffairsClient(await start());
    await after.signIn('s_civil_death');
    const rtime = String(Date.now());
    const old = before.decrypt(String(asObject(body['data'])['secret']));
    const headers = { gjgxjhpt_rtime: rtime, gjgxjhpt_sign: after.sign(old, 's_civil_death', rtime) };
    expect((await after.call('s_civil_death', window(), { headers })).body['code']).toBe('1002');
  });

  test('above the quota of a service the answer is 1429, and its words name the seconds', async () => {
    const clock = testClock();
    const sandbox = await start({ clock });
    const client = new CivilAffairsClient({ ...sandbox, now: clock.now });
    const codes: unknown[] = [];
    for (let call = 0; call < 52; call += 1) {
      if (call === 20 || call === 40) await client.signIn('s_civil_check');
      const { body } = await client.call('s_civil_check', { GMSFHM: '1', XM: '1' });
      codes.push(body['code']);
      if (body['code'] === '1429') expect(/\d+/.exec(String(body['msg']))?.[0]).toBe('1');
    }
    expect(codes.filter((code) => code === '1429')).toHaveLength(2);
    expect((await client.call('s_civil_death', window())).body['code']).toBe('1');
    clock.advance(1000);
    expect((await client.call('s_civil_check', { GMSFHM: '1', XM: '1' })).body['code']).toBe('1');
  });
});

describe('the call', () => {
  test.each([
    { field: 'access_key', value: 'other' },
    { field: 'request_id', value: '1' },
    { field: 'timestamp', value: '2026/03/14' },
    { field: 'version', value: '2.0' },
    { field: 'format', value: 'xml' },
    { field: 'biz_content', value: { start: 0 } },
  ])('a body with an unsound $field is refused by name', async ({ field, value }) => {
    const sandbox = await start();
    const { body } = await new CivilAffairsClient(sandbox).call('s_civil_death', window(), { body: { [field]: value } });
    expect(body['code']).toBe('1003');
    expect(body['msg']).toContain(field);
  });

  test.each([
    { given: window({ length: 1001 }), rule: 'page-too-large' },
    { given: window({ start: -1 }), rule: undefined },
    { given: window({ cd_time_to: '2026-03-14' }), rule: undefined },
  ])('a window out of bounds is refused', async ({ given, rule }) => {
    const sandbox = await start();
    expect((await new CivilAffairsClient(sandbox).call('s_civil_assistance', given)).body['code']).toBe('1003');
    expect(sandbox.violations().map((violation) => violation.rule)).toEqual(rule === undefined ? [] : [rule]);
  });

  test('success is said in three ways, the outer code always as text', async () => {
    const sandbox = await start();
    const client = new CivilAffairsClient(sandbox);
    const codes = new Set<unknown>();
    for (let from = 0; from < 24; from += 1) {
      const { body } = await client.call('s_civil_death', window({ start: from, length: 1 }));
      expect(body['code']).toBe('1');
      codes.add(asObject(body['biz_data'])['code']);
    }
    expect(codes).toEqual(new Set([0, '0', 200]));
  });
});

describe('change feeds', () => {
  test('pages together are the window, in order of CD_TIME and UUID, some of them short', async () => {
    const sandbox = await start({ members: 1500 });
    const client = new CivilAffairsClient(sandbox);
    const whole = await client.readFeed('s_civil_assistance', CLOSED);
    const paged = await client.readFeed('s_civil_assistance', CLOSED, 37);
    const order = whole.map(({ CD_TIME, UUID }) => `${String(CD_TIME)} ${String(UUID)}`);
    expect(order).toEqual([...order].sort());
    expect(paged).toEqual(whole);
    expect(sandbox.counts().quirks['shortPage']).toBeGreaterThan(0);
    expect(order.every((moment) => moment < CLOSED)).toBe(true);
  });

  test('from is inclusive and to exclusive', async () => {
    const client = new CivilAffairsClient(await start());
    const rows = await client.readFeed('s_civil_assistance', CLOSED);
    const [first, second] = [rows[0], rows.find(({ CD_TIME }) => CD_TIME !== rows[0]?.['CD_TIME'])];
    const between = await client.ask('s_civil_assistance', window({ cd_time_from: first?.['CD_TIME'], cd_time_to: second?.['CD_TIME'] }));
    expect(asList(between['rows']).every(({ CD_TIME }) => CD_TIME === first?.['CD_TIME'])).toBe(true);
    expect(between['recordcount']).toBeGreaterThan(0);
  });

  test('records are granted, changed and deleted; some deletions state nothing but their key', async () => {
    const rows = await new CivilAffairsClient(await start({ members: 3000 })).readFeed('s_civil_assistance', CLOSED);
    const deletions = rows.filter(({ CD_OPERATION }) => CD_OPERATION === 'D');
    const bare = deletions.filter((row) => Object.keys(row).length === 3);
    expect(new Set(rows.map(({ CD_OPERATION }) => CD_OPERATION))).toEqual(new Set(['I', 'U', 'D']));
    expect(bare.length).toBeGreaterThan(0);
    expect(bare.length).toBeLessThan(deletions.length);
    const granted = new Set(rows.filter(({ CD_OPERATION }) => CD_OPERATION === 'I').map(({ UUID }) => UUID));
    expect(deletions.filter(({ UUID }) => !granted.has(UUID))).toEqual([]);
  });

  test('an identity number as a JSON number is always an extra copy of a good record', async () => {
    const rows = await new CivilAffairsClient(await start({ members: 3000 })).readFeed('s_civil_assistance', CLOSED);
    const broken = rows.filter(({ GMSFHM }) => typeof GMSFHM === 'number');
    expect(broken.length).toBeGreaterThan(0);
    for (const { CD_TIME, HH, GMSFHM } of broken) {
      const twin = rows.find((row) => row['CD_TIME'] === CD_TIME && row['HH'] === HH && typeof row['GMSFHM'] === 'string');
      expect(Number(plainIdNumber(twin?.['GMSFHM']))).toBe(GMSFHM);
    }
  });

  test('a window that is not closed yet repeats or skips rows; once closed it is stable', async () => {
    const clock = testClock(Date.parse('2026-03-14T00:00:00+08:00'));
    const sandbox = await start({ clock, members: 1500 });
    const client = new CivilAffairsClient({ ...sandbox, now: clock.now, pause: clock.advance });
    const settled = await client.readFeed('s_civil_assistance', '2026-03-10 00:00:00', 40);
    const open = await client.readFeed('s_civil_assistance', '2026-03-15 00:00:00', 40);
    const keys = (rows: Json[]) => rows.map(({ UUID, CD_TIME }) => `${String(UUID)} ${String(CD_TIME)}`);
    expect(new Set(keys(settled)).size).toBe(settled.length);
    expect(new Set(keys(open)).size).toBeLessThan(open.length);
    clock.advance(2 * 86_400_000);
    const closed = keys(await client.readFeed('s_civil_assistance', '2026-03-15 00:00:00', 40));
    expect(new Set(closed).size).toBe(closed.length);
  });

  test('a later date of the quarter only adds rows', async () => {
    const rows = await new CivilAffairsClient(await start({ members: 1000 })).readFeed('s_civil_assistance', CLOSED);
    const later = await new CivilAffairsClient(await start({ members: 1000, date: '2026-03-30' })).readFeed(
      's_civil_assistance',
      '2026-03-30 00:00:00',
    );
    expect(later.slice(0, rows.length)).toEqual(rows);
    expect(later.length).toBeGreaterThan(rows.length);
  });

  test('the dead were cremated after they died, as a moment or as a date', async () => {
    const rows = await new CivilAffairsClient(await start({ members: 3000 })).readFeed('s_civil_death', CLOSED);
    const stated = rows.filter(({ DEATH_TIME }) => DEATH_TIME !== undefined);
    const day = (time: unknown) => String(time).replaceAll('-', '').slice(0, 8);
    expect(stated.length).toBeGreaterThan(20);
    expect(stated.every(({ DEATH_TIME, CREMATION_TIME }) => day(DEATH_TIME) < day(CREMATION_TIME))).toBe(true);
    expect(new Set(stated.map(({ DEATH_TIME }) => String(DEATH_TIME).length))).toEqual(new Set([8, 19]));
  });
});

describe('look-ups', () => {
  test('a family is every member of the household, one of them its head', async () => {
    const sandbox = await start();
    const roster = await new AidSystemClient(sandbox).readRoster();
    const items = roster.slice(0, 100).map(({ idNumber, name }) => ({ GMSFHM: idNumber, XM: name }));
    const rows = asList((await new CivilAffairsClient(sandbox).ask('s_civil_family', { items }))['rows']);
    const found = items.filter(({ GMSFHM }) => rows.some((row) => plainIdNumber(row['GMSFHM']) === plainIdNumber(GMSFHM)));
    expect(found.length).toBeGreaterThan(85);
    for (const household of Object.values(Object.groupBy(rows, ({ HH }) => String(HH)))) {
      expect(household?.filter(({ YHZGXDM }) => YHZGXDM === '01').length).toBeGreaterThan(0);
      expect(household?.every(({ HZZH }) => household.some(({ GMSFHM }) => plainIdNumber(GMSFHM) === HZZH))).toBe(true);
    }
  });

  test('more than a hundred people at once are refused', async () => {
    const sandbox = await start();
    const items = Array.from({ length: 101 }, () => ({ GMSFHM: '440305199001010018', XM: '张三' }));
    expect((await new CivilAffairsClient(sandbox).call('s_civil_family', { items })).body['code']).toBe('1003');
    expect(sandbox.violations()).toEqual([{ source: 'civil-affairs', rule: 'batch-too-large', detail: 'more than 100 items', times: 1 }]);
  });

  test('a check grades the name, and knows nobody it does not know', async () => {
    const sandbox = await start();
    const client = new CivilAffairsClient(sandbox);
    const roster = await new AidSystemClient(sandbox).readRoster();
    const resident = roster.filter(({ idType }) => idType === 'resident-id');
    const grades = await Promise.all(
      resident
        .slice(0, 12)
        .map(
          async ({ idNumber, name }) =>
            asList((await client.ask('s_civil_check', { GMSFHM: idNumber, XM: name }))['rows'])[0]?.['XM_PPDDM'],
        ),
    );
    expect(grades.filter((grade) => grade === '1').length).toBeGreaterThan(9);
    expect((await client.ask('s_civil_check', { GMSFHM: '440305199001010018', XM: '张三' }))['rows']).toEqual([]);
    const stranger = await client.ask('s_civil_check', { GMSFHM: resident[0]?.['idNumber'], XM: '欧阳不是他' });
    expect(asList(stranger['rows'])[0]?.['XM_PPDDM']).toBe('4');
  });
});
