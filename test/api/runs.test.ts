import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { readContract } from '../../src/api/app.ts';
import type { components } from '../../src/api/contract.ts';
import { listen } from '../../src/api/server.ts';
import { contractRules } from '../../src/api/validation.ts';
import { DAY, type Day } from '../../src/domain/period.ts';
import { type Api, askerAt, begin, NIGHT, openApi, problemIn, read } from '../support/api.ts';
import { performReady } from '../support/nights.ts';

type Schemas = components['schemas'];

let api: Api;
let viewer: { readonly cookie: string };
beforeAll(async () => {
  api = await openApi();
}, 120_000);
afterAll(() => api.close());
beforeEach(async () => {
  api.anotherMinute();
  viewer = await api.operatorAs(['viewer']);
});
const get = (path: string) => api.ask({ path, headers: viewer });
const check = contractRules(await readContract()).schema('RunDetail');

describe('runs', () => {
  it('are listed, and one is shown with its books and its end', async () => {
    const { json } = await get('/v1/runs');
    expect(json).toMatchObject({ items: [{ runId: 'run-2026-11-01', date: NIGHT, status: 'completed' }], nextCursor: null });
    expect((await get('/v1/runs/run-2026-11-01')).json).toMatchObject({
      run: { runId: 'run-2026-11-01', status: 'completed' },
      summary: { run: { id: 'run-2026-11-01' }, cases: { flagged: expect.any(Number) } },
    });
  });

  it('are shown as the summary of the contract, with how they stand and their steps beside it', async () => {
    const { json } = await get('/v1/runs/run-2026-11-01');
    const { run, steps, summary, ...figures } = json as Schemas['RunDetail'];
    expect(() => check(json)).not.toThrow();
    expect(() => check({ ...(json as object), unheard: 1 })).toThrow();
    expect(run).toMatchObject({ id: 'run-2026-11-01', runId: 'run-2026-11-01', date: NIGHT, status: 'completed' });
    expect({ run: summary.run, ...figures }).toEqual(summary);
    expect(figures).toMatchObject({ books: expect.arrayContaining([expect.objectContaining({ balanced: true })]), jobs: { failed: 0 } });
    expect(steps.length).toBeGreaterThan(0);
  });

  it('while under way have the figures of this moment, and are running', async () => {
    const { run } = await api.nights.open('2026-11-02' as Day);
    const { cookie } = await api.operatorAs(['viewer']);
    const { json } = await api.ask({ path: `/v1/runs/${run.runId}`, headers: { cookie } });
    expect(() => check(json)).not.toThrow();
    expect(json).toMatchObject({
      run: { id: run.runId, status: 'running', finishedAt: null },
      books: [{ state: 'open' }],
      jobs: { succeeded: 0 },
    });
  });

  it('that do not exist are not found, and a cursor that is none is refused', async () => {
    const unknown = await get('/v1/runs/run-2020-01-01');
    expect([unknown.status, problemIn(unknown)]).toEqual([404, 'no-such-run']);
    expect(problemIn(await get('/v1/runs?cursor=run-2020-01-01'))).toBe('cursor-unknown');
    expect(problemIn(await get('/v1/runs/run-1'))).toBe('field-invalid');
  });

  it('a closed one tells its end and no more', async () => {
    const { status, headers, text } = await get('/v1/runs/run-2026-11-01/events');
    expect([status, headers['content-type']]).toEqual([200, 'text/event-stream']);
    expect(text.match(/^event: .*$/gm)).toEqual(['event: closed']);
  });

  it('of a stream only the head is told to whoever asks for the head', async () => {
    await api.nights.open('2026-11-02' as Day);
    const { cookie } = await api.operatorAs(['viewer']);
    const answer = await api.ask({ method: 'HEAD', path: '/v1/runs/run-2026-11-02/events', headers: { cookie } });
    expect([answer.status, answer.text]).toEqual([200, '']);
  });

  it('one under way is followed until it closes', async () => {
    const opened = await api.nights.open('2026-11-02' as Day);
    const stream = await begin(api.server.url, { path: `/v1/runs/${opened.run.runId}/events`, headers: viewer });
    const told = read(stream);
    await api.nights.finish(opened);
    const { text } = await told;
    expect(text).toMatch(/^event: progress\ndata: \{"run"/);
    expect(text).toMatch(/event: closed\ndata: .*"status":"completed".*\n\n$/);
  });

  it('a stream ends when the server leaves, and holds nobody up', async () => {
    api.clock.forward(DAY);
    const { run } = await api.nights.open('2026-11-03' as Day);
    const server = await listen(api.context);
    const { cookie } = await api.operatorAs(['viewer']);
    const stream = read(await begin(server.url, { path: `/v1/runs/${run.runId}/events`, headers: { cookie } }));
    await server.close();
    expect((await stream).text).toMatch(/^event: progress/);
    await performReady(api.context);
  });

  it('a page is as long as asked, and the next one begins where it ended', async () => {
    const first = (await get('/v1/runs?limit=1')).json as { items: { runId: string }[]; nextCursor: string };
    expect(first.items).toHaveLength(1);
    const second = (await get(`/v1/runs?limit=1&cursor=${first.nextCursor}`)).json as typeof first;
    expect(second.items[0]?.runId).not.toBe(first.items[0]?.runId);
  });
});

describe('what an operator of the machine asks', () => {
  it('lives, is ready, counts, and says what it offers', async () => {
    expect((await api.ask({ path: '/healthz' })).json).toEqual({ status: 'ok' });
    expect((await api.ask({ path: '/readyz' })).json).toEqual({ status: 'ready', database: 'ok', missing: [] });
    expect((await api.ask({ path: '/metrics' })).headers['content-type']).toMatch(/^text\/plain/);
    expect((await api.ask({ path: '/openapi.json' })).json).toMatchObject({ openapi: '3.1.0' });
  });

  it('lives on while the database is gone, and says that it is not ready', async () => {
    const { context } = api;
    const gone = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const pool: typeof context.pool = Object.assign(Object.create(context.pool), { query: () => Promise.reject(gone) });
    const server = await listen({ ...context, pool });
    onTestFinished(server.close);
    const ask = askerAt(server.url);
    for (let nth = 0; nth < 150; nth += 1) expect((await ask({ path: '/healthz' })).status).toBe(200);
    expect(await ask({ path: '/readyz' })).toMatchObject({
      status: 503,
      json: { status: 'not-ready', database: 'unreachable', missing: [{ need: 'database' }] },
    });
    const answer = await ask({ path: '/v1/runs' });
    expect([answer.status, problemIn(answer)]).toEqual([503, 'database-unreachable']);
  });
});
