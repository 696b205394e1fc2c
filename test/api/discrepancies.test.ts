import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { components } from '../../src/api/contract.ts';
import { addDays, startOf } from '../../src/domain/period.ts';
import type { Role } from '../../src/security/caller.ts';
import { type Answer, type Api, begin, NIGHT, openApi, problemIn } from '../support/api.ts';
import { aRow } from '../support/connectors.ts';
import { aDeath, day } from '../support/dossiers.ts';
import { personKeyOf } from '../support/kept-cases.ts';
import { changed, enrol } from '../support/nights-town.ts';
import { textOf } from '../support/office-files.ts';

type Schemas = components['schemas'];
type Item = Schemas['DiscrepancyItem'];

let api: Api;
let operator: { readonly cookie: string; readonly operatorId: string };
let viewer: { readonly cookie: string };
const SECOND = addDays(NIGHT, 1);
const DEAD_BY_MISTAKE = 'death-of-somebody-else';

/** The death register has the patient, who has been treated and paid for since; and the ordinary member, who has been paid for. */
beforeAll(async () => {
  api = await openApi({ withoutNight: true });
  const { town, patient, ordinary } = api.people;
  enrol(town, changed(patient, startOf(day('2026-10-01')), { content: { district: '440304' } }));
  for (const member of [patient, ordinary])
    town.rows.death.push(
      aRow(member.sealed.idNumber, aDeath({}, { recordKey: `${DEAD_BY_MISTAKE}-${member.content.memberId}` }), {
        at: startOf(day('2026-10-01')),
        stated: { name: member.sealed.name },
      }),
    );
  await api.nights.reconcile(NIGHT);
  operator = await api.operatorAs(['operator']);
  viewer = await api.operatorAs(['viewer']);
}, 120_000);
afterAll(() => api.close());
beforeEach(() => api.anotherMinute());

const get = (path: string, { cookie }: { readonly cookie: string } = viewer): Promise<Answer> => api.ask({ path, headers: { cookie } });
const post = (path: string, json: unknown, { cookie }: { readonly cookie: string } = operator): Promise<Answer> =>
  api.ask({ method: 'POST', path, headers: { cookie }, json });
const list = async (query = ''): Promise<readonly Item[]> =>
  ((await get(`/v1/discrepancies${query}`)).json as Schemas['DiscrepancyPage']).items;
const found = async (memberId: string, kind: Item['kind']): Promise<Item> => {
  const item = (await list(`?memberId=${memberId}&status=all&limit=100`)).find((one) => one.kind === kind);
  if (item === undefined) throw new Error(`no ${kind} of ${memberId}`);
  return item;
};
const exported = async (json: object, who = operator): Promise<{ readonly answer: Answer; readonly file: Buffer }> => {
  const { url } = api.server;
  const response = await begin(url, { method: 'POST', path: '/v1/discrepancies/export', headers: { cookie: who.cookie }, json });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const file = Buffer.concat(chunks);
  const text = file.toString('utf8');
  const isJson = /json/.test(response.headers['content-type'] ?? '');
  return { answer: { status: response.statusCode ?? 0, headers: response.headers, text, json: isJson ? JSON.parse(text) : null }, file };
};
const entries = async (act: string) => {
  const { rows } = await api.context.pool.query<{
    actor: string;
    subjects: number;
    outcome: string;
    purpose: string | null;
    particulars: object;
  }>('select actor, subjects, outcome, purpose, particulars from ledger_entry where act = $1 order by seq desc limit 1', [act]);
  return rows[0];
};

