import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { components } from '../../src/api/contract.ts';
import { addDays, startOf } from '../../src/domain/period.ts';
import type { Case } from '../../src/pipeline/4-screen/types.ts';
import type { Role, Scope } from '../../src/security/caller.ts';
import { eraseMember } from '../../src/security/erasure/erase.ts';
import { type Api, NIGHT, openApi, problemIn } from '../support/api.ts';
import { day } from '../support/dossiers.ts';
import { aCase, keepCases, personKeyOf } from '../support/kept-cases.ts';
import { TESTER } from '../support/nights.ts';
import { changed, enrol } from '../support/nights-town.ts';

type Schemas = components['schemas'];

let api: Api;
let operator: { readonly cookie: string; readonly operatorId: string };
let auditor: { readonly cookie: string };
const [SECOND, THIRD] = [addDays(NIGHT, 1), addDays(NIGHT, 2)];

/** The courier stops being one and is one again; the poor member moves; the ordinary one has been near a line, and on file, since long ago. */
beforeAll(async () => {
  api = await openApi();
  const { town, courier, poor, ordinary } = api.people;
  const another = changed(courier, startOf(SECOND), { content: { employmentForm: 'standard' } });
  enrol(town, another, changed(poor, startOf(SECOND), { content: { district: '440304' }, sealed: { mobile: '13800138000' } }));
  await api.nights.reconcile(SECOND);
  enrol(town, changed(another, startOf(THIRD), { content: { employmentForm: 'courier' } }));
  await api.nights.reconcile(THIRD);
  const personKey = await personKeyOf(api.context, ordinary);
  await keepCases(api.context, 'run-2026-11-01', [
    { personKey, caseId: NEAR_MISS, on: day('2026-10-01'), content: nearMiss },
    { personKey, caseId: LEAVING, on: day('2026-10-02'), content: leaving },
  ]);
  operator = await api.operatorAs(['operator']);
  auditor = await api.operatorAs(['auditor']);
}, 120_000);
afterAll(() => api.close());
beforeEach(() => api.anotherMinute());

const NEAR_MISS = 'aaaaaaaa-0000-5000-8000-000000000001';
const LEAVING = 'aaaaaaaa-0000-5000-8000-000000000002';
const words = (zh: string, en: string) => ({ zh, en });
/** As one row of a rule brings it, from two records. */
const paid = {
  rule: 'payments',
  fact: 'ownPaidLast12Months',
  title: words('个人支付医疗费', 'Own payments'),
  value: 3_000_000,
  countsFrom: null,
  bound: 'exact',
  mark: null,
  threshold: { name: 'largeOwnPayments', operator: '>=', value: 2_000_000, documentRef: 'sandbox-standards' },
  distance: 1_000_000,
  evidence: (['stay-1', 'stay-2'] as const).map((recordKey) => ({
    source: 'medical-insurance',
    dataset: 'settlement',
    recordKey,
    version: 1,
    asOf: null,
  })),
} as const satisfies Case['conditions'][number];
const nearMiss = aCase({
  kind: 'near-miss',
  conditions: [paid, paid],
  class: null,
  episode: 'near-miss',
  cannotJudge: [
    { rule: 'injury', missing: { kind: 'fact', name: 'injuryGrade', reason: 'stale' } },
    { rule: 'payments', missing: { kind: 'threshold', name: 'largeOwnPayments' } },
  ],
  nearMiss: [
    {
      code: 'lost-work',
      fact: 'monthsWithoutContribution',
      value: 2,
      threshold: { name: 'monthsWithout', operator: '>=', value: 3, documentRef: 'sandbox-standards' },
      distance: 1,
      smallestChange: words('再断缴1个月', 'One more month without a contribution'),
      evidence: [{ source: 'social-security', dataset: 'contributions', recordKey: 'october', version: 2, asOf: null }],
    },
  ],
});
const leaving = aCase({
  kind: 'leaving',
  class: null,
  episode: 'file:2025-01-01',
  leaving: {
    kind: 'no-longer-qualifies',
    reason: { code: 'no-ground-left', text: words('已无困难情形', 'No ground is left'), evidence: [] },
    since: day('2026-06-01'),
    months: 5,
  },
});

const get = (path: string, headers: Readonly<Record<string, string>> = { cookie: operator.cookie }) => api.ask({ path, headers });
const listed = async (query: string) => (await get(`/v1/cases${query}`)).json as Schemas['CasePage'];
const shown = async (caseId: string) => (await get(`/v1/cases/${caseId}`)).json as Schemas['CaseDetail'];
const caseOf = async (memberId: string): Promise<string> => (await listed(`?status=all&memberId=${memberId}`)).items[0]?.caseId ?? '';
const entries = async (act = 'case-read') =>
  ((await get(`/v1/audit?act=${act}&limit=5`, { cookie: auditor.cookie })).json as Schemas['AuditPage']).items;

