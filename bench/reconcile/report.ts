/** What was measured, as a table for a person and as figures; and whether it is within its bounds. */
import type { Report } from '../figures.ts';
import type { FloorNight, OurNight } from './nights.ts';

/** `docs/benchmarks.md` says where they come from. */
const MOST = { firstRatio: 3, ordinaryShare: 0.1, catchUpRatio: 1.5, growth: 0.1, callsApart: 0.02 };
/** A night begins with half a second of a process that starts, whoever it is about, and so does each of its floor's. */
export const BOUNDS_MEAN_SOMETHING_FROM = 5_000;
/** Published by medical insurance (`interfaces.md` §2), of which the night leaves a quarter to live questions. */
const QUOTA = { perSecond: 20, nightShare: 0.75 };
const MEDICAL = ['1101B', '5203B', '5301B', '9001', '1901'];

export interface Measured {
  readonly members: number;
  /** Of the machine after the floor's first night, in the last minute: beyond its cores, seconds say little and CPU seconds stand. */
  readonly load: number;
  readonly column: string;
  readonly first: { readonly ours: OurNight; readonly floor: FloorNight };
  readonly ordinary: { readonly ours: OurNight; readonly floor: FloorNight } | null;
  /** `quiet`: the night before, in which nothing changed and nothing was due. */
  readonly catchUp: { readonly ours: OurNight; readonly quiet: OurNight; readonly floor: FloorNight } | null;
  /** After the first night. */
  readonly storedBytes: number;
  readonly storedRows: Readonly<Record<string, number>>;
}

const cpuOf = ({ cpuSeconds, databaseCpuSeconds }: { readonly cpuSeconds: number; readonly databaseCpuSeconds: number }): number =>
  cpuSeconds + databaseCpuSeconds;

const wholeCpuOf = (night: OurNight): number => cpuOf(night) + night.tidyingCpuSeconds;

interface Ratios {
  /** Seconds of the first night to its floor's. */
  readonly ratio: number;
  /** The same in CPU seconds, ours and PostgreSQL's. */
  readonly cpuRatio: number;
  readonly ordinaryRatio: number | null;
  /** CPU of an ordinary night to that of the first, each with what tidying up after it takes. */
  readonly ordinaryShare: number | null;
  readonly catchUpRatio: number | null;
  readonly catchUpCpuRatio: number | null;
  readonly catchUpSeconds: number | null;
}

const ratiosOf = ({ first, ordinary, catchUp }: Measured): Ratios => {
  const catchUpSeconds = catchUp && catchUp.ours.seconds - catchUp.quiet.seconds;
  return {
    ratio: first.ours.seconds / first.floor.seconds,
    cpuRatio: cpuOf(first.ours) / cpuOf(first.floor),
    ordinaryRatio: ordinary && ordinary.ours.seconds / ordinary.floor.seconds,
    ordinaryShare: ordinary && wholeCpuOf(ordinary.ours) / wholeCpuOf(first.ours),
    catchUpSeconds,
    catchUpCpuRatio: catchUp && (cpuOf(catchUp.ours) - cpuOf(catchUp.quiet)) / cpuOf(catchUp.floor),
    catchUpRatio: catchUp && catchUpSeconds !== null ? catchUpSeconds / catchUp.floor.seconds : null,
  };
};

/** How far the seconds of a first night grew beyond the members, as a share. */
const growthOf = (measured: readonly Measured[]): number | null => {
  const [small, large] = [measured[0], measured.at(-1)];
  if (small === undefined || large === undefined || small === large) return null;
  return large.first.ours.seconds / small.first.ours.seconds / (large.members / small.members) - 1;
};

const sameCalls = (ours: OurNight, floor: FloorNight): boolean => {
  const operations = Object.keys(floor.calls);
  const sum = (calls: Readonly<Record<string, number>>): number => operations.reduce((total, one) => total + (calls[one] ?? 0), 0);
  return Math.abs(sum(ours.calls) / sum(floor.calls) - 1) <= MOST.callsApart;
};

