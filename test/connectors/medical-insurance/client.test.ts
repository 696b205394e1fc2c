import { sm2 } from 'sm-crypto-v2';
import { describe, expect, test } from 'vitest';
import { createSeal, type SmSettings } from '../../../connectors/medical-insurance/crypto.ts';
import batch from '../../../connectors/medical-insurance/fixtures/batch-with-an-absent-and-a-refused-person.json' with { type: 'json' };
import onDibao from '../../../connectors/medical-insurance/fixtures/employee-on-dibao.json' with { type: 'json' };
import notSignedIn from '../../../connectors/medical-insurance/fixtures/not-signed-in.json' with { type: 'json' };
import signatureRefused from '../../../connectors/medical-insurance/fixtures/signature-refused.json' with { type: 'json' };
import signedIn from '../../../connectors/medical-insurance/fixtures/signed-in.json' with { type: 'json' };
import stay from '../../../connectors/medical-insurance/fixtures/stay-and-its-reversal.json' with { type: 'json' };
import diseases from '../../../connectors/medical-insurance/fixtures/two-diseases-of-one-day.json' with { type: 'json' };
import unknownPerson from '../../../connectors/medical-insurance/fixtures/unknown-person.json' with { type: 'json' };
import { signatureOf } from '../../../connectors/medical-insurance/sign.ts';
import { toDay } from '../../../src/domain/period.ts';
import { Fault } from '../../../src/faults.ts';
import type { InsuredSubject } from '../../../src/upstream/connector.ts';
import { aCall } from '../../upstream/support/client.ts';
import { breachesOf } from './contract.ts';
import { type Asked, connected, dictionaryWithout, gateway, readerOf } from './gateway.ts';
import { FOREIGNER, idOf, LI, LOST_DIGITS, OF_HONG_KONG, WANG, ZHANG, ZHAO } from './people.ts';
import { SETTINGS } from './settings.ts';

const done = (output: unknown) => ({ infcode: 0, err_msg: '', output });
const NOTHING_LISTED: readonly (readonly [string, object])[] = [
  ['[]', done({ list: [] })],
  ['null', done({ list: null })],
  ['""', done({ list: '' })],
  ['an output without a list', done({})],
  ['no output', { infcode: 0 }],
  ['an output of null', { infcode: 0, output: null }],
  ['an output of ""', { infcode: 0, output: '' }],
];
const signedInAs = (sign_no: string) => done({ signinoutb: { sign_time: '2026-11-23 10:00:00', sign_no } });
const refusedWith = (infcode: unknown, err_msg: unknown) => ({ infcode, err_msg, output: null });
const WINDOW = { from: toDay('2026-10-01'), to: toDay('2026-11-22') };

const persons = (client = connected().client) =>
  readerOf(client, 'person').batch({ subjects: [ZHANG, LI, WANG, ZHAO], window: null }, aCall());
const settlements = (subjects: readonly InsuredSubject[] = [ZHANG, LI]) =>
  readerOf(connected().client, 'settlement').batch({ subjects, window: WINDOW }, aCall());
const registrations = (subjects: readonly InsuredSubject[] = [ZHANG]) =>
  readerOf(connected().client, 'registration').batch({ subjects, window: null }, aCall());

const requestOf: Readonly<Record<string, string>> = {
  '9001': 'SignIn',
  '1901': 'Dictionary',
  '1101': 'Person',
  '1101B': 'Persons',
  '5203B': 'Settlements',
  '5301B': 'Registrations',
};
const breachesIn = ({ infno, body }: Asked) => breachesOf(`${requestOf[infno]}Request`, body);