describe('cases', () => {
  it('are listed as the contract says, the newest first, with their reasons in both languages', async () => {
    const { items, nextCursor } = await listed('');
    expect([items.map(({ memberId, kind }) => `${memberId} ${kind}`), nextCursor]).toEqual([
      ['member-3 suggested', 'member-2 lead', 'member-1 suggested', 'member-4 leaving', 'member-4 near-miss'],
      null,
    ]);
    expect(items[2]).toEqual({
      caseId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      memberId: 'member-1',
      status: 'open',
      kind: 'suggested',
      class: 'deep',
      purpose: 'hardship-screening',
      district: '440304',
      openedOn: NIGHT,
      closedOn: null,
      unjudgedSince: null,
      asOf: '2026-11-03T15:59:59.999Z',
      programmes: ['living-aid', 'education-aid'],
      reasons: [
        { code: 'assistance-deep', text: { zh: expect.stringContaining('最低生活保障'), en: expect.stringContaining('allowance') } },
      ],
      nearMiss: [],
      leaving: null,
    });
  });

  it.each([
    ['?status=all&kind=suggested', ['member-3', 'member-1']],
    ['?kind=near-miss', ['member-4']],
    ['?class=deep', ['member-1']],
    ['?class=accident', []],
    ['?programme=education-aid', ['member-1']],
    ['?purpose=exclusive-protection', ['member-2']],
    ['?district=440304', ['member-1']],
    ['?district=440399', []],
    ['?rule=stay-claim', ['member-3']],
    ['?rule=lost-work', ['member-4']],
    ['?rule=no-ground-left', ['member-4']],
    ['?cannotJudge=true&purpose=hardship-screening', ['member-4']],
    ['?cannotJudge=false&kind=leaving', ['member-4']],
    ['?openedFrom=2026-11-01', ['member-3', 'member-2', 'member-1']],
    ['?openedTo=2026-10-01', ['member-4']],
    ['?openedFrom=2026-10-02&openedTo=2026-10-31&district=440304', []],
    ['?memberId=member-2', ['member-2']],
    ['?status=closed', []],
  ])('are filtered: %s', async (query, want) => {
    expect((await listed(query)).items.map(({ memberId }) => memberId)).toEqual(want);
  });

  it.each([
    ['?status=half-open', 'status'],
    ['?openedFrom=yesterday', 'openedFrom'],
    ['?openedTo=2026-02-31', 'openedTo'],
    ['?cannotJudge=perhaps', 'cannotJudge'],
    ['?limit=101', 'limit'],
    ['?memberId=%00', 'memberId'],
    ['?cursor=2026-11-01', 'cursor'],
    ['?cursor=2026-02-31-aaaaaaaa-0000-5000-8000-000000000001', 'cursor'],
    ['/AAAAAAAA-0000-5000-8000-000000000001', 'caseId'],
  ])('are not asked for by %s, and nothing is entered', async (query, field) => {
    const before = (await entries())[0]?.seq;
    const answer = await get(`/v1/cases${query}`);
    expect([answer.status, (answer.json as Schemas['Problem']).fields]).toEqual([400, [field]]);
    expect((await entries())[0]?.seq).toBe(before);
  });

  it('that are near a line say how near, and what the smallest change would be; what could not be judged says why', async () => {
    const { cannotJudge, nearMiss: missed } = await shown(NEAR_MISS);
    expect(missed).toMatchObject([
      {
        code: 'lost-work',
        unit: 'months',
        value: 2,
        threshold: { operator: '>=', value: 3 },
        distance: 1,
        title: { zh: '未缴费月数' },
        smallestChange: { en: 'One more month without a contribution' },
        evidence: [{ source: 'social-security', dataset: 'contributions', version: 2, asOf: expect.stringMatching(/^2026-/) }],
      },
    ]);
    expect(cannotJudge).toEqual([
      { rule: 'injury', missing: 'fact', name: 'injuryGrade', title: { zh: '伤残等级', en: 'Grade of injury' }, reason: 'stale' },
      { rule: 'payments', missing: 'threshold', name: 'largeOwnPayments', title: null, reason: null },
    ]);
  });

  it('tell a condition that several rows bring, and records that look alike without their keys, once', async () => {
    const { conditions, explanation } = await shown(NEAR_MISS);
    expect(conditions.map(({ rule, evidence }) => [rule, evidence.map(({ dataset, version }) => `${dataset} ${version}`)])).toEqual([
      ['payments', ['settlement 1']],
    ]);
    expect(explanation.filter(({ en }) => en.startsWith('Own payments')).length).toBe(1);
  });

  it('of a file that should end say for how many months nothing has been found', async () => {
    expect((await shown(LEAVING)).leaving).toEqual({
      kind: 'no-longer-qualifies',
      reason: { code: 'no-ground-left', text: words('已无困难情形', 'No ground is left') },
      since: '2026-06-01',
      months: 5,
      evidence: [],
    });
  });
});

