/** Rows of the change feeds as drafts (`interfaces.md` §1). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { categoryOf } from '../../../connectors/civil-affairs/categories.ts';
import stopped from '../../../connectors/civil-affairs/fixtures/assistance-stopped.json' with { type: 'json' };
import death from '../../../connectors/civil-affairs/fixtures/death-and-cremation.json' with { type: 'json' };
import dibao from '../../../connectors/civil-affairs/fixtures/dibao-of-a-household-of-three.json' with { type: 'json' };
import ended from '../../../connectors/civil-affairs/fixtures/record-that-no-longer-holds.json' with { type: 'json' };
import { normaliseAssistance } from '../../../connectors/civil-affairs/normalise-assistance.ts';
import { normaliseDeath } from '../../../connectors/civil-affairs/normalise-death.ts';
import { brokenly, otherwiseWritten } from './spellings.ts';

/** What JSON parsing makes of an identity number that was sent as a number: its last digits are gone. */
const ROUNDED = Number('440305198503122015');

describe('social assistance', () => {
  test('says the category, what is paid to how many, and since when; telephone and batch stay behind', () => {
    expect(normaliseAssistance(dibao)).toEqual({
      ok: true,
      draft: {
        dataset: 'assistance',
        recordKey: 'c0ffee00-0000-4000-8000-000000000001',
        subject: '440305198503122015',
        changedAt: '2026-11-01T00:15:00.000Z',
        ended: false,
        content: {
          category: 'dibao',
          label: '城市低保',
          monthlyAmount: 246_050,
          peopleCovered: 3,
          declaredIncome: 180_000,
          since: '2025-01',
          stoppedOn: null,
          region: '440305',
          isHead: true,
        },
        sealed: {},
        stated: { name: '测试员甲', birthDate: '1985-03-12', employer: null },
        household: 'H-4403050001',
      },
    });
  });

  test('that stopped says when; what is not stated stays so', () => {
    expect(normaliseAssistance(stopped)).toMatchObject({
      draft: {
        content: {
          category: 'dibao-marginal',
          stoppedOn: '2026-09-30',
          isHead: false,
          monthlyAmount: null,
          peopleCovered: null,
          region: null,
        },
        household: null,
        stated: { birthDate: null },
      },
    });
  });

  test('that no longer holds may state no more than its key', () => {
    expect(normaliseAssistance(ended)).toEqual({
      ok: true,
      draft: {
        dataset: 'assistance',
        recordKey: 'c0ffee00-0000-4000-8000-000000000001',
        subject: null,
        changedAt: '2026-11-20T02:00:00.000Z',
        ended: true,
        content: null,
        sealed: null,
        stated: { name: null, birthDate: null, employer: null },
        household: null,
      },
    });
    expect(normaliseAssistance({ ...dibao, CD_OPERATION: 'D', KSNY: 'junk' })).toMatchObject({
      draft: { ended: true, subject: '440305198503122015', content: null },
    });
  });

  test.each(['4403**********2015', '440305198503122016', '440305198502302015', '军字第20091234号'])(
    'that no longer holds is matched by its key, also where the number beside it is none: %s',
    (unreadable) => {
      const want = { ok: true, draft: { ended: true, subject: null, changedAt: '2026-11-20T02:00:00.000Z' } };
      expect(normaliseAssistance({ ...ended, GMSFHM: unreadable })).toMatchObject(want);
      expect(normaliseDeath({ ...ended, ID_CARD: unreadable })).toMatchObject(want);
    },
  );

  test('that no longer holds is still its person’s where something else of it cannot be read', () => {
    expect(normaliseAssistance({ ...dibao, CD_OPERATION: 'D', CD_TIME: 'junk' })).toMatchObject({
      broken: { path: '/CD_TIME', subject: '440305198503122015' },
    });
  });

  test('labels and regions are kept short, by whole characters', () => {
    const read = normaliseAssistance({ ...dibao, JZLB: '困'.repeat(60), XZQH: '广东省深圳市南山区粤海街道办事处' });
    expect(read).toMatchObject({ draft: { content: { category: 'unknown', label: '困'.repeat(40), region: '广东省深圳市南山区粤海街' } } });
  });

  test.each([
    { given: { UUID: '' }, want: { reason: 'missing-key', path: '/UUID', shape: 'string(0) ', recordKey: null } },
    { given: { GMSFHM: null }, want: { reason: 'identity-number', identityFault: 'absent', path: '/GMSFHM', subject: null } },
    {
      given: { GMSFHM: ROUNDED },
      want: { reason: 'identity-number', identityFault: 'number-type', path: '/GMSFHM', shape: 'number(18) 999999999999999999' },
    },
    { given: { GMSFHM: '440305198503122016' }, want: { reason: 'identity-number', identityFault: 'wrong-check-character' } },
    { given: { CD_OPERATION: 'D', GMSFHM: ROUNDED }, want: { reason: 'identity-number', identityFault: 'number-type' } },
    {
      given: { HZ_GMSFHM: ROUNDED },
      want: { reason: 'identity-number', identityFault: 'number-type', path: '/HZ_GMSFHM', subject: '440305198503122015' },
    },
    {
      given: { KSNY: '202413' },
      want: { reason: 'impossible-date', path: '/KSNY', shape: 'string(6) 999999', subject: '440305198503122015' },
    },
    { given: { TFRQ: '20260230' }, want: { reason: 'impossible-date', path: '/TFRQ' } },
    { given: { CSRQ: '一九八五年' }, want: { reason: 'impossible-date', path: '/CSRQ', shape: 'string(5) aaaaa' } },
    { given: { CD_TIME: '2026-11-01 25:00:00' }, want: { reason: 'impossible-date', path: '/CD_TIME' } },
    { given: { BZJE: '若干' }, want: { reason: 'impossible-amount', path: '/BZJE' } },
    { given: { BZRKS: '2.5' }, want: { reason: 'wrong-type', path: '/BZRKS' } },
    { given: { XM: { first: '甲' } }, want: { reason: 'wrong-type', path: '/XM', shape: 'object(1)' } },
    { given: { CD_OPERATION: 'X' }, want: { reason: 'unknown-operation', path: '/CD_OPERATION' } },
  ])('a row with $given is broken by that field alone', ({ given, want }) => {
    const read = normaliseAssistance({ ...dibao, ...given });
    expect(read).toMatchObject({ ok: false, broken: want });
    expect(JSON.stringify({ ...read, broken: { ...(read.ok ? null : read.broken), subject: null } })).not.toMatch(/4403051985|测试员/);
  });

  test('the same row in any permitted spelling gives the same draft', () => {
    fc.assert(
      fc.property(otherwiseWritten(dibao), (row) => {
        expect(normaliseAssistance(row)).toEqual(normaliseAssistance(dibao));
      }),
    );
  });

  test('no row, whatever it holds, throws or gives itself away', () => {
    fc.assert(
      fc.property(brokenly(dibao), (row) => {
        const read = normaliseAssistance(row);
        if (!read.ok) expect(read.broken.shape.length).toBeLessThan(48);
      }),
    );
  });
});

