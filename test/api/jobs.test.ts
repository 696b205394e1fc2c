import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { components } from '../../src/api/contract.ts';
import type { Role } from '../../src/security/caller.ts';
import type { FaultRecord } from '../../src/storage/work.ts';
import { type Api, NIGHT, openApi, problemIn } from '../support/api.ts';
import { day } from '../support/dossiers.ts';
import { keepJobs, keepRun } from '../support/kept-jobs.ts';

type Schemas = components['schemas'];

let api: Api;
let operator: { readonly cookie: string };
let auditor: { readonly cookie: string };
let ids: Readonly<Record<string, string>>;

const refusal = (source: string, code: string, message: string): FaultRecord => ({
  kind: 'broken',
  code: 'refused',
  detail: 'The authority refuses.',
  authority: { source, operation: '1101B', httpStatus: 500, code, message },
});
const BUSY = refusal('medical-insurance', '-9', '第３条　系统繁忙，请稍后');
const DOWN: FaultRecord = { kind: 'busy', code: 'unreachable', detail: 'The source does not answer.' };
const [JUNE, JULY] = [day('2026-06-30'), day('2026-07-01')];
const WINDOW = { from: '2026-06-29T16:00:00.000Z', to: '2026-06-30T16:00:00.000Z' };
/** The whole of the keys: everybody is in it. */
const EVERYBODY = { first: '00', last: 'ff' };

beforeAll(async () => {
  api = await openApi();
  const { pool } = api.context;
  await keepRun(pool, JUNE);
  await keepRun(pool, JULY);
  await keepRun(pool, JULY, 2);
  const window = { dataset: 'assistance', kind: 'nightly', window: WINDOW, offset: 20_000, total: null };
  const [looked, healed, page] = await keepJobs(pool, 'run-2026-06-30', [
    { unit: 'person/1', about: 100, faults: [BUSY] },
    { unit: 'person/2', about: 100, faults: [BUSY, DOWN], done: true },
    { unit: 'assistance/nightly/20000', step: 'read-window', dataset: 'assistance', params: window, faults: [DOWN] },
  ]);
  const [shard] = await keepJobs(pool, 'run-2026-07-01', [
    { unit: '00-ff', step: 'verify', dataset: null, params: EVERYBODY, faults: [DOWN] },
  ]);
  const [delivery] = await keepJobs(pool, 'run-2026-07-01-2', [{ unit: 'somebody@1', step: 'deliver', dataset: null, done: true }]);
  ids = { looked, healed, page, shard, delivery } as Record<string, string>;
  operator = await api.operatorAs(['operator']);
  auditor = await api.operatorAs(['auditor']);
}, 120_000);
afterAll(() => api.close());
beforeEach(() => api.anotherMinute());

const get = (path: string, headers: Readonly<Record<string, string>> = { cookie: operator.cookie }) => api.ask({ path, headers });
const listed = async (query: string) => (await get(`/v1/jobs?limit=100&${query}`)).json as Schemas['JobPage'];
const namesOf = ({ items }: Schemas['JobPage']): readonly string[] =>
  Object.keys(ids)
    .filter((name) => items.some(({ jobId }) => jobId === ids[name]))
    .toSorted();
const entries = async () =>
  ((await get('/v1/audit?act=jobs-of-member&limit=5', { cookie: auditor.cookie })).json as Schemas['AuditPage']).items;
const causes = async (query = '') => ((await get(`/v1/fingerprints?${query}`)).json as Schemas['FingerprintList']).items;

