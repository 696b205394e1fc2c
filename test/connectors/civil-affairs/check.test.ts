/** A person asked about while a worker waits (`interfaces.md` §1, s_civil_check). */
import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import dead from '../../../connectors/civil-affairs/fixtures/check-of-a-dead-person.json' with { type: 'json' };
import recipient from '../../../connectors/civil-affairs/fixtures/check-of-a-dibao-recipient.json' with { type: 'json' };
import type { LiveAnswer } from '../../../src/upstream/connector.ts';
import { aCall } from '../../upstream/support/client.ts';
import { answered, connected, issuesSecrets, service, subject } from './gateway.ts';

beforeAll(() => {
  nock.disableNetConnect();
});
afterEach(() => {
  nock.cleanAll();
});
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

/** What JSON parsing makes of an identity number that was sent as a number: its last digits are gone. */
const ROUNDED = Number('440305198503122015');

const ask = (rows: readonly unknown[], number = '440305198503122015'): Promise<LiveAnswer> => {
  issuesSecrets(4_000_000_000_000, 'secret-1');
  const asksForOne = (body: Record<string, unknown>): boolean => body['biz_content'] === JSON.stringify({ GMSFHM: number, XM: '测试员甲' });
  service('s_civil_check', asksForOne).reply(200, answered(rows));
  return connected().client.ask(subject(number), aCall('live'));
};

describe('the bureau answers', () => {
  test('a recipient of 低保 with its own grades and the draft the night would make', async () => {
    expect(await ask([recipient])).toEqual({
      held: true,
      graded: { idNumber: 'equal', name: 'equal' },
      drafts: [
        {
          dataset: 'assistance',
          recordKey: 'check',
          subject: '440305198503122015',
          changedAt: '2026-11-22T00:00:00.000Z',
          ended: false,
          content: {
            category: 'dibao',
            label: '低保',
            since: '2025-01',
            monthlyAmount: null,
            peopleCovered: null,
            declaredIncome: null,
            stoppedOn: null,
            region: null,
            isHead: null,
          },
          sealed: {},
          stated: { name: null, birthDate: null, employer: null },
          household: null,
        },
      ],
      settles: ['assistance', 'death'],
    });
  });

  test('a dead person as dead, without a day: the check states none', async () => {
    const answer = await ask([dead], '440304196001012048');
    expect(answer).toMatchObject({ held: true, graded: { idNumber: 'equal', name: 'similar' }, settles: ['death'] });
    expect(answer.drafts).toMatchObject([
      { dataset: 'death', recordKey: 'check', ended: false, content: { diedOn: null, crematedOn: null } },
    ]);
  });

  test('no row: no such person there, which is an answer, but takes back nothing that was read', async () => {
    expect(await ask([])).toEqual({
      held: false,
      graded: null,
      drafts: [],
      settles: [],
      settlesUnlessHeld: ['assistance', 'death'],
    });
  });

  test('nothing of whether the person lives: that stays unknown', async () => {
    expect(await ask([{ ...recipient, SWBS: null }])).toMatchObject({ settles: ['assistance'] });
    expect(await ask([{ ...recipient, SWBS: '9' }])).toMatchObject({ settles: ['assistance'], drafts: [{ dataset: 'assistance' }] });
  });

  test.each([
    ['""', ''],
    ['null', null],
    ['its absence', undefined],
  ])('no category by %s: whether there is assistance stays unknown', async (_, JZLB) => {
    expect(await ask([{ ...recipient, JZLB }])).toMatchObject({ held: true, drafts: [], settles: ['death'] });
    expect(await ask([{ ...recipient, JZLB, SWBS: '' }])).toMatchObject({ held: true, drafts: [], settles: [] });
  });

  test("a name that differs is graded so, and the record is still that number's", async () => {
    expect(await ask([{ ...recipient, XM: '别人', XM_PPDDM: 4 }])).toMatchObject({
      graded: { idNumber: 'equal', name: 'different' },
      drafts: [{ dataset: 'assistance' }],
    });
  });

  test.each([
    { code: '3', grade: 'similar' },
    { code: '4', grade: 'different' },
  ])('a number that is only $grade speaks of somebody else', async ({ code, grade }) => {
    // The bureau may state the number asked about, the one it found, or neither; that one need not be readable.
    for (const GMSFHM of [recipient.GMSFHM, '440304196001012048', '4403**', ''])
      expect(await ask([{ ...recipient, GMSFHM, GMSFHM_PPDDM: code }])).toEqual({
        held: true,
        graded: { idNumber: grade, name: 'equal' },
        drafts: [],
        settles: [],
      });
  });

  test('without grades: the caller compares', async () => {
    for (const unknown of ['9', 'constructor', '']) {
      const answer = await ask([{ ...recipient, GMSFHM_PPDDM: '', XM_PPDDM: unknown }]);
      expect(answer).toMatchObject({ graded: null, drafts: [{ dataset: 'assistance', stated: { name: '测试员甲' } }] });
    }
    expect(await ask([{ ...recipient, GMSFHM_PPDDM: null }])).toMatchObject({ graded: { idNumber: 'equal', name: 'equal' } });
  });
});

describe('an answer that cannot be meant is refused, not guessed at', () => {
  test.each([
    { rows: [recipient, recipient], want: { code: 'too-many-rows' }, why: 'two rows' },
    { rows: [{ ...recipient, GMSFHM: '440304196001012048' }], want: { code: 'another-person' }, why: 'another person' },
    {
      rows: [{ ...recipient, GMSFHM: ROUNDED }],
      want: { code: 'row-broken', message: expect.stringContaining('identity-number at /GMSFHM') },
      why: 'a number that lost its digits',
    },
    {
      rows: [{ ...recipient, JZLB_KSNY: '202513' }],
      want: { code: 'row-broken', message: expect.stringContaining('impossible-date at /JZLB_KSNY, string(6) 999999') },
      why: 'a month that never was',
    },
    { rows: ['row'], want: { code: 'row-broken' }, why: 'a row that is none' },
  ])('$why', async ({ rows, want }) => {
    await expect(ask(rows)).rejects.toMatchObject({ kind: 'broken', ...want });
  });
});
