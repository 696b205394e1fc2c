/** Opens tonight's readings: which datasets, from where, and cut into which units of work. */
import type { Context } from '../../../context.ts';
import { sourceOf, TESTIMONIES, type Testimony } from '../../../domain/sources.ts';
import { Fault } from '../../../faults.ts';
import { defineStep } from '../../../jobs/step.ts';
import { countPeopleForPlanner, insuredRanges, permittedRanges } from '../../../storage/people.ts';
import {
  lastComplete,
  lastFromBeginning,
  openReading,
  type ReadingKind,
  uncoveredCount,
  type Watermark,
} from '../../../storage/readings.ts';
import type { Run } from '../../../storage/runs.ts';
import type { NewWork } from '../../../storage/work.ts';
import type { LookupReader, Reader } from '../../../upstream/connector.ts';
import { ASKED_AFTER, catchUpIsDue, nextWindow, settlementWindow } from '../reading-plan.ts';
import type { CursorStretch, LookupBatch, WindowRange } from '../types.ts';

const AWAITING = new Set(Object.values(ASKED_AFTER).flat());

export const readerOf = (dataset: Testimony, { authorities }: Context): Reader => {
  const reader = Object.values(authorities)
    .flatMap((client) => client.readers)
    .find((one) => one.dataset === dataset);
  if (reader === undefined) throw new Fault('bug', { code: 'reader-missing', detail: `No connector reads ${dataset}.` });
  return reader;
};

interface Opening {
  readonly dataset: Testimony;
  readonly kind: ReadingKind;
  readonly fromBeginning: boolean;
  /** Where the last reading ended: stands until this one is complete. */
  readonly watermark: Watermark;
  readonly work: readonly NewWork[];
}

export const planReadings = defineStep({
  name: 'plan-readings',
  async run({ run }, context) {
    const wanted = TESTIMONIES.filter((dataset) => run.options.source === null || sourceOf(dataset) === run.options.source);
    const last = await lastComplete(context.pool);
    const nightly = await Promise.all(
      wanted.map((dataset) =>
        openingOf(dataset, { run, watermark: last.get(dataset)?.watermark ?? null, isKnown: last.has(dataset), context }),
      ),
    );
    const catchUps = await Promise.all(
      nightly.filter((opening) => !opening.fromBeginning).map((opening) => catchUpOf(opening.dataset, run, context)),
    );
    const openings = [...nightly, ...catchUps.flat()];
    return async (tx) => {
      await countPeopleForPlanner(tx);
      for (const { work: _, ...opening } of openings) await openReading(tx, { runId: run.runId, startedAt: run.startedAt, ...opening });
      return openings.flatMap((opening) => opening.work);
    };
  },
});

/** The second part of a reading that had to wait for person numbers. */
export const planLookup = defineStep<{ readonly dataset: Testimony }>({
  name: 'plan-lookup',
  async run({ run, params }, context) {
    const reader = readerOf(params.dataset, context);
    const work = reader.kind === 'lookup' ? await lookupUnits(reader, run, context) : [];
    return () => Promise.resolve(work);
  },
});

const openingOf = async (
  dataset: Testimony,
  {
    run,
    watermark,
    isKnown,
    context,
  }: { readonly run: Run; readonly watermark: Watermark; readonly isKnown: boolean; readonly context: Context },
): Promise<Opening> => {
  const reader = readerOf(dataset, context);
  const anew = run.options.full || !isKnown;
  switch (reader.kind) {
    case 'window': {
      const readTo = anew || watermark === null || !('to' in watermark) ? null : watermark.to;
      return {
        dataset,
        kind: 'nightly',
        fromBeginning: readTo === null,
        watermark,
        work: windowUnits(dataset, 'nightly', nextWindow(readTo, run.windowTo)),
      };
    }
    case 'cursor': {
      const cursor = anew || watermark === null || !('cursor' in watermark) ? null : watermark.cursor;
      return { dataset, kind: 'nightly', fromBeginning: cursor === null, watermark, work: cursorUnits(dataset, 'nightly', cursor) };
    }
    case 'lookup':
      // A lookup has no history to catch up with: whoever may be asked about tonight is asked about tonight.
      return {
        dataset,
        kind: 'nightly',
        fromBeginning: true,
        watermark: null,
        work: AWAITING.has(dataset) ? [] : await lookupUnits(reader, run, context),
      };
  }
};

/** People whose earlier rows were dropped are gathered; their feed is read once more from its beginning (`interfaces.md`, "Common to all"). */
const catchUpOf = async (dataset: Testimony, run: Run, context: Context): Promise<readonly Opening[]> => {
  const waiting = await uncoveredCount(context.pool, dataset, run.startedAt);
  const due = catchUpIsDue({
    waiting,
    lastFromBeginning: await lastFromBeginning(context.pool, dataset),
    businessAt: run.businessAt,
    everyDays: context.config.catchUpDays,
  });
  if (!due) return [];
  const reader = readerOf(dataset, context);
  const work =
    reader.kind === 'window' ? windowUnits(dataset, 'catch-up', nextWindow(null, run.windowTo)) : cursorUnits(dataset, 'catch-up', null);
  return [{ dataset, kind: 'catch-up', fromBeginning: true, watermark: null, work }];
};

const windowUnits = (dataset: Testimony, kind: ReadingKind, window: WindowRange['window'] | null): readonly NewWork[] => {
  if (window === null) return [];
  return [
    {
      step: 'read-window',
      dataset,
      unit: `${dataset}/${kind}/0`,
      params: { dataset, kind, window, offset: 0, end: null } satisfies WindowRange,
    },
  ];
};

const cursorUnits = (dataset: Testimony, kind: ReadingKind, cursor: string | null): readonly NewWork[] => [
  { step: 'read-cursor', dataset, unit: `${dataset}/${kind}/1`, params: { dataset, kind, cursor, stretch: 1 } satisfies CursorStretch },
];

const lookupUnits = async (reader: LookupReader, run: Run, { pool }: Context): Promise<readonly NewWork[]> => {
  const { dataset, batchSize, asks } = reader;
  const window = asks === 'insured-in-window' ? settlementWindow(run.businessAt) : null;
  const ranges =
    asks === 'subject'
      ? (await permittedRanges(pool, dataset, batchSize)).map((range) => ({ ...range, place: null }))
      : await insuredRanges(pool, dataset, batchSize);
  return ranges.map(({ from, to, place }, index) => ({
    step: 'look-up',
    dataset,
    unit: `${dataset}/${index + 1}`,
    params: { dataset, from, to, place, window } satisfies LookupBatch,
  }));
};
