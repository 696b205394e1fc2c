/**
 * What the CPU is busy with: a night of the synthetic city under V8's sampling profiler (the first, or a later one after others that are not recorded),
 * or another benchmark; a `.cpuprofile` for developer tools, and tables: by phase, by function, by function of ours with what it calls, by package.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Day, dayAt, instantOf, toDay } from '../src/domain/period.ts';
import { PHASES } from '../src/jobs/phases.ts';
import { admission } from './admission.ts';
import { audit } from './audit.ts';
import type { Report } from './figures.ts';
import { defineBench, oneOf, quantity, text } from './options.ts';
import { openNightStage } from './profile/night.ts';
import { type Elapsed, type Recording, record } from './profile/recording.ts';
import { type Mark, type SelfTime, type SelfTimes, selfTimes } from './profile/self-time.ts';
import { sealing } from './sealing.ts';

const MOST = 20;
const MEGABYTE = 1024 * 1024;

/** Of this process: what they do can be seen. */
const OTHERS = { admission, audit, sealing };

interface Wanted {
  readonly members: number;
  readonly seed: number;
  readonly date: Day;
  /** From 1. */
  readonly night: number;
  readonly phase: string | null;
  readonly out: string;
  readonly of: keyof typeof OTHERS | null;
}

const today = (): Day => dayAt(instantOf(Date.now()));

export const profile = defineBench({
  about: 'what the CPU is busy with in a night, or in another benchmark',
  options: {
    members: quantity('2000', 'of the synthetic city'),
    seed: quantity('42', 'of the city'),
    date: {
      value: 'DAY',
      usually: null,
      means: 'of the first night (today)',
      read: (given: string, option: string) => {
        const date = toDay(given);
        if (date > today()) throw new RangeError(`--${option} is today or an earlier day, not ${given}`);
        return date;
      },
    },
    night: quantity('1', 'which one is recorded, after those before it'),
    phase: oneOf(
      PHASES.map(({ name }) => name),
      null,
      'only samples of it',
    ),
    out: text('FILE', '.huzheng/profile.cpuprofile', 'where the profile goes, for developer tools'),
    of: oneOf(Object.keys(OTHERS) as (keyof typeof OTHERS)[], null, 'another benchmark instead'),
  },
  begin: ({ date, ...rest }) => profiled({ ...rest, date: date ?? today() }),
});

const profiled = async (wanted: Wanted): Promise<Report> => {
  const marks: Mark[] = [];
  const recording = wanted.of === null ? await nightOf(wanted, marks) : await benchOf(wanted.of);
  await mkdir(dirname(wanted.out), { recursive: true });
  await writeFile(wanted.out, JSON.stringify(recording.profile));
  const times = selfTimes(recording.profile, marks, wanted.phase);
  return {
    text: textOf(wanted, recording, times),
    ratio: times.busyMs / times.wallMs,
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

/** How the night ended. */
const nightOf = async ({ members, seed, date, night }: Wanted, marks: Mark[]): Promise<Recording<string>> => {
  const stage = await openNightStage({ members, seed, date });
  for (let nth = 0; nth < night - 1; nth += 1) await stage.night(nth, () => undefined);
  return record(async (elapsed: Elapsed) => {
    const { status } = await stage.night(night - 1, (phase) => void marks.push({ phase, from: elapsed() }));
    return status;
  });
};

const benchOf = (name: keyof typeof OTHERS): Promise<Recording<string>> =>
  record(async () => {
    await OTHERS[name]();
    return name;
  });

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