describe('every call', () => {
  const everything = async () => {
    const { asked } = gateway({ '1101B': [batch], '1101': [onDibao], '5203B': [stay], '5301B': [diseases] });
    const { client, taken } = connected();
    await persons(client);
    await readerOf(client, 'settlement').batch({ subjects: [ZHANG], window: WINDOW }, aCall());
    await readerOf(client, 'registration').batch({ subjects: [ZHANG], window: null }, aCall());
    await client.ask(ZHANG, aCall('live'));
    return { asked, taken };
  };

  test('keeps to the contract: fields, lengths, nothing else', async () => {
    const { asked } = await everything();
    expect(asked.map(({ infno }) => infno)).toEqual(['9001', '1101B', '5203B', '5301B', '1101', '1901']);
    expect(asked.flatMap(breachesIn)).toEqual([]);
  });

  test('is signed with a nonce and numbered with a message id of its own', async () => {
    const { asked } = await everything();
    const at = Date.parse('2026-11-23T02:00:00Z');
    for (const { headers } of asked) {
      const nonce = headers['x-tif-nonce'] ?? '';
      expect(headers).toMatchObject({
        'x-tif-paasid': 'test_paas',
        'x-tif-timestamp': String(at / 1000),
        'x-tif-signature': signatureOf({ token: SETTINGS.token, at, nonce }),
      });
    }
    expect(new Set(asked.map(({ headers }) => headers['x-tif-nonce'])).size).toBe(asked.length);
    expect(new Set(asked.map(({ body }) => body.msgid)).size).toBe(asked.length);
  });

  test('draws from the quota of medical insurance as a whole', async () => {
    const { taken, asked } = await everything();
    expect(taken).toEqual(asked.map(() => 'medical-insurance'));
  });

  test('that is tried again is signed and numbered anew, at its own time', async () => {
    const { askedFor } = gateway({ '1101B': [{ status: 503, body: {}, headers: { 'Retry-After': '2' } }, batch] });
    await persons();
    const [first, second] = askedFor('1101B');
    expect(second?.headers['x-tif-nonce']).not.toBe(first?.headers['x-tif-nonce']);
    expect(second?.body.msgid).not.toBe(first?.body.msgid);
    expect([first?.body['inf_time'], second?.body['inf_time']]).toEqual(['2026-11-23 10:00:00', '2026-11-23 10:00:02']);
  });

  test('over quota waits as long as it is told to', async () => {
    const { askedFor } = gateway({ '1101B': [{ status: 429, body: {}, headers: { 'Retry-After': '1' } }, batch] });
    const { client, clock } = connected();
    await persons(client);
    expect(askedFor('1101B')).toHaveLength(2);
    expect(clock.slept).toContain(1000);
  });
});

describe('the sign-in of the day', () => {
  test('is made once for callers at the same time, and its number is in every envelope', async () => {
    const { asked, askedFor } = gateway({ '1101B': [batch] });
    const { client } = connected();
    await Promise.all([persons(client), persons(client), persons(client)]);
    expect(askedFor('9001')).toHaveLength(1);
    expect(asked.map(({ body }) => body.sign_no)).toEqual(['', 'SIGN-20261123-0001', 'SIGN-20261123-0001', 'SIGN-20261123-0001']);
  });

  test('is made again on the next day in Shanghai', async () => {
    const { askedFor } = gateway({ '1101B': [batch] });
    const { client, clock } = connected();
    await persons(client);
    clock.advance(Date.parse('2026-11-23T16:00:00Z') - clock.now());
    await persons(client);
    expect(askedFor('9001')).toHaveLength(2);
  });

  test('that is gone is made again once, and the call repeated once', async () => {
    const { asked } = gateway({ '9001': [signedInAs('S1'), signedInAs('S2')], '1101B': [notSignedIn, batch] });
    const { rows } = await persons();
    expect(rows).toHaveLength(2);
    expect(asked.map(({ infno, body }) => [infno, body.sign_no])).toEqual([
      ['9001', ''],
      ['1101B', 'S1'],
      ['9001', ''],
      ['1101B', 'S2'],
    ]);
  });

  test('that is gone for several callers is made again once for all of them', async () => {
    const lost = ({ body }: Asked) => (body.sign_no === 'S1' ? notSignedIn : batch);
    const { askedFor } = gateway({ '9001': [signedInAs('S1'), signedInAs('S2')], '1101B': [lost] });
    const { client } = connected();
    await Promise.all([persons(client), persons(client), persons(client)]);
    expect(askedFor('9001')).toHaveLength(2);
  });

  test('that does not hold is a fault after one repetition, not an endless loop', async () => {
    const { askedFor } = gateway({ '1101B': [notSignedIn] });
    await expect(persons()).rejects.toMatchObject({
      kind: 'broken',
      code: 'sign-in-not-kept',
      authority: { operation: '1101B', code: '-1' },
    });
    expect(askedFor('1101B')).toHaveLength(2);
  });

  test.each([
    ['without a number', done({ signinoutb: { sign_no: '' } }), { kind: 'broken', code: 'no-sign-no' }],
    ['without its node', done({}), { kind: 'broken', code: 'no-sign-no' }],
    [
      'refused',
      refusedWith('-1', '操作员不存在'),
      { kind: 'broken', code: 'refused', authority: { operation: '9001', message: '操作员不存在' } },
    ],
  ])('%s is a fault, and is tried again by the next call', async (_, answer, want) => {
    const { askedFor } = gateway({ '9001': [answer, signedIn], '1101B': [batch] });
    const { client } = connected();
    await expect(persons(client)).rejects.toMatchObject(want);
    await expect(persons(client)).resolves.toBeDefined();
    expect(askedFor('9001')).toHaveLength(2);
  });

  test('is proven by one of its own, whatever is kept', async () => {
    const { askedFor } = gateway({ '1101B': [batch] });
    const { client } = connected();
    await persons(client);
    await client.signIn(aCall());
    expect(askedFor('9001')).toHaveLength(2);
  });
});

