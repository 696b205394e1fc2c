import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Fault } from '../../src/faults.ts';
import { openTraces } from '../../src/observe/open-traces.ts';
import { spanIdOf, traceparentOf } from '../../src/observe/traceparent.ts';
import { type TraceSettings, type Traces, within } from '../../src/observe/traces.ts';
import { type Collector, openCollector } from '../support/collector.ts';

let collector: Collector;
beforeEach(async () => {
  collector = await openCollector();
});
afterEach(() => collector.close());

const tracesTo = (url: string, settings: Partial<TraceSettings> = {}): Promise<Traces> =>
  openTraces({ url: `${url}/v1/traces`, headers: {}, service: 'huzheng', ratio: 1, ...settings }, 'work');

const REQUEST = { method: 'GET', route: '/v1/runs' };

describe('what is traced', () => {
  it('arrives at the collector with its headers, under what it happened in', async () => {
    const traces = await tracesTo(collector.url, { headers: { authorization: 'Bearer of-the-collector' } });
    await within(traces, 'tick', { fields: { date: '2026-11-22' } }, () =>
      within(traces, 'open-run', { fields: { date: '2026-11-22' } }, async (found) => found({ runId: 'run-2026-11-22', how: 'new' })),
    );
    await traces.close();
    const [inner, outer] = collector.spans();
    expect(outer).toMatchObject({ name: 'tick', parentId: null, resource: { 'service.name': 'huzheng', 'huzheng.mode': 'work' } });
    expect(inner).toMatchObject({
      name: 'open-run',
      traceId: outer?.traceId,
      parentId: outer?.spanId,
      attributes: { 'huzheng.date': '2026-11-22', 'huzheng.run_id': 'run-2026-11-22', 'huzheng.how': 'new' },
      isError: false,
    });
    expect(collector.received()[0]?.headers).toMatchObject({
      authorization: 'Bearer of-the-collector',
      'content-type': 'application/json',
    });
  });

  it('goes on under a traceparent of another process, and may bear an id that others know', async () => {
    const traces = await tracesTo(collector.url);
    const parent = traceparentOf({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), isSampled: true });
    traces.past(
      'phase',
      { runId: 'run-1', pass: 1, phase: 'readings', startedAt: 1_000, endedAt: 2_000 },
      { parent, id: spanIdOf('run-1', 1, 'readings'), links: [parent, 'none'] },
    );
    await traces.close();
    expect(collector.spans()).toEqual([
      expect.objectContaining({
        name: 'phase readings',
        traceId: 'a'.repeat(32),
        parentId: 'b'.repeat(16),
        spanId: spanIdOf('run-1', 1, 'readings'),
        links: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }],
        startedAt: 1_000,
        endedAt: 2_000,
      }),
    ]);
  });

  it('tells no more than its table allows, of a failure no more than its code', async () => {
    const traces = await tracesTo(collector.url);
    const fault = new Fault('broken', { code: 'answer-unreadable', detail: '张三 440305198807040011' });
    const failing = within(traces, 'save', { fields: { ...{ name: '张三' }, members: 440_305_198_807_040_000 } }, () =>
      Promise.reject(fault),
    );
    await expect(failing).rejects.toBe(fault);
    await traces.close();
    const [span] = collector.spans();
    expect(span).toMatchObject({ isError: true, attributes: { 'error.type': 'answer-unreadable', 'huzheng.members': '***' } });
    expect(collector.received()[0]?.body).not.toMatch(/张三|440305/);
  });

  it('whoever sends a traceparent has decided whether it is; of other requests only so many are; nights always', async () => {
    const traces = await tracesTo(collector.url, { ratio: 0 });
    const theirs = (isSampled: boolean) => traceparentOf({ traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), isSampled });
    traces.begin('request', REQUEST, { parent: null }).end({ httpStatus: 200 });
    traces.begin('request', REQUEST, { parent: theirs(false) }).end({ httpStatus: 201 });
    traces.begin('request', REQUEST, { parent: theirs(true) }).end({ httpStatus: 202 });
    traces.begin('tick', { date: '2026-11-22' }, { parent: null }).end();
    await traces.close();
    expect(collector.spans().map(({ name, attributes }) => attributes['http.response.status_code'] ?? name)).toEqual([202, 'tick']);
  });

  it('a night is traced also where the request that opens it is not, in the trace that its answer names', async () => {
    const traces = await tracesTo(collector.url, { ratio: 0 });
    const request = traces.begin('request', REQUEST, { parent: null });
    await request.run(() =>
      within(traces, 'open-run', { fields: {} }, (_found, run) =>
        within(traces, 'save', { fields: {}, parent: run }, async () => undefined),
      ),
    );
    request.end({ httpStatus: 202 });
    await traces.close();
    expect(collector.spans().map(({ name, traceId }) => [name, traceId])).toEqual(
      ['save', 'open-run'].map((name) => [name, request.traceparent?.split('-')[1]]),
    );
  });

  it('names its trace also where it is not kept: an answer bears that id', async () => {
    const traces = await tracesTo(collector.url, { ratio: 0 });
    expect(traces.begin('request', REQUEST, { parent: null }).traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    await traces.close();
  });
});

describe('a collector that is away', () => {
  it('costs spans and nothing else: nobody waits for it, and leaving is no failure', async () => {
    const traces = await tracesTo('http://127.0.0.1:9');
    for (let nth = 0; nth < 20_000; nth += 1) traces.begin('request', REQUEST, { parent: null }).end({ httpStatus: 200 });
    await expect(traces.close()).resolves.toBeUndefined();
  });
});

describe('without a collector', () => {
  it('everything goes on as if nothing were asked', async () => {
    const traces = await openTraces(null, 'work');
    expect(traces.isOn).toBe(false);
    expect(await within(traces, 'tick', { fields: {} }, async (_found, traceparent) => traceparent)).toBeNull();
    await expect(within(traces, 'tick', { fields: {} }, () => Promise.reject(new Error('as before')))).rejects.toThrow('as before');
  });
});