describe('the list of discrepancies', () => {
  it('says who says what since when, in words and never as values', async () => {
    const { memberId } = api.people.patient.content;
    const item = await found(memberId, 'living-conflict');
    expect(item).toMatchObject({
      memberId,
      district: '440304',
      title: { zh: '死亡登记后仍有就医', en: 'Treated after a registered death' },
      status: 'open',
      since: NIGHT,
      closedOn: null,
      request: null,
      says: [
        {
          source: 'civil-affairs',
          result: 'mismatch',
          says: { zh: '死亡登记中有此人', en: 'in the death register' },
          asOf: expect.any(String),
        },
        { source: 'medical-insurance', result: 'match', says: { zh: '近期有就医结算', en: 'treated lately' }, asOf: expect.any(String) },
      ],
    });
    const { text } = await get('/v1/discrepancies?limit=100');
    for (const { sealed } of [api.people.patient, api.people.ordinary])
      for (const value of [sealed.idNumber, sealed.name]) expect(text).not.toContain(value);
    expect(text).not.toContain(DEAD_BY_MISTAKE);
    expect(await entries('discrepancy-read')).toMatchObject({ outcome: 'listed', subjects: 2 });
  });

  it.each([
    { query: '?kind=living-conflict', want: ['living-conflict'] },
    { query: '?source=medical-insurance', want: ['living-conflict'] },
    { query: '?source=social-security', want: ['paying-after-death', 'paying-after-death'] },
    { query: '?district=440304', want: ['living-conflict', 'paying-after-death'] },
    { query: '?memberId=member-4', want: ['paying-after-death'] },
    { query: '?status=requested', want: [] },
    { query: '?status=closed', want: [] },
    { query: '?memberId=nobody', want: [] },
  ])('of $query are $want', async ({ query, want }) => {
    expect((await list(query)).map(({ kind }) => kind).toSorted()).toEqual(want);
  });

  it('page by page holds each exactly once', async () => {
    const ids: string[] = [];
    let path = '/v1/discrepancies?limit=1';
    for (;;) {
      const { items, nextCursor } = (await get(path)).json as Schemas['DiscrepancyPage'];
      ids.push(...items.map(({ discrepancyId }) => discrepancyId));
      if (nextCursor === null) break;
      path = `/v1/discrepancies?limit=1&cursor=${nextCursor}`;
    }
    expect([ids.length, new Set(ids).size]).toEqual([3, 3]);
    expect(problemIn(await get('/v1/discrepancies?cursor=run-1'))).toBe('cursor-unknown');
  });

  it('shows one with its member masked', async () => {
    const { discrepancyId } = await found('member-3', 'living-conflict');
    const { member } = (await get(`/v1/discrepancies/${discrepancyId}`)).json as Schemas['DiscrepancyDetail'];
    expect(member).toEqual({ name: expect.stringMatching(/^.\*$/), idNumber: expect.stringMatching(/^440305\*{8}/) });
    expect(problemIn(await get(`/v1/discrepancies/${api.context.uuid()}`))).toBe('no-such-discrepancy');
  });

  it.each<{ readonly role: Role; readonly want: readonly [number, number] }>([
    { role: 'viewer', want: [200, 403] },
    { role: 'operator', want: [200, 409] },
    { role: 'rule-keeper', want: [200, 403] },
    { role: 'auditor', want: [403, 403] },
    { role: 'administrator', want: [403, 403] },
  ])('as $role: seeing answers $want.0, acting $want.1', async ({ role, want }) => {
    const who = await api.operatorAs([role]);
    const { discrepancyId } = await found('member-4', 'paying-after-death');
    const acts = [
      (await post(`/v1/discrepancies/${discrepancyId}/resolve`, { action: 'withdraw-request', to: 'social-security' }, who)).status,
      (
        await post(
          '/v1/discrepancies/export',
          { format: 'table', to: 'medical-insurance', purpose: 'hardship-screening', why: 'the monthly letter' },
          who,
        )
      ).status,
    ];
    expect([(await get('/v1/discrepancies', who)).status, ...new Set(acts)]).toEqual(want);
  });
});

