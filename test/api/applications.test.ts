import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { components } from '../../src/api/contract.ts';
import { addDays, type Day, startOf } from '../../src/domain/period.ts';
import type { ConcernKind } from '../../src/pipeline/5-apply/application.ts';
import type { Role, Scope } from '../../src/security/caller.ts';
import { eraseMember } from '../../src/security/erasure/erase.ts';
import { showApplication } from '../../src/storage/application-lists.ts';
import { replaceConcerns } from '../../src/storage/concerns.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { type Api, NIGHT, openApi, problemIn } from '../support/api.ts';
import { TESTER } from '../support/nights.ts';
import { changed, enrol, HOSPITAL } from '../support/nights-town.ts';

type Schemas = components['schemas'];

let api: Api;
let operator: { readonly cookie: string; readonly operatorId: string };
let auditor: { readonly cookie: string };
const SECOND = addDays(NIGHT, 1);
const MOBILE = '13800138000';

/**
 * On the second night the poor member has a mobile and a district: their form is another one. Two applications are an operator's concern then, and
 * a third was one on the first night only.
 */
beforeAll(async () => {
  api = await openApi();
  const { town, poor } = api.people;
  enrol(town, changed(poor, startOf(SECOND), { content: { district: '440304' }, sealed: { mobile: MOBILE } }));
  await api.nights.reconcile(SECOND);
  operator = await api.operatorAs(['operator']);
  auditor = await api.operatorAs(['auditor']);
  await raise('run-2026-11-01', NIGHT, [
    ['member-1', 'living-aid', 'evidence-changed'],
    ['member-3', 'mutual-aid-claim', 'ground-gone'],
  ]);
  await raise('run-2026-11-02', SECOND, [
    ['member-1', 'living-aid', 'evidence-changed'],
    ['member-2', 'exclusive-protection', 'ground-gone'],
  ]);
}, 120_000);
afterAll(() => api.close());
beforeEach(() => api.anotherMinute());

const get = (path: string, headers: Readonly<Record<string, string>> = { cookie: operator.cookie }) => api.ask({ path, headers });
const listed = async (query: string) => (await get(`/v1/applications${query}`)).json as Schemas['ApplicationPage'];
const idOf = async (memberId: string, programme: string): Promise<string> =>
  (await listed(`?memberId=${memberId}&programme=${programme}`)).items[0]?.applicationId ?? '';
const shown = async (memberId: string, programme: string) =>
  (await get(`/v1/applications/${await idOf(memberId, programme)}`)).json as Schemas['ApplicationDetail'];
/** As a night does that sees these, and no other any more. */
const raise = async (runId: string, on: Day, seen: readonly (readonly [memberId: string, programme: string, kind: ConcernKind])[]) => {
  const open = await Promise.all(
    seen.map(async ([memberId, programme, kind]) => {
      const applicationId = await idOf(memberId, programme);
      const found = await showApplication(api.context.pool, applicationId);
      return { applicationId, personKey: found?.personKey ?? '', kind };
    }),
  );
  const { rows } = await api.context.pool.query<{ person_key: string }>('select distinct person_key from application');
  const everybody = rows.map(({ person_key }) => person_key);
  await inTransaction(api.context.pool, (tx) => replaceConcerns(tx, { runId, on }, everybody, { open, unsaid: [] }));
};
const entries = async () =>
  ((await get('/v1/audit?act=application-read&limit=5', { cookie: auditor.cookie })).json as Schemas['AuditPage']).items;