describe('a refusal', () => {
  test('of the signature is denied, with the gateway’s own words, and not tried again', async () => {
    const { asked } = gateway({ '9001': [{ status: 401, body: signatureRefused }] });
    await expect(persons()).rejects.toMatchObject({
      kind: 'denied',
      code: 'signature-refused',
      authority: { source: 'medical-insurance', operation: '9001', httpStatus: 401, code: '40101', message: '签名校验失败' },
    });
    expect(asked).toHaveLength(1);
  });

  test('of the signature is told by its status, whatever page a gateway in front puts into it', async () => {
    const { asked } = gateway({ '1101B': [{ status: 401, body: '<html><h1>401 Authorization Required</h1></html>' }] });
    await expect(persons()).rejects.toMatchObject({ kind: 'denied', code: 'signature-refused', authority: { httpStatus: 401 } });
    expect(asked.map(({ infno }) => infno)).toEqual(['9001', '1101B']);
  });

  test.each([
    ['-1 as text', '-1', '参数校验失败'],
    ['-1 as a number', -1, '参数校验失败'],
    ['a code nobody documents', 999, '系统异常'],
    ['1, which an old draft calls success', '1', ''],
    ['no such person, where that is no answer', -1, '未查询到人员'],
  ])('%s is an error an operator can read', async (_, infcode, message) => {
    gateway({ '1101B': [refusedWith(infcode, message)] });
    await expect(persons()).rejects.toMatchObject({
      kind: 'broken',
      code: 'refused',
      authority: { operation: '1101B', code: String(infcode) },
    });
  });

  test('is told to log and metrics as one', async () => {
    gateway({ '1101B': [refusedWith(-1, '参数校验失败')] });
    const { client, events } = connected();
    await expect(persons(client)).rejects.toThrow();
    expect(events.at(-1)).toMatchObject({ operation: '1101B', outcome: 'broken', code: 'refused', authority: { code: '-1' } });
  });

  test.each([
    { of: 'a sign-in', infno: '9001', told: '参数错误 张三' },
    { of: 'a dictionary', infno: '1901', told: '参数错误 张三' },
    { of: 'people', infno: '1101B', told: undefined },
  ])('is told there in its own words only where nobody was asked about: $of', async ({ infno, told }) => {
    gateway({ [infno]: [refusedWith(-1, '参数错误 张三')] });
    const { client, events } = connected();
    const call = infno === '1101B' ? persons(client) : client.dictionary(aCall());
    await expect(call).rejects.toMatchObject({ authority: { message: '参数错误 张三' } });
    const { operation, detail, authority } = events.at(-1) ?? {};
    expect([operation, authority?.code, authority?.message]).toEqual([infno, '-1', told]);
    expect(detail).toContain('refused the call');
  });

  test('of a live question is told there without its own words', async () => {
    gateway({ '1101': [refusedWith(-1, '参数错误 张三')] });
    const { client, events } = connected();
    await expect(client.ask(ZHANG, aCall('live'))).rejects.toMatchObject({ code: 'refused' });
    expect(events.at(-1)).toMatchObject({ operation: '1101', code: 'refused' });
    expect(JSON.stringify(events)).not.toContain('张三');
  });

  test('that quotes a person is masked', async () => {
    gateway({ '1101B': [refusedWith(-1, '证件号440305199001010018重复')] });
    await expect(persons()).rejects.toMatchObject({ authority: { message: '证件号44***重复' } });
  });

  test.each([
    ['an answer without infcode', {}, 'no-infcode'],
    ['an empty infcode', refusedWith('', ''), 'no-infcode'],
    ['a list for an answer', [], 'no-infcode'],
    ['an empty body', '', 'no-infcode'],
    ['a success with an output that is none', { infcode: 0, output: 'none' }, 'no-output'],
    ['a list that is none', done({ list: 'none' }), 'no-list'],
    ['a page of HTML', '<html></html>', 'not-json'],
  ])('%s is broken, never an empty batch', async (_, answer, code) => {
    gateway({ '1101B': [answer] });
    await expect(persons()).rejects.toMatchObject({ kind: 'broken', code });
  });
});