describe('jobs', () => {
  it('are told in an operator’s words: what they are about, how far they came, and why they failed in the authority’s own words', async () => {
    const { items } = await listed('run=run-2026-06-30&step=look-up&state=failed');
    expect(items).toEqual([
      {
        jobId: ids['looked'],
        runId: 'run-2026-06-30',
        date: JUNE,
        step: 'look-up',
        source: 'medical-insurance',
        dataset: 'person',
        unit: 'person/1',
        pages: null,
        window: null,
        shard: null,
        members: 0,
        about: 100,
        state: 'failed',
        held: false,
        attempt: 1,
        recovered: false,
        fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/),
        fault: BUSY,
        notBefore: null,
        createdAt: expect.stringMatching(/^\d{4}-/),
        finishedAt: expect.stringMatching(/^\d{4}-/),
      },
    ]);
    const [page] = (await listed('dataset=assistance&date=2026-06-30')).items;
    expect(page).toMatchObject({ pages: { counted: 'rows', from: 20_001, to: null }, window: WINDOW, source: 'civil-affairs' });
    expect((await listed('step=verify&run=run-2026-07-01')).items[0]).toMatchObject({ shard: EVERYBODY, source: null });
  });

  const FILTERS: readonly { readonly asked: string; readonly found: readonly string[] }[] = [
    { asked: 'state=failed', found: ['looked', 'page', 'shard'] },
    { asked: 'state=failed&source=medical-insurance', found: ['looked'] },
    { asked: 'source=aid-system&step=deliver', found: ['delivery'] },
    { asked: 'dataset=person&date=2026-06-30', found: ['healed', 'looked'] },
    { asked: 'date=2026-07-01', found: ['delivery', 'shard'] },
    { asked: 'date=2026-07-01&run=run-2026-07-01-2', found: ['delivery'] },
    { asked: 'date=2026-06-30&run=run-2026-07-01', found: [] },
    { asked: 'date=2001-01-01', found: [] },
    { asked: 'step=no-such&state=failed&q=somebody', found: [] },
    { asked: 'recovered=true', found: ['healed'] },
    { asked: 'recovered=false&run=run-2026-06-30', found: ['looked', 'page'] },
    { asked: 'state=cancelled', found: [] },
    { asked: 'q=unreachable', found: ['healed', 'page', 'shard'] },
    { asked: 'q=UNREACHABLE&state=failed', found: ['page', 'shard'] },
    { asked: `q=${encodeURIComponent('系统繁忙')}`, found: ['looked'] },
    { asked: `q=${encodeURIComponent('第417条 系统繁忙')}`, found: ['looked'] },
    { asked: 'q=run-2026-07-01', found: ['delivery', 'shard'] },
    { asked: 'q=somebody', found: ['delivery'] },
    { asked: 'q=some_ody', found: [] },
    { asked: 'q=assistance/nightly/2&state=failed', found: ['page'] },
    { asked: `q=${encodeURIComponent('%')}`, found: [] },
  ];
  it.each(FILTERS)('asked for by $asked are $found', async ({ asked, found }) => {
    expect(namesOf(await listed(asked))).toEqual(found);
  });

  it('are found by the beginning of their id, and by the cause they failed of', async () => {
    expect(namesOf(await listed(`q=${ids['page']?.slice(0, 8)}`))).toEqual(['page']);
    expect(namesOf(await listed(`q=${ids['page']}`))).toEqual(['page']);
    const [{ fingerprint = null } = {}] = (await listed(`q=${ids['shard']}`)).items;
    expect(namesOf(await listed(`fingerprint=${fingerprint}`))).toEqual(['shard']);
  });

  it('are the newest first, and each is on one page whatever is added meanwhile', async () => {
    const { pool } = api.context;
    await keepRun(pool, day('2026-06-01'));
    const kept = await keepJobs(
      pool,
      'run-2026-06-01',
      Array.from({ length: 25 }, (_, index) => ({ unit: `person/${index}`, faults: index % 2 === 0 ? [BUSY] : [] })),
    );
    let added = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 3, max: 9 }), fc.constantFrom('', '&state=failed', '&q=person'), async (limit, besides) => {
        const pages: string[] = [];
        let cursor: string | null = null;
        do {
          api.anotherMinute();
          const query: string = `run=run-2026-06-01&limit=${limit}${besides}${cursor === null ? '' : `&cursor=${cursor}`}`;
          const page = (await get(`/v1/jobs?${query}`)).json as Schemas['JobPage'];
          pages.push(...page.items.map(({ jobId }) => jobId));
          cursor = page.nextCursor;
          added += 1;
          await keepJobs(pool, 'run-2026-06-01', [{ unit: `person/late-${added}`, faults: [BUSY] }]);
        } while (cursor !== null);
        expect(new Set(pages).size).toBe(pages.length);
        const wanted = kept.filter((_, index) => besides !== '&state=failed' || index % 2 === 0);
        expect(pages.filter((id) => kept.includes(id)).toSorted()).toEqual([...wanted].toSorted());
        const created = (await listed(`run=run-2026-06-01${besides}`)).items.map(({ createdAt }) => createdAt);
        expect(created).toEqual(created.toSorted().toReversed());
      }),
      { numRuns: 8 },
    );
  });

  it('refuse a cursor that is none, an unknown dataset, and a number that could be somebody’s', async () => {
    expect(problemIn(await get('/v1/jobs?cursor=nonsense'))).toBe('cursor-unknown');
    expect(problemIn(await get('/v1/jobs?dataset=taxes'))).toBe('field-invalid');
    const refused = await get('/v1/jobs?q=110101199003070000');
    expect(problemIn(refused)).toBe('field-invalid');
    expect(refused.text).not.toContain('110101199003070000');
  });
});