describe('a correction request', () => {
  it('goes to an authority that says something in it, once, with thirty days to answer', async () => {
    const { discrepancyId } = await found('member-3', 'living-conflict');
    const resolve = (json: object) => post(`/v1/discrepancies/${discrepancyId}/resolve`, json);
    expect(problemIn(await resolve({ action: 'request-correction', why: 'both cannot be true' }))).toBe('addressee-needed');
    expect(problemIn(await resolve({ action: 'request-correction', to: 'social-security' }))).toBe('not-its-statement');
    expect(problemIn(await resolve({ action: 'record-answer', to: 'civil-affairs', answer: 'checked' }))).toBe('not-requested');
    expect(problemIn(await resolve({ action: 'request-correction', to: 'civil-affairs', dueOn: '2026-01-01' }))).toBe('field-invalid');
    const asked = await resolve({ action: 'request-correction', to: 'civil-affairs', why: 'both cannot be true' });
    expect(asked.json).toMatchObject({
      status: 'requested',
      request: {
        to: 'civil-affairs',
        state: 'open',
        dueOn: addDays(SECOND, 30),
        overdue: false,
        why: 'both cannot be true',
        requestedBy: `operator:${operator.operatorId}`,
      },
    });
    expect(problemIn(await resolve({ action: 'request-correction', to: 'civil-affairs' }))).toBe('asked-already');
    expect(await entries('correction-requested')).toMatchObject({
      subjects: 1,
      particulars: { to: 'civil-affairs', why: 'both cannot be true' },
    });
    expect((await list('?status=requested')).map((one) => one.discrepancyId)).toEqual([discrepancyId]);
  });

  it('a reason or an answer that holds somebody’s number is refused', async () => {
    const { discrepancyId } = await found('member-3', 'living-conflict');
    const path = `/v1/discrepancies/${discrepancyId}/resolve`;
    const number = '440305198807040018';
    for (const json of [
      { action: 'record-answer', to: 'civil-affairs', answer: `it was ${number}` },
      { action: 'withdraw-request', why: number },
    ]) {
      const answer = await post(path, json);
      expect([problemIn(answer), answer.text.includes(number)]).toEqual(['field-invalid', false]);
    }
    expect(problemIn(await post(path, { action: 'record-answer', to: 'civil-affairs' }))).toBe('field-missing');
  });

  it('is answered, overdue or taken back, and none of it closes the discrepancy', async () => {
    const { discrepancyId } = await found('member-4', 'paying-after-death');
    const resolve = async (json: object): Promise<Item> => (await post(`/v1/discrepancies/${discrepancyId}/resolve`, json)).json as Item;
    await resolve({ action: 'request-correction', to: 'social-security', dueOn: addDays(SECOND, 1) });
    expect(await resolve({ action: 'record-answer', answer: '缴费属实' })).toMatchObject({
      status: 'answered',
      request: { state: 'answered', answer: '缴费属实', answeredBy: `operator:${operator.operatorId}` },
    });
    expect(await resolve({ action: 'withdraw-request' })).toMatchObject({ status: 'open', request: { state: 'withdrawn' } });
    await resolve({ action: 'request-correction', to: 'social-security', dueOn: addDays(SECOND, 1) });
    await api.context.pool.query(`update correction_request set due_on = '2026-10-01' where discrepancy_id = $1 and state = 'open'`, [
      discrepancyId,
    ]);
    expect((await found('member-4', 'paying-after-death')).request).toMatchObject({ overdue: true });
    const { requests } = (await get(`/v1/discrepancies/${discrepancyId}`)).json as Schemas['DiscrepancyDetail'];
    expect(requests.map(({ state }) => state).toSorted()).toEqual(['open', 'withdrawn']);
  });
});

