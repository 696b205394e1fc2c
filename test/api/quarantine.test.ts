import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { components } from '../../src/api/contract.ts';
import { startOf } from '../../src/domain/period.ts';
import type { Role } from '../../src/security/caller.ts';
import { type Answer, type Api, NIGHT, openApi, problemIn } from '../support/api.ts';
import { aBrokenRow } from '../support/connectors.ts';
import { day } from '../support/dossiers.ts';

type Schemas = components['schemas'];
type Item = Schemas['QuarantinedItem'];

let api: Api;
let operator: { readonly cookie: string; readonly operatorId: string };
let viewer: { readonly cookie: string };
const SECRET_KEY = 'key-of-somebody-1';

/** A row of a member that is kept, one of nobody that is not, and one of a household. */
beforeAll(async () => {
  api = await openApi({ withoutNight: true });
  const { town, poor } = api.people;
  const at = startOf(day('2026-10-20'));
  const subject = poor.sealed.idNumber;
  const broken = {
    ...aBrokenRow({ recordKey: SECRET_KEY, subject }, at),
    KSNY: '202613',
    XM: poor.sealed.name,
    GMSFHM: subject,
    JZLB: ['1'],
  };
  town.rows.assistance.push(
    broken,
    aBrokenRow({ recordKey: 'of-nobody', reason: 'identity-number', identityFault: 'wrong-form', path: '/GMSFHM' }, at),
  );
  town.rows.family.push(aBrokenRow({ recordKey: 'household', subject, reason: 'wrong-type', path: '/CSRQ' }, at));
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
  ((await get(`/v1/quarantine${query}`)).json as Schemas['QuarantinePage']).items;
const kept = async (): Promise<Item> => {
  const item = (await list('?dataset=assistance')).find(({ replayable }) => replayable);
  if (item === undefined) throw new Error('nothing is kept');
  return item;
};

describe('rows that could not be read', () => {
  it('say where they stood and why, and never their key', async () => {
    expect(await kept()).toMatchObject({
      source: 'civil-affairs',
      dataset: 'assistance',
      reason: 'impossible-date',
      reasonText: { zh: '日期不存在或格式不符' },
      path: '/KSNY',
      shape: 'string(6) 999999',
      position: expect.arrayContaining([{ name: 'run', value: 'run-2026-11-01' }]),
      state: 'open',
      memberId: api.people.poor.content.memberId,
      replaying: false,
      firstRun: 'run-2026-11-01',
    });
    const { text } = await get('/v1/quarantine');
    for (const secret of [SECRET_KEY, api.people.poor.sealed.idNumber, api.people.poor.sealed.name]) expect(text).not.toContain(secret);
  });

  it.each([
    { query: '', want: ['impossible-date', 'identity-number:wrong-form', 'wrong-type'] },
    { query: '?source=civil-affairs&dataset=family', want: ['wrong-type'] },
    { query: '?source=social-security', want: [] },
    { query: '?reason=identity-number', want: ['identity-number:wrong-form'] },
    { query: '?reason=identity-number:wrong-form', want: ['identity-number:wrong-form'] },
    { query: '?state=replayed', want: [] },
    { query: '?dataset=nothing', want: [] },
  ])('of "$query" are $want', async ({ query, want }) => {
    expect((await list(query)).map(({ reason }) => reason).toSorted()).toEqual(want.toSorted());
  });

  it('are replayable where they are kept and mean something by themselves', async () => {
    expect((await list()).map(({ dataset, memberId, replayable }) => `${dataset} ${memberId ?? '—'} ${replayable}`).toSorted()).toEqual([
      'assistance member-1 true',
      'assistance — false',
      'family member-1 false',
    ]);
  });

  it('page by page hold each exactly once', async () => {
    const ids: string[] = [];
    let path = '/v1/quarantine?limit=1';
    for (;;) {
      const { items, nextCursor } = (await get(path)).json as Schemas['QuarantinePage'];
      ids.push(...items.map(({ quarantineId }) => quarantineId));
      if (nextCursor === null) break;
      path = `/v1/quarantine?limit=1&cursor=${nextCursor}`;
    }
    expect([ids.length, new Set(ids).size]).toEqual([3, 3]);
    expect(problemIn(await get('/v1/quarantine?cursor=run-1'))).toBe('cursor-unknown');
  });

  it('show their fields without a value, the one at fault marked, and the look is on record', async () => {
    const { quarantineId } = await kept();
    const answer = await get(`/v1/quarantine/${quarantineId}`);
    const { record } = answer.json as Schemas['QuarantinedDetail'];
    expect(record?.filter(({ depth }) => depth === 1 || depth === 2).slice(-5)).toEqual([
      { name: 'KSNY', depth: 1, kind: 'text', value: '***', length: '5-10', isAtFault: true },
      { name: 'XM', depth: 1, kind: 'text', value: '***', length: '1-4', isAtFault: false },
      { name: 'GMSFHM', depth: 1, kind: 'text', value: '***', length: '11-20', isAtFault: false },
      { name: 'JZLB', depth: 1, kind: 'list', value: null, length: '1-4', isAtFault: false },
      { name: null, depth: 2, kind: 'text', value: '***', length: '1-4', isAtFault: false },
    ]);
    for (const secret of ['202613', api.people.poor.sealed.idNumber, api.people.poor.sealed.name])
      expect(answer.text).not.toContain(secret);
    const { rows } = await api.context.pool.query(
      `select actor, outcome, subjects from ledger_entry where act = 'quarantine-read' order by seq desc limit 1`,
    );
    expect(rows[0]).toMatchObject({ outcome: 'shown', subjects: 1 });
    expect(problemIn(await get(`/v1/quarantine/${api.context.uuid()}`))).toBe('no-such-quarantined');
  });

  it('of whom nothing is kept show nothing of a record', async () => {
    const item = (await list('?reason=identity-number'))[0];
    expect(((await get(`/v1/quarantine/${item?.quarantineId}`)).json as Schemas['QuarantinedDetail']).record).toBeNull();
  });

  it.each<{ readonly role: Role; readonly want: readonly [number, number] }>([
    { role: 'viewer', want: [200, 403] },
    { role: 'operator', want: [200, 409] },
    { role: 'rule-keeper', want: [200, 403] },
    { role: 'administrator', want: [200, 403] },
    { role: 'auditor', want: [403, 403] },
  ])('as $role: seeing answers $want.0, replaying $want.1', async ({ role, want }) => {
    const who = await api.operatorAs([role]);
    const [unkept] = await list('?reason=identity-number');
    const replays = [
      (await post(`/v1/quarantine/${unkept?.quarantineId}/replay`, { why: 'a mapping was mended' }, who)).status,
      (await post('/v1/quarantine/replay', { source: 'social-security', why: 'a mapping was mended' }, who)).status,
    ];
    expect([(await get('/v1/quarantine', who)).status, ...new Set(replays)]).toEqual(want);
  });
});

describe('a replay that is asked for', () => {
  it.each([
    { given: 'in no way', json: {}, want: 'nothing-chosen' },
    { given: 'in two ways', json: { ids: ['aaaaaaaa-0000-4000-8000-000000000001'], dataset: 'assistance' }, want: 'nothing-chosen' },
    { given: 'by a reason alone', json: { reason: 'impossible-date' }, want: 'nothing-chosen' },
    { given: 'by ids that there are not', json: { ids: ['aaaaaaaa-0000-4000-8000-000000000001'] }, want: 'not-replayable' },
    { given: 'of what is not kept', json: { dataset: 'death' }, want: 'nothing-to-replay' },
  ])('chosen $given is refused', async ({ json, want }) => {
    expect(problemIn(await post('/v1/quarantine/replay', { ...json, why: 'a mapping was mended' }))).toBe(want);
  });

  it('with a reason that holds a number as long as somebody’s is refused, and the number not repeated', async () => {
    const answer = await post('/v1/quarantine/replay', { dataset: 'assistance', why: 'of 13812341234' });
    expect([problemIn(answer), answer.text.includes('13812341234')]).toEqual(['field-invalid', false]);
  });

  it('opens the newest run again, says so, is on record with its reason, and what cannot be read stays open', async () => {
    const { quarantineId } = await kept();
    const answer = await post(`/v1/quarantine/${quarantineId}/replay`, { why: 'a mapping was mended' });
    expect([answer.status, answer.json]).toEqual([202, { replayId: expect.any(String), run: 'run-2026-11-01', how: 'reopened', rows: 1 }]);
    expect(await kept()).toMatchObject({ replaying: true });
    const { rows } = await api.context.pool.query(
      `select actor, outcome, particulars from ledger_entry where act = 'quarantine-replayed' order by seq desc limit 1`,
    );
    expect(rows[0]).toEqual({
      actor: `operator:${operator.operatorId}`,
      outcome: 'reopened',
      particulars: {
        run: 'run-2026-11-01',
        replay: (answer.json as Schemas['OpenedReplay']).replayId,
        rows: 1,
        why: 'a mapping was mended',
      },
    });
    const second = await post('/v1/quarantine/replay', { dataset: 'assistance', why: 'a mapping was mended' });
    expect(second.json).toMatchObject({ how: 'added', rows: 1 });
    const { run } = await api.nights.reconcile(NIGHT);
    expect([run.runId, run.status]).toEqual(['run-2026-11-01', 'completed']);
    expect(await kept()).toMatchObject({ quarantineId, replaying: false, state: 'open', lastRun: 'run-2026-11-01' });
  });
});