describe('persons', () => {
  test('are asked about by number and name, and the absent are no rows', async () => {
    const { askedFor } = gateway({ '1101B': [batch] });
    const { rows } = await persons();
    expect(rows).toHaveLength(2);
    expect(askedFor('1101B')[0]?.body.input.data).toEqual({
      list: [
        { certno: '440305199001010018', psn_name: '张三' },
        { certno: '440524198001010013', psn_name: '李四' },
        { certno: '44030419851231002X', psn_name: '王五' },
        { certno: '11010519491231002X', psn_name: '赵六' },
      ],
    });
    expect(askedFor('1101B')[0]?.body['insuplc_admdvs']).toBe('');
  });

  test('of whom only one is known may come as a single object', async () => {
    gateway({ '1101B': [done({ list: batch.output.list[1] })] });
    expect((await persons()).rows).toEqual([batch.output.list[1]]);
  });

  test.each(NOTHING_LISTED)('of whom none is known may be said by %s', async (_, answer) => {
    gateway({ '1101B': [answer] });
    expect((await persons()).rows).toEqual([]);
  });
});

describe('settlements', () => {
  const rows = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => ({ setl_id: `S${from + index}`, psn_no: ZHANG.personNo }));

  test('are asked for by person number at their place, page by page until the total is reached', async () => {
    const { askedFor } = gateway({
      '5203B': [
        done({ setlinfo: rows(0, 500), total: 1001 }),
        done({ setlinfo: rows(500, 900), total: '1001' }),
        done({ setlinfo: rows(900, 1001), total: 1001 }),
      ],
    });
    expect((await settlements()).rows).toEqual(rows(0, 1001));
    expect(askedFor('5203B').map(({ body }) => body['insuplc_admdvs'])).toEqual(['440300', '440300', '440300']);
    expect(askedFor('5203B').map(({ body }) => body.input.data)).toEqual(
      [1, 2, 3].map((page_num) => ({
        psn_no_list: [ZHANG.personNo, LI.personNo],
        begndate: '2026-10-01',
        enddate: '2026-11-22',
        page_num,
        page_size: 500,
      })),
    );
  });

  test('that are more than we take in one answer are read anew, in pages of half the size', async () => {
    const heavy = { ...rows(0, 1)[0], unknown: 'x'.repeat(17 * 1024 * 1024) };
    const { askedFor } = gateway({
      '5203B': [
        done({ setlinfo: rows(0, 500), total: 501 }),
        done({ setlinfo: heavy, total: 501 }),
        done({ setlinfo: rows(0, 250), total: 501 }),
        done({ setlinfo: rows(250, 500), total: 501 }),
        done({ setlinfo: rows(500, 501), total: 501 }),
      ],
    });
    expect((await settlements()).rows).toEqual(rows(0, 501));
    const pages = askedFor('5203B').map(({ body: { input } }) => [input.data['page_num'], input.data['page_size']]);
    expect(pages).toEqual([[1, 500], [2, 500], ...[1, 2, 3].map((page) => [page, 250])]);
  });

  test('may be none, or a single object', async () => {
    for (const answer of [done({ total: 0 }), { infcode: 0, output: null }]) {
      gateway({ '5203B': [answer] });
      expect((await settlements()).rows).toEqual([]);
    }
    gateway({ '5203B': [done({ setlinfo: rows(0, 1)[0], total: 1 })] });
    expect((await settlements()).rows).toEqual(rows(0, 1));
  });

  test.each([undefined, null, ''])('without a total (%j) are read to a page without rows, which is asked for twice', async (total) => {
    const { askedFor } = gateway({
      '5203B': [
        done({ setlinfo: rows(0, 2), total }),
        done({ setlinfo: rows(2, 3)[0], total }),
        done({ setlinfo: [], total }),
        done({ total }),
      ],
    });
    expect((await settlements()).rows).toEqual(rows(0, 3));
    expect(askedFor('5203B').map(({ body }) => body.input.data['page_num'])).toEqual([1, 2, 3, 3]);
  });

  test('whose end turns out to be none are read again', async () => {
    gateway({
      '5203B': [
        done({ setlinfo: rows(0, 2) }),
        done({}),
        done({ setlinfo: rows(2, 3) }),
        done({ setlinfo: rows(0, 2) }),
        done({ setlinfo: rows(2, 3), total: 3 }),
      ],
    });
    expect((await settlements()).rows).toEqual(rows(0, 3));
  });

  test('whose total moves are read again from the first page', async () => {
    const { askedFor } = gateway({
      '5203B': [
        done({ setlinfo: rows(0, 2), total: 3 }),
        done({ setlinfo: rows(1, 3), total: 4 }),
        done({ setlinfo: rows(0, 4), total: 4 }),
      ],
    });
    expect((await settlements()).rows).toEqual(rows(0, 4));
    expect(askedFor('5203B')).toHaveLength(3);
  });

  test('that never hold still are asked for again later, not read in part', async () => {
    gateway({ '5203B': [done({ setlinfo: [], total: 2 })] });
    await expect(settlements()).rejects.toMatchObject({ kind: 'busy', code: 'listing-moves' });
  });

  test.each([
    ['with a total that is none', done({ setlinfo: [], total: 'many' }), 'no-total'],
    ['that are no list', done({ setlinfo: 'none', total: 1 }), 'no-list'],
  ])('%s are broken', async (_, answer, code) => {
    gateway({ '5203B': [answer] });
    await expect(settlements()).rejects.toMatchObject({ kind: 'broken', code });
  });

  test('of persons of two places are never asked for in one call', async () => {
    const { askedFor } = gateway();
    await expect(settlements([ZHANG, { ...LI, place: '440500' }])).rejects.toThrow(TypeError);
    expect(askedFor('5203B')).toEqual([]);
  });

  test('at a place no envelope has room for are not asked for at all', async () => {
    const { askedFor } = gateway();
    await expect(settlements([{ ...ZHANG, place: '44030000' }])).rejects.toMatchObject({ kind: 'invalid', code: 'field-too-long' });
    expect(askedFor('5203B')).toEqual([]);
  });
});

