/**
 * `npm run bench -- profile [--members N] [--seed S] [--date D] [--night NTH] [--phase P] [--out FILE] [--of BENCH]`: what the CPU is busy with. A night of the
 * synthetic city under V8's sampling profiler (the first, or the NTH after others that are not recorded), or another benchmark; a `.cpuprofile` for
 * developer tools, and tables: by phase, by function, by function of ours with what it calls, by package.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { type Day, dayAt, instantOf } from '../src/domain/period.ts';
import type { Report } from './figures.ts';
import { openNightStage } from './profile/night.ts';
import { type Elapsed, type Recording, record } from './profile/recording.ts';
import { type Mark, type SelfTime, type SelfTimes, selfTimes } from './profile/self-time.ts';

const MOST = 20;
const MEGABYTE = 1024 * 1024;

export interface OtherBenches {
  readonly [name: string]: () => unknown;
}

interface Wanted {
  readonly members: number;
  readonly seed: number;
  readonly date: Day;
  /** From 1. */
  readonly night: number;
  readonly phase: string | null;
  readonly out: string;
  readonly of: string | null;
}

export const profile = async (flags: readonly string[], others: OtherBenches): Promise<Report> => {
  const wanted = wantedOf(flags);
  const marks: Mark[] = [];
  const recording = wanted.of === null ? await nightOf(wanted, marks) : await benchOf(wanted.of, others);
  await mkdir(dirname(wanted.out), { recursive: true });
  await writeFile(wanted.out, JSON.stringify(recording.profile));
  const times = selfTimes(recording.profile, marks, wanted.phase);
  return {
    text: textOf(wanted, recording, times),
    figures: {
      ...wanted,
      ended: recording.result,
      heapPeakBytes: recording.heapPeakBytes,
      residentPeakBytes: recording.residentPeakBytes,
      ...cut(times),
    },
    isGood: wanted.of !== null || recording.result === 'completed',
  };
};

const wantedOf = (flags: readonly string[]): Wanted => {
  const { values } = parseArgs({
    args: [...flags],
    options: {
      members: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '42' },
      date: { type: 'string', default: dayAt(instantOf(Date.now())) },
      night: { type: 'string', default: '1' },
      phase: { type: 'string' },
      out: { type: 'string', default: '.huzheng/profile.cpuprofile' },
      of: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  return {
    members: Number(values.members),
    seed: Number(values.seed),
    date: values.date as Day,
    night: Number(values.night),
    phase: values.phase ?? null,
    out: values.out,
    of: values.of ?? null,
  };
};

/** How the night ended. */
const nightOf = async ({ members, seed, date, night }: Wanted, marks: Mark[]): Promise<Recording<string>> => {
  const stage = await openNightStage({ members, seed, date });
  try {
    for (let nth = 0; nth < night - 1; nth += 1) await stage.night(nth, () => undefined);
    return await record(async (elapsed: Elapsed) => {
      const { status } = await stage.night(night - 1, (phase) => void marks.push({ phase, from: elapsed() }));
      return status;
    });
  } finally {
    await stage.close();
  }
};

const benchOf = (name: string, others: OtherBenches): Promise<Recording<string>> => {
  const bench = others[name];
  if (bench === undefined) throw new Error(`--of: name one of ${Object.keys(others).join(', ')}`);
  return record(async () => {
    await bench();
    return name;
  });
};

const cut = ({ functions, ours, ...rest }: SelfTimes): SelfTimes => ({
  ...rest,
  functions: functions.slice(0, MOST),
  ours: ours.slice(0, MOST),
});

const textOf = (wanted: Wanted, { result, heapPeakBytes, residentPeakBytes }: Recording<string>, times: SelfTimes): string => {
  const what = wanted.of ?? `night ${wanted.night} of ${wanted.members} members (${result})`;
  const table = (title: string, rows: readonly SelfTime[]): readonly string[] => [
    '',
    title,
    ...rows.slice(0, MOST).map(({ name, ms }) => `${ms.toFixed(0).padStart(9)} ms ${share(ms, times.busyMs)}  ${name}`),
  ];
  return [
    `${what}${wanted.phase === null ? '' : `, phase ${wanted.phase} only`}: ${(times.busyMs / 1_000).toFixed(1)} s busy of ${(times.wallMs / 1_000).toFixed(1)} s`,
    `heap at most ${mega(heapPeakBytes)} MB, resident at most ${mega(residentPeakBytes)} MB; profile in ${wanted.out}`,
    ...(times.phases.length > 1 ? ['', 'By phase: busy of wall clock'] : []),
    ...(times.phases.length > 1
      ? times.phases.map(({ phase, wallMs, busyMs }) => `${busyMs.toFixed(0).padStart(9)} of ${wallMs.toFixed(0).padStart(7)} ms  ${phase}`)
      : []),
    ...table('By function of ours, with what it calls of packages and Node', times.ours),
    ...table('By function, itself', times.functions),
    ...table('By package', times.packages),
  ].join('\n');
};

const share = (ms: number, of: number): string => `${((100 * ms) / Math.max(1, of)).toFixed(1).padStart(5)} %`;
const mega = (bytes: number): string => (bytes / MEGABYTE).toFixed(0);
