/** Opens tonight's readings: which datasets, from where, and cut into which units of work. */
import type { Context } from '../../../context.ts';
import { ASKED_AFTER, sourceOf, TESTIMONIES, type Testimony } from '../../../domain/sources.ts';
import { Fault } from '../../../faults.ts';
import { defineStep } from '../../../jobs/step.ts';
import { countPeopleForPlanner } from '../../../storage/people.ts';
import { insuredRanges, permittedRanges } from '../../../storage/permissions.ts';
import {
  coverUnasked,
  hasRoster,
  type LastComplete,
  labelsOfCatchUps,
  lastComplete,
  lastFromBeginning,
  openReading,
  readingsOf,
  reopenReadings,
  uncoveredCount,
  type Watermark,
} from '../../../storage/readings.ts';
import type { Run } from '../../../storage/runs.ts';
import type { NewWork } from '../../../storage/work.ts';
import { overtakeFailed } from '../../../storage/work-of-run.ts';
import type { LookupReader, Reader } from '../../../upstream/connector.ts';
import { openReplaysOf } from '../../2-normalise/replay/open/job.ts';
import { saidByBoth } from '../labels.ts';
import { catchUpIsDue, gatheredBatches, nextWindow, READING_STEPS, settlementWindow } from '../reading-plan.ts';
import type { CursorStretch, LookupBatch, WindowRange } from '../types.ts';

const AWAITING = new Set(Object.values(ASKED_AFTER).flat());

export const readerOf = (dataset: Testimony, { authorities }: Context): Reader => {
  const readers = Object.values(authorities).flatMap((client) => client.readers);
  const reader = readers.find((one) => one.dataset === dataset);
  if (reader === undefined) throw new Fault('bug', { code: 'reader-missing', detail: `No connector reads ${dataset}.` });
  return reader;
};

/** What an authority is asked for. */
type AskedKind = WindowRange['kind'];

interface Opening {
  readonly dataset: Testimony;
  readonly kind: AskedKind;
  readonly fromBeginning: boolean;
  /** Where the last reading ended: stands until this one is complete. */
  readonly watermark: Watermark;
  readonly work: readonly NewWork[];
}

/** Fewer new rows of the roster call for no other plan; counting them makes every session plan anew what asks about people. */
const WORTH_COUNTING = 1_000;

export const planReadings = defineStep({
  name: 'plan-readings',
  async run({ run }, context) {
    const wanted = TESTIMONIES.filter((dataset) => run.options.source === null || sourceOf(dataset) === run.options.source);
    // Planned again, because its roster or its permissions were late, a run reads again: the first time it did not know whose rows to keep.
    const last = await lastComplete(context.pool, { apartFrom: run.runId });
    const planned = await Promise.all(
      wanted.map(async (dataset) =>
        openingsOf(readerOf(dataset, context), await watermarkOf(dataset, last.get(dataset) ?? null, { run, context }), { run, context }),
      ),
    );
    const roster = (await readingsOf(context.pool, run.runId)).find(({ dataset }) => dataset === 'members');
    // Without a roster, feeds would be read past those who are not known yet, and only a catch-up would come back to them.
    const isForSomebody = await hasRoster(context.pool);
    const openings = planned.flat().map((opening) => (isForSomebody ? opening : { ...opening, work: [] }));
    return async (tx) => {
      if ((roster?.accepted ?? 0) >= WORTH_COUNTING) await countPeopleForPlanner(tx);
      await overtakeFailed(tx, run.runId, { steps: READING_STEPS, datasets: wanted });
      for (const { work: _, ...opening } of openings) await openReading(tx, { runId: run.runId, startedAt: run.startedAt, ...opening });
      await openReplaysOf(tx, run);
      return openings.flatMap((opening) => opening.work);
    };
  },
});

/** The second part of a reading that had to wait for person numbers. */
export const planLookup = defineStep<{ readonly dataset: Testimony; readonly after: Testimony }>({
  name: 'plan-lookup',
  async run({ run, params: { dataset, after } }, context) {
    const reader = readerOf(dataset, context);
    const work = reader.kind === 'lookup' ? await lookupUnits(reader, run, context) : [];
    return async (tx) => {
      await overtakeFailed(tx, run.runId, { steps: READING_STEPS, datasets: [dataset] });
      await reopenReadings(tx, run.runId, [dataset]);
      await coverUnasked(tx, dataset, { after, at: run.businessAt });
      return work;
    };
  },
});