describe('registrations', () => {
  test('are asked for by person number at their place', async () => {
    const { askedFor } = gateway({ '5301B': [diseases] });
    expect((await registrations()).rows).toEqual(diseases.output.feedetail);
    expect(askedFor('5301B')[0]?.body).toMatchObject({ insuplc_admdvs: '440300', input: { data: { psn_no_list: [ZHANG.personNo] } } });
  });

  test('may be none, said in any of the forms of absent', async () => {
    gateway({ '5301B': [done({ feedetail: null })] });
    expect((await registrations()).rows).toEqual([]);
    for (const answer of [done({}), { infcode: 0 }, { infcode: 0, output: null }, { infcode: 0, output: '' }]) {
      gateway({ '5301B': [answer] });
      expect((await registrations()).rows).toEqual([]);
    }
  });
});

describe('the dictionary', () => {
  test('is that of the region now: the newest edition of each code, if it is still valid', async () => {
    const { askedFor } = gateway();
    const { tables } = await connected().client.dictionary(aCall());
    expect(tables).toEqual({ psn_idet_type: { '21': '城乡低保对象', '22': '特困人员', '23': '医疗救助人员', '88': '本市特殊群体' } });
    expect(askedFor('1901').map(({ body }) => body.input.data)).toEqual([
      { type: 'psn_idet_type', admdvs: '440300', date: '2026-11-23 10:00:00' },
    ]);
  });

  test('is read once a day for all', async () => {
    const { askedFor } = gateway();
    const { client, clock } = connected();
    await Promise.all([client.dictionary(aCall()), client.dictionary(aCall())]);
    await client.dictionary(aCall());
    expect(askedFor('1901')).toHaveLength(1);
    clock.advance(24 * 60 * 60 * 1000);
    await client.dictionary(aCall());
    expect(askedFor('1901')).toHaveLength(2);
  });

  test('of other words is another edition, and in another order the same', async () => {
    const versionWith = async (...list: readonly object[]) => {
      gateway({ '1901': [done({ list })] });
      return (await connected().client.dictionary(aCall())).version;
    };
    const [dibao, tekun] = [
      { value: '21', label: '低保' },
      { value: '22', label: '特困' },
    ];
    expect(await versionWith(dibao, tekun)).toBe(await versionWith(tekun, dibao));
    expect(await versionWith(dibao, tekun)).not.toBe(await versionWith(dibao));
  });

  test('that fails is a fault, not a dictionary without words', async () => {
    gateway({ '1901': [dictionaryWithout('psn_idet_type')] });
    await expect(connected().client.dictionary(aCall())).rejects.toMatchObject({
      kind: 'broken',
      code: 'refused',
      authority: { operation: '1901' },
    });
  });
});