/** A sentence each. */
const boundsBroken = (measured: readonly Measured[]): readonly string[] => {
  const large = measured.filter(({ members }) => members >= BOUNDS_MEAN_SOMETHING_FROM);
  const growth = growthOf(large);
  const beyond = (name: string, value: number | null, most: number): readonly string[] =>
    value !== null && value > most ? [`${name} is ${value.toFixed(3)}, at most ${most}`] : [];
  return [
    ...large.flatMap((one) => {
      const { ratio, ordinaryShare, catchUpRatio } = ratiosOf(one);
      const of = (name: string): string => `${one.members} members: ${name}`;
      return [
        ...beyond(of("the first night's ratio to its floor"), ratio, MOST.firstRatio),
        ...beyond(of("an ordinary night's share of the first's CPU"), ordinaryShare, MOST.ordinaryShare),
        ...beyond(of("the catch-up's ratio to its floor"), catchUpRatio, MOST.catchUpRatio),
      ];
    }),
    ...beyond('growth beyond or below the members, as a share,', growth === null ? null : Math.abs(growth), MOST.growth),
  ];
};

/** Whether what was measured is what was meant to be. A row that cannot be read is a fault of the bench city. */
const isSound = ({ first, ordinary, catchUp }: Measured): boolean => {
  const nights = [first.ours, ordinary?.ours, catchUp?.quiet, catchUp?.ours].filter((night) => night !== undefined);
  const isWhole = nights.every(({ summary }) => summary.run.status === 'completed' && summary.quarantine.open === 0);
  return isWhole && sameCalls(first.ours, first.floor);
};

const quotaSecondsOf = ({ calls }: OurNight): { readonly calls: number; readonly seconds: number } => {
  const medical = MEDICAL.reduce((sum, infno) => sum + (calls[infno] ?? 0), 0);
  return { calls: medical, seconds: medical / (QUOTA.perSecond * QUOTA.nightShare) };
};

const mb = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
const seconds = (value: number): string => value.toFixed(1);

const costLine = (name: string, night: OurNight | FloorNight): string =>
  `${name.padEnd(16)} ${seconds(night.seconds).padStart(8)} s  CPU ${seconds(night.cpuSeconds).padStart(7)} + PostgreSQL ${seconds(night.databaseCpuSeconds).padStart(7)} s  peak ${mb(night.peakBytes).padStart(8)}  counterparts' CPU ${seconds(night.counterpartCpuSeconds)} s, ${mb(night.bytes)}`;

const phaseLines = ({ phases }: OurNight): readonly string[] =>
  phases.map(
    (cost) =>
      `  ${cost.phase.padEnd(14)} ${seconds(cost.seconds).padStart(8)} s  CPU ${seconds(cost.cpuSeconds).padStart(7)} + PostgreSQL ${seconds(cost.databaseCpuSeconds).padStart(7)} s`,
  );

const stageLines = ({ stages }: OurNight): readonly string[] =>
  stages.map(
    ({ step, dataset, kind, units, attempts, busySeconds, spanSeconds }) =>
      `    ${[step, dataset, kind].filter(Boolean).join(' ').padEnd(36)} ${String(units).padStart(6)} units  ${seconds(busySeconds).padStart(8)} s busy  ${seconds(spanSeconds).padStart(7)} s from first to last${attempts > units ? `  ${attempts - units} tried again` : ''}`,
  );

const PLACES_TOLD = 40;

/** Shares: a profile counts the time that others had the processor as well. */
const whereLines = ({ where }: OurNight): readonly string[] => {
  if (where === null) return [];
  const all = where.places.reduce((sum, place) => sum + place.seconds, 0);
  return [
    '  own time by place',
    ...where.places
      .slice(0, PLACES_TOLD)
      .map(({ what, seconds: spent }) => `    ${((100 * spent) / all).toFixed(1).padStart(5)} %  ${what}`),
    '  PostgreSQL by statement, with what it waited for',
    ...where.statements.map(
      ({ what, seconds: spent, calls, rows }) => `    ${seconds(spent).padStart(8)} s  ${calls} calls, ${rows} rows  ${what}`,
    ),
  ];
};

