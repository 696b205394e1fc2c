import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eraseMember } from '../../src/security/erasure/erase.ts';
import { ledgerHead } from '../../src/storage/ledger.ts';
import { looksAt } from '../../src/storage/ledger-reading.ts';
import { type Api, openApi, type ProblemBody } from '../support/api.ts';

let api: Api;
let auditor: { readonly cookie: string; readonly operatorId: string };
let memberId: string;

interface Page {
  readonly items: readonly {
    readonly seq: number;
    readonly at: string;
    readonly actor: string;
    readonly act: string;
    readonly outcome: string;
    readonly trace: string | null;
  }[];
  readonly nextCursor: string | null;
}

const get = async (path: string): Promise<Page> => (await api.ask({ path, headers: { cookie: auditor.cookie } })).json as Page;

beforeAll(async () => {
  api = await openApi();
  auditor = await api.operatorAs(['auditor']);
  memberId = api.people.courier.content.memberId;
}, 120_000);
afterAll(() => api.close());

describe('the audit ledger over HTTP', () => {
  it('is shown page by page, the newest first, and whoever asks stands in it before they are answered', async () => {
    const first = await get('/v1/audit?limit=3');
    expect(first.items[0]).toMatchObject({ actor: `operator:${auditor.operatorId}`, act: 'audit-read', outcome: 'listed' });
    const second = await get(`/v1/audit?limit=3&cursor=${first.nextCursor}`);
    const seqs = [...first.items, ...second.items].map(({ seq }) => seq);
    const newest = first.items[0]?.seq ?? 0;
    expect(seqs).toEqual(Array.from({ length: 6 }, (_, index) => newest - index));
  });

  it('knows of an answer fetched again by whoever was given it, and of somebody else who tried', async () => {
    const { poor } = api.people;
    const json = { subject: { idNumber: poor.sealed.idNumber, name: poor.sealed.name }, purpose: 'hardship-screening' };
    const asker = await api.clientAs('fetches-again');
    const first = await api.ask({ method: 'POST', path: '/v1/verify-identity', headers: asker, json });
    const { verificationId } = first.json as { readonly verificationId: string };
    const path = `/v1/verify-identity/${verificationId}`;
    expect((await api.ask({ path, headers: asker })).json).toEqual(first.json);
    expect((await api.ask({ path, headers: await api.clientAs('somebody-else') })).status).toBe(404);
    const { items } = await get('/v1/audit?act=verification-read&limit=10');
    expect(items.map(({ actor, outcome }) => [actor, outcome])).toEqual([
      ['client:somebody-else', 'none'],
      ['client:fetches-again', 'told'],
    ]);
    const looks = await get(`/v1/members/${poor.content.memberId}/looks?limit=100`);
    const reading = looks.items.filter(({ act }) => act === 'verification-read');
    expect(reading.map(({ actor, outcome }) => [actor, outcome])).toEqual([['client:fetches-again', 'told']]);
  });

  it('is asked by actor, act and time', async () => {
    const verified = await get('/v1/audit?actor=machine:verify&act=work&limit=100');
    expect(new Set(verified.items.map(({ actor }) => actor))).toEqual(new Set(['machine:verify']));
    expect(verified.nextCursor).toBeNull();
    const [one] = verified.items;
    expect((await get(`/v1/audit?act=work&to=${one?.at}`)).items.every(({ at }) => at < (one?.at ?? ''))).toBe(true);
    expect((await get('/v1/audit?act=work&from=2200-01-01T00:00:00Z')).items).toEqual([]);
  });

  it('says who looked at one member, and nothing of anybody else', async () => {
    const { items } = await get(`/v1/members/${memberId}/looks?limit=100`);
    expect(items.map(({ actor }) => actor)).toEqual(
      expect.arrayContaining([`operator:${auditor.operatorId}`, 'machine:verify', 'machine:roster']),
    );
    expect(JSON.stringify(items)).not.toContain(memberId);
  });

  it('says of somebody erased that they were, and keeps who looked at them where their number leads', async () => {
    const { ordinary } = api.people;
    const { memberId: erased } = ordinary.content;
    const subject = api.context.ledger.subjectOf(api.context.lookup.digest('identity-number', ordinary.sealed.idNumber));
    const before = await looksAt(api.context.pool, { subject, before: null, limit: 100 });
    const caller = { kind: 'operator', id: auditor.operatorId, roles: [] } as const;
    await eraseMember({ memberId: erased, cause: 'asked', reason: null, caller }, api.context);
    const answer = await api.ask({ path: `/v1/members/${erased}/looks`, headers: { cookie: auditor.cookie } });
    expect([answer.status, answer.json]).toEqual([
      404,
      expect.objectContaining({
        type: 'urn:huzheng:problem:no-such-member',
        detail: expect.stringMatching(/^A member of that id was erased on \d{4}-\d{2}-\d{2}, .*--by-number/),
      }),
    ]);
    const after = await looksAt(api.context.pool, { subject, before: null, limit: 100 });
    expect(after.map(({ act }) => act)).toEqual(['erase', ...before.map(({ act }) => act)]);
  });

  it.each([
    ['/v1/members/nobody/looks', 404, 'memberId'],
    ['/v1/audit?from=0000-01-01T00:00:00Z', 400, 'from'],
    ['/v1/audit?to=2016-12-31T23:59:60Z', 400, 'to'],
    ['/v1/audit?to=9999-12-31T23:59:59-23:59', 400, 'to'],
    ['/v1/members/%00/looks', 400, 'memberId'],
    // As the roster may call them.
    ['/v1/members/%E4%BC%9A%E5%91%98.2024%2F1/looks', 404, 'memberId'],
    ['/v1/audit?cursor=x', 400, 'cursor'],
    ['/v1/audit?limit=0', 400, 'limit'],
    ['/v1/audit?from=yesterday', 400, 'from'],
    ['/v1/audit?actor=a%20b', 400, 'actor'],
  ])('refuses %s, and enters nothing', async (path, status, field) => {
    const before = await ledgerHead(api.context.pool);
    const answer = await api.ask({ path, headers: { cookie: auditor.cookie } });
    expect(answer.status).toBe(status);
    expect((answer.json as ProblemBody).fields).toEqual([field]);
    expect((await ledgerHead(api.context.pool)).seq).toBe(before.seq);
  });

  it.each([['viewer'], ['operator'], ['rule-keeper'], ['administrator']] as const)('is closed to a %s', async (role) => {
    const { cookie } = await api.operatorAs([role]);
    expect((await api.ask({ path: '/v1/audit', headers: { cookie } })).status).toBe(403);
    expect((await api.ask({ path: `/v1/members/${memberId}/looks`, headers: { cookie } })).status).toBe(403);
  });

  it('is closed to whoever has not signed in', async () => {
    expect((await api.ask({ path: '/v1/audit' })).status).toBe(401);
    expect((await api.ask({ path: `/v1/members/${memberId}/looks` })).status).toBe(401);
  });
});