describe('one job', () => {
  it('tells its checkpoint and every attempt with its own time, cause and outcome', async () => {
    const { json } = await get(`/v1/jobs/${ids['healed']}`);
    const job = json as Schemas['JobDetail'];
    expect(job).toMatchObject({ state: 'done', recovered: true, fault: null, checkpoint: null, overtakenBy: null, retryId: null });
    expect(job.attempts.map(({ attempt, outcome, fault }) => [attempt, outcome, fault?.code ?? null])).toEqual([
      [1, 'retry', 'refused'],
      [2, 'retry', 'unreachable'],
      [3, 'done', null],
    ]);
    expect(job.attempts.every(({ durationMs }) => durationMs !== null && durationMs >= 0)).toBe(true);
    expect(new Set(job.attempts.map(({ fingerprint }) => fingerprint)).size).toBe(3);
    expect(job.fingerprint).toBe(job.attempts[1]?.fingerprint);
  });

  it('shows how far a reading came', async () => {
    const { pool } = api.context;
    await pool.query(`update work set checkpoint = '{"offset": 21000, "total": null}' where work_id = $1`, [ids['page']]);
    const job = (await get(`/v1/jobs/${ids['page']}`)).json as Schemas['JobDetail'];
    expect([job.pages, job.checkpoint]).toEqual([
      { counted: 'rows', from: 20_001, to: 21_000 },
      [
        { name: 'total', value: 'null' },
        { name: 'offset', value: '21000' },
      ],
    ]);
  });

  it('that is not there is a problem', async () => {
    expect(problemIn(await get('/v1/jobs/aaaaaaaa-0000-4000-8000-000000000000'))).toBe('no-such-job');
  });
});

describe('jobs of a member', () => {
  it('are those that looked at them and those about a range they are in; the look is in the ledger, whoever it is about', async () => {
    const { items } = await listed(`memberId=member-1`);
    expect(items.filter(({ runId }) => runId === `run-${NIGHT}`).map(({ step }) => step)).toEqual(
      expect.arrayContaining(['verify', 'screen', 'apply']),
    );
    expect(namesOf({ items, nextCursor: null })).toEqual(['shard']);
    const [entry] = await entries();
    expect(entry).toMatchObject({ subjects: 1, outcome: 'listed', actor: expect.stringMatching(/^operator:/) });
    expect(namesOf(await listed('memberId=member-1&state=failed'))).toEqual(['shard']);
  });

  it('off the roster are none, as of a member without a job; both are on record', async () => {
    const before = (await entries())[0]?.seq ?? 0;
    const stranger = await get('/v1/jobs?memberId=nobody-1');
    expect(stranger.json).toEqual({ items: [], nextCursor: null });
    const late = { memberId: 'member-1', run: 'run-2026-06-01' };
    const without = await get(`/v1/jobs?memberId=${late.memberId}&run=${late.run}`);
    expect([without.status, without.json]).toEqual([stranger.status, stranger.json]);
    const after = (await entries()).filter(({ seq }) => seq > before);
    expect(after.map(({ subjects }) => subjects)).toEqual([1, 0]);
  });
});