const nightLines = (name: string, ours: OurNight, floor: FloorNight): readonly string[] => [
  costLine(`${name}, floor`, floor),
  costLine(`${name}, ours`, ours),
  `  tidying up after it (what autovacuum would take up, counted in the share): CPU of PostgreSQL ${seconds(ours.tidyingCpuSeconds)} s`,
  ...phaseLines(ours),
  ...stageLines(ours),
  ...whereLines(ours),
];

const calledDifferently = (ours: OurNight, floor: FloorNight): readonly string[] =>
  sameCalls(ours, floor) ? [] : [`CALLS DIFFER: ours ${JSON.stringify(ours.calls)}, floor ${JSON.stringify(floor.calls)}`];

const statusesOf = ({ first, ordinary, catchUp }: Measured): string =>
  [first.ours, ordinary?.ours, catchUp?.quiet, catchUp?.ours].flatMap((night) => night?.summary.run.status ?? []).join(', ');

const linesOf = (one: Measured): readonly string[] => {
  const { members, load, column, first, ordinary, catchUp, storedBytes, storedRows } = one;
  const ratios = ratiosOf(one);
  const quota = quotaSecondsOf(first.ours);
  const { cases, applications } = first.ours.summary;
  return [
    `${members} members, ${first.floor.rows} rows in the first night; nights ended ${statusesOf(one)}; load of the machine ${load.toFixed(1)}; the floor keeps ${column}`,
    ...nightLines('first night', first.ours, first.floor),
    ...calledDifferently(first.ours, first.floor),
    `  ${(members / first.ours.seconds).toFixed(0)} members/s; database ${mb(storedBytes)}: ${Object.entries(storedRows)
      .map(([table, rows]) => `${table} ${rows}`)
      .join(', ')}`,
    `  cases ${JSON.stringify(cases)}, applications ${JSON.stringify(applications.byProgramme)}`,
    `  with medical insurance's quota kept: ${quota.calls} calls at ${QUOTA.perSecond * QUOTA.nightShare} a second are at least ${quota.seconds.toFixed(0)} s`,
    `  RATIO to floor ${ratios.ratio.toFixed(2)} (most ${MOST.firstRatio}); in CPU ${ratios.cpuRatio.toFixed(2)}`,
    ...(ordinary === null
      ? []
      : [
          ...nightLines('ordinary night', ordinary.ours, ordinary.floor),
          ...calledDifferently(ordinary.ours, ordinary.floor),
          `  SHARE of the first night's CPU ${(ratios.ordinaryShare ?? 0).toFixed(3)} (most ${MOST.ordinaryShare}); to its floor ${(ratios.ordinaryRatio ?? 0).toFixed(2)}`,
        ]),
    ...(catchUp === null
      ? []
      : [
          costLine('quiet night', catchUp.quiet),
          ...nightLines('catch-up', catchUp.ours, catchUp.floor),
          `  RATIO of the catch-up (${seconds(ratios.catchUpSeconds ?? 0)} s beyond the quiet night) to its floor ${(ratios.catchUpRatio ?? 0).toFixed(2)} (most ${MOST.catchUpRatio}); in CPU ${(ratios.catchUpCpuRatio ?? 0).toFixed(2)}`,
        ]),
  ];
};

export const reportOf = (measured: readonly Measured[]): Report => {
  const growth = growthOf(measured);
  const broken = boundsBroken(measured);
  const grown =
    growth === null ? [] : [`first nights grow ${(growth * 100).toFixed(1)} % beyond the members (most ${MOST.growth * 100} %)`];
  const [last] = measured.slice(-1);
  const { ratio, ...ratios } = last === undefined ? { ratio: Number.NaN } : ratiosOf(last);
  return {
    text: [...measured.flatMap(linesOf), ...grown, ...broken.map((sentence) => `NOT WITHIN ITS BOUND: ${sentence}`)].join('\n'),
    ratio,
    figures: {
      name: 'reconcile',
      ...ratios,
      growth,
      boundsBroken: broken,
      runs: measured.map((one) => ({ ...ratiosOf(one), quota: quotaSecondsOf(one.first.ours), ...one })),
    },
    isGood: measured.every(isSound) && broken.length === 0,
  };
};