describe('a label', () => {
  test.each([
    ['低保', 'dibao'],
    ['城市低保', 'dibao'],
    ['农村低保', 'dibao'],
    ['最低生活保障对象', 'dibao'],
    ['特困', 'tekun'],
    ['特困供养', 'tekun'],
    ['低保边缘', 'dibao-marginal'],
    ['最低生活保障边缘家庭成员', 'dibao-marginal'],
    ['刚性支出困难', 'rigid-expense'],
    ['防止返贫监测对象', 'poverty-monitored'],
    ['临时救助', 'temporary'],
    [' 低 保 ', 'dibao'],
    ['低保人员', 'dibao'],
    ['低保家庭', 'dibao'],
    ['最低生活保障家庭成员', 'dibao'],
    ['特困人员供养', 'tekun'],
    ['低保边缘人员', 'dibao-marginal'],
    ['支出型困难家庭', 'rigid-expense'],
    ['脱贫不稳定户', 'poverty-monitored'],
    ['事实无人抚养儿童', 'orphan'],
    ['其他困难人员', 'medical-assistance-other'],
    ['困难人员', 'unknown'],
    ['低收入家庭', 'unknown'],
    ['原低保', 'unknown'],
    ['低保（已停）', 'unknown'],
    ['', 'unknown'],
  ])('%s means %s', (label, category) => {
    expect(categoryOf(label)).toBe(category);
  });

  test('that is not stated means nothing', () => {
    expect(categoryOf(null)).toBe('unknown');
  });
});

describe('a death', () => {
  test('says its days; sex and address stay behind', () => {
    expect(normaliseDeath(death)).toEqual({
      ok: true,
      draft: {
        dataset: 'death',
        recordKey: 'dead0000-0000-4000-8000-000000000001',
        subject: '440304196001012048',
        changedAt: '2026-11-07T01:00:00.000Z',
        ended: false,
        content: { diedOn: '2026-11-02', crematedOn: '2026-11-06' },
        sealed: {},
        stated: { name: '测试员丁', birthDate: null, employer: null },
        household: null,
      },
    });
  });

  test('registered for the wrong person is withdrawn', () => {
    expect(normaliseDeath({ ...ended, ID_CARD: '440304196001012048' })).toMatchObject({
      draft: { dataset: 'death', ended: true, content: null, subject: '440304196001012048' },
    });
    expect(normaliseDeath(ended)).toMatchObject({ draft: { ended: true, subject: null } });
  });

  test('on a day that never was is broken', () => {
    expect(normaliseDeath({ ...death, DEATH_TIME: '2026-02-30 10:00:00' })).toMatchObject({
      broken: { reason: 'impossible-date', path: '/DEATH_TIME', shape: 'string(19) 9999-99-99 99:99:99' },
    });
  });

  test('the same row in any permitted spelling gives the same draft', () => {
    fc.assert(
      fc.property(otherwiseWritten(death), (row) => {
        expect(normaliseDeath(row)).toEqual(normaliseDeath(death));
      }),
    );
  });
});
