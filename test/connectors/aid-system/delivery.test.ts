import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ApplicationDocument } from '../../../src/domain/application.ts';
import { instantOf } from '../../../src/domain/period.ts';
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

const ID = '6f1c1f2e-0c1a-5b7e-9d55-0a3a5b1d7c11';
const PATH = `/v1/prefilled-applications/${ID}`;
const AS_OF = instantOf(1_795_000_000_000);

const documentOf = (version: number): ApplicationDocument => ({
  version,
  programme: 'living-aid',
  memberId: 'M-000001',
  form: { 姓名: '测试员甲' },
  provenance: { '/姓名': [{ source: 'aid-system', dataset: 'members', recordKey: 'M-000001', asOf: AS_OF }] },
  reasons: [{ code: 'receives-dibao', text: { zh: '正在领取最低生活保障金', en: 'Receives subsistence allowance' } }],
  expiresAt: AS_OF,
});

const delivered = (version = 1) => connected().client.deliver(ID, documentOf(version), aCall());
const answers = (status: number, body?: nock.Body): void => {
  office().put(PATH).reply(status, body);
};

describe('a delivery', () => {
  test('puts the whole document, as it stands, under our own id', async () => {
    office()
      .put(PATH, JSON.parse(JSON.stringify(documentOf(1))))
      .matchHeader('content-type', /^application\/json/)
      .matchHeader('authorization', 'Bearer token-1')
      .reply(201);
    expect(await delivered()).toEqual({ outcome: 'created' });
  });

  test.each([
    { given: 'a first version that is new', version: 1, status: 201, want: { outcome: 'created' } },
    { given: 'a higher version that is taken', version: 2, status: 201, want: { outcome: 'replaced' } },
    { given: 'the same once more', version: 1, status: 200, want: { outcome: 'unchanged' } },
    { given: 'another body or a decision standing there', version: 1, status: 409, want: { outcome: 'conflict' } },
    { given: 'a member the aid system does not know', version: 1, status: 404, want: { outcome: 'unknown-member' } },
  ])('$given is $want.outcome', async ({ version, status, want }) => {
    answers(status, status === 409 ? { type: 'version-conflict' } : undefined);
    expect(await delivered(version)).toEqual(want);
  });

  test.each([
    { given: { detail: '表单有误', fields: ['/姓名', '/年龄'] }, want: ['/form/姓名'] },
    {
      given: { message: 'no', errors: [{ field: '/姓名', value: '测试员甲' }, { pointer: '/年龄' }, { path: '/姓名' }] },
      want: ['/form/姓名'],
    },
    { given: { detail: '测试员甲 440305199001010018 不存在', fields: null }, want: [] },
    { given: { fields: ['测试员甲', '姓名 测试员甲'], errors: { 测试员甲: ['no'] } }, want: [] },
    { given: {}, want: [] },
    { given: { errors: { '/form/年龄': ['太小'], '/姓名': '测试员甲' } }, want: ['/form/姓名'] },
    { given: { errors: { field: '/姓名' } }, want: ['/form/姓名'] },
    { given: { invalidParams: [{ in: 'form.姓名', value: '测试员甲' }] }, want: ['/form/姓名'] },
    { given: [{ loc: '#/form/姓名', msg: 'no' }], want: ['/form/姓名'] },
    { given: { data: { problems: { expiresAt: 'past', other: 1 } } }, want: ['/expiresAt'] },
    { given: { provenance: { '/form/家庭': 'none' } }, want: ['/provenance'] },
    { given: { missing: ['person.name', '$.form.person.mobile'] }, want: ['/form/person/name', '/form/person/mobile'] },
  ])('a form refused with $given names the fields in our spelling, and nothing else that it says', async ({ given, want }) => {
    answers(422, given);
    expect(await delivered()).toEqual({ outcome: 'refused', fields: want });
  });

  test.each([502, 503, 504])('a gateway that answers %i leaves it uncertain: asked about, not sent again', async (status) => {
    answers(status);
    await expect(delivered()).rejects.toMatchObject({ kind: 'uncertain' });
    expect(nock.pendingMocks()).toEqual([]);
  });

  test('a connection cut before the answer leaves it uncertain', async () => {
    office()
      .put(PATH)
      .replyWithError(Object.assign(new Error('cut'), { code: 'ECONNRESET' }));
    await expect(delivered()).rejects.toMatchObject({ kind: 'uncertain' });
  });

  test('a success that the interface does not know leaves it uncertain', async () => {
    answers(202, {});
    await expect(delivered()).rejects.toMatchObject({ kind: 'uncertain', code: 'unknown-success' });
  });

  test.each([
    [201, { outcome: 'created' }],
    [200, { outcome: 'unchanged' }],
    [404, { outcome: 'unknown-member' }],
    [409, { outcome: 'conflict' }],
    [422, { outcome: 'refused', fields: [] }],
  ])('a %i is what it says, whatever stands in its body', async (status, want) => {
    answers(status, '<h1>it is so</h1>');
    expect(await delivered()).toEqual(want);
  });

  test('a refused token took nothing either: once more with a new one', async () => {
    answers(401);
    issuesTokens('token-2');
    office().put(PATH).matchHeader('authorization', 'Bearer token-2').reply(201);
    expect(await delivered()).toEqual({ outcome: 'created' });
  });

  test('any other refusal is a fault of the interface', async () => {
    answers(400, { type: 'bad-request' });
    await expect(delivered()).rejects.toMatchObject({ kind: 'broken', authority: { operation: 'deliver', httpStatus: 400 } });
  });
});