describe('a table that 1901 refuses', () => {
  const withoutIdentity = done({ ...onDibao.output, idetinfo: [] });
  const tablesAsked = (asked: readonly Asked[]) => asked.map(({ body }) => body.input.data['type']);

  test('of kinds of documents is not needed by night', async () => {
    gateway({ '1901': [dictionaryWithout('psn_cert_type')] });
    expect((await connected().client.dictionary(aCall())).tables).toMatchObject({ psn_idet_type: { '21': '城乡低保对象' } });
  });

  test('of kinds of documents costs only whoever has another than a resident id', async () => {
    const { askedFor } = gateway({ '1901': [dictionaryWithout('psn_cert_type')], '1101': [onDibao] });
    const { client } = connected();
    expect(await client.ask(ZHANG, aCall('live'))).toMatchObject({ held: true });
    expect(tablesAsked(askedFor('1901'))).toEqual(['psn_idet_type']);
    await expect(client.ask(FOREIGNER, aCall('live'))).rejects.toMatchObject({ code: 'refused', authority: { operation: '1901' } });
    expect(askedFor('1101')).toHaveLength(1);
  });

  test('of identities is neither asked for nor missed for whoever has none, or is unknown', async () => {
    const { askedFor } = gateway({ '1901': [dictionaryWithout('psn_idet_type')], '1101': [withoutIdentity, unknownPerson] });
    const { client } = connected();
    expect(await client.ask(ZHANG, aCall('live'))).toMatchObject({ held: true });
    expect(await client.ask(ZHANG, aCall('live'))).toMatchObject({ held: false });
    expect(askedFor('1901')).toEqual([]);
  });

  test('of identities is a fault for whoever has one: its meaning is never passed on as unknown', async () => {
    gateway({ '1901': [dictionaryWithout('psn_idet_type')], '1101': [onDibao] });
    await expect(connected().client.ask(ZHANG, aCall('live'))).rejects.toMatchObject({ code: 'refused', authority: { operation: '1901' } });
  });
});

describe('a dictionary that lists nothing', () => {
  const LISTED = { value: '21', label: '低保' };
  const saying = async (answer: object) => {
    gateway({ '1901': [answer] });
    return connected().client.dictionary(aCall());
  };

  test.each<(typeof NOTHING_LISTED)[number]>([
    ...NOTHING_LISTED,
    ['entries of another table', done({ list: [{ type: 'insutype', value: '310', label: '职工基本医疗保险' }] })],
    ['codes without labels', done({ list: [{ value: '21', label: '' }] })],
  ])('by %s is not believed, but asked for again later', async (_, answer) => {
    await expect(saying(answer)).rejects.toMatchObject({ kind: 'busy', code: 'dictionary-empty', authority: { operation: '1901' } });
  });

  test('is read as soon as it lists something again', async () => {
    gateway({ '1901': [done({ list: [] }), done({ list: LISTED })] });
    const { client } = connected();
    await expect(client.dictionary(aCall())).rejects.toThrow(Fault);
    expect((await client.dictionary(aCall())).tables).toMatchObject({ psn_idet_type: { '21': '低保' } });
  });

  test('is not one whose codes are all retired: they mean nothing', async () => {
    expect((await saying(done({ list: { ...LISTED, valiFlag: '0' } }))).tables).toMatchObject({ psn_idet_type: {} });
  });
});