describe('applications', () => {
  it('are listed with where each stands, and why one is held in words', async () => {
    const { items } = await listed('');
    expect(items.map(({ memberId, programme, state }) => `${memberId} ${programme} ${state}`).toSorted()).toEqual([
      'member-1 education-aid held',
      'member-1 living-aid delivered',
      'member-2 exclusive-protection delivered',
      'member-3 mutual-aid-claim delivered',
    ]);
    expect(items.find(({ state }) => state === 'held')).toEqual({
      applicationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      caseId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      memberId: 'member-1',
      programme: 'education-aid',
      state: 'held',
      remoteStatus: null,
      decidedAt: null,
      reasonCode: null,
      concern: null,
      holdReasons: [{ code: 'no-source-for-schooling', text: { zh: expect.any(String), en: expect.any(String) }, fields: [] }],
      district: '440304',
      version: 0,
      deliveredVersion: null,
    });
  });

  it.each([
    ['?state=held', ['education-aid']],
    ['?state=delivered&programme=living-aid', ['living-aid']],
    ['?remoteStatus=awaiting-confirmation&memberId=member-2', ['exclusive-protection']],
    ['?remoteStatus=granted', []],
    ['?district=440304&state=delivered', ['living-aid']],
    ['?district=440399', []],
    ['?heldReason=no-source-for-schooling', ['education-aid']],
    ['?heldReason=schooling', []],
    ['?concern=true&memberId=member-1', ['living-aid']],
    ['?concern=true&memberId=member-2', ['exclusive-protection']],
    ['?concern=false&memberId=member-1', ['education-aid']],
    ['?concern=true&memberId=member-3', []],
    ['?concern=false&memberId=member-3', ['mutual-aid-claim']],
    ['?memberId=member-3', ['mutual-aid-claim']],
    ['?memberId=member-5', []],
    ['?memberId=nobody', []],
  ])('are filtered: %s', async (query, want) => {
    expect((await listed(query)).items.map(({ programme }) => programme)).toEqual(want);
  });

  it.each([
    ['?state=lost', 400, 'state'],
    ['?remoteStatus=no', 400, 'remoteStatus'],
    ['?concern=maybe', 400, 'concern'],
    ['?cursor=run-2026-11-01', 400, 'cursor'],
    ['/x', 400, 'applicationId'],
  ])('are not asked for by %s', async (query, status, field) => {
    const answer = await get(`/v1/applications${query}`);
    expect([answer.status, (answer.json as Schemas['Problem']).fields]).toEqual([status, [field]]);
  });

  it.each([1, 2, 3])('are each on exactly one page, whatever pages of %i are asked for', async (limit) => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Schemas['ApplicationPage'] = await listed(`?limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.items.map(({ applicationId }) => applicationId));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual((await listed('')).items.map(({ applicationId }) => applicationId));
  });
});

describe('one application', () => {
  it('tells its versions by night, its reasons, when it expires, and what each field rests on', async () => {
    const { versions, version, deliveredVersion, remoteStatus, reasons, expiresAt, form } = await shown('member-1', 'living-aid');
    expect(versions).toEqual([
      { version: 1, on: NIGHT, runId: 'run-2026-11-01' },
      { version: 2, on: SECOND, runId: 'run-2026-11-02' },
    ]);
    expect([version, deliveredVersion, remoteStatus, expiresAt]).toEqual([2, 2, 'awaiting-confirmation', '2026-12-02T15:59:59.999Z']);
    expect(reasons[0]).toMatchObject({ code: 'assistance-deep', text: { zh: expect.stringContaining('最低生活保障') } });
    expect(form.find(({ pointer }) => pointer === '/person/name')?.provenance).toEqual([
      { source: 'aid-system', dataset: 'members', asOf: expect.stringMatching(/^2026-11-/) },
      { source: 'medical-insurance', dataset: 'person', asOf: expect.stringMatching(/^2026-11-/) },
    ]);
    expect(form.every(({ provenance }) => provenance.length > 0)).toBe(true);
  });

  it('tells why an operator has to look at it, and since when; a concern that was settled is told no more', async () => {
    const told = async (memberId: string, programme: string) => [
      (await listed(`?memberId=${memberId}&programme=${programme}`)).items[0]?.concern,
      (await shown(memberId, programme)).concern,
    ];
    const [changed, gone] = [
      { kind: 'evidence-changed', openedOn: NIGHT },
      { kind: 'ground-gone', openedOn: SECOND },
    ];
    expect(await told('member-1', 'living-aid')).toEqual([changed, changed]);
    expect(await told('member-2', 'exclusive-protection')).toEqual([gone, gone]);
    expect(await told('member-3', 'mutual-aid-claim')).toEqual([null, null]);
  });

  it('that is held and was never filled has no form yet', async () => {
    expect(await shown('member-1', 'education-aid')).toMatchObject({ version: 0, versions: [], form: [], reasons: [], expiresAt: null });
  });

  it('says what the worker and officers still have to supply', async () => {
    const { remains, form } = await shown('member-1', 'living-aid');
    expect(remains.complete).toBe(false);
    expect(remains.fields.map(({ pointer, supplier }) => `${pointer} ${supplier}`)).toContain('/household/monthlyIncomePerPerson worker');
    const filled = new Set(form.map(({ pointer }) => pointer));
    expect(remains.fields.filter(({ pointer }) => filled.has(pointer))).toEqual([]);
    expect(remains.signatures.map(({ by }) => by)).toEqual(expect.arrayContaining(['worker', 'grassroots-union']));
    expect(remains.attachments.map(({ title }) => title.zh)).toContain('户口本');
  });

  it('that is unknown is not found', async () => {
    const answer = await get('/v1/applications/0f8fad5b-d9cb-469f-a165-70867728950e');
    expect([answer.status, problemIn(answer)]).toEqual([404, 'no-such-application']);
  });
});

describe('masking', () => {
  it('leaves of a form who it is about by the customary masks, and nothing of health, work or money', async () => {
    const { items } = await listed('');
    const answers = await Promise.all(items.map(({ applicationId }) => get(`/v1/applications/${applicationId}`)));
    const text = answers.map((answer) => answer.text).join('\n');
    const { town: _town, ...people } = api.people;
    for (const { sealed } of Object.values(people))
      for (const secret of [sealed.name, sealed.idNumber, sealed.employerName]) if (secret !== null) expect(text).not.toContain(secret);
    for (const secret of [MOBILE, HOSPITAL, '试验性肺部疾病', 'C34.900', 'POLICY-3', 'stay-1', 'recordKey', '1988-07-04', '9000', '3000'])
      expect(text).not.toContain(secret);
    const { form, member } = await shown('member-1', 'living-aid');
    const fieldAt = (pointer: string) => form.find((field) => field.pointer === pointer);
    expect(member).toEqual({ name: '钱*', idNumber: fieldAt('/person/idNumber')?.value });
    expect(fieldAt('/person/mobile')).toMatchObject({ value: '138****8000', masked: true });
    expect(fieldAt('/assistance/category')).toMatchObject({ value: '***', masked: true });
    expect(fieldAt('/hardship/suggestedClass')).toMatchObject({ value: 'deep', masked: false });
  });
});

describe('who may see applications', () => {
  const ROLES: readonly (readonly [Role, number])[] = [
    ['viewer', 200],
    ['operator', 200],
    ['rule-keeper', 403],
    ['auditor', 403],
    ['administrator', 403],
  ];
  const SCOPES: readonly (readonly [Scope, number])[] = [
    ['cases:read', 200],
    ['verify', 403],
  ];
  const both = async (headers: Readonly<Record<string, string>>) => [
    (await get('/v1/applications', headers)).status,
    (await get(`/v1/applications/${await idOf('member-1', 'living-aid')}`, headers)).status,
  ];

  it.each(ROLES)('%s: %i', async (role, status) => {
    expect(await both({ cookie: (await api.operatorAs([role])).cookie })).toEqual([status, status]);
  });
  it.each(SCOPES)('a system with %s: %i', async (scope, status) => {
    expect(await both(await api.clientAs(`with-${scope.replace(':', '-')}`, [scope]))).toEqual([status, status]);
  });
  it('nobody who has not signed in', async () => {
    expect(await both({})).toEqual([401, 401]);
  });
});

describe('every look at an application is in the ledger', () => {
  it('a page as one entry, with everybody on it, and one by itself', async () => {
    await listed('?programme=mutual-aid-claim');
    expect((await entries())[0]).toMatchObject({ purpose: 'mutual-aid-claim', sources: ['aid-system'], outcome: 'listed', subjects: 1 });
    await listed('');
    expect((await entries())[0]).toMatchObject({ purpose: null, outcome: 'listed', subjects: 3 });
    const applicationId = await idOf('member-3', 'mutual-aid-claim');
    const { headers } = await get(`/v1/applications/${applicationId}`);
    expect((await entries())[0]).toMatchObject({
      actor: `operator:${operator.operatorId}`,
      purpose: 'mutual-aid-claim',
      sources: ['medical-insurance', 'aid-system'],
      outcome: 'shown',
      subjects: 1,
      trace: headers['x-trace-id'],
      particulars: { applicationId, version: 1 },
    });
    await get('/v1/applications/0f8fad5b-d9cb-469f-a165-70867728950e');
    expect((await entries())[0]).toMatchObject({ outcome: 'none', subjects: 0 });
  });
});

describe('somebody who was erased', () => {
  it('has no application any more, also while it is still being withdrawn', async () => {
    const applicationId = await idOf('member-3', 'mutual-aid-claim');
    await eraseMember({ memberId: 'member-3', cause: 'asked', reason: null, caller: TESTER }, api.context);
    const [gone, never] = [
      await get(`/v1/applications/${applicationId}`),
      await get('/v1/applications/0f8fad5b-d9cb-469f-a165-70867728950e'),
    ];
    const said = ({ json }: typeof gone) => ({ ...(json as Schemas['Problem']), traceId: '' });
    expect([gone.status, said(gone)]).toEqual([404, said(never)]);
    expect((await listed('?programme=mutual-aid-claim')).items).toEqual([]);
  });
});