describe('fingerprints', () => {
  it('are one line a cause, with what is failed now and how often it ever was', async () => {
    const found = await causes('date=2026-06-30');
    expect(
      found
        .map(({ code, source, jobs, about, message }) => ({ code, source, jobs, about, message }))
        .toSorted((a, b) => a.code.localeCompare(b.code)),
    ).toEqual([
      { code: 'refused', source: 'medical-insurance', jobs: 1, about: 100, message: '第#条系统繁忙,请稍后' },
      { code: 'unreachable', source: 'civil-affairs', jobs: 1, about: null, message: null },
    ]);
    const all = await causes('date=2026-06-30&state=all');
    expect(all.map(({ code, source, jobs }) => [code, source, jobs])).toContainEqual(['unreachable', 'medical-insurance', 0]);
    expect(await causes('date=2001-01-01&state=all')).toEqual([]);
  });

  it('tell their steps, datasets, runs and the last 24 hours', async () => {
    const [cause] = (await causes('source=civil-affairs')).filter(({ datasets }) => datasets.includes('assistance'));
    expect(cause).toMatchObject({ steps: ['read-window'], datasets: ['assistance'], runs: 1, failures: 1, authorityCode: null });
    expect(cause?.trend).toHaveLength(24);
    expect(cause?.trend.reduce((sum, { failures }) => sum + failures, 0)).toBe(1);
    expect(cause?.trend.map(({ hour }) => hour)).toEqual(cause?.trend.map(({ hour }) => hour).toSorted());
  });

  it('of ten thousand failures of five causes are five', async () => {
    const { pool } = api.context;
    await keepRun(pool, day('2026-05-01'));
    const said = ['系统繁忙，请求 8f3a2b9c01 稍后', '签名错误 12:30:45', '证书 2026-07-31 过期', '第7条记录格式错误', '限流：30秒'];
    await keepJobs(
      pool,
      'run-2026-05-01',
      said.map((message, index) => ({ unit: `cause-${index}`, faults: [refusal('medical-insurance', `E${index}`, message)] })),
    );
    await pool.query(
      `insert into work (work_id, run_id, pass, step, source, dataset, unit, params, state, fault, fingerprint, about, finished_at)
       select gen_random_uuid(), run_id, pass, step, source, dataset, unit || '-' || n, params, state, fault, fingerprint, 100, now()
         from work cross join generate_series(1, 1999) n where run_id = 'run-2026-05-01'`,
    );
    const found = await causes('date=2026-05-01');
    expect(found.map(({ jobs, about }) => [jobs, about])).toEqual(said.map(() => [2000, 199_900]));
  });
});

describe('who may see jobs', () => {
  const PATHS = ['/v1/jobs', '/v1/fingerprints', '/v1/jobs/aaaaaaaa-0000-4000-8000-000000000000'];
  it.each(['viewer', 'operator', 'rule-keeper', 'administrator'] as const satisfies Role[])('a %s may', async (role) => {
    const { cookie } = await api.operatorAs([role]);
    for (const path of PATHS) expect((await get(path, { cookie })).status).not.toBe(403);
  });

  it('an auditor and a system may not', async () => {
    const system = await api.clientAs('aid-desk', ['cases:read']);
    for (const path of PATHS) {
      expect(problemIn(await get(path, { cookie: auditor.cookie }))).toBe('not-allowed');
      expect(problemIn(await get(path, system))).toBe('not-allowed');
    }
  });
});

it('nothing personal is in what is told of jobs', async () => {
  const told = (await get('/v1/jobs?limit=100')).text + (await get('/v1/fingerprints?state=all')).text;
  const { rows } = await api.context.pool.query<{ key: string }>('select person_key as key from member');
  for (const { key } of rows) expect(told).not.toContain(key);
  for (const { sealed } of [api.people.courier, api.people.poor]) expect(told).not.toContain(sealed.name);
  expect(told).not.toMatch(/[1-9]\d{16}[\dX]/);
});
