import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/observe/metrics.ts';

describe('metrics', () => {
  it('count calls by counterpart, operation and what came of them', async () => {
    const metrics = createMetrics();
    metrics.upstreamCalled({ source: 'medical-insurance', operation: '1101B', outcome: 'answered', durationMs: 120 });
    metrics.upstreamCalled({ source: 'medical-insurance', operation: '1101B', outcome: 'busy', durationMs: 20_000 });
    const { text, contentType } = await metrics.exposition({}, null);
    expect(contentType).toContain('text/plain');
    expect(text).toContain('huzheng_upstream_call_seconds_count{source="medical-insurance",operation="1101B",outcome="answered"} 1');
    expect(text).toContain(
      'huzheng_upstream_call_seconds_bucket{le="0.25",source="medical-insurance",operation="1101B",outcome="answered"} 1',
    );
    expect(text).toContain('huzheng_upstream_call_seconds_count{source="medical-insurance",operation="1101B",outcome="busy"} 1');
  });

  it('count work by step and what came of it, and rows by column of the books', async () => {
    const metrics = createMetrics();
    metrics.workEnded({ step: 'verify', outcome: 'finished', durationMs: 80 });
    metrics.rowsBooked('settlement', { fetched: 10, accepted: 7, withheld: 3 });
    metrics.rowsBooked('settlement', { fetched: 5, unchanged: 5 });
    const { text } = await metrics.exposition({}, null);
    expect(text).toContain('huzheng_work_seconds_count{step="verify",outcome="finished"} 1');
    expect(text).toContain('huzheng_rows_total{source="medical-insurance",dataset="settlement",column="fetched"} 15');
    expect(text).toContain('huzheng_rows_total{source="medical-insurance",dataset="settlement",column="withheld"} 3');
    expect(text).toContain('huzheng_rows_total{source="medical-insurance",dataset="settlement",column="quarantined"} 0');
  });

  it('of two services in one process do not mix', async () => {
    const [first, second] = [createMetrics(), createMetrics()];
    first.workEnded({ step: 'pull', outcome: 'failed', durationMs: 1 });
    expect((await second.exposition({}, null)).text).not.toContain('step="pull"');
  });

  it('never carry an operation that could be somebody', async () => {
    const metrics = createMetrics();
    metrics.upstreamCalled({ source: 'civil-affairs', operation: '11010519491231002X', outcome: 'answered', durationMs: 1 });
    expect((await metrics.exposition({}, null)).text).not.toContain('11010519491231002X');
  });
});