interface Night {
  readonly run: Run;
  readonly context: Context;
}

/** Those caught up with since were read by the labels of their night: what these lacked is news to the feed as a whole. */
const watermarkOf = async (dataset: Testimony, last: LastComplete | null, { run, context }: Night): Promise<Watermark> => {
  const { watermark = null, asOf: since } = last ?? {};
  if (since === undefined || watermark === null || !('cursor' in watermark) || watermark.labels === undefined) return watermark;
  const others = await labelsOfCatchUps(context.pool, dataset, { since, apartFrom: run.runId });
  return { ...watermark, labels: others.reduce(saidByBoth, watermark.labels) };
};

const openingsOf = async (reader: Reader, watermark: Watermark, night: Night): Promise<readonly Opening[]> => {
  const { dataset } = reader;
  const { run, context } = night;
  if (reader.kind === 'lookup') {
    // A lookup has no history to catch up with: whoever may be asked about tonight is asked about tonight.
    const work = AWAITING.has(dataset) ? [] : await lookupUnits(reader, run, context);
    return [{ dataset, kind: 'nightly', fromBeginning: false, watermark: null, work }];
  }
  const from = run.options.full ? null : watermark;
  const nightly = openingFrom(reader, from, { kind: 'nightly', run });
  return nightly.fromBeginning || !(await isCatchUpDue(dataset, night))
    ? [nightly]
    : [nightly, openingFrom(reader, null, { kind: 'catch-up', run })];
};

/** A feed from where it was read to, or from its beginning. */
const openingFrom = (
  { kind: feed, dataset }: Exclude<Reader, LookupReader>,
  watermark: Watermark,
  { kind, run }: { readonly kind: AskedKind; readonly run: Run },
): Opening => {
  if (feed === 'cursor') {
    const { cursor, labels = null } = watermark !== null && 'cursor' in watermark ? watermark : { cursor: null };
    return {
      dataset,
      kind,
      fromBeginning: cursor === null,
      watermark,
      work: [cursorUnit({ dataset, kind, cursor, stretch: 1, labels: cursor === null ? null : labels, restarts: 0 })],
    };
  }
  const readTo = watermark !== null && 'to' in watermark ? watermark.to : null;
  const window = nextWindow(readTo, run.windowTo);
  return {
    dataset,
    kind,
    fromBeginning: readTo === null,
    watermark,
    work: window === null ? [] : [windowUnit({ dataset, kind, window, offset: 0, total: null })],
  };
};

export const windowUnit = (params: WindowRange): NewWork => ({
  step: 'read-window',
  dataset: params.dataset,
  unit: `${params.dataset}/${params.kind}/${params.offset}`,
  params,
});

export const cursorUnit = (params: CursorStretch): NewWork => ({
  step: 'read-cursor',
  dataset: params.dataset,
  unit: `${params.dataset}/${params.kind}/${params.stretch}`,
  params,
});

/** People whose earlier rows were dropped are gathered; their feed is read once more from its beginning (`interfaces.md`, "Common to all"). */
const isCatchUpDue = async (dataset: Testimony, { run, context: { pool, config } }: Night): Promise<boolean> =>
  // Counted where it matters: of a large city that takes longer than all else that is planned.
  catchUpIsDue({
    lastFromBeginning: await lastFromBeginning(pool, dataset, { apartFrom: run.runId }),
    businessAt: run.businessAt,
    everyDays: config.catchUpDays,
  }) && (await uncoveredCount(pool, dataset, run.startedAt)) > 0;

const lookupUnits = async (reader: LookupReader, run: Run, { pool }: Context): Promise<readonly NewWork[]> => {
  const { dataset, batchSize, asks } = reader;
  const window = asks === 'insured-in-window' ? settlementWindow(run.businessAt) : null;
  const batches =
    asks === 'subject'
      ? (await permittedRanges(pool, dataset, batchSize)).map((range) => ({ ...range, place: null }))
      : await insuredRanges(pool, dataset, batchSize);
  const ranges = gatheredBatches(batches);
  return ranges.map(({ from, to, place, people }, index) => ({
    step: 'look-up',
    dataset,
    unit: `${dataset}/${index + 1}`,
    params: { dataset, from, to, place, window } satisfies LookupBatch,
    about: people,
  }));
};