describe('asking about one person', () => {
  test('gives the very draft that the night makes', async () => {
    gateway({ '1101': [onDibao], '1101B': [done({ list: [{ certno: ZHANG.idNumber, infcode: '0', ...onDibao.output }] })] });
    const { client } = connected();
    const night = readerOf(client, 'person');
    const { rows } = await night.batch({ subjects: [ZHANG], window: null }, aCall());
    const drafts = night
      .normalise(rows, [ZHANG], await client.dictionary(aCall()))
      .rows.flatMap((row) => (row.ok === true ? [row.draft] : []));
    expect(await client.ask(ZHANG, aCall('live'))).toEqual({ held: true, graded: null, drafts, settles: ['person'] });
    expect(drafts).toHaveLength(1);
  });

  test('who is unknown is answered: not held', async () => {
    gateway({ '1101': [unknownPerson] });
    expect(await connected().client.ask(ZHANG, aCall('live'))).toEqual({ held: false, graded: null, drafts: [], settles: ['person'] });
  });

  test('whose sign-in is gone signs in again', async () => {
    const { askedFor } = gateway({ '9001': [signedInAs('S1'), signedInAs('S2')], '1101': [notSignedIn, onDibao] });
    expect(await connected().client.ask(ZHANG, aCall('live'))).toMatchObject({ held: true });
    expect(askedFor('1101').map(({ body }) => body.sign_no)).toEqual(['S1', 'S2']);
  });

  test.each([
    ['a resident', ZHANG, '01'],
    ['a resident of Hong Kong', OF_HONG_KONG, '08'],
    ['a foreigner', FOREIGNER, '06'],
  ])('%s names the kind of document as the region codes it', async (_, subject, psn_cert_type) => {
    const { askedFor } = gateway({ '1101': [unknownPerson] });
    await connected().client.ask(subject, aCall('live'));
    expect(askedFor('1101')[0]?.body.input.data).toEqual({
      mdtrt_cert_type: '02',
      mdtrt_cert_no: subject.idNumber,
      psn_cert_type,
      certno: subject.idNumber,
      psn_name: subject.name,
    });
  });

  test('whose kind of document the region has no code for costs only that person', async () => {
    const { askedFor } = gateway({ '1901': [done({ list: { value: '01', label: '居民身份证' } })], '1101': [onDibao] });
    const { client } = connected();
    await expect(client.ask(FOREIGNER, aCall('live'))).rejects.toMatchObject({ kind: 'invalid', code: 'certificate-type-unknown' });
    expect(await client.ask(ZHANG, aCall('live'))).toMatchObject({ held: true });
    expect(askedFor('1101')).toHaveLength(1);
  });

  test.each([
    [
      'about another person',
      { ...onDibao.output, baseinfo: { ...onDibao.output.baseinfo, certno: WANG.idNumber } },
      'identity-number at /baseinfo/certno',
    ],
    [
      'with an identity number as a JSON number',
      { ...onDibao.output, baseinfo: { ...onDibao.output.baseinfo, certno: LOST_DIGITS } },
      'identity-number at /baseinfo/certno',
    ],
    [
      'with an impossible date',
      { ...onDibao.output, idetinfo: { psn_idet_type: '21', begntime: '2026-02-30' } },
      'impossible-date at /idetinfo/begntime',
    ],
    ['about nobody', {}, 'missing-key at /baseinfo'],
  ])('an answer %s is a fault, never an absence', async (_, output, detail) => {
    gateway({ '1101': [done(output)] });
    await expect(connected().client.ask(ZHANG, aCall('live'))).rejects.toMatchObject({
      kind: 'broken',
      code: 'unreadable-person',
      message: expect.stringContaining(detail),
    });
  });

  test('a number in any permitted spelling is the person asked about', async () => {
    gateway({
      '1101': [done({ ...onDibao.output, baseinfo: { ...onDibao.output.baseinfo, certno: ' １１０１０５１９４９１２３１００２ｘ' } })],
    });
    expect(await connected().client.ask({ ...ZHAO, idNumber: idOf('11010519491231002X') }, aCall('live'))).toMatchObject({
      held: true,
      drafts: [{ subject: '11010519491231002X' }],
    });
  });

  test('an outage is a fault, never an absence', async () => {
    gateway({ '1101': [{ status: 503, body: {} }] });
    await expect(connected().client.ask(ZHANG, aCall('live'))).rejects.toMatchObject({ kind: 'busy', code: 'unavailable' });
  });
});

