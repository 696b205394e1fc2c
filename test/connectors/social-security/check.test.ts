import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import checkOfPayingPerson from '../../../connectors/social-security/fixtures/check-of-a-paying-person.json' with { type: 'json' };
import dictionary from '../../../connectors/social-security/fixtures/dictionary-with-hardship.json' with { type: 'json' };
import { HOUR } from '../../../src/domain/period.ts';
import type { LiveAnswer, Subject } from '../../../src/upstream/connector.ts';
import { idNumber } from '../../support/dossiers.ts';
import { aCall } from '../../upstream/support/client.ts';
import { bureau, connected, served } from './bureau.ts';

const SUBJECT: Subject = { idNumber: idNumber('44030419851231002X'), idType: 'resident-id', name: '测试员甲' };

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const asked = (data: unknown): Promise<LiveAnswer> => {
  bureau()
    .get('/si/v1/dictionary')
    .reply(200, served(dictionary))
    .post('/si/v1/check', { AAC002: '44030419851231002X', AAC003: '测试员甲' })
    .reply(200, served(data));
  return connected().client.ask(SUBJECT, aCall('live'));
};

test('a known person is graded, and is a participation draft an insurance', async () => {
  const answer = await asked(checkOfPayingPerson);
  expect(answer).toMatchObject({ held: true, graded: { idNumber: 'equal', name: 'similar' }, settles: ['participation'] });
  expect(answer.drafts.map(({ recordKey }) => recordKey)).toEqual(['check-110', 'check-210']);
  expect(answer.drafts[0]).toEqual({
    dataset: 'participation',
    recordKey: 'check-110',
    subject: '44030419851231002X',
    changedAt: '2026-11-01T00:30:00.000Z',
    ended: false,
    content: {
      insurance: 'pension',
      enrolment: 'enrolled',
      payment: 'paying',
      from: null,
      to: null,
      base: null,
      hardshipLabel: null,
      hardshipCategory: 'unknown',
      assistanceRecipient: 'unknown',
    },
    sealed: {},
    stated: { name: null, birthDate: null, employer: { name: '深圳测试电子有限公司', uscc: null } },
    household: null,
  });
});

test.each([null, undefined, ''])('a person it does not know (%j) is not held: an answer, not a fault', async (data) => {
  expect(await asked(data)).toEqual({ held: false, graded: null, drafts: [], settles: ['participation'] });
});

test('a number graded no match is nobody here, whatever else is stated', async () => {
  expect(await asked({ ...checkOfPayingPerson, AAC002_PPDDM: 4 })).toEqual({
    held: false,
    graded: { idNumber: 'different', name: 'similar' },
    drafts: [],
    settles: ['participation'],
  });
});

test('a number that is only similar is somebody else’s: nothing held under it speaks of the person asked about', async () => {
  expect(await asked({ ...checkOfPayingPerson, AAC002_PPDDM: '3' })).toEqual({
    held: true,
    graded: { idNumber: 'similar', name: 'similar' },
    drafts: [],
    settles: [],
  });
});

test('a known person with no insurance at all is held, and in no insurance', async () => {
  expect(await asked({ ...checkOfPayingPerson, AAE140: [] })).toMatchObject({ held: true, drafts: [], settles: ['participation'] });
});

test.each([{ AAE140: null }, { AAE140: [null] }, { AAE140: ['', ' '] }])(
  'insurances not stated settle nothing: not stated is not none (%j)',
  async (stated) => {
    expect(await asked({ ...checkOfPayingPerson, ...stated })).toMatchObject({ held: true, drafts: [], settles: [] });
  },
);

test('keys in lower case, codes as numbers and repeated insurances change nothing', async () => {
  const { AAC002_PPDDM, AAC003_PPDDM, AAC008, AAC031, AAB004, AAE418 } = checkOfPayingPerson;
  const odd = {
    aac002_ppddm: Number(AAC002_PPDDM),
    Aac003_ppddm: AAC003_PPDDM,
    aac008: AAC008,
    aac031: Number(AAC031),
    aab004: ` ${AAB004} `,
    aae140: [110, '210', '110'],
    aae418: Number(AAE418),
    zzz: {},
  };
  expect(await asked(odd)).toEqual(await asked(checkOfPayingPerson));
});

test.each([['110'], [110]])('one insurance may stand without its list (%j)', async (AAE140) => {
  expect(await asked({ ...checkOfPayingPerson, AAE140 })).toEqual(await asked({ ...checkOfPayingPerson, AAE140: ['110'] }));
});

test('an insurance without meaning is an unknown one, under its own key', async () => {
  const answer = await asked({ ...checkOfPayingPerson, AAE140: ['170'] });
  expect(answer.drafts).toMatchObject([{ recordKey: 'check-170', content: { insurance: 'unknown' } }]);
});

test.each([
  ['a list', []],
  ['insurances that are no list', { ...checkOfPayingPerson, AAE140: { code: '110' } }],
  ['an insurance that is no code', { ...checkOfPayingPerson, AAE140: [{}] }],
  ['an impossible time', { ...checkOfPayingPerson, AAE418: '20261301000000' }],
])('an answer that is or has %s is broken, never not held', async (_, data) => {
  await expect(asked(data)).rejects.toMatchObject({ kind: 'broken', code: 'answer-unreadable' });
});

