/** The dashboard that is shipped, against what a night really exposes, and against what Grafana wants of a file it imports. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import dashboard from '../../docs/grafana-dashboard.json' with { type: 'json' };
import { Fault } from '../../src/faults.ts';
import { type Api, NIGHT, openApi } from '../support/api.ts';
import { missingFrom, seriesIn } from '../support/promql.ts';

let api: Api;
let exposition: string;
beforeAll(async () => {
  api = await openApi({ parts: () => ({ upstreamStates: () => ({ 'civil-affairs': { circuit: 'closed', retryAfterMs: null } }) }) });
  const { metrics } = api.context;
  // Of a whole night but for the wire, in whose place stand plain objects, and for a callback.
  metrics.upstreamCalled({ source: 'civil-affairs', operation: 's_test', outcome: 'answered', durationMs: 20 });
  metrics.callbackAnswered('taken');
  // Nothing of the town is quarantined, erased or expires, nothing fails behind anybody's back, and nobody has asked the API yet.
  metrics.heard('rowQuarantined', { source: 'civil-affairs', dataset: 'death', reason: 'identity-number' });
  metrics.heard('personErased', { cause: 'left', outcome: 'erased' });
  metrics.heard('retentionEnforced', { rule: 'calls', deleted: 1 });
  metrics.heard('failed', { doing: 'relay' });
  metrics.heard('requestAnswered', { method: 'GET', route: '/v1/runs', status: 200, durationMs: 5 });
  exposition = (await api.ask({ path: '/metrics' })).text;
}, 120_000);
afterAll(() => api.close());

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: unknown;
  readonly targets?: readonly {
    readonly expr: string;
    readonly refId: string;
    readonly datasource: unknown;
    readonly legendFormat: string;
  }[];
}
const panels = dashboard.panels as readonly Panel[];
const shown = panels.filter(({ type }) => type !== 'row');

describe('the dashboard', () => {
  it.each(shown.flatMap(({ title, targets = [] }) => targets.map(({ expr, refId }) => ({ title, refId, expr }))))(
    'asks only for what is exposed: $title, $refId',
    ({ expr }) => {
      expect(missingFrom(seriesIn(exposition), expr)).toEqual([]);
    },
  );

  it('names in its legends only labels that its expressions keep', () => {
    for (const { title, targets = [] } of shown)
      for (const { expr, legendFormat } of targets)
        for (const [, label = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g))
          expect(label === 'instance' || expr.includes(label), `${title}: ${label}`).toBe(true);
  });

  it('shows everything of ours that is exposed', () => {
    const asked = shown.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)).join('\n');
    const ours = new Set(
      [...seriesIn(exposition).keys()]
        .filter((name) => name.startsWith('huzheng_'))
        .map((name) => name.replace(/_(bucket|sum|count)$/, '')),
    );
    expect([...ours].filter((name) => !asked.includes(name))).toEqual(['huzheng_run_age_seconds']);
  });

  it('is of the classic model: a schema version, no id of its own, and every panel once on a grid of 24 columns without an overlap', () => {
    expect(dashboard).toMatchObject({ id: null, uid: 'huzheng', schemaVersion: 39, version: 1, title: expect.any(String) });
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { gridPos, title } of panels) expect(gridPos.x >= 0 && gridPos.w > 0 && gridPos.x + gridPos.w <= 24, title).toBe(true);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });

  it('has its rows in the order an operator looks: the night, sources, jobs, results, process', () => {
    expect(panels.filter(({ type }) => type === 'row').map(({ title }) => title.split(' ')[0])).toEqual([
      '当夜',
      '来源',
      '作业',
      '结果',
      '进程',
    ]);
  });

  it('takes its data source from a variable, wherever it is imported, and names no server', () => {
    const source = { type: 'prometheus', uid: ['$', '{DS_PROMETHEUS}'].join('') };
    const [first] = dashboard.templating.list;
    expect(first).toMatchObject({ name: 'DS_PROMETHEUS', type: 'datasource', query: 'prometheus' });
    for (const { datasource, targets = [] } of shown) {
      expect(datasource).toEqual(source);
      for (const target of targets) expect(target.datasource).toEqual(source);
    }
    const used = new Set([...JSON.stringify(panels).matchAll(/\$\{?(\w+)\}?/g)].map(([, name]) => name));
    expect([...used].filter((name) => name !== '__rate_interval').toSorted()).toEqual(['DS_PROMETHEUS', 'job', 'source']);
    expect(readFileSync('docs/grafana-dashboard.json', 'utf8')).not.toMatch(/https?:/);
  });

  it('says of every kind of panel it needs that it needs it', () => {
    const required = dashboard.__requires.filter(({ type }) => type === 'panel').map(({ id }) => id);
    expect(required.toSorted()).toEqual([...new Set(shown.map(({ type }) => type))].toSorted());
  });

  it('would be caught asking for what is not there', () => {
    const series = seriesIn(exposition);
    expect(missingFrom(series, 'sum by (nonsense) (rate(huzheng_rows_total{colour="red"}[5m]))')).toEqual([
      'huzheng_rows_total{colour}',
      'by (nonsense)',
    ]);
    expect(missingFrom(series, 'max(huzheng_nothing) > 0')).toEqual(['huzheng_nothing']);
  });
});

const sampleOf = (text: string, series: string): number | null => {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? null : Number(line.slice(series.length + 1));
};

describe('what is exposed of the whole installation', () => {
  const scrape = async (): Promise<string> => {
    api.anotherMinute();
    return (await api.ask({ path: '/metrics' })).text;
  };

  it('says how the night ended, what its books came to and how far each dataset is behind', () => {
    expect(sampleOf(exposition, 'huzheng_run_status{status="completed"}')).toBe(1);
    expect(sampleOf(exposition, 'huzheng_run_status{status="running"}')).toBe(0);
    expect(sampleOf(exposition, 'huzheng_database_up')).toBe(1);
    expect(sampleOf(exposition, 'huzheng_jobs{state="failed"}')).toBe(0);
    expect(sampleOf(exposition, 'huzheng_failed_jobs{source="civil-affairs",code="other"}')).toBe(0);
    expect(sampleOf(exposition, 'huzheng_source_health{source="civil-affairs",health="unknown"}')).toBe(1);
    const lags = [...exposition.matchAll(/^huzheng_dataset_lag_seconds\{.*dataset="([\w-]+)"\}/gm)].map(([, dataset]) => dataset);
    expect(lags).toHaveLength(11);
    const fetched = sampleOf(exposition, 'huzheng_run_rows{source="aid-system",dataset="members",reading="nightly",column="fetched"}');
    expect(fetched).toBeGreaterThan(0);
  });

  it('says what failed, by source and code, and forgets it when it is made good', async () => {
    api.people.town.troubles.assistance = () => new Fault('busy', { code: 'unreachable', detail: 'The source does not answer.' });
    await api.nights.reconcile(NIGHT.replace('01', '02') as typeof NIGHT);
    delete api.people.town.troubles.assistance;
    const text = await scrape();
    expect(sampleOf(text, 'huzheng_run_status{status="incomplete"}')).toBe(1);
    expect(sampleOf(text, 'huzheng_failed_jobs{source="civil-affairs",code="unreachable"}')).toBe(1);
    expect(sampleOf(text, 'huzheng_jobs{state="failed"}')).toBe(1);
    await api.nights.reconcile(NIGHT.replace('01', '02') as typeof NIGHT);
    expect(sampleOf(await scrape(), 'huzheng_failed_jobs{source="civil-affairs",code="unreachable"}')).toBeNull();
  });

  it('is asked of the database once in ten seconds, however many scrape', async () => {
    const before = await scrape();
    await api.context.pool.query(`update run set status = 'unbalanced' where run_id = 'run-2026-11-02'`);
    const age = 'huzheng_run_status{status="unbalanced"}';
    expect([sampleOf(before, age), sampleOf((await api.ask({ path: '/metrics' })).text, age)]).toEqual([0, 0]);
    api.clock.forward(10_000);
    expect(sampleOf((await api.ask({ path: '/metrics' })).text, age)).toBe(1);
  });

  it('is missing, rather than nought, where nobody knows', async () => {
    const { text } = await api.context.metrics.exposition({}, null);
    expect(sampleOf(text, 'huzheng_database_up')).toBe(0);
    expect([...seriesIn(text).keys()].filter((name) => /^huzheng_(run_|jobs|failed|source|dataset|quarantine)/.test(name))).toEqual([]);
    expect(sampleOf(text, 'huzheng_callbacks_total{outcome="taken"}')).toBe(1);
  });
});
