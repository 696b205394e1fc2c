/** A night's trace: one, from where it was opened to what was delivered, whoever works on it, and whoever dies of it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Fault } from '../../src/faults.ts';
import { openTraces } from '../../src/observe/open-traces.ts';
import { type Traces, within } from '../../src/observe/traces.ts';
import { recoverNobodys } from '../../src/storage/lost-work.ts';
import { claim } from '../../src/storage/work.ts';
import { type Collector, openCollector, type SeenSpan, unconnected } from '../support/collector.ts';
import { day } from '../support/dossiers.ts';
import { type Nights, nightsIn, nightsOfThisFile } from '../support/nights.ts';
import { settleTown } from '../support/nights-town.ts';

const D = day('2026-11-22');
const DOWN = new Fault('broken', { code: 'not-json', detail: 'The answer is no JSON.' });

const startNights = nightsOfThisFile();

let collector: Collector;
let traces: Traces;
beforeEach(async () => {
  collector = await openCollector();
  traces = await openTraces({ url: `${collector.url}/v1/traces`, headers: {}, service: 'huzheng', ratio: 1 }, 'work');
});
afterEach(() => collector.close());

const traced = ({ context, clock }: Nights): Nights => nightsIn({ ...context, traces }, clock);

const told = async (): Promise<readonly SeenSpan[]> => {
  await traces.close();
  return collector.spans();
};

const named = (spans: readonly SeenSpan[], name: string): readonly SeenSpan[] => spans.filter((span) => span.name === name);

/** Names from a span up to where its trace begins. */
const lineage = (span: SeenSpan | undefined, spans: readonly SeenSpan[]): readonly string[] =>
  span === undefined
    ? []
    : [
        span.name,
        ...lineage(
          spans.find(({ spanId }) => spanId === span.parentId),
          spans,
        ),
      ];

describe('a night that is traced', () => {
  it('is one tree, from the tick to each delivery', async () => {
    const { town } = settleTown();
    const nights = traced(startNights(town));
    const opened = await within(traces, 'tick', { fields: { date: D } }, () => nights.open(D));
    await nights.finish(opened);
    const spans = await told();
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(unconnected(spans)).toEqual([]);
    expect(spans.filter(({ parentId }) => parentId === null).map(({ name }) => name)).toEqual(['tick']);
    const [delivery] = named(spans, 'deliver');
    expect(lineage(delivery, spans)).toEqual([
      'deliver',
      'attempt deliver',
      'attempt apply',
      'phase applications',
      'run',
      'open-run',
      'tick',
    ]);
    expect(spans.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['phase roster', 'phase readings', 'phase closing', 'attempt read-window', 'attempt verify', 'attempt close']),
    );
    expect(named(spans, 'run')[0]).toMatchObject({ attributes: { 'huzheng.run_id': `run-${D}`, 'huzheng.status': 'completed' } });
    expect(named(spans, 'attempt verify')[0]?.attributes).toMatchObject({ 'huzheng.attempt': 1, 'huzheng.outcome': 'finished' });
    // Its saves are where an attempt waits for the database.
    expect(lineage(named(spans, 'save')[0], spans)).toHaveLength(6);
  });

  it('has the same results as one that is not', async () => {
    const digest = await startNights.undisturbed(settleTown().town, D);
    expect((await traced(startNights(settleTown().town)).reconcile(D)).digest).toBe(digest);
    await traces.close();
  });

  it('tells of an attempt that was killed when the next begins, which is linked to it', async () => {
    const nights = traced(startNights(settleTown().town));
    const opened = await nights.open(D);
    const { rows } = await nights.context.pool.query<{ workId: string }>(`select work_id as "workId" from work`);
    const [work] = rows;
    await claim(nights.context.pool, { workId: work?.workId ?? '', attempt: 1 });
    await recoverNobodys(nights.context.pool);
    await nights.finish(opened);
    const spans = await told();
    const [lost, next] = named(spans, 'attempt roster');
    expect(lost).toMatchObject({ isError: true, attributes: { 'huzheng.attempt': 1, 'huzheng.outcome': 'lost' } });
    expect(next).toMatchObject({
      parentId: lost?.parentId,
      attributes: { 'huzheng.attempt': 2, 'huzheng.outcome': 'finished' },
      links: [{ spanId: lost?.spanId }],
    });
    expect(unconnected(spans)).toEqual([]);
  });

  it('goes on in the same trace when it is opened again', async () => {
    const { town } = settleTown();
    town.troubles.participation = () => DOWN;
    const nights = traced(startNights(town));
    expect((await nights.reconcile(D)).run.status).toBe('incomplete');
    delete town.troubles.participation;
    expect((await nights.reconcile(D)).run.status).toBe('completed');
    const spans = await told();
    const runs = named(spans, 'run');
    expect(runs.map(({ attributes }) => attributes['huzheng.pass'])).toEqual([1, 2]);
    expect(new Set(runs.map(({ traceId }) => traceId)).size).toBe(1);
    expect(spans.some(({ isError, attributes }) => isError && attributes['huzheng.outcome'] === 'failed')).toBe(true);
  });
});
