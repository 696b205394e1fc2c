/** What V8's sampling profiler saw of one act of this process, and how large its heap became meanwhile. */
import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';

/** Often enough for a peak that lasts, seldom enough not to be seen in the profile. */
const LOOK_EVERY_MS = 100;

/** A `.cpuprofile`, as developer tools open it. Times in microseconds, lines from 0. */
export type CpuProfile = Profiler.Profile;
export type ProfileNode = Profiler.ProfileNode;

export interface Recording<T> {
  readonly result: T;
  readonly profile: CpuProfile;
  readonly heapPeakBytes: number;
  readonly residentPeakBytes: number;
}

/** Microseconds since the recording began. */
export type Elapsed = () => number;

export const record = async <T>(act: (elapsed: Elapsed) => Promise<T>): Promise<Recording<T>> => {
  const session = new Session();
  session.connect();
  const [heap, resident] = [highest(), highest()];
  const look = (): void => {
    const { heapUsed, rss } = process.memoryUsage();
    heap.see(heapUsed);
    resident.see(rss);
  };
  const looking = setInterval(look, LOOK_EVERY_MS);
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.start');
    const startedAt = process.hrtime.bigint();
    const result = await act(() => Number(process.hrtime.bigint() - startedAt) / 1_000);
    look();
    const { profile } = await session.post('Profiler.stop');
    return { result, profile, heapPeakBytes: heap.value(), residentPeakBytes: resident.value() };
  } finally {
    clearInterval(looking);
    session.disconnect();
  }
};

const highest = () => {
  let value = 0;
  return {
    see: (next: number): void => {
      value = Math.max(value, next);
    },
    value: (): number => value,
  };
};