describe('one case', () => {
  it('tells what it rests on, by version and reading, and never by the key of a record', async () => {
    const answer = await get(`/v1/cases/${await caseOf('member-3')}`);
    const { conditions, offers, checks, ruleSet, applications } = answer.json as Schemas['CaseDetail'];
    expect(conditions.find(({ fact }) => fact === 'daysSinceSettlement')).toMatchObject({
      rule: 'stay-claim',
      unit: 'days',
      value: 54,
      bound: 'exact',
      threshold: { name: 'claimWithinDays', operator: '<=', value: 180 },
      distance: 126,
      evidence: [{ source: 'medical-insurance', dataset: 'settlement', version: 1, asOf: '2026-11-03T15:59:59.999Z' }],
    });
    expect(offers).toMatchObject([{ programme: 'mutual-aid-claim', rules: ['stay-claim'], held: [], overlaps: [] }]);
    expect(checks.map(({ code }) => code)).toEqual(['accident-or-illness']);
    expect(ruleSet).toMatchObject({ id: 'sandbox-city', version: expect.stringMatching(/^\d/) });
    expect(applications).toMatchObject([{ programme: 'mutual-aid-claim', state: 'delivered' }]);
    expect(answer.text).not.toMatch(/recordKey|stay-1|episode/);
  });

  it('explains itself in plain words, in both languages, from the evidence it rests on', async () => {
    const { explanation } = await shown(await caseOf('member-1'));
    const [zh, en] = [explanation.map((line) => line.zh), explanation.map((line) => line.en)];
    expect(zh).toContain('部门记录支持深度困难。');
    expect(zh.find((line) => line.includes('依据'))).toContain('民政社会救助记录（截至2026年11月3日）');
    expect(en.find((line) => line.includes('From:'))).toContain('social assistance (civil affairs) as of 2026-11-03');
    expect(zh.at(-1)).toContain('由工作人员决定');
    expect(explanation.length).toBe(new Set(zh).size);
  });

  it('says why an offer is not sent', async () => {
    const { offers } = await shown(await caseOf('member-1'));
    expect(offers.find(({ programme }) => programme === 'education-aid')?.held).toMatchObject([{ code: 'no-source-for-schooling' }]);
  });

  it('tells every night that changed it: opened, closed while its ground was gone, and open again', async () => {
    const { status, openedOn, history } = await shown(await caseOf('member-2'));
    expect([status, openedOn]).toEqual(['open', NIGHT]);
    expect(history).toEqual([
      { event: 'opened', on: NIGHT, runId: 'run-2026-11-01', changed: [] },
      { event: 'closed', on: SECOND, runId: 'run-2026-11-02', changed: [] },
      { event: 'reopened', on: THIRD, runId: 'run-2026-11-03', changed: [] },
    ]);
  });

  it('in which only the days went on has not changed', async () => {
    expect((await shown(await caseOf('member-3'))).history.map(({ event }) => event)).toEqual(['opened']);
  });

  it('that is unknown is not found', async () => {
    const answer = await get('/v1/cases/0f8fad5b-d9cb-469f-a165-70867728950e');
    expect([answer.status, problemIn(answer)]).toEqual([404, 'no-such-case']);
  });
});

describe('masking', () => {
  it('tells the member by the first character and by six and four digits, and nowhere a name, number or mobile', async () => {
    const { items } = await listed('?status=all');
    const answers = [await get('/v1/cases?status=all'), ...(await Promise.all(items.map(({ caseId }) => get(`/v1/cases/${caseId}`))))];
    const text = answers.map((answer) => answer.text).join('\n');
    const { town: _town, ...people } = api.people;
    for (const { sealed } of Object.values(people)) {
      expect(text).not.toContain(sealed.name);
      expect(text).not.toContain(sealed.idNumber);
    }
    expect(text).not.toContain('13800138000');
    expect(answers.slice(1).map(({ json }) => (json as Schemas['CaseDetail']).member)).toContainEqual({
      name: '钱*',
      idNumber: api.people.poor.sealed.idNumber.replace(/^(.{6}).{8}/, '$1********'),
    });
  });
});