describe('under national cryptography', () => {
  const keyPair = (privateKey: string) => ({ sm2PrivateKey: privateKey, publicKey: sm2.getPublicKeyFromPrivateKey(privateKey) });
  const [us, them, strangers] = [keyPair('1'.repeat(64)), keyPair('2'.repeat(64)), keyPair('3'.repeat(64))];
  const app = { appId: 'TESTAPPID0000001TESTAPPID0000001', appSecret: 'TESTSECRET00000000000000000000001' };
  const ours: SmSettings = { ...app, sm2PrivateKey: us.sm2PrivateKey, sm2PeerPublicKey: them.publicKey };
  const seals = {
    theirs: createSeal({ ...app, sm2PrivateKey: them.sm2PrivateKey, sm2PeerPublicKey: us.publicKey }),
    strangers: createSeal({ ...app, sm2PrivateKey: strangers.sm2PrivateKey, sm2PeerPublicKey: us.publicKey }),
  };
  const sealed = (body: object, by: keyof typeof seals = 'theirs'): object =>
    JSON.parse(seals[by].close({ ...body }, Date.parse('2026-11-23T02:00:00Z')));
  const smConnected = () => connected({ crypto: { kind: 'sm', ...ours } });

  test('calls and answers travel sealed, and read the same', async () => {
    const { asked } = gateway({ '9001': [sealed(signedIn)], '1101B': [sealed(batch)] });
    const { rows } = await persons(smConnected().client);
    expect(rows).toHaveLength(2);
    expect(asked.flatMap(({ body }) => breachesOf('SealedMessage', body))).toEqual([]);
    expect(JSON.stringify(asked)).not.toContain(ZHANG.idNumber);
    const opened = asked.map(({ body }) => seals.theirs.open(body));
    expect(opened).toMatchObject([
      { ok: true, body: { infno: '9001' } },
      { ok: true, body: { infno: '1101B', sign_no: 'SIGN-20261123-0001' } },
    ]);
    expect(
      opened.flatMap((message, index) => (message.ok ? breachesOf(`${['SignIn', 'Persons'][index]}Request`, message.body) : ['unopened'])),
    ).toEqual([]);
  });

  test.each([
    ['in clear', batch, 'not-sealed'],
    ['sealed by a stranger', sealed(batch, 'strangers'), 'seal-not-theirs'],
    ['changed on its way', { ...sealed(batch), timestamp: '1' }, 'seal-not-theirs'],
    ['under another key', { ...sealed(batch), encData: '00' }, 'seal-broken'],
  ])('an answer %s is refused', async (_, answer, code) => {
    gateway({ '9001': [sealed(signedIn)], '1101B': [answer] });
    await expect(persons(smConnected().client)).rejects.toMatchObject({ kind: 'broken', code });
  });

  test('a refusal of the gateway before anything was opened is told with its words', async () => {
    gateway({ '9001': [{ code: 40001, message: 'appId无效', success: false }] });
    await expect(persons(smConnected().client)).rejects.toMatchObject({
      kind: 'broken',
      code: 'gateway-refused',
      authority: { code: '40001', message: 'appId无效' },
    });
  });

  test('a refusal in clear is told with its words, and nothing is done because of them', async () => {
    const { asked } = gateway({ '9001': [sealed(signedIn)], '1101B': [notSignedIn] });
    await expect(persons(smConnected().client)).rejects.toMatchObject({
      kind: 'broken',
      code: 'not-sealed',
      authority: { operation: '1101B', code: '-1', message: expect.stringContaining('未签到') },
    });
    expect(asked).toHaveLength(2);
  });

  test('a refused signature is not sealed, and still denied', async () => {
    gateway({ '9001': [{ status: 401, body: signatureRefused }] });
    await expect(persons(smConnected().client)).rejects.toMatchObject({ kind: 'denied', code: 'signature-refused' });
  });
});

describe('settings', () => {
  test('that fit no envelope stop the start, not the night', () => {
    expect(() => connected({ recerSysCode: 'TOO_LONG_A_CODE' })).toThrow(
      expect.objectContaining({ kind: 'invalid', code: 'field-too-long', message: expect.stringContaining('recer_sys_code') }),
    );
  });
});
