/** What processes cost while they run: CPU and memory, seen now and then. */
import { SECOND } from '../../../src/domain/period.ts';
import { cpuOf, peaksOf } from './proc.ts';

export interface Sample {
  /** Epoch ms. */
  readonly at: number;
  /** Cumulative. */
  readonly cpuSeconds: number;
  readonly databaseCpuSeconds: number;
}

export interface Watched {
  readonly samples: readonly Sample[];
  /** Most resident memory of the largest process, in bytes. */
  readonly peakBytes: number;
}

const EVERY_MS = SECOND / 2;

/** `roots`: each with everything below it. Ends when it is asked for what it saw. */
export const watch = ({
  roots,
  postmaster,
}: {
  readonly roots: readonly number[];
  readonly postmaster: number;
}): (() => Promise<Watched>) => {
  const samples: Sample[] = [];
  let peakBytes = 0;
  const ending = Promise.withResolvers<void>();
  let isOver = false;
  const look = async (): Promise<void> => {
    const [spent, peaks, databaseCpuSeconds] = await Promise.all([
      Promise.all(roots.map(cpuOf)),
      Promise.all(roots.map(peaksOf)),
      cpuOf(postmaster),
    ]);
    const cpuSeconds = spent.reduce((sum, seconds) => sum + seconds, 0);
    peakBytes = Math.max(peakBytes, ...peaks.flatMap((one) => [...one.values()]));
    // One that has just ended has no CPU to tell of any more.
    if (cpuSeconds < (samples.at(-1)?.cpuSeconds ?? 0)) return;
    samples.push({ at: Date.now(), cpuSeconds, databaseCpuSeconds });
  };
  const watching = (async () => {
    while (!isOver) {
      await look();
      await Promise.race([ending.promise, new Promise((resolve) => setTimeout(resolve, EVERY_MS))]);
    }
  })();
  return async () => {
    isOver = true;
    ending.resolve();
    await watching;
    return { samples, peakBytes };
  };
};
