/** A request is part of its caller's trace, and what is answered names it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Day } from '../../src/domain/period.ts';
import { openTraces } from '../../src/observe/open-traces.ts';
import type { Traces } from '../../src/observe/traces.ts';
import { type Api, openApi, type ProblemBody } from '../support/api.ts';
import { type Collector, openCollector, type SeenSpan } from '../support/collector.ts';

const THEIRS = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const traceparent = `00-${THEIRS.traceId}-${THEIRS.spanId}-01`;

let collector: Collector;
let traces: Traces;
let api: Api;
beforeAll(async () => {
  collector = await openCollector();
  traces = await openTraces({ url: `${collector.url}/v1/traces`, headers: {}, service: 'huzheng', ratio: 1 }, 'serve');
  api = await openApi({ parts: () => ({ traces }), withoutNight: true });
});
afterAll(async () => {
  await api.close();
  await traces.close();
  await collector.close();
});

const seen = async (path: string, count: number): Promise<readonly SeenSpan[]> => {
  const found = (): readonly SeenSpan[] => collector.spans().filter(({ attributes }) => attributes['http.route'] === path);
  await expect.poll(() => found().length, { timeout: 20_000 }).toBeGreaterThanOrEqual(count);
  return found();
};

describe('a request that is traced', () => {
  it('goes on in its caller’s trace; answer, problem, log and ledger name that trace', async () => {
    const headers = { ...(await api.operatorAs(['operator'])), traceparent };
    const refused = await api.ask({ path: '/v1/runs/run-none', headers: { cookie: headers.cookie, traceparent } });
    expect(refused.headers['x-trace-id']).toBe(THEIRS.traceId);
    expect((refused.json as ProblemBody).traceId).toBe(THEIRS.traceId);
    const begun = await api.ask({
      method: 'POST',
      path: '/v1/runs',
      headers: { cookie: headers.cookie, traceparent, origin: api.server.url },
      json: { date: '2026-10-31', why: 'for the test' },
    });
    expect(begun.status).toBe(202);
    const { rows } = await api.context.pool.query<{ trace: string }>(
      `select trace from ledger_entry where act = 'run-opened' order by seq desc limit 1`,
    );
    expect(rows).toEqual([{ trace: THEIRS.traceId }]);
    const [request] = await seen('/v1/runs', 1);
    expect(request).toMatchObject({
      name: 'POST /v1/runs',
      traceId: THEIRS.traceId,
      parentId: THEIRS.spanId,
      attributes: { 'http.request.method': 'POST', 'http.response.status_code': 202 },
    });
    const [run] = (await api.context.pool.query<{ trace: string }>(`select trace from run where run_id = 'run-2026-10-31'`)).rows;
    expect(run?.trace.split('-')[1]).toBe(THEIRS.traceId);
    const opened = collector.spans().find(({ name, parentId }) => name === 'open-run' && parentId === request?.spanId);
    expect(opened).toMatchObject({ traceId: THEIRS.traceId });
  });

  it('is told by its route: never by its address, and never what was asked', async () => {
    const { cookie } = await api.operatorAs(['auditor'], 'curious');
    await api.ask({ path: `/v1/cases/case-440305198807040011?because=${encodeURIComponent('张三')}`, headers: { cookie } });
    await seen('/v1/cases/:caseId', 1);
    expect(
      collector
        .received()
        .map(({ body }) => body)
        .join(),
    ).not.toMatch(/440305|because|%E5|张三/);
  });

  it('begins a trace of its own where nobody sends one, and whoever sends nonsense is not refused', async () => {
    const { headers } = await api.ask({ path: '/docs', headers: { traceparent: 'nonsense' } });
    expect(headers['x-trace-id']).toMatch(/^[0-9a-f]{32}$/);
    const [span] = await seen('/docs', 1);
    expect(span).toMatchObject({ parentId: null, traceId: headers['x-trace-id'] });
  });

  it('is told of also where whoever listens leaves before it ends', async () => {
    const { run } = await api.nights.open('2026-11-02' as Day);
    const { cookie } = await api.operatorAs(['viewer']);
    const leaving = new AbortController();
    await fetch(`${api.server.url}/v1/runs/${run.runId}/events`, { headers: { cookie }, signal: leaving.signal });
    leaving.abort();
    const [span] = await seen('/v1/runs/:runId/events', 1);
    expect(span).toMatchObject({ isError: false, attributes: { 'http.response.status_code': 200 } });
  });

  it('is no probe', async () => {
    await api.ask({ path: '/readyz' });
    await api.ask({ path: '/docs' });
    await seen('/docs', 2);
    expect(collector.spans().some(({ attributes }) => attributes['http.route'] === '/readyz')).toBe(false);
  });
});
