import { describe, expect, it } from 'vitest';
import type { CpuProfile } from '../../bench/profile/recording.ts';
import { selfTimes } from '../../bench/profile/self-time.ts';

const node = (id: number, functionName: string, url: string, children: number[] = []): CpuProfile['nodes'][number] => ({
  id,
  callFrame: { functionName, url, lineNumber: 9, columnNumber: 0, scriptId: '0' },
  children,
});

/** Ours calls a package that calls what V8 has built in; Node calls back; the rest is waiting. */
const PROFILE: CpuProfile = {
  startTime: 1_000,
  endTime: 11_000,
  nodes: [
    node(1, '(root)', '', [2, 5, 6]),
    node(2, 'admit', 'file:///a/b/src/pipeline/2-normalise/admit.ts', [3]),
    node(3, 'query', 'file:///a/b/node_modules/pg/lib/client.js', [4]),
    node(4, 'writev', ''),
    node(5, '(idle)', ''),
    node(6, 'onread', 'node:net'),
  ],
  samples: [2, 4, 3, 6, 5],
  timeDeltas: [0, 1_000, 4_000, 1_000, 2_000],
};

describe('where the time of a profile went', () => {
  it('charges what packages do to the function of ours that asked for it', () => {
    expect(selfTimes(PROFILE, [], null).ours).toEqual([
      { name: 'admit  src/pipeline/2-normalise/admit.ts:10', ms: 6 },
      { name: '(nobody of ours)', ms: 2 },
    ]);
  });

  it('counts waiting as time that passed, and nowhere else', () => {
    const { wallMs, busyMs, packages } = selfTimes(PROFILE, [], null);
    expect({ wallMs, busyMs }).toEqual({ wallMs: 10, busyMs: 8 });
    expect(packages).toEqual([
      { name: '(built into V8)', ms: 4 },
      { name: 'node', ms: 2 },
      { name: 'huzheng', ms: 1 },
      { name: 'pg', ms: 1 },
    ]);
  });

  it('tells the phases of a night apart', () => {
    const marks = [
      { phase: 'roster', from: 0 },
      { phase: 'readings', from: 5_000 },
    ];
    expect(selfTimes(PROFILE, marks, 'readings')).toMatchObject({
      busyMs: 3,
      phases: [
        { phase: 'roster', wallMs: 5, busyMs: 5 },
        { phase: 'readings', wallMs: 5, busyMs: 3 },
      ],
    });
  });
});
