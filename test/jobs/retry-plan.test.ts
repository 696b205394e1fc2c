import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startOf } from '../../src/domain/period.ts';
import { planOf } from '../../src/jobs/retry-plan.ts';
import { nextMove } from '../../src/jobs/retry-waves.ts';
import type { CauseStanding } from '../../src/storage/retry-batches.ts';
import type { ChosenJob } from '../../src/storage/retry-choice.ts';
import { day } from '../support/dossiers.ts';

const aJob = (workId: string, traits: Partial<ChosenJob> = {}): ChosenJob => ({
  ...{ workId, runId: 'run-2026-11-22', runStartedAt: startOf(day('2026-11-22')), runStatus: 'incomplete', runPhase: 'closed' },
  ...{ step: 'look-up', dataset: 'person', source: 'medical-insurance', fingerprint: 'aaaaaaaa', members: 0, about: null },
  ...{ offset: null, total: null, overtaken: false },
  ...traits,
});
const NEWER = { runId: 'run-2026-11-23', runStartedAt: startOf(day('2026-11-23')) } as const;
const canaryOf = (...jobs: readonly ChosenJob[]) => planOf(jobs).causes.map(({ canary }) => canary);

describe('which job of a cause goes first', () => {
  it.each([
    { given: 'one of the newest run', jobs: [aJob('a'), aJob('b', NEWER)], want: 'b' },
    { given: 'the smallest: a batch of people before a window', jobs: [aJob('a', { step: 'read-window' }), aJob('b')], want: 'b' },
    {
      given: 'of windows that with the fewest rows left',
      jobs: [
        aJob('a', { step: 'read-window', offset: 0, total: 90_000 }),
        aJob('b', { step: 'read-window', offset: 89_000, total: 90_000 }),
      ],
      want: 'b',
    },
    { given: 'one that no later run has made good', jobs: [aJob('a', { ...NEWER, overtaken: true }), aJob('b')], want: 'b' },
    { given: 'always the same of equals', jobs: [aJob('b'), aJob('a')], want: 'a' },
  ])('$given', ({ jobs, want }) => {
    expect(canaryOf(...jobs)).toEqual([want]);
  });
});

describe('what a batch comes to', () => {
  it('has the commonest cause first, the oldest run first, and each dataset once', () => {
    const plan = planOf([
      aJob('a', { fingerprint: 'bbbbbbbb', dataset: null }),
      aJob('b', NEWER),
      aJob('c', { ...NEWER, dataset: 'family' }),
      aJob('d', { overtaken: true }),
    ]);
    expect(plan.causes.map(({ fingerprint, jobs }) => [fingerprint, jobs])).toEqual([
      ['aaaaaaaa', 2],
      ['bbbbbbbb', 1],
    ]);
    expect(plan.runs.map(({ runId, jobs }) => [runId, jobs.length])).toEqual([
      ['run-2026-11-22', 1],
      ['run-2026-11-23', 2],
    ]);
    expect([plan.datasets, plan.overtaken.length]).toEqual([['family', 'person'], 1]);
  });

  it('leaves what follows from another that is tried: it is planned anew then; of another run, or alone, it is tried', () => {
    const follows = (workId: string, traits: Partial<ChosenJob> = {}) => aJob(workId, { dataset: 'registration', ...traits });
    const tried = (...jobs: readonly ChosenJob[]) => planOf(jobs).tried.map(({ workId }) => workId);
    expect(tried(aJob('a'), follows('b'))).toEqual(['a']);
    expect(tried(aJob('a', NEWER), follows('b'))).toEqual(['a', 'b']);
    expect(tried(aJob('a', { overtaken: true }), follows('b'))).toEqual(['b']);
    expect(tried(aJob('a', { step: 'replay' }), follows('b'))).toEqual(['a', 'b']);
    // Whoever chose them is told.
    expect(planOf([aJob('a'), follows('b')]).following).toMatchObject([{ workId: 'b' }]);
  });

  it('tries every job that is not overtaken in exactly one cause and one run', () => {
    const jobs = fc.uniqueArray(
      fc.record({
        workId: fc.uuid(),
        fingerprint: fc.constantFrom('aaaaaaaa', 'bbbbbbbb'),
        isNewer: fc.boolean(),
        overtaken: fc.boolean(),
      }),
      { selector: ({ workId }) => workId },
    );
    fc.assert(
      fc.property(jobs, (drawn) => {
        const chosen = drawn.map(({ workId, fingerprint, isNewer, overtaken }) =>
          aJob(workId, { fingerprint, overtaken, ...(isNewer && NEWER) }),
        );
        const plan = planOf(chosen);
        const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
        expect([plan.tried.length + plan.overtaken.length, plan.following]).toEqual([chosen.length, []]);
        expect(sum(plan.causes.map((cause) => cause.jobs))).toBe(plan.tried.length);
        expect(sum(plan.runs.map((run) => run.jobs.length))).toBe(plan.tried.length);
        for (const { canary } of plan.causes) expect(plan.tried.map(({ workId }) => workId)).toContain(canary);
      }),
    );
  });
});

describe('how the others of a cause follow', () => {
  const standing = (traits: Partial<CauseStanding>): CauseStanding => ({
    ...{
      retryId: 'retry',
      fingerprint: 'aaaaaaaa',
      state: 'running',
      wave: 8,
      canaryIsDone: true,
      hasHeld: true,
      isTrying: false,
      isOpen: false,
    },
    ...traits,
  });
  it.each([
    { given: 'behind a canary under way they wait', in: { state: 'canary', wave: 1, canaryIsDone: false, isTrying: true }, want: 'wait' },
    {
      given: 'behind one that waits for something else, too',
      in: { state: 'canary', wave: 1, canaryIsDone: false, isOpen: true },
      want: 'wait',
    },
    { given: 'eight when it is done', in: { state: 'canary', wave: 1 }, want: 8 },
    { given: 'not before all of a wave were tried', in: { isTrying: true, isOpen: true }, want: 'wait' },
    { given: 'then sixty-four', in: {}, want: 64 },
    { given: 'whatever some of the wave wait for meanwhile', in: { isOpen: true }, want: 64 },
    { given: 'and five hundred and twelve', in: { wave: 64 }, want: 512 },
    { given: 'when nobody is held any more, those that wait are waited for', in: { hasHeld: false, isOpen: true }, want: 'wait' },
    { given: 'and the cause ends with the last', in: { hasHeld: false }, want: 'end' },
    { given: 'a canary alone ends it', in: { state: 'canary', wave: 1, hasHeld: false }, want: 'end' },
    { given: 'nobody follows when it has stopped', in: { state: 'stopped' }, want: 'wait' },
  ] as const)('$given', ({ in: traits, want }) => {
    const next = nextMove(standing(traits));
    expect(next.move === 'release' ? next.units : next.move).toBe(want);
  });
});