test('a refusal that names the person is not told beside the calls of everybody; one of a dictionary is', async () => {
  const refusal = { code: 'B0001', message: '参数错误 测试员甲' };
  bureau().get('/si/v1/dictionary').reply(200, served(dictionary)).post('/si/v1/check').reply(200, refusal);
  bureau().get('/si/v1/dictionary').reply(200, refusal);
  const { client, events } = connected();
  await expect(client.ask(SUBJECT, aCall('live'))).rejects.toMatchObject({ code: 'refused', authority: refusal });
  await expect(client.dictionary(aCall())).rejects.toMatchObject({ code: 'refused' });
  const told = events.filter(({ outcome }) => outcome === 'broken').map(({ operation, authority }) => [operation, authority]);
  expect(told).toEqual([
    ['check', { source: 'social-security', operation: 'check', httpStatus: 200, code: 'B0001' }],
    ['dictionary', { source: 'social-security', operation: 'dictionary', httpStatus: 200, ...refusal }],
  ]);
});

test('an outage is busy, never not held', async () => {
  bureau().get('/si/v1/dictionary').reply(200, served(dictionary)).post('/si/v1/check').times(2).reply(503, '');
  await expect(connected().client.ask(SUBJECT, aCall('live'))).rejects.toMatchObject({ kind: 'busy' });
});

test.each([
  { leaves: 'nothing', out: {}, want: [] },
  { leaves: 'its grade of the name', out: { AAC003_PPDDM: undefined }, want: ['name-grade'] },
  { leaves: 'the employer', out: { AAB004: ' ' }, want: ['employer'] },
  { leaves: 'whether the person pays', out: { AAC031: null }, want: ['payment'] },
  { leaves: 'nothing, by codes without meaning', out: { AAC003_PPDDM: '9', AAC031: 7, AAB004: {} }, want: [] },
])('a check says what it leaves out: $leaves', async ({ out, want }) => {
  expect((await asked({ ...checkOfPayingPerson, ...out })).leftOut).toEqual(want);
});

describe('the dictionary', () => {
  const checksAnswered = (times: number): void => {
    bureau().post('/si/v1/check').times(times).reply(200, served(checkOfPayingPerson));
  };
  /** Twice, and counted. */
  const dictionaryAnswered = (body: () => object) => {
    const counted = { dictionary: 0 };
    bureau()
      .get('/si/v1/dictionary')
      .times(2)
      .reply(200, () => {
        counted.dictionary += 1;
        return body();
      });
    return counted;
  };
  const enrolmentIn = ({ drafts: [draft] }: LiveAnswer) => (draft?.dataset === 'participation' ? draft.content?.enrolment : undefined);
  const ENDED = { ...dictionary, AAC008: { [checkOfPayingPerson.AAC008]: '终止参保' } };

  /** A client that has asked once, more than an hour ago. */
  const afterAnHour = async () => {
    const { client, clock } = connected();
    bureau().get('/si/v1/dictionary').reply(200, served(dictionary));
    checksAnswered(1);
    expect(enrolmentIn(await client.ask(SUBJECT, aCall('live')))).toBe('enrolled');
    clock.advance(HOUR);
    return async () => enrolmentIn(await client.ask(SUBJECT, aCall('live')));
  };

  test('is asked for once an hour, not once a person', async () => {
    const { client, clock } = connected();
    const counted = dictionaryAnswered(() => served(dictionary));
    checksAnswered(3);
    await client.ask(SUBJECT, aCall());
    await client.ask(SUBJECT, aCall());
    expect(counted.dictionary).toBe(1);
    clock.advance(HOUR);
    await client.ask(SUBJECT, aCall());
    await expect.poll(() => counted.dictionary).toBe(2);
  });

  test.each([
    { how: 'the bureau is out of order', status: 503, body: '' },
    { how: 'it is refused', status: 403, body: { code: 'A0401', message: '未授权的接口' } },
    { how: 'it labels nothing', status: 200, body: served({ version: '9' }) },
  ])('past its hour stands where it cannot be renewed: $how', async ({ status, body }) => {
    const ask = await afterAnHour();
    const renewal = bureau().persist().get('/si/v1/dictionary').reply(status, body);
    bureau().persist().post('/si/v1/check').reply(200, served(checkOfPayingPerson));
    expect(await ask()).toBe('enrolled');
    await expect.poll(() => renewal.isDone()).toBe(true);
    expect([await ask(), await ask()]).toEqual(['enrolled', 'enrolled']);
  });

  test('past its hour is renewed behind those who are answered meanwhile, once for all of them', async () => {
    const ask = await afterAnHour();
    const { promise, resolve } = Promise.withResolvers<object>();
    const counted = dictionaryAnswered(() => promise);
    checksAnswered(2);
    expect([await ask(), await ask()]).toEqual(['enrolled', 'enrolled']);
    await expect.poll(() => counted.dictionary).toBe(1);
    resolve(served(ENDED));
    await expect
      .poll(() => {
        checksAnswered(1);
        return ask();
      })
      .toBe('ended');
    expect(counted.dictionary).toBe(1);
  });

  test('that never came leaves a check unread, whatever was answered', async () => {
    bureau().get('/si/v1/dictionary').times(2).reply(503, '');
    checksAnswered(1);
    await expect(connected().client.ask(SUBJECT, aCall('live'))).rejects.toMatchObject({
      kind: 'busy',
      authority: { operation: 'dictionary' },
    });
  });
});