describe('a member', () => {
  it('off the roster and one without a case are answered alike', async () => {
    const [without, nobody] = [await get('/v1/cases?memberId=member-5'), await get('/v1/cases?memberId=nobody')];
    expect([without.status, without.json]).toEqual([200, { items: [], nextCursor: null }]);
    expect([nobody.status, nobody.json]).toEqual([without.status, without.json]);
  });
});

describe('who may see cases', () => {
  const ROLES: readonly (readonly [Role, number])[] = [
    ['viewer', 200],
    ['operator', 200],
    ['rule-keeper', 200],
    ['auditor', 403],
    ['administrator', 403],
  ];
  const SCOPES: readonly (readonly [Scope, number])[] = [
    ['cases:read', 200],
    ['verify', 403],
  ];
  const both = async (headers: Readonly<Record<string, string>>) => [
    (await get('/v1/cases', headers)).status,
    (await get(`/v1/cases/${NEAR_MISS}`, headers)).status,
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

describe('every look at a case is in the ledger', () => {
  it('a page as one entry, with everybody on it', async () => {
    const { headers } = await get('/v1/cases?purpose=mutual-aid-claim');
    expect((await entries())[0]).toMatchObject({
      actor: `operator:${operator.operatorId}`,
      purpose: 'mutual-aid-claim',
      sources: ['medical-insurance', 'aid-system'],
      outcome: 'listed',
      subjects: 1,
      trace: headers['x-trace-id'],
    });
    await listed('');
    expect((await entries())[0]).toMatchObject({ purpose: null, subjects: 4 });
  });

  it('one as one entry, which its member finds', async () => {
    const caseId = await caseOf('member-1');
    const { headers } = await get(`/v1/cases/${caseId}`, await api.clientAs('reads-cases', ['cases:read']));
    expect((await entries())[0]).toMatchObject({
      actor: 'client:reads-cases',
      purpose: 'hardship-screening',
      outcome: 'shown',
      subjects: 1,
      particulars: { caseId },
    });
    const { items } = (await get('/v1/members/member-1/looks?limit=2', { cookie: auditor.cookie })).json as Schemas['LookPage'];
    expect(items[1]).toMatchObject({ act: 'case-read', actor: 'client:reads-cases', trace: headers['x-trace-id'] });
  });

  it('one that finds nothing, also about somebody who has no case', async () => {
    await get('/v1/cases/0f8fad5b-d9cb-469f-a165-70867728950e');
    expect((await entries())[0]).toMatchObject({ outcome: 'none', subjects: 0 });
    await listed('?memberId=member-5');
    expect((await entries())[0]).toMatchObject({ outcome: 'listed', subjects: 1 });
  });
});

describe('pages', () => {
  const days = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 12 });
  const kept = async (after: readonly number[]): Promise<readonly string[]> => {
    const personKey = await personKeyOf(api.context, api.people.silent);
    const made = after.map((nth) => ({ personKey, caseId: randomUUID(), on: addDays(day('2026-03-01'), nth), content: aCase() }));
    await keepCases(api.context, 'run-2026-11-01', made);
    return made.map(({ caseId }) => caseId);
  };
  const empty = async () =>
    api.context.pool.query('delete from screening_case where person_key = $1', [await personKeyOf(api.context, api.people.silent)]);

  it('have together every case exactly once, and those that open meanwhile at most once', async () => {
    await fc.assert(
      fc.asyncProperty(days, fc.integer({ min: 1, max: 5 }), days, async (before, limit, between) => {
        await empty();
        api.anotherMinute();
        const [there, coming] = [await kept(before), [...between]];
        const seen: string[] = [];
        for (let cursor: string | null = ''; cursor !== null; ) {
          const page: Schemas['CasePage'] = await listed(`?memberId=member-5&limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`);
          seen.push(...page.items.map(({ caseId }) => caseId));
          cursor = page.nextCursor;
          await kept(coming.splice(0, 2));
        }
        expect(new Set(seen).size).toBe(seen.length);
        expect(there.filter((caseId) => !seen.includes(caseId))).toEqual([]);
      }),
      { numRuns: 25 },
    );
    await empty();
  }, 60_000);
});

describe('somebody who was erased', () => {
  it('has no case any more, and theirs is answered as one that never was', async () => {
    const caseId = await caseOf('member-3');
    await eraseMember({ memberId: 'member-3', cause: 'asked', reason: null, caller: TESTER }, api.context);
    const [gone, never] = [await get(`/v1/cases/${caseId}`), await get('/v1/cases/0f8fad5b-d9cb-469f-a165-70867728950e')];
    const said = ({ json }: typeof gone) => ({ ...(json as Schemas['Problem']), traceId: '' });
    expect([gone.status, said(gone)]).toEqual([404, said(never)]);
    expect((await listed('?status=all')).items.map(({ memberId }) => memberId)).not.toContain('member-3');
  });
});