describe('what leaves the house', () => {
  const asking = { format: 'letter', to: 'civil-affairs', purpose: 'hardship-screening', why: 'the letter of november' } as const;
  /** What only others know, or what only the union does. */
  const OTHERS = [
    '医疗',
    '医保',
    '就医',
    '结算',
    '社保',
    '缴费',
    '失业',
    '名册',
    '一致',
    '差异',
    '矛盾',
    '其他部门',
    '工会帮',
    '试验市第九医院',
  ];

  it.each([{ format: 'letter' }, { format: 'table' }] as const)(
    'as a $format to civil affairs names the person and its own record, and nothing of any other source',
    async ({ format }) => {
      const { answer, file } = await exported({ ...asking, format });
      expect([answer.status, answer.headers['x-huzheng-left-out'], answer.headers['cache-control']]).toEqual([200, '0', 'no-store']);
      const { sealed } = api.people.patient;
      const named = `${answer.headers['content-disposition']}`;
      expect(named).toMatch(/^attachment; filename="correction-requests-civil-affairs-\d{4}-\d{2}-\d{2}\.(docx|xlsx)"$/);
      const text = textOf(file);
      const { request } = await found('member-3', 'living-conflict');
      for (const wanted of [sealed.name, sealed.idNumber, '死亡登记记录', '有记录', NIGHT, request?.requestId ?? ''])
        expect(text).toContain(wanted);
      expect(OTHERS.filter((word) => text.includes(word))).toEqual([]);
      // Who was asked of somebody else is not in it.
      expect(text).not.toContain(api.people.ordinary.sealed.idNumber);
      expect(await entries('discrepancies-exported')).toEqual({
        actor: `operator:${operator.operatorId}`,
        subjects: 1,
        outcome: 'exported',
        purpose: 'hardship-screening',
        particulars: { to: 'civil-affairs', format, rows: 1, leftOut: 0, why: 'the letter of november' },
      });
    },
  );

  it('to social security says nothing of a death', async () => {
    const { file } = await exported({ ...asking, to: 'social-security' });
    const text = textOf(file);
    expect([text.includes(api.people.ordinary.sealed.name), text.includes('近期缴费或待遇发放记录')]).toEqual([true, true]);
    expect(['死亡', '民政', '医', '名册'].filter((word) => text.includes(word))).toEqual([]);
  });

  it('is only what was asked: of another id, or to whom nobody wrote, nothing is made', async () => {
    const { discrepancyId } = await found('member-3', 'paying-after-death');
    expect(problemIn((await exported({ ...asking, ids: [discrepancyId] })).answer)).toBe('not-requested');
    expect(problemIn((await exported({ ...asking, ids: [api.context.uuid()] })).answer)).toBe('no-such-discrepancy');
    expect(problemIn((await exported({ ...asking, to: 'medical-insurance' })).answer)).toBe('nothing-to-export');
    expect(await entries('discrepancies-exported')).toMatchObject({ outcome: 'none', subjects: 0 });
  });

  it('leaves out whoever does not permit it for this purpose now', async () => {
    const personKey = await personKeyOf(api.context, api.people.patient);
    const { rows } = await api.context.pool.query('select purposes from permission where person_key = $1', [personKey]);
    await api.context.pool.query(`update permission set purposes = purposes - 'hardship-screening' where person_key = $1`, [personKey]);
    expect(problemIn((await exported(asking)).answer)).toBe('nothing-to-export');
    await api.context.pool.query('update permission set purposes = $2 where person_key = $1', [
      personKey,
      JSON.stringify(rows[0]?.purposes),
    ]);
  });
});

describe('the corrected row itself', () => {
  it('closes the discrepancy and what was asked about it, in the night that reads it', async () => {
    const { town, patient } = api.people;
    const before = await found('member-3', 'living-conflict');
    town.rows.death.push(
      aRow(patient.sealed.idNumber, aDeath({}, { recordKey: `${DEAD_BY_MISTAKE}-member-3` }), {
        at: startOf(SECOND),
        ended: true,
        stated: { name: patient.sealed.name },
      }),
    );
    const { run } = await api.nights.reconcile(SECOND);
    // A day later nobody is signed in any more.
    operator = await api.operatorAs(['operator']);
    viewer = await api.operatorAs(['viewer']);
    const after = await found('member-3', 'living-conflict');
    expect([after.discrepancyId, after.status, after.closedOn, after.since]).toEqual([before.discrepancyId, 'closed', SECOND, NIGHT]);
    expect(after.request).toMatchObject({ requestId: before.request?.requestId, state: 'closed', closedRun: run.runId, overdue: false });
    expect((await list('?status=unsettled')).map(({ memberId, kind }) => `${memberId} ${kind}`)).toEqual(['member-4 paying-after-death']);
    expect((await list('?status=closed')).map(({ kind }) => kind).toSorted()).toEqual(['living-conflict', 'paying-after-death']);
    const { discrepancyId } = after;
    expect(problemIn(await post(`/v1/discrepancies/${discrepancyId}/resolve`, { action: 'request-correction', to: 'civil-affairs' }))).toBe(
      'discrepancy-closed',
    );
  });
});