describe('asking what became of it', () => {
  const asked = (status: number, body?: nock.Body) => {
    office().get(PATH).reply(status, body);
    return connected().client.statusOf(ID, aCall());
  };

  test('says the version, the status and the decision', async () => {
    expect(await asked(200, { version: 2, status: 'declined', reasonCode: 'not-needed', decidedAt: '2026-11-20T09:00:00+08:00' })).toEqual({
      version: 2,
      status: 'declined',
      reasonCode: 'not-needed',
      decidedAt: '2026-11-20T01:00:00.000Z',
    });
  });

  test('what is not stated of the decision is null', async () => {
    expect(await asked(200, { version: 1, status: 'awaiting-confirmation', reasonCode: '', decidedAt: null })).toEqual({
      version: 1,
      status: 'awaiting-confirmation',
      reasonCode: null,
      decidedAt: null,
    });
  });

  test('an application that never arrived is unknown: an answer, not a fault', async () => {
    expect(await asked(404)).toBe('unknown');
  });

  test.each([[{ version: 1, status: 'lost' }], [{ version: 'one', status: 'confirmed' }], [{ version: 1, status: {} }]])(
    '%o is no status: broken, never unknown',
    async (body) => {
      await expect(asked(200, body)).rejects.toMatchObject({ kind: 'broken', code: 'status-unreadable' });
    },
  );

  test.each([
    [{ status: 'confirmed' }, { version: null, status: 'confirmed' }],
    [
      { version: '2', status: '' },
      { version: 2, status: null },
    ],
    [undefined, { version: null, status: null }],
  ])('%o says that it arrived, and what it does not state is null', async (body, want) => {
    expect(await asked(200, body)).toMatchObject(want);
  });

  test('an outage is busy, never unknown', async () => {
    office().get(PATH).times(4).reply(502);
    await expect(connected().client.statusOf(ID, aCall())).rejects.toMatchObject({ kind: 'busy' });
  });
});

describe('a withdrawal', () => {
  const withdrawn = () => connected().client.withdraw(ID, { version: 2, reason: 'evidence-corrected' }, aCall());

  test.each([
    [200, 'withdrawn'],
    [409, 'already-confirmed'],
    [404, 'unknown'],
  ])('answered with %i is %s', async (status, want) => {
    office().post(`${PATH}/withdrawal`, { version: 2, reason: 'evidence-corrected' }).reply(status);
    expect(await withdrawn()).toBe(want);
  });

  test('whose answer never came is uncertain: asked about, not sent again', async () => {
    office().post(`${PATH}/withdrawal`).reply(504);
    await expect(withdrawn()).rejects.toMatchObject({ kind: 'uncertain' });
  });

  test('answered with a success the interface does not know is uncertain', async () => {
    office().post(`${PATH}/withdrawal`).reply(204);
    await expect(withdrawn()).rejects.toMatchObject({ kind: 'uncertain', code: 'unknown-success' });
  });
});
