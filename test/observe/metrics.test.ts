import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLog } from '../../src/observe/log.ts';
import { createMetrics } from '../../src/observe/metrics.ts';

describe('metrics', () => {
  it('count business events by their own fields, whatever the log’s level', async () => {
    const metrics = createMetrics('serve');
    const folder = await mkdtemp(join(tmpdir(), 'huzheng-metrics-'));
    const { log, close } = await openLog({ level: 'error', to: { file: join(folder, 'logs', 'huzheng.log') } }, () => 0, metrics.heard);
    const row = { runId: 'run-1', workId: 'w', source: 'civil-affairs', dataset: 'death', reason: 'identity-number', path: null };
    for (let nth = 0; nth < 3; nth += 1) log.rowQuarantined(row);
    log.retentionEnforced({ runId: 'run-1', rule: 'calls', deleted: 40 });
    log.requestAnswered({ traceId: 't', method: 'GET', route: '/v1/runs/:runId', status: 200, durationMs: 30 });
    log.requestAnswered({ traceId: 't', method: 'GET', route: '110105194912310021', status: 404, durationMs: 1 });
    log.applicationDelivered({ runId: 'run-1', applicationId: 'a', programme: 'living-aid', version: 1 });
    log.failed({ doing: 'relay', fault: new Error('away') });
    close();
    await rm(folder, { recursive: true });
    const { text } = await metrics.exposition({}, null);
    expect(text).toContain('huzheng_rows_quarantined_total{source="civil-affairs",dataset="death",reason="identity-number"} 3');
    expect(text).toContain('huzheng_retention_deleted_total{rule="calls"} 40');
    expect(text).toContain('huzheng_http_request_seconds_bucket{le="0.05",method="GET",route="/v1/runs/:runId",status="200"} 1');
    expect(text).toContain('huzheng_http_request_seconds_count{method="GET",route="***",status="404"} 1');
    expect(text).toContain('huzheng_deliveries_total{programme="living-aid",outcome="delivered"} 1');
    expect(text).toContain('huzheng_failures_total{doing="relay"} 1');
    expect(text).toContain('huzheng_process_info{mode="serve"} 1');
  });

  it('say how many connections to the database are in use, and whether somebody waits for one', async () => {
    const { text } = await createMetrics('work').exposition({ connections: { totalCount: 10, idleCount: 3, waitingCount: 2 } }, null);
    expect(text).toContain('huzheng_database_connections{state="busy"} 7');
    expect(text).toContain('huzheng_database_connections{state="idle"} 3');
    expect(text).toContain('huzheng_database_connections{state="waiting"} 2');
  });

  it('count calls by counterpart, operation and what came of them', async () => {
    const metrics = createMetrics('work');
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
    const metrics = createMetrics('work');
    metrics.workEnded({ step: 'verify', outcome: 'finished', durationMs: 80, members: 125, opened: 250 });
    metrics.saved({ step: 'verify', durationMs: 8 });
    metrics.rowsBooked('settlement', { fetched: 10, accepted: 7, withheld: 3 });
    metrics.rowsBooked('settlement', { fetched: 5, unchanged: 5 });
    const { text } = await metrics.exposition({}, null);
    expect(text).toContain('huzheng_work_seconds_count{step="verify",outcome="finished"} 1');
    expect(text).toContain('huzheng_members_touched_total{step="verify"} 125');
    expect(text).toContain('huzheng_sealings_total{step="verify",act="open"} 250');
    expect(text).toContain('huzheng_sealings_total{step="verify",act="seal"} 0');
    expect(text).toContain('huzheng_save_seconds_bucket{le="0.01",step="verify"} 1');
    expect(text).toContain('huzheng_pages_total{source="medical-insurance",dataset="settlement"} 2');
    expect(text).toContain('huzheng_rows_total{source="medical-insurance",dataset="settlement",column="fetched"} 15');
    expect(text).toContain('huzheng_rows_total{source="medical-insurance",dataset="settlement",column="withheld"} 3');
    expect(text).toContain('huzheng_rows_total{source="medical-insurance",dataset="settlement",column="quarantined"} 0');
  });

  it('of two services in one process do not mix', async () => {
    const [first, second] = [createMetrics('work'), createMetrics('work')];
    first.workEnded({ step: 'pull', outcome: 'failed', durationMs: 1 });
    expect((await second.exposition({}, null)).text).not.toContain('step="pull"');
  });

  it('never carry an operation that could be somebody', async () => {
    const metrics = createMetrics('work');
    metrics.upstreamCalled({ source: 'civil-affairs', operation: '11010519491231002X', outcome: 'answered', durationMs: 1 });
    expect((await metrics.exposition({}, null)).text).not.toContain('11010519491231002X');
  });
});
